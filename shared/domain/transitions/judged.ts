import type { Policy, Reading } from '../answer.ts';
import { isFinal, isWhole, type Operation, type StoredProblem } from '../operation.ts';
import type { Suggestion } from '../problem.ts';
import type { EpochMs } from '../time.ts';
import { failed, lookedInVain, reviewed, statusOf, succeeded, type Worker } from './moves.ts';
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
  const seen = { ...operation, ...statusOf(reading) };
  switch (reading.said) {
    case 'done':
      return doneByOthers(seen, reading, by.now);
    case 'cannot_tell':
      return lookedInVain(seen, by);
    case 'working':
      return lookedInVain({ ...seen, state: 'processing' }, by);
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
  if (isSoleRefusal(operation)) return failed(operation, afterRefusal(operation, reading), by.now);
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
  if (isSoleRefusal(operation)) return failed(operation, afterRefusal(operation, reading), by.now);
  if (reading.documented) return failed(operation, toProblemOf(reading), by.now);
  if (!isSettled(operation, judge)) return lookedInVain(operation, by);
  return givenUp(operation, toProblemOf(reading), judge);
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
    : failed(operation, problem, judge.by.now);
}

/** Only attempt, a clear no with several meanings: whatever a read shows closes it. */
function isSoleRefusal({ refusal, attempts, doubtful, acceptedByProvider }: Operation): boolean {
  return refusal !== undefined && attempts === 1 && !doubtful && !acceptedByProvider;
}

function afterRefusal({ refusal }: Operation, reading: Reading): StoredProblem {
  return { ...toProblemOf(reading), provider: refusal?.provider };
}

function toProblemOf({ code, paymentStatus }: Reading): StoredProblem {
  const suggestion: Suggestion =
    paymentStatus === 'paid' || paymentStatus === 'partially_refunded' ? 'refund' : 'none';
  return { code: code ?? 'not_cancelable', paymentStatus, suggestion };
}

/** An attempt was accepted, or had no conclusive answer: what a read shows can be its effect. */
function mayBeOurs({ acceptedByProvider, doubtful }: Operation): boolean {
  return Boolean(acceptedByProvider || doubtful);
}

function proved(operation: Operation, reading: Reading, { by, alreadyApplied }: Judge): Operation {
  const attribution = operation.acceptedByProvider ? 'ours' : 'unproven';
  const left = reading.total === undefined ? undefined : reading.total - alreadyApplied;
  const amount = operation.amount ?? left;
  return { ...succeeded(operation, { is: 'done', amount, ...statusOf(reading) }, by.now), attribution };
}

/** Every attempt was clearly refused, so somebody else did it. */
function doneByOthers(operation: Operation, reading: Reading, now: EpochMs): Operation {
  const { refusal } = operation;
  const paymentStatus = reading.paymentStatus ?? 'canceled';
  const problem: StoredProblem = { code: 'already_canceled', paymentStatus, provider: refusal?.provider };
  return failed(operation, problem, now);
}
