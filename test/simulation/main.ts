import process from 'node:process';
import { type parseOptions, runScript, UsageError } from '../../infra/script.ts';
import { crashWorlds, strike } from './crash-points.ts';
import { readBlows } from './crash-tally.ts';
import { runMutants } from './mutation.ts';
import { createPool, type Job, type Pool } from './pool.ts';
import { type Outcome, runSeed } from './run.ts';
import { describe, type Tally } from './tally.ts';

const HELP = `Runs the real code in a simulated world, with crashes, lost answers and stalls at every step, and ends with 1 when a rule is
broken or a mutant survives. Without options: every crash point, 10,000 seeds and all mutants.

  npm run simulate -- [options]

  --seeds N        so many seeds
  --from N         the first of them                             (1)
  --seed N         replays one seed, with everything that happens
  --crashes        every crash point, alone
  --pairs          every pair of crash points too, which takes long
  --world NAME     replays one struck run: the world's name
  --blows LIST     and its blows: step:lost, step:crash or step:stall, separated by blanks
  --mutants        the protocol with one rule left out, again and again
  --only TEXT      only the mutants whose name contains it
  --quiet          no progress
  --help           this text`;

const OPTIONS = {
  seeds: { type: 'string' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  crashes: { type: 'boolean' },
  pairs: { type: 'boolean' },
  world: { type: 'string' },
  blows: { type: 'string', default: '' },
  mutants: { type: 'boolean' },
  only: { type: 'string' },
  quiet: { type: 'boolean', default: false },
} as const;

type Asked = ReturnType<typeof parseOptions<typeof OPTIONS>>;

/** Seeds for one worker at a time. */
const CHUNK = 250;

async function replay({ world, blows, seed = '' }: Asked): Promise<void> {
  const say = (line: string) => console.log(line);
  const outcome = world ? await replayStruck(world, blows, say) : await runSeed(toCount('seed', seed), say);
  const { violation, states, sweeps } = outcome;
  say(
    violation
      ? `BROKEN: ${violation.name}\n  ${violation.detail}`
      : `nothing is broken; ${states.join(', ')}; ${sweeps} sweeps`,
  );
  if (violation) process.exitCode = 1;
}

async function replayStruck(name: string, blows: string, say: (line: string) => void): Promise<Outcome> {
  const world = crashWorlds().find((one) => one.name === name);
  if (!world)
    throw new UsageError(
      `There is no world "${name}". Choose one of: ${crashWorlds()
        .map((one) => one.name)
        .join(', ')}.`,
    );
  const { outcome } = await strike(world, readBlows(blows), say);
  return outcome;
}

async function simulate(asked: Asked): Promise<void> {
  const pool = createPool();
  try {
    await simulateAll(asked, pool);
  } finally {
    await pool.close();
  }
}

async function simulateAll(asked: Asked, pool: Pool): Promise<void> {
  const { crashes, pairs = false, mutants, only, quiet } = asked;
  const isDefault = !asked.seeds && !crashes && !pairs && !mutants && !only;
  const seeds = toCount('seeds', asked.seeds ?? (isDefault ? '10000' : '0'));
  const from = toCount('from', asked.from);
  if (isDefault || crashes || pairs) {
    const depth = pairs ? 'pairs' : 'singly';
    const jobs = crashWorlds().map(({ name: world }): Job => ({ is: 'crash points', world, depth }));
    await report(pool, pairs ? 'all pairs of crash points' : 'all crash points', jobs, quiet);
  }
  if (seeds > 0) await report(pool, `seeds from ${from}`, toChunks(from, seeds), quiet);
  if (isDefault || mutants || only) await judgeMutants(only);
}

function toCount(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} wants a whole number, and got "${text}".`);
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

await runScript({ command: 'npm run simulate', help: HELP, options: OPTIONS }, (asked) =>
  asked.seed !== undefined || asked.world !== undefined ? replay(asked) : simulate(asked),
);
