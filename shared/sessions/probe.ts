import type { SecretText } from '../domain/secret-text.ts';
import { type Clock, toInstant } from '../domain/time.ts';
import type { Exchange, ProviderRequest, Reply } from '../ports/exchange.ts';
import { type SettingsStore, type TokenWorld, toSessionKey } from '../ports/session-store.ts';
import { EXCHANGE_MS, LOGIN_MS } from '../provider/budgets.ts';
import type { LoginScheme } from '../provider/session-scheme.ts';
import type { Account } from './session.ts';

export type ProbeStep = { readonly step: string; readonly status: number };

export type ProbeResult = {
  readonly world: TokenWorld | 'unclear';
  readonly at: string;
  readonly steps: readonly ProbeStep[];
};

/** Finds out in which world an account's tokens live, and writes it down. It moves no money. */
export type Probe<C> = (
  account: Account<C>,
  limits: { readonly signal: AbortSignal },
) => Promise<ProbeResult>;

/**
 * Six calls: log in; read with A, which brings B; read with A again; log in again, for C; read with B; read with C.
 * Until it is over, the account's other sessions may be refused a token, which costs them a login.
 */
export function createProbe<C>({
  scheme,
  exchange,
  store,
  clock,
}: {
  scheme: LoginScheme<C>;
  exchange: Exchange;
  store: SettingsStore;
  clock: Clock;
}): Probe<C> {
  return async (account, { signal }) => {
    const steps: ProbeStep[] = [];
    const send = async (step: string, request: ProviderRequest, timeoutMs: number) => {
      const reply = await exchange(account.baseUrl, request, {
        timeoutMs,
        signal,
        mayLeave: () => !signal.aborted,
      });
      steps.push({ step, status: statusOf(reply) });
      return reply;
    };
    const logIn = async (step: string) => {
      const reply = await send(step, scheme.toLogin(account.credentials), LOGIN_MS);
      const login = reply.is === 'not_sent' ? undefined : scheme.fromLogin(reply, clock());
      return login?.is === 'token' ? login.token.token : undefined;
    };
    const read = async (step: string, token: SecretText | undefined) => {
      if (token === undefined || !scheme.toProbe) return undefined;
      const request = scheme.toProbe();
      return send(
        step,
        { ...request, headers: { ...request.headers, ...scheme.toHeaders(token) } },
        EXCHANGE_MS,
      );
    };

    const a = await logIn('log in, for token A');
    const first = await read('read with A, which brings B', a);
    const b = first?.is === 'answered' ? scheme.nextToken(first.body) : undefined;
    const again = await read('read with A again', a);
    const c = await logIn('log in again, for token C');
    const other = await read('read with B', b);
    const last = await read('read with C', c);

    const at = clock();
    const world = b?.isSameAs(a)
      ? 'unclear'
      : toWorld([first, again, other, last].map((reply) => reply && statusOf(reply)));
    if (world !== 'unclear')
      await store.setWorld(toSessionKey(account.merchantId, account.provider, 0), world, at);
    return { world, at: toInstant(at), steps };
  };
}

/** 0 where there was no answer. */
function statusOf(reply: Reply): number {
  return reply.is === 'not_sent' ? 0 : (reply.status ?? 0);
}

/** A token counts as taken when the answer is anything but 401. */
function toWorld([first, again, other, last]: readonly (number | undefined)[]): TokenWorld | 'unclear' {
  if (!first || !again || !other || !last || first === 401 || last === 401) return 'unclear';
  if (other === 401) return 'S3';
  return again === 401 ? 'S2' : 'S1';
}
