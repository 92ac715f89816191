import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { ScriptError } from '../../infra/script.ts';
import { type Combination, FILES, toCombinations } from './combinations.ts';

const E2E = join(import.meta.dirname, '..', 'e2e');

/** Of one test, and of one run. What hangs ends as a failure. */
const TEST_LIMIT_MS = 120_000;
const RUN_LIMIT_MS = 300_000;

/** What came of one run. */
export type Outcome = {
  readonly isGood: boolean;
  /** Tests that passed, and all. */
  readonly passed: number;
  readonly count: number;
  readonly seconds: number;
  /** What the tests printed. */
  readonly output: string;
};

/** Runs every combination, one after the other. @throws ScriptError when one failed */
export async function runDates(): Promise<void> {
  const combinations = toCombinations(new Date().getUTCFullYear());
  const failed: string[] = [];
  for (const combination of combinations) {
    const outcome = await runFiles(
      combination,
      FILES.map((name) => join(E2E, `${name}.test.ts`)),
    );
    if (!outcome.isGood) console.log(outcome.output);
    console.log(toLine(combination, outcome));
    if (!outcome.isGood) failed.push(combination.name);
  }
  if (failed.length > 0) throw new ScriptError(`Failed: ${failed.join('; ')}.`);
}

/** Runs test files at one time, in one zone. Ends with everything that it started. */
export async function runFiles(
  { clock, zone, passesMidnight }: Combination,
  files: readonly string[],
  limitMs = RUN_LIMIT_MS,
): Promise<Outcome> {
  const began = performance.now();
  const {
    ESTORNO_TEST_CLOCK: _clock,
    ESTORNO_TEST_MIDNIGHT: _midnight,
    NODE_TEST_CONTEXT: _,
    ...machine
  } = process.env;
  const args = ['--test', '--test-concurrency=3', `--test-timeout=${TEST_LIMIT_MS}`, '--test-reporter=spec'];
  const child = spawn(process.execPath, [...args, ...files], {
    env: {
      ...machine,
      TZ: zone,
      ...(clock !== undefined && { ESTORNO_TEST_CLOCK: clock }),
      ...(passesMidnight && { ESTORNO_TEST_MIDNIGHT: '1' }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, which can be ended whole.
    detached: true,
  });
  const endNow = () => endGroup(child);
  process.once('exit', endNow);
  const limit = setTimeout(endNow, limitMs);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  clearTimeout(limit);
  process.removeListener('exit', endNow);
  return {
    isGood: code === 0,
    passed: readCount(output, 'pass'),
    count: readCount(output, 'tests'),
    seconds: Math.round((performance.now() - began) / 1000),
    output,
  };
}

/** A plain line on one run. */
export function toLine({ name, clock, zone }: Combination, { isGood, ...outcome }: Outcome): string {
  const counts = `${outcome.passed} of ${outcome.count} tests passed in ${outcome.seconds} s`;
  return `${isGood ? 'passed' : 'FAILED'}: ${name} (clock ${clock ?? 'of the machine'}, TZ ${zone}): ${counts}`;
}

/** From the summary of Node's runner; 0 where it did not come to one. */
function readCount(output: string, what: 'pass' | 'tests'): number {
  return Number(new RegExp(`^ℹ ${what} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
