import { type CrashWorld, crashWorlds } from './crash-worlds.ts';
import { type Blow, createScriptedPlan } from './plan.ts';
import { type Outcome, run } from './run.ts';

/** Milliseconds: past the end of the invocation and of every lease, so that others have been at work meanwhile. */
export const STALL_MS = 37_500;

/** How a process can fail: it dies and its requests with it or not, or it freezes and wakes when its time is over. */
const BLOWS: readonly Blow[] = [
  { is: 'crash', loses: true },
  { is: 'crash', loses: false },
  { is: 'stall', ms: STALL_MS },
];

/** One enumerated run: which blows fall before which steps. */
export type Struck = {
  readonly world: CrashWorld;
  readonly blows: ReadonlyMap<number, Blow>;
  readonly outcome: Outcome;
};

/**
 * How thoroughly a world's crash points are struck: each by one kind of blow, the kinds in turn; each by every kind; and
 * with `pairs`, every point after each of them too.
 */
export type Depth = 'in turn' | 'singly' | 'pairs';

/** Every crash point of a world. */
export async function* enumerate(
  world: CrashWorld,
  { depth }: { readonly depth: Depth },
): AsyncGenerator<Struck> {
  const calm = await strike(world, new Map());
  yield calm;
  for (let first = 0; first < calm.points; first++) {
    const kinds = depth === 'in turn' ? BLOWS.filter((_, kind) => kind === first % BLOWS.length) : BLOWS;
    for (const blow of kinds) {
      const struck = await strike(world, new Map([[first, blow]]));
      yield struck;
      for (let second = first + 1; depth === 'pairs' && second < struck.points; second++) {
        for (const other of BLOWS)
          yield await strike(
            world,
            new Map([
              [first, blow],
              [second, other],
            ]),
          );
      }
    }
  }
}

/** One run with the given blows. */
export async function strike(
  world: CrashWorld,
  blows: ReadonlyMap<number, Blow>,
  onLine?: (line: string) => void,
): Promise<Struck & { readonly points: number }> {
  const plan = createScriptedPlan({ faults: world.faults, blows, seed: world.seed ?? 0 });
  const outcome = await run(world.scenario, plan, onLine);
  return { world, blows, outcome, points: plan.points() };
}

/** @throws Error where there is no such world */
export function findWorld(name: string): CrashWorld {
  const world = crashWorlds().find((one) => one.name === name);
  if (!world) throw new Error(`there is no world "${name}"`);
  return world;
}
