import type { Clock, EpochMs } from '../domain/time.ts';
import type { Exchange, ProviderRequest, Reply } from '../ports/exchange.ts';
import { LOGIN_MS } from '../provider/budgets.ts';
import type { LoginScheme, SessionScheme, StaticScheme } from '../provider/session-scheme.ts';
import type { Account } from './session.ts';

/** `works`: a token came back, and was dropped; or a request with them was not refused. `refused`: the credentials are wrong. Else nobody knows. */
export type LoginCheck = {
  readonly login: 'works' | 'refused' | 'unavailable';
  /** HTTP status of the answer; 0 where there was none. */
  readonly status: number;
};

/**
 * Logs in once, or reads once where there are no logins, beside every session: whether credentials work. Where a login ends the account's other sessions, those
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
    const [request, judge] =
      scheme.mode === 'static'
        ? [toProbe(scheme, credentials), judgeRead]
        : [
            { ...scheme.toLogin(credentials), isLogin: true },
            (reply: Arrived) => judgeLogin(scheme, reply, clock()),
          ];
    const reply = await exchange(baseUrl, request, limits);
    if (reply.is === 'not_sent') return { login: 'unavailable', status: 0 };
    return { login: judge(reply), status: reply.status ?? 0 };
  };
}

type Arrived = Exclude<Reply, { is: 'not_sent' }>;

function judgeLogin<C>(scheme: LoginScheme<C>, reply: Arrived, now: EpochMs): LoginCheck['login'] {
  const { is } = scheme.fromLogin(reply, now);
  return is === 'token' ? 'works' : is;
}

function toProbe<C>({ toProbe: toRead, toHeaders }: StaticScheme<C>, credentials: C): ProviderRequest {
  const request = toRead();
  return { ...request, headers: { ...request.headers, ...toHeaders(credentials) } };
}

/** Whoever is told what they asked for, or that it is not there, was let in. */
function judgeRead({ status = 0 }: Arrived): LoginCheck['login'] {
  if (status === 401) return 'refused';
  return status === 200 || status === 404 ? 'works' : 'unavailable';
}

export type CheckLogin<C> = ReturnType<typeof createCheckLogin<C>>;
