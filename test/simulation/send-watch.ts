import { countSent } from '../../shared/operation/attempt-facts.ts';
import { leaseOf, type Operation } from '../../shared/operation/operation.ts';
import { findOperation, type Payment } from '../../shared/operation/payment.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Answered } from './books.ts';
import { drawnBy, type SimulatedInvocation } from './invocation.ts';
import type { Sent } from './network.ts';
import type { OwnRules } from './own-rules.ts';
import { amountOf, paymentIdOf } from './requests.ts';
import type { Findings } from './violation.ts';

export type SendWatchDeps = {
  readonly findings: Findings;
  readonly now: () => number;
  readonly rules: OwnRules;
  /** Payments as they were last saved, by the provider's id. */
  readonly payments: ReadonlyMap<string, Payment>;
};

/** What became of the requests of one attempt. `unread`: the provider did not execute them, as the answer shows. */
type Requests = { sent: number; unread: number };

type Attempts = Map<string, Requests>;

/** Holds every request that moves money to L1, L2, L9 and L11, and what is made of refused ones to T6. */
export function createSendWatch(deps: SendWatchDeps) {
  const attempts: Attempts = new Map();
  return {
    /** Asked in the tick in which the request leaves. Gives the operation that it is sent for. */
    departs: (request: ProviderRequest, by: SimulatedInvocation) => departs(deps, attempts, request, by),
    heard({ request, operation, by }: Sent, answered: Answered | undefined): void {
      if (!request.movesMoney || !answered?.isUnread) return;
      const found = findOperation(deps.payments.get(paymentIdOf(request)), operation);
      if (found && drawnBy(found.attempts.at(-1)?.owner, by)) requestsOf(attempts, found).unread += 1;
    },
    saved: (before: Operation | undefined, after: Operation, by: SimulatedInvocation) =>
      checkUnread(deps, attempts, { before, after, by }),
  };
}

function departs(
  { findings: { holds }, payments, now, rules }: SendWatchDeps,
  attempts: Attempts,
  request: ProviderRequest,
  by: SimulatedInvocation,
): Operation | undefined {
  const says = () => `${by.id} sends ${request.path}`;
  holds(!by.answered, 'L11 nothing is sent after the answer', says);
  if (!request.movesMoney) return undefined;
  const operations = payments.get(paymentIdOf(request))?.operations ?? [];
  const owned = operations.find((operation) => isBeingSent(operation, by));
  // Somebody else has learnt meanwhile that an earlier attempt of it was done.
  const operation = owned ?? operations.find(({ state }) => state === 'succeeded');
  holds(operation !== undefined, 'L1 a durable sending before the request', says);
  if (!owned) return operation;
  const requests = requestsOf(attempts, owned);
  holds(requests.sent === requests.unread, 'L1 one request for each attempt', says);
  requests.sent += 1;
  holds((leaseOf(owned)?.expiresAt ?? 0) > now(), 'L2 nothing is sent after the lease', says);
  const isInTime = owned.attempts.length > 1 || now() < (owned.request.notAfter ?? Number.POSITIVE_INFINITY);
  holds(isInTime, 'L2 nothing is sent for the first time after `notAfter`', says);
  checkAmount({ holds }, owned, { amount: amountOf(request), total: rules.total });
  return owned;
}

/** The ledger says that this invocation is sending its newest attempt, which has no result yet. */
function isBeingSent({ state, attempts }: Operation, by: SimulatedInvocation): boolean {
  const newest = attempts.at(-1);
  return state === 'sending' && drawnBy(newest?.owner, by) && newest?.result === undefined;
}

/** L9: a part is asked for as it is; the whole is never more than the payment. */
function checkAmount(
  { holds }: Pick<Findings, 'holds'>,
  { id, request, baseline }: Operation,
  { amount, total }: { readonly amount: number | undefined; readonly total: number },
): void {
  const says = () => `${id}: ${amount}, asked ${request.amount}`;
  const isAll = request.amount === undefined || request.amount === total;
  const isAsAsked = isAll ? amount === undefined || amount <= total : amount === request.amount;
  holds(isAsAsked, 'L9 the amount is the one asked for', says);
  const left = baseline?.left ?? Number.POSITIVE_INFINITY;
  holds((amount ?? 0) <= left, 'L3 never more is asked for than was left', () => `${says()}, left ${left}`);
}

type Saved = {
  readonly before: Operation | undefined;
  readonly after: Operation;
  readonly by: SimulatedInvocation;
};

/** T6: where the provider executed no request of an attempt, and said so, there is no doubt about that attempt. */
function checkUnread(
  { findings: { holds } }: SendWatchDeps,
  attempts: Attempts,
  { before, after, by }: Saved,
): void {
  const newest = before?.state === 'sending' ? before.attempts.at(-1) : undefined;
  if (!before || !newest || !drawnBy(newest.owner, by)) return;
  const { sent, unread } = requestsOf(attempts, before);
  const result = after.attempts.find(({ number }) => number === newest.number)?.result;
  if (sent > unread || !result) return;
  const says = () => `${after.id} attempt ${newest.number}: ${result.status}`;
  const isSole = countSent({ attempts: before.attempts.filter((one) => one !== newest) }) === 0;
  const isOpen = after.state === 'accepted' || after.state === 'failed';
  const isNone = result.status === 'not_sent' && (isOpen || !isSole);
  holds(isNone, 'T6 what was not executed is no attempt and no doubt', says);
}

function requestsOf(attempts: Attempts, { id, attempts: list }: Operation): Requests {
  const newest = list.at(-1);
  const key = `${id} ${newest?.number} ${newest?.owner}`;
  const requests = attempts.get(key) ?? { sent: 0, unread: 0 };
  attempts.set(key, requests);
  return requests;
}
