/** Numbers that follow from a seed alone. */
export type Dice = {
  /** In [0, 1). */
  readonly roll: () => number;
  /** A whole number below `n`. */
  readonly below: (n: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
};

/** Mulberry32 over a scrambled seed: neighbouring seeds have nothing in common. */
export function createDice(seed: number): Dice {
  let state = scramble(seed + 0x9e3779b9);
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(roll() * n);
  return {
    roll,
    below,
    chance: (probability) => roll() < probability,
    pick: (list) => list[below(list.length)] ?? list[0],
  };
}

/** A 32-bit hash of a text, continued from `from`. */
export function hash(text: string, from: number): number {
  let h = from;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

function scramble(seed: number): number {
  let h = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
