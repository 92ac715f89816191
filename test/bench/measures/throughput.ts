import type { TokenModel } from '../../../local/simulators/kit/tokens.ts';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import { type Budget, byEffort, type Effort, type Measured } from '../measured.ts';
import { probe } from '../probe.ts';
import { type RunningContender, runContender } from '../run-contender.ts';

/** The part of N/h that is promised: N sessions, each of them held for h seconds by every cancel. */
const PART_PROMISED = 0.9;

/** Holds for which a cell lasts, and how long it lasts at least, in milliseconds. */
const HOLDS = 6;

/** Callers for each session: one in the air, and one that waits until the session is free. */
const FILLING = 2;

type Cell = {
  readonly contender: string;
  readonly tokens: TokenModel;
  readonly holdMs: number;
  readonly sessions: number;
  /** Callers that wait for nothing but their answers, and as many processes. */
  readonly lanes: number;
  readonly perSecond: number;
  /** Of N/h; undefined where the provider answers at once. */
  readonly share: number | undefined;
  readonly unauthorized: number;
  readonly doubles: number;
};

/** Cancels a second with N sessions and a provider that takes its time, with each token model. */
export async function measureThroughput(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const plan = byEffort(effort, {
    quick: { holds: [300], sessions: [1, 4], leastMs: 1500 },
    normal: { holds: [0, 300, 800], sessions: [1, 2, 4, 8], leastMs: 3000 },
    long: { holds: [0, 300, 800], sessions: [1, 2, 4, 8], leastMs: 15_000 },
  });
  const cells: Cell[] = [];
  for (const sessions of plan.sessions)
    for (const holdMs of plan.holds)
      for (const tokens of ['reusable', 'single_use', 'exclusive_login'] as const)
        for (const lanes of [sessions, FILLING * sessions]) {
          const forMs = Math.max(plan.leastMs, HOLDS * holdMs);
          const conditions = { tokens, holdMs, sessions, lanes, forMs };
          cells.push(await measureOurs(world, conditions, false));
          if (tokens !== 'single_use') cells.push(await measureOurs(world, conditions, true));
          cells.push(await measureUsual(world, conditions));
        }
  world.letpay.latencyMs = 0;
  world.letpay.tokenModel = 'reusable';
  return { tables: [toTable(cells)], budgets: toBudgets(cells), data: cells };
}

type Conditions = Pick<Cell, 'tokens' | 'holdMs' | 'sessions' | 'lanes'> & {
  readonly forMs: number;
};

/** The secret says how many sessions there may be; `probed`: and an operator has let it find out the token model. */
async function measureOurs(world: WorldOfBench, conditions: Conditions, probed: boolean): Promise<Cell> {
  const { sessions, tokens, holdMs, lanes } = conditions;
  const contender = probed ? 'ours, probed' : 'ours';
  const merchantId = ['run', tokens.toLowerCase(), sessions, holdMs, lanes, probed ? 'probed' : 'plain'].join(
    '-',
  );
  world.addMerchant(merchantId, sessions);
  const running = runContender(world, world.contenders.ours, { concurrency: lanes });
  setConditions(world, conditions);
  if (probed) await probe(world, merchantId);
  return measureCell(world, running, { ...conditions, merchantId, contender });
}

/** The usual assembly knows no limit of sessions: it has one for each process. */
async function measureUsual(world: WorldOfBench, conditions: Conditions): Promise<Cell> {
  const running = runContender(world, world.contenders.usual, { concurrency: conditions.lanes });
  setConditions(world, conditions);
  return measureCell(world, running, { ...conditions, merchantId: MERCHANT, contender: 'usual' });
}

function setConditions({ letpay }: WorldOfBench, { tokens, holdMs }: Conditions): void {
  letpay.tokenModel = tokens;
  letpay.latencyMs = { cancel: holdMs };
}

type CellPlan = Conditions & { readonly merchantId: string; readonly contender: string };

async function measureCell(
  world: WorldOfBench,
  running: RunningContender,
  { tokens, holdMs, sessions, lanes, forMs, merchantId, contender }: CellPlan,
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
    ...{ contender, tokens, holdMs, sessions, lanes, perSecond },
    share: holdMs > 0 ? (perSecond * holdMs) / 1000 / sessions : undefined,
    unauthorized: world.letpay.unauthorized,
    doubles: effects.filter((count) => count > 1).length,
  };
}

function toTable(cells: readonly Cell[]) {
  return {
    title:
      'Throughput: cancels a second, with N sessions at a provider that takes h (share of N/h); 401s; double effects. ' +
      'All have the same callers and as many processes: N, and 2N to fill N sessions. Usual has a session for each process',
    columns: ['tokens', 'N', 'h (ms)', 'callers', 'contender', 'per second', 'of N/h', '401s', 'doubles'],
    rows: cells.map((cell) => [
      ...[cell.tokens, String(cell.sessions), String(cell.holdMs), String(cell.lanes), cell.contender],
      ...[cell.perSecond.toFixed(2), cell.share?.toFixed(2) ?? '–'],
      ...[String(cell.unauthorized), String(cell.doubles)],
    ]),
  };
}

/** Where each login ends every other session, with one session only. */
function isPromised({ contender, tokens, sessions }: Cell): boolean {
  return contender.startsWith('ours') && (tokens !== 'exclusive_login' || sessions === 1);
}

function toBudgets(cells: readonly Cell[]): Budget[] {
  const ours = cells.filter(isPromised);
  const least = ours
    .filter(({ share, lanes, sessions }) => share !== undefined && lanes === FILLING * sessions)
    .toSorted((a, b) => (a.share ?? 0) - (b.share ?? 0))[0];
  const sum = (of: (cell: Cell) => number) => ours.reduce((total, cell) => total + of(cell), 0);
  return [
    {
      promise: `at least ${PART_PROMISED} × N/h cancels a second with ${FILLING}N callers with every token model (exclusive_login: N = 1)`,
      seen: least
        ? `least: ${least.share?.toFixed(2)} (${least.tokens}, N = ${least.sessions}, h = ${least.holdMs} ms, ${least.contender})`
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
