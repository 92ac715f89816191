import type { ClockSetting } from './parse-clock-setting.ts';

/** The time of a whole local stack. It goes as fast as that of the machine, so far ahead of it or behind it. */
export type LocalClock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds by which it is ahead of the machine's clock. */
  offsetMs(): number;
  /** @throws RangeError when it is asked to go back: what was stored already would then lie in the future */
  moveForward(ms: number): void;
  /** Calls the listener after every move. @returns how to stop that */
  onMove(listener: () => void): () => void;
  /** Settles when the clock has reached the instant, by time or by a move. Rejects with the signal's reason. */
  waitUntil(instant: number, signal: AbortSignal): Promise<void>;
};

/** A timer of more milliseconds ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @param setting where it starts. @default the machine's time */
export function createLocalClock(setting: ClockSetting = { offsetMs: 0 }): LocalClock {
  let offsetMs = 'startsAt' in setting ? setting.startsAt - Date.now() : setting.offsetMs;
  const listeners = new Set<() => void>();
  const now = () => Date.now() + offsetMs;
  const onMove = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    now,
    offsetMs: () => offsetMs,
    moveForward: (ms) => {
      if (!Number.isInteger(ms) || ms < 0)
        throw new RangeError(`The clock moves forward only, not by ${ms} ms.`);
      offsetMs += ms;
      for (const listener of [...listeners]) listener();
    },
    onMove,
    waitUntil: (instant, signal) => waitUntil({ now, onMove }, instant, signal),
  };
}

function waitUntil(
  { now, onMove }: Pick<LocalClock, 'now' | 'onMove'>,
  instant: number,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const check = () => {
    clearTimeout(timer);
    const leftMs = instant - now();
    if (leftMs <= 0) resolve();
    else timer = setTimeout(check, Math.min(leftMs, LONGEST_TIMER_MS));
  };
  const end = () => reject(signal.reason);
  const stopListening = onMove(check);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  else check();
  return promise.finally(() => {
    clearTimeout(timer);
    stopListening();
    signal.removeEventListener('abort', end);
  });
}
