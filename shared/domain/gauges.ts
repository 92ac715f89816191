import { isHeld, type Operation } from './operation.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from './time.ts';

/** A window that ends within this time is about to close: long enough for a person to act. */
const CLOSING_MS = 2 * HOUR_MS;

const LONG_APPROVAL_MS = 2 * DAY_MS;

/** How the unfinished operations of one provider stand. Ages in seconds. */
export type Gauges = {
  readonly OpenOperations: number;
  readonly OldestDoubtAge: number;
  readonly InManualReview: number;
  readonly WindowsClosingInDoubt: number;
  readonly LongApprovals: number;
};

/** Pure. What is finished counts for nothing. */
export function toGauges(operations: readonly Operation[], now: EpochMs): Gauges {
  const count = (is: (operation: Operation) => boolean) => operations.filter(is).length;
  const doubts = operations.filter((operation) => isInDoubt(operation, now));
  const ages = doubts.map(({ sentAt, createdAt }) => Math.max(0, now - (sentAt ?? createdAt)) / 1000);
  return {
    OpenOperations: count(({ state }) => state !== 'succeeded' && state !== 'failed'),
    OldestDoubtAge: Math.round(Math.max(0, ...ages)),
    InManualReview: count(({ state }) => state === 'manual_review'),
    WindowsClosingInDoubt: doubts.filter((operation) => isClosing(operation, now)).length,
    LongApprovals: count(
      ({ state, waySince, createdAt }) =>
        state === 'awaiting_approval' && now - (waySince ?? createdAt) > LONG_APPROVAL_MS,
    ),
  };
}

/** Nobody knows whether it moved the money; a request that is out right now is no doubt yet. */
function isInDoubt(operation: Operation, now: EpochMs): boolean {
  if (operation.state === 'unknown') return true;
  return operation.state === 'sending' && !isHeld(operation, now);
}

function isClosing({ window }: Operation, now: EpochMs): boolean {
  return window !== undefined && window.closesAt > now && window.closesAt - now <= CLOSING_MS;
}
