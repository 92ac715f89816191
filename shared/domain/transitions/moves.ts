import type { Answer } from '../answer.ts';
import { isFinal, type Operation, type StoredProblem } from '../operation.ts';
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
  const { amount, authorizationCode } = answer;
  const result = {
    appliedAmount: amount,
    authorizationCode,
    attribution: 'ours',
    ...statusOf(answer),
  } as const;
  return closed({ ...operation, ...result, state: 'succeeded', problem: undefined }, now);
}

export function failed(operation: Operation, problem: StoredProblem | undefined, now: EpochMs): Operation {
  return closed({ ...operation, state: 'failed', problem }, now);
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

function released(operation: Operation): Operation {
  const { owner: _owner, leaseUntil: _leaseUntil, ifNotSent: _ifNotSent, ...rest } = operation;
  return rest;
}

export function statusOf({ providerStatus }: { providerStatus?: string | undefined }) {
  return providerStatus === undefined ? {} : { providerStatus };
}
