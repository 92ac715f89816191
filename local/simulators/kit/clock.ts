/** Where to put a simulator's clock: at an instant (with its zone), or so far from the base clock. It ticks on from there. */
export type ClockSetting = Date | string | { readonly offsetMs: number };

/** The simulator's own idea of time, apart from the time of its callers. All instants are epoch milliseconds. */
export class SimulatorClock {
  readonly #base: () => number;
  #offsetMs = 0;

  /** @param base what ticks underneath; a virtual clock makes the simulator's time virtual. @default Date.now */
  constructor(base: () => number = Date.now) {
    this.#base = base;
  }

  now(): number {
    return this.#base() + this.#offsetMs;
  }

  set(setting: ClockSetting): void {
    this.#offsetMs =
      typeof setting === 'string' || setting instanceof Date
        ? readInstant(setting) - this.#base()
        : setting.offsetMs;
  }

  advance(ms: number): void {
    this.#offsetMs += ms;
  }
}

/** Epoch milliseconds of an instant. */
function readInstant(instant: Date | string): number {
  const at = new Date(instant).getTime();
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${instant}; write 2026-11-21T23:59:30-03:00`);
  return at;
}
