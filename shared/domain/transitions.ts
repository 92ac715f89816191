import type { Answer, Policy, Reading } from './answer.ts';
import { isFinal, isHeld, isWhole, type Operation, type StoredProblem } from './operation.ts';
import type { ProblemCode, Suggestion } from './problem.ts';
import { nextLook, readsHaveEnded, sendUntil } from './schedule.ts';
import type { EpochMs } from './time.ts';

/**
 * The protocol of one operation: pure functions of an operation, a fact and the time. Each gives the operation
 * as it is to be saved, or `undefined` when the fact changes nothing.
 *
 *   begin ─▶ sending ─┬─▶ succeeded | failed | processing | unknown | accepted
 *                     └ (sender died) ─▶ claim ─▶ read ─▶ succeeded | failed | unknown | sending again | manual_review
 */

/** At most this many requests that could move money; after the last, only reads follow. */
const MAX_ATTEMPTS = 3;

/** Whoever works on an operation, until when at most, and the dice for the next look. */
export type Worker = {
  readonly owner: string;
  readonly leaseUntil: EpochMs;
  readonly now: EpochMs;
  /** In [0, 1). */
  readonly random: number;
};

/** What is known of an operation before its first attempt. */
export type FreshOperation = Pick<
  Operation,
  | 'id'
  | 'kind'
  | 'way'
  | 'keyHash'
  | 'fingerprint'
  | 'amount'
  | 'reason'
  | 'reference'
  | 'details'
  | 'capturedAt'
  | 'notAfter'
  | 'window'
  | 'trigger'
>;

/** The first attempt of a new operation: saved before anything is sent. */
export function begun(fresh: FreshOperation, by: Worker): Operation {
  const times = { createdAt: by.now, updatedAt: by.now, sentAt: by.now };
  return taken({ ...fresh, ...times, state: 'sending', attempts: 1, looks: 0 }, by);
}

/**
 * Takes an operation on which nobody is at work. `asked`: by a repeat or a notification, so that it need not
 * be due. What was never sent goes out at once, if there is still time for it.
 */
export function claimed(
  operation: Operation,
  by: Worker,
  { asked }: { asked: boolean },
): Operation | undefined {
  if (isFinal(operation) || operation.state === 'manual_review') return undefined;
  if (isHeld(operation, by.now)) return undefined;
  if (!asked && (operation.dueAt ?? 0) > by.now) return undefined;
  if (operation.state === 'accepted') return sentAgain(operation, by);
  if (operation.state !== 'sending') return taken(operation, by);
  // Its sender died, and left an attempt without an answer.
  return taken({ ...operation, state: 'unknown', doubtful: true, unanswered: true }, by);
}

/**
 * Nothing could be done about it now (no usable credentials, or a mistake of ours): look again later, so that it
 * does not keep the rest from their turn, and end what has had its time.
 */
export function postponed(operation: Operation, by: Worker): Operation | undefined {
  if (isFinal(operation) || operation.state === 'manual_review' || isHeld(operation, by.now))
    return undefined;
  if (operation.state !== 'accepted') return lookedInVain(operation, by);
  return by.now >= sendUntil(operation) ? unsentForGood(operation, by.now) : waiting(operation, by);
}

/** One more attempt. Where nothing was ever sent, only within the time for that. */
export function sentAgain(operation: Operation, by: Worker): Operation {
  if (operation.attempts === 0 && by.now >= sendUntil(operation)) return unsentForGood(operation, by.now);
  const attempt = { state: 'sending', attempts: operation.attempts + 1, looks: 0, sentAt: by.now } as const;
  return taken({ ...operation, ...attempt }, by);
}

/** What the answer to an attempt makes of the operation. Only success counts from somebody who no longer owns it. */
export function answered(operation: Operation, answer: Answer, by: Worker): Operation | undefined {
  if (answer.is === 'done')
    return operation.state === 'succeeded' ? undefined : succeeded(operation, answer, by.now);
  if (operation.owner !== by.owner || operation.state !== 'sending') return undefined;
  switch (answer.is) {
    case 'accepted':
      return waiting(
        { ...operation, state: 'processing', acceptedByProvider: true, ...statusOf(answer) },
        by,
      );
    case 'not_sent':
      return notSent(operation, answer, by);
    case 'refused':
      return refused(
        operation,
        { code: answer.code, paymentStatus: answer.paymentStatus, provider: answer.words },
        by,
      );
    case 'ask':
      return waiting(
        { ...operation, state: 'unknown', refusal: toRefusal('not_cancelable', answer.words) },
        by,
      );
    case 'doubt':
      return doubted(operation, answer, by);
  }
}

/** What a judgement goes by, beside the operation and what was read. */
export type Judge = {
  readonly by: Worker;
  /** When the read began: what settled since then proves nothing. */
  readonly beganAt: EpochMs;
  readonly policy: Policy;
};

/** What a read makes of the operation for which it was made. */
export function judged(operation: Operation, reading: Reading, judge: Judge): Operation | undefined {
  const { by } = judge;
  if (isFinal(operation)) return undefined;
  if (reading.said === 'done' && mayBeOurs(operation)) return proved(operation, reading, by.now);
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

/** The request is taken back, which is possible while nothing has been sent and nobody is at work. */
export function withdrawn(operation: Operation, now: EpochMs): Operation | undefined {
  if (operation.state !== 'accepted' || isHeld(operation, now)) return undefined;
  return { ...failed(operation, undefined, now), withdrawn: true };
}

/** What a person found out, and how. */
export type Recording = {
  readonly outcome: 'succeeded' | 'failed';
  readonly evidence: string;
  /** Who says so. */
  readonly by: string;
  readonly at: EpochMs;
};

/**
 * A person records the outcome. That it is done may be recorded of whatever has not succeeded; that it is not, only
 * of what waits for a person, and once nothing of ours can land any more.
 */
export function recorded(
  operation: Operation,
  recording: Recording,
  { settleMs }: Policy,
): Operation | undefined {
  const { outcome, at } = recording;
  if (operation.state === 'succeeded') return undefined;
  if (outcome === 'succeeded') {
    const attribution = operation.acceptedByProvider ? 'ours' : 'unproven';
    return { ...succeeded(operation, { is: 'done', amount: operation.amount }, at), attribution, recording };
  }
  if (operation.state !== 'manual_review' || at - (operation.sentAt ?? 0) < settleMs) return undefined;
  const problem: StoredProblem = operation.refusal ?? {
    code: 'declined_by_provider',
    detail: 'Recorded by a person.',
  };
  return { ...failed(operation, problem, at), recording };
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

function toRefusal(code: ProblemCode, provider: StoredProblem['provider']): StoredProblem {
  return { code, provider };
}

/** A refusal closes only the sole attempt: an earlier one may still land. */
function refused(operation: Operation, problem: StoredProblem, by: Worker): Operation {
  if (operation.attempts === 1) return failed(operation, problem, by.now);
  return waiting({ ...operation, state: 'unknown', refusal: problem }, by);
}

function notSent(operation: Operation, answer: Extract<Answer, { is: 'not_sent' }>, by: Worker): Operation {
  const attempts = operation.attempts - 1;
  const problem: StoredProblem = { code: answer.code, detail: answer.detail };
  if (attempts > 0) return waiting({ ...operation, attempts, state: 'unknown' }, by);

  const unsent: Operation = { ...operation, attempts, state: 'accepted', problem };
  delete unsent.sentAt;
  if (answer.final) return failed(unsent, problem, by.now);
  if (by.now >= sendUntil(operation)) return unsentForGood(unsent, by.now);
  return waiting(unsent, by);
}

/** Its time to be sent is over: by its caller's wish, by the provider's window, or for want of a chance. */
function unsentForGood(operation: Operation, now: EpochMs): Operation {
  const { notAfter, window, problem } = operation;
  if (notAfter !== undefined && now >= notAfter) return failed(operation, { code: 'deadline_exceeded' }, now);
  if (window && now >= window.refusedFrom) {
    const detail = `It could not be sent before the window closed (${window.rule}).`;
    return failed(operation, { code: 'cancel_window_closed', detail, suggestion: 'refund' }, now);
  }
  return failed(operation, problem ?? { code: 'deadline_exceeded' }, now);
}

function doubted(operation: Operation, answer: Extract<Answer, { is: 'doubt' }>, by: Worker): Operation {
  const inDoubt: Operation = { ...operation, state: 'unknown', doubtful: true };
  if (answer.no) inDoubt.refusal = toRefusal('declined_by_provider', answer.words);
  else inDoubt.unanswered = true;
  return waiting(inDoubt, by);
}

/** An attempt was accepted, or had no conclusive answer: what a read shows can be its effect. */
function mayBeOurs({ acceptedByProvider, doubtful }: Operation): boolean {
  return Boolean(acceptedByProvider || doubtful);
}

function proved(operation: Operation, reading: Reading, now: EpochMs): Operation {
  const attribution = operation.acceptedByProvider ? 'ours' : 'unproven';
  const amount = operation.amount ?? reading.total;
  return { ...succeeded(operation, { is: 'done', amount, ...statusOf(reading) }, now), attribution };
}

/** Every attempt was clearly refused, so somebody else did it. */
function doneByOthers(operation: Operation, reading: Reading, now: EpochMs): Operation {
  const { refusal } = operation;
  const paymentStatus = reading.paymentStatus ?? 'canceled';
  const problem: StoredProblem = { code: 'already_canceled', paymentStatus, provider: refusal?.provider };
  return failed(operation, problem, now);
}

function succeeded(operation: Operation, answer: Extract<Answer, { is: 'done' }>, now: EpochMs): Operation {
  const { amount, authorizationCode } = answer;
  const result = {
    appliedAmount: amount,
    authorizationCode,
    attribution: 'ours',
    ...statusOf(answer),
  } as const;
  return closed({ ...operation, ...result, state: 'succeeded', problem: undefined }, now);
}

function failed(operation: Operation, problem: StoredProblem | undefined, now: EpochMs): Operation {
  return closed({ ...operation, state: 'failed', problem }, now);
}

function closed(operation: Operation, now: EpochMs): Operation {
  const { owner: _owner, leaseUntil: _leaseUntil, dueAt: _dueAt, ...rest } = operation;
  return { ...rest, completedAt: now };
}

function reviewed(operation: Operation, by: Worker): Operation {
  return { ...released(operation), state: 'manual_review', dueAt: by.now };
}

/** A look that brought no news: look again later, or leave it to a person when the schedule has ended. */
function lookedInVain(operation: Operation, by: Worker): Operation {
  if (readsHaveEnded(operation, by.now)) return reviewed(operation, by);
  return waiting({ ...operation, state: operation.state === 'sending' ? 'unknown' : operation.state }, by);
}

function waiting(operation: Operation, by: Worker): Operation {
  const dueAt = nextLook(operation.looks, by.now, by.random);
  return { ...released(operation), looks: operation.looks + 1, dueAt };
}

function taken(operation: Operation, by: Worker): Operation {
  if (isFinal(operation)) return operation;
  return { ...operation, owner: by.owner, leaseUntil: by.leaseUntil, dueAt: by.leaseUntil };
}

function released(operation: Operation): Operation {
  const { owner: _owner, leaseUntil: _leaseUntil, ...rest } = operation;
  return rest;
}

function statusOf({ providerStatus }: { providerStatus?: string | undefined }) {
  return providerStatus === undefined ? {} : { providerStatus };
}
