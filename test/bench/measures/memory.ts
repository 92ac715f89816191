import { execFileSync } from 'node:child_process';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import type { Contender } from '../contender.ts';
import { byEffort, type Effort, type Measured } from '../measured.ts';
import { inLanes, runContender } from '../run-pool.ts';

/** Growth over the second half of the calls that counts as none. */
const FLAT = 1.1;

/** Resident memory of one process over many calls. */
export async function measureMemory(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const calls = byEffort(effort, { quick: 1000, usual: 10_000, long: 50_000 });
  const steps = [0.02, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * calls));
  const { floor, usual, ours } = world.contenders;
  const seen = [];
  for (const contender of [floor, usual, ours])
    seen.push({ name: contender.name, mb: await measureContender(world, contender, steps) });
  const [, , middle = Number.NaN, , last = Number.NaN] = seen.find(({ name }) => name === 'ours')?.mb ?? [];
  return {
    tables: [
      {
        title: 'Resident memory of one process (MB), after so many calls',
        columns: ['contender', ...steps.map((step) => step.toLocaleString('en'))],
        rows: seen.map(({ name, mb }) => [name, ...mb.map((one) => one.toFixed(0))]),
      },
    ],
    budgets: [
      {
        promise: `memory flat after warm-up: at most ${FLAT} × from the middle to the end of ${calls.toLocaleString('en')} calls`,
        seen: `${(last / middle).toFixed(2)} × ${middle.toFixed(0)} MB`,
        isMet: last <= FLAT * middle,
      },
    ],
    data: { steps, seen },
  };
}

async function measureContender(
  world: WorldOfBench,
  contender: Contender,
  steps: readonly number[],
): Promise<number[]> {
  const running = runContender(world, contender, { concurrency: 1 });
  const mb: number[] = [];
  let done = 0;
  for (const step of steps) {
    await inLanes(1, step - done, async () => {
      await running.cancel({ merchantId: MERCHANT, paymentId: world.newPayment() });
    });
    done = step;
    world.letpay.reset();
    const [process] = running.pool.environments();
    mb.push(process ? residentMb(process.environment.pid) : Number.NaN);
  }
  await running.close();
  return mb;
}

/** By `ps`, which Linux and macOS have. */
function residentMb(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
