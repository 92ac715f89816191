import { type Depth, enumerate, STALL_MS } from './crash-points.ts';
import type { CrashWorld } from './crash-worlds.ts';
import type { Blow } from './plan.ts';
import { count, newTally, type Tally } from './tally.ts';

/** Every crash point of a world, or every pair of them. */
export async function tallyCrashPoints(
  world: CrashWorld,
  { depth }: { readonly depth: Depth },
): Promise<Tally> {
  const tally = newTally();
  for await (const { outcome, blows } of enumerate(world, { depth })) {
    const text = [...blows].map(([step, blow]) => `${step}:${nameOf(blow)}`).join(' ');
    count(tally, outcome, {
      where: `${world.name}; ${text || 'no crash'}`,
      replay: `--environment "${world.name}" --faults "${text}"`,
    });
  }
  return tally;
}

/** Blows as a command line names them: `3:lost 17:stall`. */
export function readBlows(text: string): ReadonlyMap<number, Blow> {
  const words = text.split(' ').filter((word) => word !== '');
  return new Map(words.map((word) => [Number.parseInt(word, 10), toBlow(word.split(':')[1])]));
}

function nameOf(blow: Blow): string {
  if (blow.is === 'stall') return 'stall';
  return blow.loses ? 'lost' : 'crash';
}

function toBlow(name: string | undefined): Blow {
  return name === 'stall' ? { is: 'stall', ms: STALL_MS } : { is: 'crash', loses: name === 'lost' };
}
