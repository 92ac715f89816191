import process from 'node:process';
import { parseArgs } from 'node:util';
import { crashWorlds, strike } from './crash-points.ts';
import { readBlows } from './crash-tally.ts';
import { runMutants } from './mutation.ts';
import { doAll, type Job } from './pool.ts';
import { type Outcome, runSeed } from './run.ts';
import { describe, type Tally } from './tally.ts';

/**
 * The simulation, by hand: `npm run simulate -- [options]`. Without options: every crash point, 10,000 seeds and all
 * mutants. The exit code is 1 when a rule is broken or a mutant survives.
 */
const { values } = parseArgs({
  options: {
    /** How many seeds, and the first of them. */
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    /** Replays one seed, with everything that happens. */
    seed: { type: 'string' },
    /** Every crash point, alone; or every pair of them too, which takes long. */
    crashes: { type: 'boolean' },
    pairs: { type: 'boolean' },
    /** Replays one struck run: the world's name and, for each blow, `step:lost`, `step:crash` or `step:stall`. */
    world: { type: 'string' },
    blows: { type: 'string', default: '' },
    /** The protocol with one rule left out, again and again; `only` takes those whose name contains it. */
    mutants: { type: 'boolean' },
    only: { type: 'string' },
    /** No progress. */
    quiet: { type: 'boolean', default: false },
  },
});

/** Seeds for one worker at a time. */
const CHUNK = 250;

const isReplay = values.seed !== undefined || values.world !== undefined;
const isDefault = !values.seeds && !values.crashes && !values.pairs && !values.mutants && !values.only;

if (isReplay) await replay();
else await simulate();

async function replay(): Promise<void> {
  const say = (line: string) => console.log(line);
  const outcome = values.world
    ? await replayStruck(values.world, say)
    : await runSeed(Number(values.seed), say);
  const { violation, states, sweeps } = outcome;
  say(
    violation
      ? `BROKEN: ${violation.name}\n  ${violation.detail}`
      : `nothing is broken; ${states.join(', ')}; ${sweeps} sweeps`,
  );
  if (violation) process.exitCode = 1;
}

async function replayStruck(name: string, say: (line: string) => void): Promise<Outcome> {
  const world = crashWorlds().find((one) => one.name === name);
  if (!world)
    throw new Error(
      `There is no world "${name}". There are:\n${crashWorlds()
        .map((one) => one.name)
        .join('\n')}`,
    );
  const { outcome } = await strike(world, readBlows(values.blows), say);
  return outcome;
}

async function simulate(): Promise<void> {
  if (isDefault || values.crashes || values.pairs) {
    const pairs = values.pairs === true;
    const jobs = crashWorlds().map(({ name: world }): Job => ({ is: 'crash points', world, pairs }));
    await report(pairs ? 'all pairs of crash points' : 'all crash points', jobs);
  }
  const seeds = Number(values.seeds ?? (isDefault ? 10_000 : 0));
  if (seeds > 0) await report(`seeds from ${values.from}`, toChunks(Number(values.from), seeds));
  if (isDefault || values.mutants || values.only) await judgeMutants();
}

async function report(name: string, jobs: readonly Job[]): Promise<void> {
  const began = performance.now();
  console.log(`${name}:`);
  const sum = await doAll(jobs, values.quiet ? undefined : showProgress);
  for (const line of describe(sum, (performance.now() - began) / 1000)) console.log(line);
  if (sum.failures.length > 0) process.exitCode = 1;
}

function showProgress({ runs, failures }: Tally): void {
  if (process.stdout.isTTY) process.stdout.write(`\r${runs} runs, ${failures.length} broken \r`);
}

function toChunks(from: number, seeds: number): Job[] {
  const chunks = Array.from({ length: Math.ceil(seeds / CHUNK) }, (_, index) => index * CHUNK);
  return chunks.map((at) => ({ is: 'seeds', from: from + at, seeds: Math.min(CHUNK, seeds - at) }));
}

async function judgeMutants(): Promise<void> {
  const verdicts = await runMutants(({ mutant, killedBy, ms }) => {
    const seconds = `${Math.round(ms / 1000)} s`;
    console.log(
      `${killedBy ? 'killed  ' : 'SURVIVED'}  ${mutant.name}: ${killedBy ?? 'no rule was broken'} (${seconds})`,
    );
  }, values.only);
  const killed = verdicts.filter(({ killedBy }) => killedBy !== undefined).length;
  console.log(`mutants killed: ${killed}/${verdicts.length}`);
  if (killed < verdicts.length) process.exitCode = 1;
}
