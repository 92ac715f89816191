/** Wakes those who wait. A ring that nobody waited for is kept for the next who does. */
export type Bell = {
  ring(): void;
  /** Settles at a ring, or when so many milliseconds are over. */
  wait(atMostMs: number): Promise<void>;
};

export function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      hasRung = true;
      wake?.();
    },
    wait: async (atMostMs) => {
      if (!hasRung) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timer = setTimeout(resolve, atMostMs);
        await promise;
        clearTimeout(timer);
        wake = undefined;
      }
      hasRung = false;
    },
  };
}
