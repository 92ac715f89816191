import type { TokenWorld } from '../../../shared/simulator/tokens.ts';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import { type Budget, byEffort, type Effort, type Measured } from '../measured.ts';
import { probe } from '../probe.ts';
import { type RunningContender, runContender } from '../run-pool.ts';

/** The part of N/h that is promised: N sessions, each of them held for h seconds by every cancel. */
const PART_PROMISED = 0.9;

/** Holds for which a cell lasts, and how long it lasts at least, in milliseconds. */
const HOLDS = 6;

type Cell = {
  readonly contender: string;
  readonly world: TokenWorld;
  readonly holdMs: number;
  readonly sessions: number;
  readonly perSecond: number;
  /** Of N/h; undefined where the provider answers at once. */
  readonly share: number | undefined;
  readonly unauthorized: number;
  readonly doubles: number;
};

/** Cancels a second with N sessions and a provider that takes its time, in each world of tokens. */
export async function measureThroughput(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const plan = byEffort(effort, {
    quick: { holds: [300], sessions: [1, 4], leastMs: 1500 },
    usual: { holds: [0, 300, 800], sessions: [1, 2, 4, 8], leastMs: 3000 },
    long: { holds: [0, 300, 800], sessions: [1, 2, 4, 8], leastMs: 15_000 },
  });
  const cells: Cell[] = [];
  for (const sessions of plan.sessions)
    for (const holdMs of plan.holds)
      for (const tokens of ['S1', 'S2', 'S3'] as const) {
        const conditions = { tokens, holdMs, sessions, forMs: Math.max(plan.leastMs, HOLDS * holdMs) };
        cells.push(await measureOurs(world, conditions, false));
        if (tokens !== 'S2') cells.push(await measureOurs(world, conditions, true));
        cells.push(await measureUsual(world, conditions));
      }
  world.letpay.latencyMs = 0;
  world.letpay.world = 'S1';
  return { tables: [toTable(cells)], budgets: toBudgets(cells), data: cells };
}

type Conditions = {
  readonly tokens: TokenWorld;
  readonly holdMs: number;
  readonly sessions: number;
  readonly forMs: number;
};

/** The secret says how many sessions there may be; `probed`: and an operator has let it find out the world. */
async function measureOurs(world: WorldOfBench, conditions: Conditions, probed: boolean): Promise<Cell> {
  const { sessions, tokens, holdMs } = conditions;
  const merchantId = `run-${tokens.toLowerCase()}-${sessions}-${holdMs}-${probed ? 'probed' : 'plain'}`;
  world.addMerchant(merchantId, sessions);
  // One in the air for every session, and as many again that wait for the next one free.
  const running = runContender(world, world.contenders.ours, { concurrency: 2 * sessions });
  setConditions(world, conditions);
  if (probed) await probe(running, merchantId);
  return measureCell(
    world,
    running,
    { ...conditions, merchantId, lanes: 2 * sessions },
    probed ? 'ours, probed' : 'ours',
  );
}

/** The usual assembly has one session for each process. */
async function measureUsual(world: WorldOfBench, conditions: Conditions): Promise<Cell> {
  const lanes = conditions.sessions;
  const running = runContender(world, world.contenders.usual, { concurrency: lanes });
  setConditions(world, conditions);
  return measureCell(world, running, { ...conditions, merchantId: MERCHANT, lanes }, 'usual');
}

function setConditions({ letpay }: WorldOfBench, { tokens, holdMs }: Conditions): void {
  letpay.world = tokens;
  letpay.latencyMs = { cancel: holdMs };
}

async function measureCell(
  world: WorldOfBench,
  running: RunningContender,
  { tokens, holdMs, sessions, forMs, merchantId, lanes }: Conditions & { merchantId: string; lanes: number },
  name: string,
): Promise<Cell> {
  const paymentIds: string[] = [];
  const cancelOne = async () => {
    const paymentId = world.newPayment(merchantId);
    paymentIds.push(paymentId);
    await running.cancel({ merchantId, paymentId });
  };
  // Every process and every session is warm before the time runs.
  await Promise.all(Array.from({ length: lanes }, cancelOne));
  world.letpay.reset();
  const countedFrom = paymentIds.length;
  const startedAt = performance.now();
  const lane = async () => {
    while (performance.now() - startedAt < forMs) await cancelOne();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - startedAt) / 1000;
  await running.close();
  const effects = paymentIds.map((paymentId) => world.letpay.effects(paymentId));
  const perSecond = effects.slice(countedFrom).filter((count) => count > 0).length / seconds;
  return {
    ...{ contender: name, world: tokens, holdMs, sessions, perSecond },
    share: holdMs > 0 ? (perSecond * holdMs) / 1000 / sessions : undefined,
    unauthorized: world.letpay.unauthorized,
    doubles: effects.filter((count) => count > 1).length,
  };
}

function toTable(cells: readonly Cell[]) {
  return {
    title:
      'Throughput: cancels a second, with N sessions at a provider that takes h (share of N/h); 401s; double effects',
    columns: ['tokens', 'N', 'h (ms)', 'contender', 'per second', 'of N/h', '401s', 'doubles'],
    rows: cells.map(({ contender, world, holdMs, sessions, perSecond, share, unauthorized, doubles }) => [
      ...[world, String(sessions), String(holdMs), contender, perSecond.toFixed(2)],
      ...[share === undefined ? '–' : share.toFixed(2), String(unauthorized), String(doubles)],
    ]),
  };
}

/** In S3, where each login ends every other session, with one session only. */
function isPromised({ contender, world, sessions }: Cell): boolean {
  return contender.startsWith('ours') && (world !== 'S3' || sessions === 1);
}

function toBudgets(cells: readonly Cell[]): Budget[] {
  const ours = cells.filter(isPromised);
  const least = ours
    .filter(({ share }) => share !== undefined)
    .toSorted((a, b) => (a.share ?? 0) - (b.share ?? 0))[0];
  const sum = (of: (cell: Cell) => number) => ours.reduce((total, cell) => total + of(cell), 0);
  return [
    {
      promise: `at least ${PART_PROMISED} × N/h cancels a second in every world of tokens (S3: N = 1)`,
      seen: least
        ? `least: ${least.share?.toFixed(2)} (${least.world}, N = ${least.sessions}, h = ${least.holdMs} ms, ${least.contender})`
        : 'nothing',
      isMet: (least?.share ?? 0) >= PART_PROMISED,
    },
    {
      promise: 'no self-made 401 under load',
      seen: String(sum((cell) => cell.unauthorized)),
      isMet: sum((cell) => cell.unauthorized) === 0,
    },
    {
      promise: 'no double effect under load',
      seen: String(sum((cell) => cell.doubles)),
      isMet: sum((cell) => cell.doubles) === 0,
    },
  ];
}
