/** Longest time that a timer can wait. */
const LIMIT_MS = 2 ** 31 - 1;

/**
 * Runs something once a time has passed on the real clock, and keeps no process alive for it. What lies further off
 * than a timer reaches is not run: the next one who reads finds it due.
 */
export function runLater(run: () => void, afterMs: number): void {
  // A timer may fire a millisecond before the clock is there.
  if (afterMs < LIMIT_MS) setTimeout(run, afterMs + 1).unref();
}
