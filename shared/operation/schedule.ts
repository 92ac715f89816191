import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { firstSentAt, lastSentAt } from './attempt-facts.ts';
import type { Operation } from './operation.ts';

/** Pauses between inquiries, and between tries to send: seconds at first, then minutes, then every hour. */
const PAUSES_MS: readonly number[] = [
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

/** What was never sent is tried at least this often: a provider that has recovered gets it within minutes. */
export const LONGEST_UNSENT_PAUSE_MS = 5 * MINUTE_MS;

/** Inquiries end this long after the last send; then a person decides. */
const LAST_INQUIRY_MS = 6 * DAY_MS;

/** An operation of which nothing could be sent for this long fails; what is harmless is repeated for as long. */
const UNSENT_MS = DAY_MS;

/** How long people at a provider may take to decide is not documented; after this an operator decides. */
const APPROVAL_MS = 60 * DAY_MS;

/** Pauses are spread by up to this part of themselves, so that many operations do not come due at once. */
const JITTER = 0.1;

/** Sooner after a send that had an answer, a harmless request is not repeated. */
const REPEATS_AT_ONCE = 2;

type Pause = {
  /** The provider asks to wait so long. */
  readonly retryAfterMs?: number | undefined;
  /** The longest of our own. */
  readonly longestMs?: number | undefined;
};

/** The next time to act, after so many tries without progress. `random` is in [0, 1). */
export function nextActionAt(
  tries: number,
  { now, random }: { readonly now: EpochMs; readonly random: number },
  { retryAfterMs = 0, longestMs = HOUR_MS }: Pause = {},
): EpochMs {
  const pause = Math.min(PAUSES_MS[tries] ?? HOUR_MS, longestMs);
  return Math.round(now + Math.max(retryAfterMs, pause) * (1 + JITTER * random));
}

/** When a request that is harmless to repeat may go out again: at once after the first, then with growing pauses. */
export function nextRepeatAt(attempts: number, sentAt: EpochMs): EpochMs {
  if (attempts < REPEATS_AT_ONCE) return sentAt;
  return sentAt + (PAUSES_MS[attempts] ?? HOUR_MS);
}

/** Until when people at the provider may decide, or people here may file the request. */
export function approvalEndsAt({ createdAt }: Pick<Operation, 'createdAt'>): EpochMs {
  return createdAt + APPROVAL_MS;
}

export function inquiriesHaveEnded(operation: Operation, now: EpochMs): boolean {
  if (operation.state === 'awaiting_approval') return now >= approvalEndsAt(operation);
  const sentAt = lastSentAt(operation);
  return sentAt !== undefined && now - sentAt >= LAST_INQUIRY_MS;
}

/** Whether a harmless request has been repeated for as long as an unreachable provider gets. */
export function repeatsHaveEnded(operation: Operation, now: EpochMs): boolean {
  const since = Math.max(firstSentAt(operation) ?? now, operation.suspendedAt ?? 0);
  return now - since >= UNSENT_MS;
}

/** Until when an operation of which nothing was sent may still be sent for the first time. */
export function sendUntil({
  kind,
  createdAt,
  methodChangedAt,
  suspendedAt,
  request,
  window,
}: Operation): EpochMs {
  const never = Number.POSITIVE_INFINITY;
  // A refund outlives the window of a cancellation: it is then carried out by the other method.
  const closes = kind === 'refund' ? never : (window?.refusedFrom ?? never);
  const since = Math.max(methodChangedAt ?? createdAt, suspendedAt ?? 0);
  return Math.min(request.notAfter ?? never, closes, since + UNSENT_MS);
}
