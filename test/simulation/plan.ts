import { createDice, type Dice } from './dice.ts';

/** What can go wrong, by class. */
export const FAULTS = [
  'store: throttled',
  'store: not done, no answer',
  'store: done, answer lost',
  'store: done after the answer was given up',
  'store: sent twice by the SDK',
  'store: hangs',
  'store: gives no item on a failed condition',
  'index lags',
  'secret cannot be read',
  'provider unreachable',
  'request lost',
  'request lands late',
  'answer lost',
  'answer to a login or a read lost',
  'answer cut short',
  'answered, not applied',
  'applied, answered with an error',
  'applied, answered with a page',
  'applied, refused in unknown words',
  'refused',
  'refused with a code of several meanings',
  'refused in unknown words',
  'read fails',
  'read lags',
  'read in unknown words',
  'read without figures',
  'login fails',
  'login lost',
  'answer without a token',
  'rate limited',
  'gateway answers',
  'firewall answers',
  'credentials refused once',
  'somebody acts just before',
  'somebody acts just after',
  'tokens forgotten',
  'key rotated',
  'crash',
  'crash, its requests lost',
  'stall',
  'slow',
] as const;

export type Fault = (typeof FAULTS)[number];

/** What befalls a process between two of its steps. */
export type Blow =
  | { readonly is: 'crash'; readonly loses: boolean }
  | { readonly is: 'stall'; readonly ms: number };

/** Everything that a run leaves to chance, so that a seed, or a script, decides it. */
export type Plan = {
  readonly dice: Dice;
  /** Whether a fault of this class happens here. */
  hits(fault: Fault): boolean;
  /** Milliseconds that something takes. */
  latencyMs(of: 'store' | 'provider'): number;
  /** Asked before each step of a process. */
  blow(step: string): Blow | undefined;
  /** No more faults from here on. */
  calm(): void;
  /** Faults that happened, by class. */
  readonly counts: Map<Fault, number>;
};

/** Each run draws which classes of faults it knows, how often they hit, and how many there are at most. */
export function createRandomPlan(seed: number): Plan {
  const dice = createDice(seed);
  const counts = new Map<Fault, number>();
  const breadth = dice.pick([0.1, 0.25, 0.5]);
  const known = new Set<Fault>(FAULTS.filter(() => dice.chance(breadth)));
  const rate = dice.pick([0.03, 0.1, 0.3, 0.6]);
  const spread = dice.pick(['even', 'even', 'rough', 'wild']);
  let isCalm = false;
  let left = dice.chance(0.1) ? 0 : 1 + dice.below(7);

  function hits(fault: Fault, probability = rate): boolean {
    if (left === 0 || !known.has(fault) || !dice.chance(probability)) return false;
    left -= 1;
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    return true;
  }

  return {
    dice,
    counts,
    // The store is called so often that it would use up all faults.
    hits: (fault) => hits(fault, fault.startsWith('store') ? rate / 8 : rate),
    latencyMs(of) {
      const usual = of === 'store' ? 2 + dice.below(8) : 20 + dice.below(200);
      if (spread === 'even' || isCalm || !dice.chance(0.15)) return usual;
      counts.set('slow', (counts.get('slow') ?? 0) + 1);
      return spread === 'rough' ? dice.below(3_000) : dice.below(15_000);
    },
    blow() {
      if (hits('crash', rate / 8)) return { is: 'crash', loses: false };
      if (hits('crash, its requests lost', rate / 8)) return { is: 'crash', loses: true };
      const stalls = [300, 9_000, 31_000, 35_200, 40_000, 20 * 60_000] as const;
      return hits('stall', rate / 8) ? { is: 'stall', ms: dice.pick(stalls) } : undefined;
    },
    calm() {
      isCalm = true;
      left = 0;
    },
  };
}

/** One fault, once: at its first opportunity after so many others. */
export type ScriptedFault = { readonly fault: Fault; readonly after: number };

/** A run of which every step is written down: fixed latencies, the given faults once each, the given blows. */
export function createScriptedPlan({
  faults,
  blows,
  seed = 0,
}: {
  /** Of the dice. @default 0 */
  seed?: number;
  faults: readonly ScriptedFault[];
  /** By the number of the step before which they fall. */
  blows: ReadonlyMap<number, Blow>;
}): Plan & { readonly points: () => number } {
  const dice = createDice(seed);
  const counts = new Map<Fault, number>();
  const left = faults.map((one) => ({ ...one }));
  let points = 0;
  let isCalm = false;
  const count = (fault: Fault) => counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return {
    dice,
    counts,
    points: () => points,
    hits(fault) {
      const scripted = left.find((one) => one.fault === fault && one.after >= 0);
      if (!scripted || scripted.after-- > 0) return false;
      count(fault);
      return true;
    },
    latencyMs: (of) => (of === 'store' ? 5 : 100),
    blow(step) {
      // Between two queries of a sweep nothing is held, so that one crash there is like another.
      if (step.includes('Query')) return undefined;
      const blow = blows.get(points++);
      if (!blow || isCalm) return undefined;
      count(blow.is === 'stall' ? 'stall' : blow.loses ? 'crash, its requests lost' : 'crash');
      return blow;
    },
    calm() {
      isCalm = blows.size === 0;
    },
  };
}
