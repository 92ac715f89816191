import { isHeld, type Operation } from './operation.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from './time.ts';

/** A window that ends within this time is about to close: long enough for a person to act. */
const CLOSING_MS = 2 * HOUR_MS;

const LONG_APPROVAL_MS = 2 * DAY_MS;

/** How the unfinished operations of one provider stand. Ages in seconds. */
export type Gauges = {
  readonly OpenOperations: number;
  readonly OldestDoubtAge: number;
  readonly OldestDueAge: number;
  readonly InManualReview: number;
  readonly WindowsClosingInDoubt: number;
  readonly LongApprovals: number;
};

/** Pure. What is finished counts for nothing. */
export function toGauges(operations: readonly Operation[], now: EpochMs): Gauges {
  const count = (is: (operation: Operation) => boolean) => operations.filter(is).length;
  const doubts = operations.filter((operation) => isInDoubt(operation, now));
  return {
    OpenOperations: count(({ state }) => state !== 'succeeded' && state !== 'failed'),
    OldestDoubtAge: toOldestAge(
      doubts.map(({ sentAt, createdAt }) => sentAt ?? createdAt),
      now,
    ),
    OldestDueAge: toOldestAge(
      operations.filter(isForTheSweeper).map(({ dueAt = now }) => dueAt),
      now,
    ),
    InManualReview: count(({ state }) => state === 'manual_review'),
    WindowsClosingInDoubt: doubts.filter((operation) => isClosing(operation, now)).length,
    LongApprovals: count(
      ({ state, waySince, createdAt }) =>
        state === 'awaiting_approval' && now - (waySince ?? createdAt) > LONG_APPROVAL_MS,
    ),
  };
}

/** Of instants; 0 where none is past. */
function toOldestAge(instants: readonly EpochMs[], now: EpochMs): number {
  return Math.round((now - Math.min(now, ...instants)) / 1000);
}

/** A review waits for a person, and is due all the while. */
function isForTheSweeper({ state }: Operation): boolean {
  return state !== 'manual_review';
}

/** Nobody knows whether it moved the money; a request that is out right now is no doubt yet. */
function isInDoubt(operation: Operation, now: EpochMs): boolean {
  if (operation.state === 'unknown') return true;
  return operation.state === 'sending' && !isHeld(operation, now);
}

function isClosing({ window }: Operation, now: EpochMs): boolean {
  return window !== undefined && window.closesAt > now && window.closesAt - now <= CLOSING_MS;
}
