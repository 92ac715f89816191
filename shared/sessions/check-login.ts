import type { Clock } from '../domain/time.ts';
import { LOGIN_MS } from '../provider/budgets.ts';
import type { Exchange } from '../provider/exchange.ts';
import type { Account, SessionScheme } from './session.ts';

/** `works`: a token came back, and was dropped. `refused`: the credentials are wrong. Else nobody knows. */
export type LoginCheck = {
  readonly login: 'works' | 'refused' | 'unavailable';
  /** HTTP status of the answer; 0 where there was none. */
  readonly status: number;
};

/**
 * Logs in once, beside every session: whether credentials work. Where a login ends the account's other sessions, those
 * log in again. It notes nothing down, so that a mistake of the one who asks locks nobody out here.
 */
export function createCheckLogin<C>({
  scheme,
  exchange,
  clock,
}: {
  scheme: SessionScheme<C>;
  exchange: Exchange;
  clock: Clock;
}) {
  return async (
    { baseUrl, credentials }: Pick<Account<C>, 'baseUrl' | 'credentials'>,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<LoginCheck> => {
    const limits = { timeoutMs: LOGIN_MS, signal, mayLeave: () => !signal.aborted };
    const reply = await exchange(baseUrl, { ...scheme.toLogin(credentials), isLogin: true }, limits);
    if (reply.is === 'not_sent') return { login: 'unavailable', status: 0 };
    const { is } = scheme.fromLogin(reply, clock());
    return { login: is === 'token' ? 'works' : is, status: reply.status ?? 0 };
  };
}

export type CheckLogin<C> = ReturnType<typeof createCheckLogin<C>>;
