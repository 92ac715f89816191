import type { OfUnit } from './unit.ts';

/** An instant in milliseconds since 1970-01-01T00:00:00Z, by our own clock. */
export type EpochMs = OfUnit<number, 'EpochMs'>;

/** Now, in milliseconds since 1970. Injected everywhere, so that time is a variable in tests. */
export type Clock = () => EpochMs;

/** A number in [0, 1). Injected, so that jitter is a variable in tests. */
export type Random = () => number;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** An instant as the API writes it: ISO 8601 with offset (`Z`). */
export function toInstant(at: EpochMs): string {
  return new Date(at).toISOString();
}
