import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import type { Contender } from '../contender.ts';
import { inLanes } from '../in-lanes.ts';
import { byEffort, type Effort, type Measured } from '../measured.ts';
import { runContender } from '../run-contender.ts';

/** Growth over the second half of the calls that counts as none. */
const FLAT = 1.1;

/** Resident memory of one process over many calls, and the processor time that each took, whatever else was running. */
export async function measureMemory(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const calls = byEffort(effort, { quick: 1000, normal: 10_000, long: 50_000 });
  const steps = [0.02, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * calls));
  const { floor, usual, ours } = world.contenders;
  const seen = [];
  for (const contender of [floor, usual, ours])
    seen.push({ name: contender.name, ...(await measureContender(world, contender, steps)) });
  const [, , middle = Number.NaN, , last = Number.NaN] = seen.find(({ name }) => name === 'ours')?.mb ?? [];
  return {
    tables: [
      {
        title: 'Resident memory of one process (MB) after so many calls; processor time a call (ms), warm',
        columns: ['contender', ...steps.map((step) => step.toLocaleString('en')), 'processor'],
        rows: seen.map(({ name, mb, cpuMs }) => [name, ...mb.map((one) => one.toFixed(0)), cpuMs.toFixed(2)]),
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
): Promise<{ mb: number[]; cpuMs: number }> {
  const running = runContender(world, contender, { concurrency: 1 });
  const mb: number[] = [];
  const cpu: number[] = [];
  let done = 0;
  for (const step of steps) {
    await inLanes(1, step - done, async () => {
      await running.cancel({ merchantId: MERCHANT, paymentId: world.newPayment() });
    });
    done = step;
    world.letpay.reset();
    const [process] = running.pool.environments();
    const { residentMb, cpuSeconds } = readProcess(process?.environment.pid ?? 0);
    mb.push(residentMb);
    cpu.push(cpuSeconds);
  }
  await running.close();
  const [warm = 0] = steps;
  return { mb, cpuMs: (((cpu.at(-1) ?? 0) - (cpu[0] ?? 0)) * 1000) / (done - warm) };
}

/** By `ps`, which Linux and macOS have; Linux's own counters are finer. */
function readProcess(pid: number): { residentMb: number; cpuSeconds: number } {
  const [resident = '', time = ''] = execFileSync('ps', ['-o', 'rss=,time=', '-p', String(pid)], {
    encoding: 'utf8',
  })
    .trim()
    .split(/\s+/);
  return { residentMb: Number(resident) / 1024, cpuSeconds: readTicks(pid) ?? toSeconds(time) };
}

/** User and system time of a process, where Linux shows it, in hundredths of a second. */
function readTicks(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const [, after = ''] = readFileSync(file, 'utf8').split(') ');
  const fields = after.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** `1:02:03` or `02:03.45` */
function toSeconds(time: string): number {
  return time.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}
