import process from 'node:process';
import { UsageError } from '../../tools/script.ts';
import type { SimulationOptions } from './command-line.ts';
import { strike } from './crash-points.ts';
import { readBlows } from './crash-tally.ts';
import { crashWorlds } from './crash-worlds.ts';
import { runMutants } from './mutation.ts';
import { createPool, type Job, type Pool } from './pool.ts';
import { type Outcome, runSeed } from './run.ts';
import { describe, type Tally } from './tally.ts';

/** Seeds for one worker at a time. */
const CHUNK = 250;

/** Replays what the command line names, or runs what it asks for. */
export async function runSimulation(asked: SimulationOptions): Promise<void> {
  return asked.seed !== undefined || asked.environment !== undefined ? replay(asked) : simulate(asked);
}

async function replay({ environment, faults, seed = 0 }: SimulationOptions): Promise<void> {
  const say = (line: string) => console.log(line);
  const outcome = environment ? await replayWithFaults(environment, faults, say) : await runSeed(seed, say);
  const { violation, states, sweeps } = outcome;
  say(
    violation
      ? `BROKEN: ${violation.name}\n  ${violation.detail}`
      : `nothing is broken; ${states.join(', ')}; ${sweeps} sweeps`,
  );
  if (violation) process.exitCode = 1;
}

async function replayWithFaults(name: string, faults: string, say: (line: string) => void): Promise<Outcome> {
  const world = crashWorlds().find((one) => one.name === name);
  if (!world)
    throw new UsageError(
      `There is no environment "${name}". Choose one of: ${crashWorlds()
        .map((one) => one.name)
        .join(', ')}.`,
    );
  const { outcome } = await strike(world, readBlows(faults), say);
  return outcome;
}

async function simulate(asked: SimulationOptions): Promise<void> {
  const pool = createPool();
  try {
    await simulateAll(asked, pool);
  } finally {
    await pool.close();
  }
}

async function simulateAll(asked: SimulationOptions, pool: Pool): Promise<void> {
  const { from, crashes, pairs, mutants, only, quiet } = asked;
  const isDefault = asked.seeds === undefined && !crashes && !pairs && !mutants && !only;
  const seeds = asked.seeds ?? (isDefault ? 10_000 : 0);
  if (isDefault || crashes || pairs) {
    const depth = pairs ? 'pairs' : 'singly';
    const jobs = crashWorlds().map(({ name: world }): Job => ({ is: 'crash points', world, depth }));
    await report(pool, pairs ? 'all pairs of crash points' : 'all crash points', jobs, quiet);
  }
  if (seeds > 0) await report(pool, `seeds from ${from}`, toChunks(from, seeds), quiet);
  if (isDefault || mutants || only) await judgeMutants(only);
}

async function report(pool: Pool, name: string, jobs: readonly Job[], isQuiet: boolean): Promise<void> {
  const began = performance.now();
  console.log(`${name}:`);
  const sum = await pool.doAll(jobs, isQuiet ? undefined : showProgress);
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

async function judgeMutants(only: string | undefined): Promise<void> {
  const verdicts = await runMutants(({ mutant, killedBy, ms }) => {
    const seconds = `${Math.round(ms / 1000)} s`;
    console.log(
      `${killedBy ? 'killed  ' : 'SURVIVED'}  ${mutant.name}: ${killedBy ?? 'no rule was broken'} (${seconds})`,
    );
  }, only);
  const killed = verdicts.filter(({ killedBy }) => killedBy !== undefined).length;
  console.log(`mutants killed: ${killed}/${verdicts.length}`);
  if (killed < verdicts.length) process.exitCode = 1;
}
