import type { Limits } from '../domain/limits.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { countLive, firstSentAt, lastSentAt } from './attempt-facts.ts';
import type { Operation } from './operation.ts';

/** What waits for a provider in trouble is tried at least this often: once it recovers, it is done within minutes. */
export const LONGEST_TROUBLE_PAUSE_MS = 5 * MINUTE_MS;

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
  { now, random, limits }: { readonly now: EpochMs; readonly random: number; readonly limits: Limits },
  { retryAfterMs = 0, longestMs = HOUR_MS }: Pause = {},
): EpochMs {
  const pause = Math.min(pauseAfter(tries, limits), longestMs);
  return Math.round(now + Math.max(retryAfterMs, pause) * (1 + JITTER * random));
}

/** When a request that is harmless to repeat may go out again: at once after the first, then with growing pauses. */
export function nextRepeatAt(attempts: number, sentAt: EpochMs, limits: Limits): EpochMs {
  if (attempts < REPEATS_AT_ONCE) return sentAt;
  return sentAt + Math.min(pauseAfter(attempts, limits), LONGEST_TROUBLE_PAUSE_MS);
}

/** Growing pauses, then every hour. */
function pauseAfter(tries: number, { inquiryPauses }: Limits): number {
  const seconds = inquiryPauses[tries];
  return seconds === undefined ? HOUR_MS : seconds * SECOND_MS;
}

/** How long what could not be sent is tried, and what is harmless is repeated. */
function unsentMs({ unsentHours }: Limits): number {
  return unsentHours * HOUR_MS;
}

type Now = { readonly now: EpochMs; readonly limits: Limits };

/** Until when people at the provider may decide, or people here may file the request. */
export function approvalEndsAt({ createdAt }: Pick<Operation, 'createdAt'>): EpochMs {
  return createdAt + APPROVAL_MS;
}

/** Some time after the last send a person decides. */
export function inquiriesHaveEnded(operation: Operation, { now, limits }: Now): boolean {
  if (operation.state === 'awaiting_approval') return now >= approvalEndsAt(operation);
  const sentAt = lastSentAt(operation);
  return sentAt !== undefined && now - sentAt >= limits.inquiryDays * DAY_MS;
}

/** Whether a harmless request has been repeated for as long as an unreachable provider gets. */
export function repeatsHaveEnded(operation: Operation, { now, limits }: Now): boolean {
  const since = Math.max(firstSentAt(operation) ?? now, operation.suspendedAt ?? 0);
  return now - since >= unsentMs(limits);
}

/** Until when an operation of which nothing was sent may still be sent for the first time. */
export function sendUntil(operation: Operation, limits: Limits): EpochMs {
  const { kind, createdAt, methodChangedAt, suspendedAt, request, window } = operation;
  const never = Number.POSITIVE_INFINITY;
  // A refund outlives the window of a cancellation: it is then carried out by the other method.
  const closes = kind === 'refund' ? never : (window?.refusedFrom ?? never);
  const since = Math.max(methodChangedAt ?? createdAt, suspendedAt ?? 0);
  return Math.min(request.notAfter ?? never, closes, since + unsentMs(limits));
}

/** The first request of an operation may leave for so long; for later ones only the time of the invocation counts. */
export function firstSendUntil(operation: Operation, limits: Limits): EpochMs | undefined {
  return countLive(operation) <= 1 ? sendUntil(operation, limits) : undefined;
}
