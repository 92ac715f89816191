/** Waits of a simulator that end when the test lets them. */
export type HeldSleep = {
  readonly sleep: (ms: number) => Promise<void>;
  /** Lets go of what waits now, and of all that will wait. */
  release(): void;
  /** When so many wait at the same time. */
  waiting(count: number): Promise<void>;
};

/** A sleep without a clock: nobody wakes up before `release`. */
export function createHeldSleep(): HeldSleep {
  const released = Promise.withResolvers<void>();
  const awaited: { readonly count: number; readonly resolve: () => void }[] = [];
  let sleepers = 0;
  return {
    sleep() {
      sleepers += 1;
      for (const { count, resolve } of awaited) if (sleepers >= count) resolve();
      return released.promise;
    },
    release: released.resolve,
    waiting(count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (sleepers >= count) resolve();
      else awaited.push({ count, resolve });
      return promise;
    },
  };
}
