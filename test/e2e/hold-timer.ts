import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';

/** The end of a time that a test holds back. */
export type EndOfTime = {
  /** What waits for it goes on. @throws where nothing waits */
  come(): void;
  restore(): void;
};

/** Takes the timers of exactly so many milliseconds out of `node:timers`, for who imports its `setTimeout` by name. */
export function holdTimer(heldMs: number): EndOfTime {
  const { setTimeout } = timers;
  const held: (() => void)[] = [];
  const hold = (run: () => void, ms?: number) => {
    if (ms !== heldMs) return setTimeout(run, ms);
    held.push(run);
    return setTimeout(() => undefined, 0);
  };
  put(Object.assign(hold, setTimeout));
  return {
    come() {
      const run = held.shift();
      if (!run) throw new Error(`nothing waits for ${heldMs} ms`);
      run();
    },
    restore: () => put(setTimeout),
  };
}

function put(setTimeout: typeof timers.setTimeout): void {
  timers.setTimeout = setTimeout;
  syncBuiltinESMExports();
}
