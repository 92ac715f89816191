import type { Policy, Reading } from '../answer.ts';
import { isFinal, isWhole, type Operation, type StoredProblem } from '../operation.ts';
import type { Suggestion } from '../problem.ts';
import type { EpochMs } from '../time.ts';
import {
  failed,
  lookedInVain,
  mayChangeWay,
  refusedForGood,
  reviewed,
  statusOf,
  succeeded,
  takenBack,
  toNo,
  type Worker,
} from './moves.ts';
import { sentAgain } from './sending.ts';

/** At most this many requests that could move money; after the last, only reads follow. */
const MAX_ATTEMPTS = 3;

/** What a judgement goes by, beside the operation and what was read. */
export type Judge = {
  readonly by: Worker;
  /** When the read began: what settled since then proves nothing. */
  readonly beganAt: EpochMs;
  readonly policy: Policy;
  /** Centavos that other operations of this payment gave back: a part of what a read shows. */
  readonly alreadyApplied: number;
};

/** What a read makes of the operation for which it was made. */
export function judged(operation: Operation, reading: Reading, judge: Judge): Operation | undefined {
  const { by } = judge;
  if (isFinal(operation)) return undefined;
  if (reading.said === 'done' && mayBeOurs(operation)) return proved(operation, reading, judge);
  if (operation.owner !== by.owner || operation.state === 'manual_review') return undefined;
  const seen = {
    ...operation,
    ...statusOf(reading),
    ...(reading.refundId && { refundId: reading.refundId }),
  };
  switch (reading.said) {
    case 'done':
      return doneByOthers(seen, reading, by.now);
    case 'cannot_tell':
      return lookedInVain(seen, by);
    case 'working':
      return lookedInVain(
        { ...seen, state: seen.state === 'awaiting_approval' ? 'awaiting_approval' : 'processing' },
        by,
      );
    case 'never':
      return neverAgain(seen, reading, judge);
    case 'not_done':
      return notDone(seen, reading, judge);
  }
}

/** The order of the lines is the rule. */
function notDone(operation: Operation, reading: Reading, judge: Judge): Operation {
  const { by } = judge;
  const settled = isSettled(operation, judge);
  if (isSoleRefusal(operation)) return refusedForGood(operation, afterRefusal(operation, reading), by.now);
  if (operation.refusal)
    return settled ? givenUp(operation, operation.refusal, judge) : lookedInVain(operation, by);
  if (operation.attempts >= MAX_ATTEMPTS)
    return settled ? reviewed(operation, by) : lookedInVain(operation, by);
  const harmless = isWhole(operation) || (operation.way === 'void' && operation.amount === reading.total);
  if ((!harmless || operation.state === 'processing') && !settled) return lookedInVain(operation, by);
  if (!harmless && mayBeWorkedOn(operation, judge)) return reviewed(operation, by);
  return sentAgain(operation, by);
}

/** It cannot happen any more: at once where the provider documents that end, else once nothing of ours can land. */
function neverAgain(operation: Operation, reading: Reading, judge: Judge): Operation {
  const { by } = judge;
  if (reading.withdrawn) return takenBack(operation, by.now);
  if (isSoleRefusal(operation)) return refusedForGood(operation, afterRefusal(operation, reading), by.now);
  const problem = toProblemOf(operation, reading);
  // The other way begins only when nothing of this one can land any more, whatever is documented.
  if (reading.documented && !mayChangeWay(operation, problem)) return failed(operation, problem, by.now);
  if (!isSettled(operation, judge)) return lookedInVain(operation, by);
  if (reading.documented) return refusedForGood(operation, problem, by.now);
  return givenUp(operation, problem, judge);
}

/** No request of ours can take effect any more. It must hold when the read begins. */
function isSettled({ sentAt = 0 }: Operation, { beganAt, policy }: Judge): boolean {
  return beganAt - sentAt >= policy.settleMs;
}

/** A read cannot show that the provider still works on an earlier attempt, so "not done" proves nothing. */
function mayBeWorkedOn({ acceptedByProvider, unanswered }: Operation, { policy }: Judge): boolean {
  return !policy.readsShowWork && Boolean(acceptedByProvider || unanswered);
}

function givenUp(operation: Operation, problem: StoredProblem, judge: Judge): Operation {
  return mayBeWorkedOn(operation, judge)
    ? reviewed(operation, judge.by)
    : refusedForGood(operation, problem, judge.by.now);
}

/** Only attempt, a clear no with several meanings: whatever a read shows closes it. */
function isSoleRefusal({ refusal, attempts, doubtful, acceptedByProvider }: Operation): boolean {
  return refusal !== undefined && attempts === 1 && !doubtful && !acceptedByProvider;
}

function afterRefusal(operation: Operation, reading: Reading): StoredProblem {
  return { ...toProblemOf(operation, reading), provider: operation.refusal?.provider };
}

function toProblemOf(operation: Operation, { code, paymentStatus }: Reading): StoredProblem {
  const isPaid = paymentStatus === 'paid' || paymentStatus === 'partially_refunded';
  const isOver = isPaid || code === 'cancel_window_closed';
  const suggestion: Suggestion = isOver && operation.way === 'void' ? 'refund' : 'none';
  return { code: code ?? toNo(operation), paymentStatus, suggestion };
}

/** An attempt was accepted, or had no conclusive answer: what a read shows can be its effect. */
function mayBeOurs({ acceptedByProvider, doubtful }: Operation): boolean {
  return Boolean(acceptedByProvider || doubtful);
}

function proved(operation: Operation, reading: Reading, { by, alreadyApplied }: Judge): Operation {
  const attribution = operation.acceptedByProvider ? 'ours' : 'unproven';
  const left = (reading.total ?? 0) - alreadyApplied;
  // What a provider shows of a payment that is canceled may be what is left of it, which is nothing.
  const amount = operation.amount ?? operation.before?.left ?? (left > 0 ? left : undefined);
  const done = { is: 'done', amount, refundId: reading.refundId, ...statusOf(reading) } as const;
  return { ...succeeded(operation, done, by.now), attribution };
}

/** Every attempt was clearly refused, so somebody else did it. */
function doneByOthers(operation: Operation, reading: Reading, now: EpochMs): Operation {
  const { refusal } = operation;
  const [code, status] =
    operation.way === 'void'
      ? (['already_canceled', 'canceled'] as const)
      : (['already_refunded', 'refunded'] as const);
  const paymentStatus = reading.paymentStatus ?? status;
  const problem: StoredProblem = { code, paymentStatus, provider: refusal?.provider };
  return failed(operation, problem, now);
}
