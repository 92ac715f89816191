import process from 'node:process';
import { enumerate } from './crash-points.ts';
import { crashWorlds } from './crash-worlds.ts';
import { KNOWN_SEEDS, KNOWN_WORLDS } from './known-runs.ts';
import { runSeed } from './run.ts';

/** Looks for a broken rule until one is found: exit code 1 and its name, or 0 after a short simulation. */
const SEEDS = 10_000;

/** Seeds before the crash points: most mutants die early. */
const FIRST_SEEDS = 500;

Error.stackTraceLimit = 0;

await seeds(KNOWN_SEEDS);
await seeds(range(1, FIRST_SEEDS));
await crashPoints((name) => KNOWN_WORLDS.includes(name));
await seeds(range(FIRST_SEEDS + 1, SEEDS / 2));
await crashPoints((name) => !KNOWN_WORLDS.includes(name));
await seeds(range(SEEDS / 2 + 1, SEEDS));

async function seeds(of: Iterable<number>): Promise<void> {
  for (const seed of of) report(`seed ${seed}`, await runSeed(seed));
}

async function crashPoints(isIn: (name: string) => boolean): Promise<void> {
  for (const world of crashWorlds()) {
    if (!isIn(world.name)) continue;
    for await (const { outcome } of enumerate(world, { depth: 'singly' })) report(world.name, outcome);
  }
}

function* range(from: number, to: number): Generator<number> {
  for (let seed = from; seed <= to; seed++) yield seed;
}

function report(where: string, { violation }: Awaited<ReturnType<typeof runSeed>>): void {
  if (!violation) return;
  console.log(`broken: ${violation.name} (${where})`);
  process.exit(1);
}
