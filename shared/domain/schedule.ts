import type { Operation } from './operation.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts';

/** When to look again: seconds at first, then minutes, then every hour. */
const DELAYS_MS: readonly number[] = [
  2 * SECOND_MS,
  4 * SECOND_MS,
  8 * SECOND_MS,
  15 * SECOND_MS,
  30 * SECOND_MS,
  1 * MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
];

/** Reads end this long after the last send; then a person looks. */
const LAST_READ_MS = 6 * DAY_MS;

/** An operation of which nothing could be sent for this long fails. */
const UNSENT_MS = DAY_MS;

/** How long people at a provider may take to decide is not documented; after this our own people look. */
const APPROVAL_MS = 60 * DAY_MS;

/** Delays are spread by up to this part of themselves, so that many operations do not come due at once. */
const JITTER = 0.1;

/** The next time to look, after `looks` looks without news. `random` is in [0, 1). */
export function nextLook(looks: number, now: EpochMs, random: number): EpochMs {
  const delay = DELAYS_MS[looks] ?? HOUR_MS;
  return Math.round(now + delay * (1 + JITTER * random));
}

export function readsHaveEnded({ state, createdAt, sentAt }: Operation, now: EpochMs): boolean {
  if (state === 'awaiting_approval') return now - createdAt >= APPROVAL_MS;
  return sentAt !== undefined && now - sentAt >= LAST_READ_MS;
}

/** Until when an operation of which nothing was sent may still be sent for the first time. */
export function sendUntil({ kind, createdAt, waySince, withheldAt, notAfter, window }: Operation): EpochMs {
  const never = Number.POSITIVE_INFINITY;
  // A refund outlives the window of a cancellation: it goes the other way then.
  const closes = kind === 'refund' ? never : (window?.refusedFrom ?? never);
  const since = Math.max(waySince ?? createdAt, withheldAt ?? 0);
  return Math.min(notAfter ?? never, closes, since + UNSENT_MS);
}
