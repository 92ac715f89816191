import * as z from 'zod';
import { createBareProvider } from '../bare-provider.ts';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import type { Contender } from '../contender.ts';
import { inLanes } from '../in-lanes.ts';
import { type Budget, byEffort, type Effort, type Measured } from '../measured.ts';
import { probe } from '../probe.ts';
import { type RunningContender, runContender } from '../run-contender.ts';
import { isEnoughForP99, quantile, showFigure, toFigure } from '../statistics.ts';

/** A warm cancellation may add this many times the p50 of one conditional write. */
const WRITES_BUDGET = 2.5;

const SHARES = [0.5, 0.95, 0.99];

/** Merchants of ours: with a session for every caller, and with one token for all, as a probe allows it for reusable tokens. */
const EXCLUSIVE = 'latency-exclusive';
const SHARED = 'latency-shared';

const WRITE = 'one conditional write';

type Runner = {
  readonly name: string;
  /** Its own time is shown, not what it adds to the bare call. */
  readonly standsAlone?: true;
  /** @returns how long one call took, in milliseconds */
  readonly call: () => Promise<number>;
};

/** What a warm contender adds to the provider's own answer, which comes at once here. */
export async function measureLatency(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const rounds = byEffort(effort, { quick: 3, normal: 9, long: 15 });
  const calls = byEffort(effort, { quick: 60, normal: 300, long: 600 });
  world.letpay.tokenModel = 'reusable';
  world.addMerchant(EXCLUSIVE, 8);
  world.addMerchant(SHARED, 8);
  const seen = [];
  for (const lanes of [1, 8]) seen.push(await measureAt(world, { lanes, rounds, calls }));
  return {
    tables: seen.map(({ lanes, rows, hasP99 }) => ({
      title: `Added to the bare provider call, ${lanes} at once (ms: median of ${rounds} rounds of ${calls}, least–most)`,
      columns: ['contender', 'p50', 'p95', 'p99'],
      rows: rows.map(({ name, figures: [p50, p95, p99] }) => [
        name,
        ...[p50, p95, hasP99 ? p99 : undefined].map((figure) => (figure ? showFigure(figure, 2) : '–')),
      ]),
    })),
    budgets: seen.flatMap(toBudgets),
    data: { rounds, calls, seen },
  };
}

async function measureAt(
  world: WorldOfBench,
  { lanes, rounds, calls }: { lanes: number; rounds: number; calls: number },
) {
  const { floor, usual, ours, write } = world.contenders;
  const run = (contender: Contender) => runContender(world, contender, { concurrency: lanes });
  const running = { floor: run(floor), usual: run(usual), ours: run(ours), write: run(write) };
  await probe(world, SHARED);
  const bare = await createBareProvider(world.letpay.url, MERCHANT);
  const runners: readonly Runner[] = [
    { name: 'bare', standsAlone: true, call: () => timed(() => bare.cancel(world.newPayment())) },
    toRunner(world, running.floor, 'floor'),
    toRunner(world, running.usual, 'usual'),
    toRunner(world, running.ours, 'ours', EXCLUSIVE),
    toRunner(world, running.ours, 'ours, one token for all', SHARED),
    { name: WRITE, standsAlone: true, call: () => timedWrite(world, running.write) },
  ];
  for (const { call } of runners) await inLanes(lanes, 20 * lanes, async () => void (await call()));
  const samples: number[][][] = runners.map(() => []);
  for (let round = 0; round < rounds; round++) {
    world.letpay.reset();
    for (const [at, { call }] of runners.entries()) {
      const times: number[] = [];
      await inLanes(lanes, calls, async () => void times.push(await call()));
      samples[at]?.push(times);
    }
  }
  await Promise.all([bare.close(), ...Object.values(running).map((one) => one.close())]);
  return { lanes, hasP99: isEnoughForP99(calls), rows: toRows(runners, samples) };
}

/** Round by round: the quantile of the contender less that of the bare call. */
function toRows(runners: readonly Runner[], samples: readonly (readonly number[][])[]) {
  const bare = samples[0] ?? [];
  return runners.map(({ name, standsAlone }, at) => ({
    name,
    figures: SHARES.map((share) => {
      const perRound = (samples[at] ?? []).map((times, round) =>
        standsAlone ? quantile(times, share) : quantile(times, share) - quantile(bare[round] ?? [], share),
      );
      return toFigure(perRound);
    }),
  }));
}

function toBudgets({ lanes, rows, hasP99 }: Awaited<ReturnType<typeof measureAt>>): Budget[] {
  const at = (name: string, share: number) =>
    rows.find((row) => row.name === name)?.figures[SHARES.indexOf(share)]?.median ?? Number.NaN;
  const write = at(WRITE, 0.5);
  const below = (share: number): Budget => ({
    promise: `added latency below usual at p${share * 100}, ${lanes} at once`,
    seen: `${at('ours', share).toFixed(2)} ms against ${at('usual', share).toFixed(2)} ms`,
    isMet: at('ours', share) < at('usual', share),
  });
  const writes = {
    promise: `added latency p50 at most ${WRITES_BUDGET} × one conditional write, ${lanes} at once`,
    seen: `${at('ours', 0.5).toFixed(2)} ms: ${(at('ours', 0.5) / write).toFixed(2)} × ${write.toFixed(2)} ms`,
    isMet: at('ours', 0.5) <= WRITES_BUDGET * write,
  };
  return [writes, below(0.5), ...(hasP99 ? [below(0.99)] : [])];
}

function toRunner(world: WorldOfBench, pool: RunningContender, name: string, merchantId = MERCHANT): Runner {
  return {
    name,
    call: async () => {
      const paymentId = world.newPayment(merchantId);
      return timed(async () => {
        const { status, body } = await pool.cancel({ merchantId, paymentId });
        if (status >= 300) throw new Error(`${name} answered ${status}: ${body}`);
      });
    },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function timedWrite(world: WorldOfBench, pool: RunningContender): Promise<number> {
  const { body } = await pool.cancel({ merchantId: MERCHANT, paymentId: world.newPayment() });
  return z.object({ writeMs: z.number() }).parse(JSON.parse(body)).writeMs;
}
