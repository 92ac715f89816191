import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Credentials } from './credentials.ts';
import { PSPS, SCOPES, type Scope } from './psps.ts';

/**
 * What a login did not grant of the scopes that a request needs, or every merchant: not all have charges with a due date. Banks
 * grant fewer than were requested and answer 200; the missing one shows later, at some as a 400. A bank that names none of the
 * standard's states nothing by it.
 *
 * @source https://github.com/laddertech/pypix-api, `docs/Sicredi/`
 */
export function toMissingScopes(
  granted: string,
  { psp }: Pick<Credentials, 'psp'>,
  request?: ProviderRequest,
): readonly Scope[] {
  const names = new Set(granted.toLowerCase().split(/[\s,]+/));
  if (!SCOPES.some((scope) => names.has(scope))) return [];
  const { otherScopes = {} } = PSPS[psp];
  const needed = (request ? scopesOf(request) : OF_EVERYBODY).map((scope) => otherScopes[scope] ?? scope);
  return [...new Set(needed)].filter((scope) => !names.has(scope));
}

const OF_EVERYBODY = SCOPES.filter((scope) => !scope.startsWith('cobv.'));

function scopesOf({ method, path }: ProviderRequest): readonly Scope[] {
  const scope = `${path.split('/')[1]}.${method === 'GET' ? 'read' : 'write'}`;
  return SCOPES.filter((known) => known === scope);
}
