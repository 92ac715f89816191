import type { ProblemCode } from '../domain/problem.ts';
import type { SecretText } from '../domain/secret-text.ts';
import type { Clock, EpochMs, Random } from '../domain/time.ts';
import type { Exchange, ProviderRequest, Reply } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import type { StoredToken } from '../ports/session-store.ts';
import { EXCHANGE_MS, RESERVE_MS } from '../provider/budgets.ts';
import type { Redact } from '../provider/redact.ts';
import type { LoginScheme, SessionReply } from '../provider/session-scheme.ts';

/** One merchant's account at one provider, with its credentials as they were last read. */
export type Account<Credentials> = {
  readonly merchantId: string;
  readonly provider: string;
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Names this version of the secret. */
  readonly secretVersion: string;
  /** How many sessions the account may have at once. */
  readonly sessions: number;
  /** The account as the secret is now, past every cache. */
  readonly refresh: () => Promise<Account<Credentials>>;
};

/** The limits that an invocation, or a step of it, sets to what it does. */
export type Call = {
  readonly signal: AbortSignal;
  /** The hard end of the invocation. */
  readonly deadline: EpochMs;
  /** Asked in the tick in which a request that moves money leaves. */
  readonly mayMoveMoney: () => boolean;
};

/** A session for a short while: one exchange, or a few in a row where sessions are shared. */
export type Hold = {
  send(request: ProviderRequest): Promise<SessionReply>;
  /** Takes this session's tokens and the account's credentials out of a text, and cuts it short. */
  readonly redact: Redact;
  /** Puts the session back, used or not. Must be called, and waited for. Never throws. */
  close(): Promise<void>;
};

export type Sessions<Credentials> = {
  /** Begins to get hold of a session at once; `send` waits for it. */
  open(account: Account<Credentials>, call: Call): Hold;
};

export type SessionDeps<Credentials> = {
  readonly scheme: LoginScheme<Credentials>;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly newId: () => string;
  readonly log: Log;
};

export const notSent = (code: ProblemCode, detail: string, final = false): SessionReply => ({
  is: 'not_sent',
  code,
  detail,
  final,
});

/** Milliseconds that a request may take: its budget, within the call and, where there is one, within the lease. */
function timeFor(
  request: ProviderRequest,
  { deadline }: Call,
  now: EpochMs,
  leaseUntil: EpochMs = Number.POSITIVE_INFINITY,
): number {
  const left = deadline - RESERVE_MS - now;
  if (request.movesMoney && left < EXCHANGE_MS) return 0;
  return Math.min(EXCHANGE_MS, left, leaseUntil - now);
}

/** One request under a token. */
export function sendWith<C>(
  deps: SessionDeps<C>,
  { token, ...under }: Under<C> & { token: SecretText },
  request: ProviderRequest,
): Promise<SessionReply> {
  return sendAs(deps, { ...under, proof: deps.scheme.toHeaders(token) }, request);
}

type Under<C> = { readonly account: Account<C>; readonly call: Call; readonly leaseUntil?: EpochMs };

/** One request. `proof`: the headers that show whose it is. */
export async function sendAs<C>(
  { exchange, clock }: Pick<SessionDeps<C>, 'exchange' | 'clock'>,
  { account, call, proof, leaseUntil }: Under<C> & { readonly proof: Readonly<Record<string, string>> },
  request: ProviderRequest,
): Promise<SessionReply> {
  const timeoutMs = timeFor(request, call, clock(), leaseUntil);
  if (timeoutMs <= 0) return notSent('deadline_exceeded', 'There was no time left to send it.');
  const mayLeave = () =>
    !call.signal.aborted &&
    clock() < (leaseUntil ?? call.deadline) &&
    (!request.movesMoney || call.mayMoveMoney());
  const headers = { ...request.headers, ...proof };
  const reply = await exchange(
    account.baseUrl,
    { ...request, headers },
    { timeoutMs, signal: call.signal, mayLeave },
  );
  return reply.is === 'not_sent' ? toNotSent(reply) : reply;
}

export function isUsable(token: StoredToken | undefined, now: EpochMs): token is StoredToken {
  return token !== undefined && token.expiresAt > now;
}

function toNotSent({ why, detail }: Extract<Reply, { is: 'not_sent' }>): SessionReply {
  return notSent(
    why === 'stopped' ? 'deadline_exceeded' : 'provider_unreachable',
    `Nothing was sent: ${detail}.`,
  );
}
