import process from 'node:process';
import { enumerate } from './crash-points.ts';
import { crashWorlds } from './crash-worlds.ts';
import { runSeed } from './run.ts';

/** Looks for a broken rule until one is found: exit code 1 and its name, or 0 after a short simulation. */
const SEEDS = 10_000;

/** Seeds before the crash points: most mutants die early. */
const FIRST_SEEDS = 3_000;

Error.stackTraceLimit = 0;

await seeds(1, FIRST_SEEDS);
for (const world of crashWorlds()) {
  for await (const { outcome } of enumerate(world, { depth: 'singly' })) report(world.name, outcome);
}
await seeds(FIRST_SEEDS + 1, SEEDS);

async function seeds(from: number, to: number): Promise<void> {
  for (let seed = from; seed <= to; seed++) report(`seed ${seed}`, await runSeed(seed));
}

function report(where: string, { violation }: Awaited<ReturnType<typeof runSeed>>): void {
  if (!violation) return;
  console.log(`broken: ${violation.name} (${where})`);
  process.exit(1);
}
