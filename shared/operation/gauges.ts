import { DAY_MS, type EpochMs, HOUR_MS } from '../domain/time.ts';
import { lastSentAt } from './attempt-facts.ts';
import { dueAtOf, isFinal, isLeased, type Operation } from './operation.ts';

/** A window that ends within this time is about to close: long enough for a person to act. */
const CLOSING_MS = 2 * HOUR_MS;

const LONG_APPROVAL_MS = 2 * DAY_MS;

/** How the unfinished operations of one provider stand. Ages in seconds. */
export type Gauges = {
  readonly OpenOperations: number;
  readonly OldestUnknownAge: number;
  readonly OldestDueAge: number;
  readonly InManualReview: number;
  readonly WindowsClosingUnknown: number;
  readonly LongApprovals: number;
};

/** Pure. What is finished counts for nothing. */
export function toGauges(operations: readonly Operation[], now: EpochMs): Gauges {
  const unknown = operations.filter((operation) => isUnknown(operation, now));
  const inReview = operations.filter(({ state }) => state === 'manual_review');
  const forSweeper = operations.filter(({ state }) => state !== 'manual_review');
  return {
    OpenOperations: operations.filter((operation) => !isFinal(operation)).length,
    OldestUnknownAge: oldestAge(
      unknown.map((operation) => lastSentAt(operation) ?? operation.createdAt),
      now,
    ),
    // A review waits for a person, and is due all the while.
    OldestDueAge: oldestAge(
      forSweeper.map((operation) => dueAtOf(operation) ?? now),
      now,
    ),
    InManualReview: inReview.length,
    // While the window is open a person can still choose, of what waits for one too.
    WindowsClosingUnknown: [...unknown, ...inReview].filter((operation) => isClosing(operation, now)).length,
    LongApprovals: operations.filter((operation) => isLongApproval(operation, now)).length,
  };
}

/** Of instants, in seconds; 0 where none is past. */
function oldestAge(instants: readonly EpochMs[], now: EpochMs): number {
  return Math.round((now - Math.min(now, ...instants)) / 1000);
}

/** Its outcome is unknown, and no request is under way, of which that would be expected. */
function isUnknown(operation: Operation, now: EpochMs): boolean {
  return operation.state === 'unknown' || (operation.state === 'sending' && !isLeased(operation, now));
}

function isClosing({ window }: Operation, now: EpochMs): boolean {
  return window !== undefined && window.closesAt > now && window.closesAt - now <= CLOSING_MS;
}

function isLongApproval({ state, methodChangedAt, createdAt }: Operation, now: EpochMs): boolean {
  return state === 'awaiting_approval' && now - (methodChangedAt ?? createdAt) > LONG_APPROVAL_MS;
}
