import { availableMemory } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import { createFiller } from '../fill-ledger.ts';
import { inLanes } from '../in-lanes.ts';
import { byEffort, type Effort, type Measured } from '../measured.ts';
import { sayProgress } from '../progress.ts';
import { type RunningContender, runContender } from '../run-contender.ts';
import { isEnoughForP99, quantile } from '../statistics.ts';
import { FIRST_INQUIRY_MS, sweep, sweepUntilNothingIsDue } from '../sweep.ts';

/** Units that a sweep may cost more among many open operations than among none: rounding, and the engine's paging. */
const SAME = 1.1;

/** Operations that are due when a sweep is measured. */
const DUE = 12;

/** Memory that DynamoDB Local takes for one payment, as 10,000 to 50,000 of them showed. */
const PAYMENT_BYTES = 7000;

/** What a cancel and a sweep cost as the ledger, and what is open in it, grow. */
export async function measureGrowth(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const { payments, open, calls } = byEffort(effort, {
    quick: { payments: [1, 1000], open: [0, 500], calls: 30 },
    normal: { payments: [1, 10_000, 50_000], open: [0, 5000, 20_000], calls: 300 },
    long: { payments: [1, 10_000, 100_000, 1_000_000], open: [0, 10_000, 100_000], calls: 300 },
  });
  world.letpay.tokenModel = 'reusable';
  const filler = createFiller(world);
  const direct = runContender(world, world.contenders.ours, { concurrency: 1 });
  const metered = runContender(world, world.contenders.ours, { concurrency: 1, metered: true });
  const finished = await makeFinished(world, direct);
  const ofLedger = [];
  const fitting = payments.filter((size) => size * PAYMENT_BYTES < availableMemory());
  for (const [at, size] of fitting.entries()) {
    sayProgress(`${size.toLocaleString('en')} payments`);
    await filler.add(finished, size - (fitting[at - 1] ?? 1), 'finished');
    ofLedger.push({ size, ...(await measureCancel(world, { direct, metered, calls })) });
  }
  const unknown = await makeUnknown(world, direct);
  await sweepUntilNothingIsDue(direct);
  const ofIndex = [];
  for (const [at, size] of open.entries()) {
    sayProgress(`${size.toLocaleString('en')} open operations`);
    await filler.add(unknown, size - (open[at - 1] ?? 0), 'open');
    ofIndex.push({ size, ...(await measureSweeps(world, metered)) });
  }
  await Promise.all([direct.close(), metered.close()]);
  return toMeasured(ofLedger, ofIndex, payments.length - fitting.length);
}

type Running = { direct: RunningContender; metered: RunningContender; calls: number };

async function measureCancel(world: WorldOfBench, { direct, metered, calls }: Running) {
  const one = (running: RunningContender) =>
    running.cancel({ merchantId: MERCHANT, paymentId: world.newPayment() });
  await one(metered);
  world.meter.calls.length = 0;
  await one(metered);
  const { read, write } = units(world);
  const times: number[] = [];
  await inLanes(1, calls, async () => {
    const startedAt = performance.now();
    await one(direct);
    times.push(performance.now() - startedAt);
  });
  world.letpay.reset();
  return { read, write, p50: quantile(times, 0.5), p99: toP99(times) };
}

const toP99 = (times: readonly number[]) =>
  isEnoughForP99(times.length) ? quantile(times, 0.99) : undefined;

/** A sweep that finds nothing due, and one that finds some. */
async function measureSweeps(world: WorldOfBench, running: RunningContender) {
  const meteredSweep = async () => {
    world.meter.calls.length = 0;
    const resolved = await sweep(running);
    return { resolved, ...units(world) };
  };
  await delay(FIRST_INQUIRY_MS);
  await sweepUntilNothingIsDue(running);
  const idle = await meteredSweep();
  for (let made = 0; made < DUE; made++) await makeUnknown(world, running);
  await delay(FIRST_INQUIRY_MS);
  const busy = await meteredSweep();
  return { idle, busy, perDue: (busy.read + busy.write - idle.read - idle.write) / busy.resolved };
}

async function makeFinished(world: WorldOfBench, running: RunningContender): Promise<string> {
  const paymentId = world.newPayment();
  for (let tries = 0; tries < 3; tries++) await running.cancel({ merchantId: MERCHANT, paymentId });
  return paymentId;
}

async function makeUnknown(world: WorldOfBench, running: RunningContender): Promise<string> {
  const paymentId = world.newPayment();
  world.letpay.next({ applies: true, answers: 'reset-before-headers' });
  await running.cancel({ merchantId: MERCHANT, paymentId });
  return paymentId;
}

function units({ meter: { calls } }: WorldOfBench) {
  const sum = (of: 'readUnits' | 'writeUnits') => calls.reduce((total, call) => total + call[of], 0);
  return { read: sum('readUnits'), write: sum('writeUnits') };
}

type OfLedger = Awaited<ReturnType<typeof measureCancel>> & { readonly size: number };
type OfIndex = Awaited<ReturnType<typeof measureSweeps>> & { readonly size: number };

function toMeasured(ofLedger: readonly OfLedger[], ofIndex: readonly OfIndex[], leftOut: number): Measured {
  const [first, last] = [ofIndex[0], ofIndex.at(-1)];
  const idleOf = (of: OfIndex | undefined) => (of ? of.idle.read + of.idle.write : Number.NaN);
  return {
    tables: [
      {
        title: `A fresh cancel as the ledger grows (DynamoDB units; ms with a provider that answers at once)${leftOut > 0 ? `; left out for lack of memory: ${leftOut} larger` : ''}`,
        columns: ['payments', 'write units', 'read units', 'p50', 'p99'],
        rows: ofLedger.map(({ size, write, read, p50, p99 }) => [
          ...[size.toLocaleString('en'), String(write), String(read), p50.toFixed(1), p99?.toFixed(1) ?? '–'],
        ]),
      },
      {
        title: `A sweep as open operations grow that are not due (DynamoDB units, read and write)`,
        columns: ['open', 'nothing due', `${DUE} due`, 'resolved', 'for each that was due'],
        rows: ofIndex.map(({ size, idle, busy, perDue }) => [
          ...[size.toLocaleString('en'), String(idle.read + idle.write), String(busy.read + busy.write)],
          ...[String(busy.resolved), perDue.toFixed(1)],
        ]),
      },
    ],
    budgets: [
      {
        promise: 'a sweep costs what is due, not what is open',
        seen: `nothing due: ${idleOf(first)} units among ${first?.size}, ${idleOf(last)} among ${last?.size}; each that is due: ${first?.perDue.toFixed(1)} and ${last?.perDue.toFixed(1)}`,
        isMet: idleOf(last) <= SAME * idleOf(first) && (last?.perDue ?? 0) <= SAME * (first?.perDue ?? 0),
      },
    ],
    data: { ofLedger, ofIndex },
  };
}
