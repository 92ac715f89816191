import type { EpochMs } from '../domain/time.ts';
import type { ProviderRequest, Reply } from '../ports/exchange.ts';
import type { StoredToken } from '../ports/session-store.ts';
import type { Account, CallLimits, NotSent, SessionReply } from '../ports/sessions.ts';
import { LEAST_SEND_MS, RESERVE_MS, toBudget } from '../provider/budgets.ts';
import type { SessionDeps } from './session-deps.ts';

/** Whose request it is, and until when it may be under way. */
export type Sending<Credentials> = {
  readonly account: Account<Credentials>;
  readonly limits: CallLimits;
  /** The headers that show whose the request is. */
  readonly headers: Readonly<Record<string, string>>;
  /** When the session is not ours any more. @default never */
  readonly until?: EpochMs | undefined;
};

/** Sends one request within its budget, the invocation, and the session. */
export async function sendRequest<C>(
  { exchange, clock }: Pick<SessionDeps, 'exchange' | 'clock'>,
  { account, limits, headers, until = Number.POSITIVE_INFINITY }: Sending<C>,
  request: ProviderRequest,
): Promise<SessionReply> {
  const leftMs = Math.min(limits.deadline - RESERVE_MS, until) - clock();
  if (leftMs < (request.movesMoney ? LEAST_SEND_MS : 1)) return NO_TIME_LEFT;
  const mayLeave = () =>
    !limits.signal.aborted &&
    clock() < Math.min(limits.deadline, until) &&
    (!request.movesMoney || limits.mayMoveMoney());
  const reply = await exchange(
    account.endpoints,
    { ...request, headers: { ...request.headers, ...headers } },
    { timeoutMs: Math.min(toBudget(limits).exchangeMs, leftMs), signal: limits.signal, mayLeave },
  );
  return reply.is === 'not_sent' ? toNotSent(reply) : reply;
}

const NO_TIME_LEFT: NotSent = {
  is: 'not_sent',
  code: 'deadline_exceeded',
  detail: 'There was no time left to send it.',
};

/** No session became free, or the store of sessions gave no answer. */
export const NO_SESSION: NotSent = {
  is: 'not_sent',
  code: 'provider_capacity',
  detail: 'No session at the provider was free in time.',
};

const CODES = {
  stopped: 'deadline_exceeded',
  unreachable: 'provider_unreachable',
  bad_certificate: 'merchant_not_configured',
} as const;

/** The problem code of a request that did not leave. */
export function toNotSentCode({ why }: Extract<Reply, { is: 'not_sent' }>): NotSent['code'] {
  return CODES[why];
}

function toNotSent(reply: Extract<Reply, { is: 'not_sent' }>): NotSent {
  return { is: 'not_sent', code: toNotSentCode(reply), detail: `Nothing was sent: ${reply.detail}.` };
}

/** A 401 proves that nothing was done, whatever stands in it. */
export function isUnauthorized(reply: SessionReply): boolean {
  return reply.is !== 'not_sent' && reply.status === 401;
}

/** Answered with 401 though the credentials were not refused: the provider is in trouble, and nothing was done. */
export function toUnauthorized(reply: SessionReply): NotSent {
  return {
    is: 'not_sent',
    code: 'provider_unavailable',
    detail: 'The provider answered 401 though it had not refused the credentials.',
    retryAfterMs: reply.is === 'answered' ? reply.retryAfterMs : undefined,
  };
}

/** The provider's own answer to the login grants too little for the request: it is not sent. */
export function toScopeRefusal(missing: readonly string[]): NotSent {
  return {
    is: 'not_sent',
    code: 'provider_auth_failed',
    detail: `Nothing was sent: the provider did not grant ${missing.join(', ')} to these credentials.`,
    credentialsRefused: true,
  };
}

export function isUsable(token: StoredToken | undefined, now: EpochMs): token is StoredToken {
  return token !== undefined && token.expiresAt > now;
}
