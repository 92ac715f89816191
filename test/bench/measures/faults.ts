import { setTimeout as delay } from 'node:timers/promises';
import type { TokenModel } from '../../../local/simulators/kit/tokens.ts';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import type { Contender } from '../contender.ts';
import { isAnsweredWrong, isOpen } from '../judge.ts';
import type { Effort, Measured } from '../measured.ts';
import { MISHAPS, type Mishap } from '../mishaps.ts';
import { sayProgress } from '../progress.ts';
import { type Heard, type RunningContender, runContender } from '../run-contender.ts';
import { sweepUntilNothingIsDue } from '../sweep.ts';

/** Of every function here, so that marks and leases of those who died run out within the run. */
const TIMEOUT_MS = 29_000;

/** Until then a process that died holds nothing any more. */
const OVER_MS = TIMEOUT_MS + 2_000;

const CALLER_TRIES = 3;

/** So often at most the sweeper is waited for, and for so long each time: its first inquiries are seconds apart. */
const MAX_SWEEPS = 8;
const SWEEP_MS = 5_000;

/** How often each mishap happens, by effort. */
const TIMES = { quick: 1, normal: 4, long: 20 } as const;

/** What a provider does with the second cancel of a payment. No page rules out either. */
const PROVIDERS = [
  { name: 'refuses it', nonIdempotent: false },
  { name: 'does it again', nonIdempotent: true },
];

type Tally = {
  readonly contender: string;
  readonly provider: string;
  readonly tokens: TokenModel;
  readonly payments: number;
  readonly doubles: number;
  readonly unauthorized: number;
  /** Answered in the end "canceled" of a payment that is not, or "failed" of one that is. */
  readonly wrong: number;
  /** Not known yet, and answered so. */
  readonly open: number;
};

/** What each contender does to money and tokens when the provider, the network, the caller and the machine err. */
export async function measureFaults(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const tallies: Tally[] = [];
  for (const provider of PROVIDERS) tallies.push(...(await measureProvider(world, provider, effort)));
  world.letpay.rules.nonIdempotent = false;
  world.letpay.tokenModel = 'reusable';
  const ours = tallies.filter(({ contender }) => contender === 'ours');
  const sum = (of: (tally: Tally) => number) => ours.reduce((total, tally) => total + of(tally), 0);
  return {
    tables: [
      {
        title: `Faults on (${MISHAPS.length} kinds, ${TIMES[effort]} of each): what the caller was answered, what the provider did`,
        columns: [
          'second cancel',
          'tokens',
          'contender',
          'payments',
          'double effects',
          'self-made 401s',
          'answered wrong',
          'still open, and answered so',
        ],
        rows: tallies.map(({ provider, contender, tokens, payments, doubles, unauthorized, wrong, open }) => [
          ...[provider, tokens, contender, String(payments), String(doubles), String(unauthorized)],
          ...[String(wrong), String(open)],
        ]),
      },
    ],
    budgets: [
      {
        promise: 'no double effect with faults on',
        seen: String(sum((one) => one.doubles)),
        isMet: sum((one) => one.doubles) === 0,
      },
      {
        promise: 'no caller is answered wrong with faults on',
        seen: String(sum((one) => one.wrong)),
        isMet: sum((one) => one.wrong) === 0,
      },
    ],
    data: { mishaps: MISHAPS.map(({ name }) => name), tallies },
  };
}

/** All contenders with all token models; they wait once, together, for what died to be over. */
async function measureProvider(
  world: WorldOfBench,
  { name, nonIdempotent }: (typeof PROVIDERS)[number],
  effort: Effort,
): Promise<Tally[]> {
  world.letpay.rules.nonIdempotent = nonIdempotent;
  const { floor, usual, ours } = world.contenders;
  const met: Met[] = [];
  for (const tokens of ['reusable', 'single_use', 'exclusive_login'] as const)
    for (const contender of [floor, usual, ours])
      met.push(await meetAll(world, contender, { tokens, times: TIMES[effort] }));
  sayProgress(`${OVER_MS / 1000} s until the leases of those who died run out`);
  await delay(OVER_MS);
  // A sweep takes what is due of every token model: not before the callers of each have asked.
  for (const one of met) await goOn(world, one, () => askOpen(one));
  for (const one of met.filter(({ running }) => running.name === ours.name))
    await goOn(world, one, () => sweepOpen(one));
  await Promise.all(met.map(({ running }) => running.close()));
  return met.map((one) => ({ ...toTally(world, one), provider: name }));
}

type Met = {
  readonly running: RunningContender;
  readonly tokens: TokenModel;
  /** Self-made 401s so far. */
  unauthorized: number;
  /** What the caller of each payment was answered last. */
  readonly answers: Map<string, Heard>;
};

/** Every mishap so many times, each to a payment of its own. */
async function meetAll(
  world: WorldOfBench,
  contender: Contender,
  { tokens, times }: { tokens: TokenModel; times: number },
): Promise<Met> {
  const { letpay } = world;
  letpay.tokenModel = tokens;
  const running = runContender(world, contender, { concurrency: 2, timeoutMs: TIMEOUT_MS });
  await running.cancel({ merchantId: MERCHANT, paymentId: world.newPayment() });
  letpay.reset();
  const answers = new Map<string, Heard>();
  for (let round = 0; round < times; round++)
    for (const mishap of MISHAPS) {
      const paymentId = world.newPayment();
      answers.set(paymentId, await meet(world, running, mishap, paymentId));
      letpay.clearFaults();
    }
  return { running, tokens, unauthorized: letpay.unauthorized, answers };
}

/** Does some more work with the token model that a contender met, and counts its 401s. */
async function goOn({ letpay }: WorldOfBench, met: Met, work: () => Promise<void>): Promise<void> {
  letpay.tokenModel = met.tokens;
  letpay.reset();
  await work();
  met.unauthorized += letpay.unauthorized;
}

/** The callers who got no final answer ask once more. */
async function askOpen({ running, answers }: Met): Promise<void> {
  for (const [paymentId, heard] of answers)
    if (isOpen(heard)) answers.set(paymentId, await insist(running, paymentId, paymentId));
}

/** The sweeper goes on with what is open, by its schedule, and the callers ask what became of it. */
async function sweepOpen(met: Met): Promise<void> {
  for (let sweeps = 0; sweeps < MAX_SWEEPS && [...met.answers.values()].some(isOpen); sweeps++) {
    if (sweeps > 0) await delay(SWEEP_MS);
    await sweepUntilNothingIsDue(met.running);
    await askOpen(met);
  }
}

function toTally({ letpay }: WorldOfBench, { running, tokens, answers, unauthorized }: Met) {
  const ends = [...answers].map(([paymentId, heard]) => ({ heard, effects: letpay.effects(paymentId) }));
  const count = (is: (end: (typeof ends)[number]) => boolean) => ends.filter(is).length;
  return {
    ...{ contender: running.name, tokens, unauthorized, payments: ends.length },
    doubles: count(({ effects }) => effects > 1),
    wrong: count(({ heard, effects }) => isAnsweredWrong(heard, effects)),
    open: count(({ heard }) => isOpen(heard)),
  };
}

/** One payment, one mishap, and a caller who does not give up at once. */
async function meet(
  { letpay }: WorldOfBench,
  running: RunningContender,
  { fault, twice, crash }: Mishap,
  paymentId: string,
): Promise<Heard> {
  if (fault) letpay.next(fault);
  const crashed = crash ? killOnArrival(letpay, running) : undefined;
  const other = twice && insist(running, paymentId, twice === 'same key' ? paymentId : `${paymentId}-other`);
  const [first, second] = await Promise.all([insist(running, paymentId, paymentId), other]);
  crashed?.();
  // A caller who asked under two keys believes the one that says done.
  return second && second.status < 300 && !isDone(first) ? second : first;
}

/** @returns how to stop listening */
function killOnArrival(letpay: WorldOfBench['letpay'], { pool }: RunningContender): () => void {
  const stop = letpay.onEvent((event) => {
    if (event.type !== 'received' || event.request.kind !== 'cancel') return;
    stop();
    for (const { environment, isBusy } of pool.environments()) if (isBusy) void environment.close();
  });
  return stop;
}

/** Asks again while the answer is none, as callers do. */
async function insist(running: RunningContender, paymentId: string, key: string): Promise<Heard> {
  let heard = await running.cancel({ merchantId: MERCHANT, paymentId, key });
  for (let tries = 1; tries < CALLER_TRIES && isOpen(heard); tries++)
    heard = await running.cancel({ merchantId: MERCHANT, paymentId, key });
  return heard;
}

const isDone = ({ status }: Heard) => status === 200;
