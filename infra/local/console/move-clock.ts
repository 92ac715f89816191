import * as z from 'zod';
import type { LocalClock } from '../clock/local-clock.ts';
import { toSaoPauloDay } from './sao-paulo-day.ts';

const A_DAY_MS = 86_400_000;

/** Where the page moves the stack's clock: so far forward, or to half a minute before the next midnight in São Paulo. */
export const clockMoveSchema = z.union([
  z.strictObject({
    forwardMs: z
      .int()
      .min(1)
      .max(400 * A_DAY_MS),
  }),
  z.strictObject({ to: z.literal('before_midnight') }),
]);

type ClockMove = z.infer<typeof clockMoveSchema>;

/** Moves the time of the whole stack. @returns the new one: milliseconds since 1970 */
export function moveClock(clock: LocalClock, move: ClockMove): { readonly now: number } {
  clock.moveForward('forwardMs' in move ? move.forwardMs : toBeforeMidnight(clock.now()));
  return { now: clock.now() };
}

/** Milliseconds until the next 23:59:30 in São Paulo. */
export function toBeforeMidnight(now: number): number {
  const leftMs = Date.parse(`${toSaoPauloDay(now)}T23:59:30-03:00`) - now;
  return leftMs > 0 ? leftMs : leftMs + A_DAY_MS;
}
