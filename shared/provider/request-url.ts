import type { Endpoints, ProviderRequest } from '../ports/exchange.ts';

/**
 * Where a request goes: the base, the path, and the query of both, and nothing that a URL parser made of them. A provider without a
 * host of that name has one for everything.
 * @throws Error where the path is not in the form in which it would be sent
 */
export function toUrl(
  endpoints: Endpoints,
  { host = 'api', path, query }: Pick<ProviderRequest, 'host' | 'path' | 'query'>,
): URL {
  const base = new URL(endpoints[host] ?? endpoints.api);
  const pathname = `${base.pathname.replace(/\/$/, '')}${path}`;
  const own = toSearch(query);
  const search = base.search === '' ? own : `${base.search}${own.replace('?', '&')}`;
  const url = new URL(`${base.origin}${pathname}${search}`);
  if (url.pathname !== pathname || url.search !== search || url.hash !== '')
    throw new Error('the path of a provider request is not what was built');
  return url;
}

function toSearch(query: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The apostrophe is the one character left by `encodeURIComponent` that a URL parser changes in a query. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27');
}
