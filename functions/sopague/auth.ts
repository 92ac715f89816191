import { tokenSchema } from '../../shared/domain/secret-schemas.ts';
import { type EpochMs, MINUTE_MS } from '../../shared/domain/time.ts';
import type { AnsweredReply, ArrivedReply } from '../../shared/ports/exchange.ts';
import type { BearerAuth, LoginResult } from '../../shared/provider/auth-scheme.ts';
import { TOKEN_MARGIN_MS } from '../../shared/provider/budgets.ts';
import { isRefusal, toUnavailableLogin } from '../../shared/provider/replies.ts';
import { parseFields, parseText } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';

/** Where the answer states no lifetime (the documented example gives one instant twice), we log in this often. */
const UNSTATED_LIFETIME_MS = MINUTE_MS;

/** 4xx that say nothing of the credentials, unless they contain SoPague's own words. */
const NOT_ABOUT_CREDENTIALS: ReadonlySet<number> = new Set([403, 404, 405, 415]);

/**
 * User name and password for a bearer token that many requests may share. `authenticated: false` is documented as a field.
 * What a failed login answers is not: that another 4xx in JSON refuses the credentials is our reading; and so does a 401
 * without a body, since the one 401 on SoPague's pages shows none. A page in their place is a firewall's or a gateway's, and
 * so is a 403 in other words: SoPague may let in known addresses only.
 *
 * @source https://docs.sopague.com.br/en/autenticacao (read 2026-11-21)
 */
export const sopagueAuth: BearerAuth<Credentials> = {
  type: 'bearer',
  toLogin: ({ userName, password }) => ({
    method: 'POST',
    path: '/api/auth/token',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userName: userName.reveal(), password: password.reveal() }),
  }),
  fromLogin,
  toHeaders: (token) => ({ authorization: `Bearer ${token.reveal()}` }),
};

function fromLogin(reply: ArrivedReply, now: EpochMs): LoginResult {
  if (reply.is === 'lost') return toUnavailableLogin(reply);
  const { authenticated, accesstoken, created, expiration } = parseFields(reply.body);
  if (isRefusedLogin(reply, authenticated)) return { is: 'refused' };
  if (reply.status !== 200) return toUnavailableLogin(reply);
  const token = tokenSchema.safeParse(accesstoken);
  if (!token.success) return toUnavailableLogin(reply);
  return { is: 'token', token: { token: token.data, expiresAt: now + toLifetimeMs(created, expiration) } };
}

function isRefusedLogin(reply: AnsweredReply, authenticated: unknown): boolean {
  if (authenticated === false) return reply.status === 200 || isRefusal(reply);
  if (reply.status === 401 && reply.isEmpty) return true;
  return isRefusal(reply) && !NOT_ABOUT_CREDENTIALS.has(reply.status);
}

/** Both instants are the provider's, so that its clock is never compared with ours. */
function toLifetimeMs(created: unknown, expiration: unknown): number {
  const [from, to] = [Date.parse(parseText(created) ?? ''), Date.parse(parseText(expiration) ?? '')];
  const lifetime = to - from - TOKEN_MARGIN_MS;
  return lifetime > 0 ? lifetime : UNSTATED_LIFETIME_MS;
}
