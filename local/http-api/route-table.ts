import type { LocalRoute } from '../assembly/http-api.ts';

export type RouteMatch = {
  readonly route: LocalRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
};

/** Finds the route of a request, as API Gateway's HTTP APIs do. */
export type RouteTable = (method: string, decodedPath: string) => RouteMatch | undefined;

type Pattern = { readonly route: LocalRoute; readonly method: string; readonly segments: readonly string[] };

/**
 * The most specific route wins: segment by segment text before `{name}` before `{name+}`, then the method before
 * `ANY`; `$default` comes last. Like API Gateway it matches the decoded path, so an escaped slash is a slash.
 */
export function createRouteTable(routes: readonly LocalRoute[]): RouteTable {
  const patterns = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map(toPattern)
    .sort(bySpecificity);
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  return (method, decodedPath) => {
    const segments = toSegments(decodedPath);
    for (const pattern of patterns) {
      const pathParameters =
        pattern.method === 'ANY' || pattern.method === method ? match(pattern, segments) : undefined;
      if (pathParameters) return { route: pattern.route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}

function toPattern(route: LocalRoute): Pattern {
  const [method = '', path = ''] = route.routeKey.split(' ');
  return { route, method, segments: toSegments(path) };
}

function toSegments(path: string): readonly string[] {
  return path.split('/').slice(1);
}

function match({ segments }: Pattern, actual: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = actual[index];
    if (!value && segment !== value) return undefined;
    const name = /^\{(.+?)(\+?)\}$/.exec(segment);
    if (name?.[1] && name[2]) return { ...parameters, [name[1]]: actual.slice(index).join('/') };
    if (name?.[1]) parameters[name[1]] = value ?? '';
    else if (segment !== value) return undefined;
  }
  return segments.length === actual.length ? parameters : undefined;
}

function bySpecificity(a: Pattern, b: Pattern): number {
  for (const [index, segment] of a.segments.entries()) {
    const difference = rank(segment) - rank(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function rank(segment: string | undefined): number {
  if (segment === undefined || segment.endsWith('+}')) return 2;
  return segment.startsWith('{') ? 1 : 0;
}
