import type { Answer } from '../answer.ts';
import { isFinal, type Operation, type StoredProblem } from '../operation.ts';
import type { ProblemCode } from '../problem.ts';
import { nextLook, readsHaveEnded } from '../schedule.ts';
import type { EpochMs } from '../time.ts';

/**
 * The protocol of one operation: pure functions of an operation, a fact and the time. Each gives the operation
 * as it is to be saved, or `undefined` when the fact changes nothing.
 *
 *   begun ─▶ sending ─┬─ answered ─▶ succeeded | failed | processing | unknown | accepted
 *                     └ (sender died) ─ claimed ─▶ read ─ judged ─▶ succeeded | failed | unknown | sentAgain | manual_review
 *
 * Here are the moves that end every one of them.
 */

/** Whoever works on an operation, until when at most, and the dice for the next look. */
export type Worker = {
  readonly owner: string;
  readonly leaseUntil: EpochMs;
  readonly now: EpochMs;
  /** In [0, 1). */
  readonly random: number;
};

export function succeeded(
  operation: Operation,
  answer: Extract<Answer, { is: 'done' }>,
  now: EpochMs,
): Operation {
  const { amount, authorizationCode, refundId = operation.refundId } = answer;
  const result = {
    appliedAmount: amount ?? operation.amount ?? operation.before?.left,
    refundId,
    authorizationCode,
    attribution: 'ours',
    ...statusOf(answer),
  } as const;
  return closed({ ...operation, ...result, state: 'succeeded', problem: undefined }, now);
}

export function failed(operation: Operation, problem: StoredProblem | undefined, now: EpochMs): Operation {
  return closed({ ...operation, state: 'failed', problem }, now);
}

/** Withdrawn by whoever asked for it. */
export function takenBack(operation: Operation, now: EpochMs): Operation {
  return { ...failed(operation, undefined, now), withdrawn: true };
}

/** The code of a plain no to the way that an operation goes. */
export function toNo({ way }: Operation): ProblemCode {
  return way === 'void' ? 'not_cancelable' : 'not_refundable';
}

/** Codes after which a refund may still be possible where a void is not. */
const VOID_IS_OVER: readonly ProblemCode[] = [
  'not_cancelable',
  'cancel_window_closed',
  'declined_by_provider',
];

/** Where a payment can be refunded, in our words. */
const PAID: readonly string[] = ['paid', 'partially_refunded'];

/** A refund that was to be a void, which is over, while the other way is left. */
export function mayChangeWay(
  { kind, way, strategy }: Operation,
  { code, paymentStatus = 'paid' }: StoredProblem,
): boolean {
  const wants = kind === 'refund' && way === 'void' && strategy === 'cancel_or_refund';
  return wants && VOID_IS_OVER.includes(code) && PAID.includes(paymentStatus);
}

/** The provider's no, for good: a refund then goes the other way, where it may; anything else has failed. */
export function refusedForGood(operation: Operation, problem: StoredProblem, now: EpochMs): Operation {
  if (!mayChangeWay(operation, problem)) return failed(operation, problem, now);
  const { refusal: _refusal, sentAt: _sentAt, doubtful: _doubtful, ...kept } = released(operation);
  const { unanswered: _unanswered, acceptedByProvider: _accepted, ...rest } = kept;
  return {
    ...rest,
    ...{ way: 'refund', waySince: now, state: 'accepted', attempts: 0, looks: 0, dueAt: now, problem },
  };
}

function closed(operation: Operation, now: EpochMs): Operation {
  const { dueAt: _dueAt, ...rest } = released(operation);
  return { ...rest, completedAt: now };
}

export function reviewed(operation: Operation, by: Worker): Operation {
  return { ...released(operation), state: 'manual_review', dueAt: by.now };
}

/** A look that brought no news: look again later, or leave it to a person when the schedule has ended. */
export function lookedInVain(operation: Operation, by: Worker): Operation {
  if (readsHaveEnded(operation, by.now)) return reviewed(operation, by);
  return waiting(operation, by);
}

export function waiting(operation: Operation, by: Worker): Operation {
  const dueAt = nextLook(operation.looks, by.now, by.random);
  return { ...released(operation), looks: operation.looks + 1, dueAt };
}

export function taken(operation: Operation, by: Worker): Operation {
  if (isFinal(operation)) return operation;
  return { ...operation, owner: by.owner, leaseUntil: by.leaseUntil, dueAt: by.leaseUntil };
}

export function released(operation: Operation): Operation {
  const { owner: _owner, leaseUntil: _leaseUntil, ifNotSent: _ifNotSent, ...rest } = operation;
  return rest;
}

export function statusOf({ providerStatus }: { providerStatus?: string | undefined }) {
  return providerStatus === undefined ? {} : { providerStatus };
}
