import type { Clock } from '../domain/time.ts';
import type { ArrivedReply, Exchange, ProviderRequest } from '../ports/exchange.ts';
import type { Account } from '../ports/sessions.ts';
import type { AuthScheme, StaticAuth, Token } from '../provider/auth-scheme.ts';
import { toBudget } from '../provider/budgets.ts';
import { readLogin } from './login.ts';

/**
 * `works`: a token came back, and was dropped; or an inquiry with the credentials was answered. `refused`: the provider
 * says that they are wrong. `unavailable`: that is not known.
 */
export type LoginCheck = {
  readonly login: 'works' | 'refused' | 'unavailable';
  /** HTTP status of the answer; 0 where there was none. */
  readonly status: number;
  /** Scopes that requests need and the login did not grant, though it works. Absent: none. */
  readonly missingScopes?: readonly string[];
};

export type CheckLoginDeps<C> = {
  readonly auth: AuthScheme<C>;
  readonly exchange: Exchange;
  readonly clock: Clock;
};

/**
 * Whether credentials work: logs in once, or inquires once where there are no logins, beside every session. Where a login
 * ends the account's other sessions, those log in again. It writes nothing down, so that a mistake of the one who asks
 * causes no lockout here.
 */
export async function checkLogin<C>(
  { auth, exchange, clock }: CheckLoginDeps<C>,
  { endpoints, credentials }: Pick<Account<C>, 'endpoints' | 'credentials'>,
  { signal }: { readonly signal: AbortSignal },
): Promise<LoginCheck> {
  const timeoutMs = toBudget({ isBackground: true }).loginMs;
  const limits = { timeoutMs, signal, mayLeave: () => !signal.aborted };
  const reply = await exchange(endpoints, toRequest(auth, credentials), limits);
  if (reply.is === 'not_sent') return { login: 'unavailable', status: 0 };
  const status = reply.status ?? 0;
  if (auth.type === 'static') return { login: toStaticVerdict(auth, reply), status };
  const result = readLogin(auth, reply, clock());
  if (result.is !== 'token') return { login: result.is, status };
  const missingScopes = toMissingScopes(auth, result.token, credentials);
  return { login: 'works', status, ...(missingScopes.length > 0 && { missingScopes }) };
}

function toMissingScopes<C>(auth: AuthScheme<C>, { scope }: Token, credentials: C): readonly string[] {
  if (auth.type !== 'bearer' || scope === undefined) return [];
  return auth.toMissingScopes?.(scope, credentials) ?? [];
}

function toRequest<C>(auth: AuthScheme<C>, credentials: C): ProviderRequest {
  if (auth.type !== 'static') return { ...auth.toLogin(credentials), isLogin: true };
  const request = auth.toProbe();
  return { ...request, headers: { ...request.headers, ...auth.toHeaders(credentials) } };
}

/** The inquiry asks for nothing that is there, so that "not found" comes from within. */
function toStaticVerdict<C>({ isRefusal }: StaticAuth<C>, reply: ArrivedReply): LoginCheck['login'] {
  if (reply.is === 'lost') return 'unavailable';
  if (isRefusal(reply)) return 'refused';
  return reply.isJson && (reply.status === 200 || reply.status === 404) ? 'works' : 'unavailable';
}
