import { type EpochMs, HOUR_MS, SECOND_MS } from '../domain/time.ts';

/** A provider that asks for a longer pause is asked again after this one. */
const LONGEST_PAUSE_MS = HOUR_MS;

const SECONDS = /^\d+(\.\d+)?$/;
const HTTP_DATE = /^[a-z]{3,9},? .+ GMT$/i;

/** The headers of an answer that say when to ask again, as they came. */
export type PauseHeaders = {
  readonly retryAfter?: string | undefined;
  /** When the answer was made, by the provider's clock. */
  readonly date?: string | undefined;
};

/**
 * The pause that an answer asks for, in milliseconds, at most an hour: `Retry-After` as seconds or as an HTTP date. A date is
 * compared with the `Date` of the same answer, since the provider's clock may be another than ours; `now` stands in for it.
 */
export function toRetryAfterMs(
  { retryAfter = '', date = '' }: PauseHeaders,
  now: EpochMs,
): number | undefined {
  const text = retryAfter.trim();
  if (SECONDS.test(text)) return toPause(Math.ceil(Number(text) * SECOND_MS));
  const until = toEpochMs(text);
  return until === undefined ? undefined : toPause(until - (toEpochMs(date.trim()) ?? now));
}

function toPause(ms: number): number {
  return Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS);
}

function toEpochMs(text: string): EpochMs | undefined {
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
