const NOON = Date.parse('2026-11-21T12:00:00-03:00');

/** A clock that moves only where a simulator is told to move it. */
export const stoppedClock = (): number => NOON;
