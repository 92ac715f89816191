import { MINUTE_MS } from '../../shared/domain/time.ts';
import { TOKEN_MARGIN_MS } from '../../shared/provider/budgets.ts';
import type { LoginScheme } from '../../shared/provider/session-scheme.ts';
import { type Credentials, loginSchema } from './wire.ts';

/** Where the answer names no lifetime (the documented example gives one instant twice), we log in this often. */
const UNSTATED_LIFETIME_MS = MINUTE_MS;

/** Answers that say nothing of the credentials. */
const NOT_ABOUT_CREDENTIALS = new Set([404, 405, 408, 415, 425, 429]);

/**
 * How to log in at SoPague: user name and password for a bearer token that many requests may share. How a
 * refused login answers is not documented: `authenticated: false` or a 4xx counts as refused.
 *
 * @source https://docs.sopague.com.br/en/autenticacao (read 2026-11-21)
 */
export const sopagueSession: LoginScheme<Credentials> = {
  mode: 'shared',
  tokenLifetimeMs: UNSTATED_LIFETIME_MS,
  toLogin: ({ userName, password }) => ({
    method: 'POST',
    path: '/api/auth/token',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userName: userName.reveal(), password: password.reveal() }),
  }),
  fromLogin(reply, now) {
    const status = reply.status ?? 0;
    if (status === 429) return { is: 'unavailable', code: 'provider_rate_limited' };
    if (status >= 400 && status < 500 && !NOT_ABOUT_CREDENTIALS.has(status)) return { is: 'refused' };
    const login = loginSchema.safeParse(reply.is === 'answered' ? reply.body : undefined);
    if (status !== 200 || !login.success) return { is: 'unavailable', code: 'provider_unavailable' };
    const { authenticated, accesstoken, created, expiration } = login.data;
    if (authenticated === false) return { is: 'refused' };
    if (!accesstoken) return { is: 'unavailable', code: 'provider_unavailable' };
    return { is: 'token', token: { token: accesstoken, expiresAt: now + toLifetimeMs(created, expiration) } };
  },
  toHeaders: (token) => ({ authorization: `Bearer ${token.reveal()}` }),
  nextToken: () => undefined,
};

/** Both instants are the provider's, so that its clock is never compared with ours. */
function toLifetimeMs(created: string | null | undefined, expiration: string | null | undefined): number {
  const lifetime = Date.parse(expiration ?? '') - Date.parse(created ?? '') - TOKEN_MARGIN_MS;
  return lifetime > 0 ? lifetime : UNSTATED_LIFETIME_MS;
}
