/** Time that passes only when somebody sleeps, or a test says so. */
export type VirtualTime = {
  readonly clock: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  advance(ms: number): void;
};

export function createVirtualTime(): VirtualTime {
  let now = 1_900_000_000_000;
  const advance = (ms: number) => {
    now += ms;
  };
  return { clock: () => now, sleep: async (ms) => advance(ms), advance };
}
