import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../../../shared/simulator/faults.ts';
import type { TokenWorld } from '../../../shared/simulator/tokens.ts';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import type { Contender } from '../contender.ts';
import { byEffort, type Effort, type Measured } from '../measured.ts';
import { type Heard, type RunningContender, runContender } from '../run-pool.ts';

/** What goes wrong, one thing a payment, over and over. */
type Mishap = {
  readonly name: string;
  readonly fault?: Fault;
  /** Two requests at once: under the same key, or each under its own. */
  readonly twice?: 'same key' | 'two keys';
  /** The process dies while the provider is at work. */
  readonly crash?: boolean;
};

const SLOW = { answersAfterMs: 150 } as const;

const MISHAPS: readonly Mishap[] = [
  { name: 'nothing goes wrong' },
  { name: 'done, answer lost', fault: { applies: true, answers: 'reset-before-headers' } },
  { name: 'done, answer cut', fault: { applies: true, answers: 'truncated' } },
  { name: 'done, 502', fault: { applies: true, status: 502 } },
  { name: 'not done, 502', fault: { applies: false, status: 502 } },
  { name: 'not done, answer lost', fault: { applies: false, answers: 'reset-before-headers' } },
  { name: 'two at once, same key', fault: SLOW, twice: 'same key' },
  { name: 'two at once, two keys', fault: SLOW, twice: 'two keys' },
  { name: 'process dies meanwhile', fault: SLOW, crash: true },
];

/** Of every function here, so that marks and leases of those who died run out within the run. */
const TIMEOUT_MS = 29_000;

/** Until then whoever died holds nothing any more. */
const OVER_MS = TIMEOUT_MS + 2_000;

const CALLER_TRIES = 3;

type Tally = {
  readonly contender: string;
  readonly tokens: TokenWorld;
  readonly payments: number;
  readonly doubles: number;
  readonly unauthorized: number;
  /** Told "canceled" of a payment that is not, or "failed" of one that is. */
  readonly wrong: number;
  /** Not known yet, and said so. */
  readonly open: number;
};

/** What each contender does to money and tokens when the provider, the network, the caller and the machine err. */
export async function measureFaults(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const times = byEffort(effort, { quick: 1, usual: 4, long: 20 });
  const tallies: Tally[] = [];
  // The worst that no page rules out: whoever asks twice, gets it twice.
  world.letpay.rules.nonIdempotent = true;
  for (const tokens of ['S1', 'S2', 'S3'] as const) {
    world.letpay.world = tokens;
    for (const contender of [world.contenders.floor, world.contenders.usual, world.contenders.ours])
      tallies.push(await measureContender(world, contender, { tokens, times, waits: effort !== 'quick' }));
  }
  world.letpay.rules.nonIdempotent = false;
  world.letpay.world = 'S1';
  const ours = tallies.filter(({ contender }) => contender === 'ours');
  const sum = (of: (tally: Tally) => number) => ours.reduce((total, tally) => total + of(tally), 0);
  return {
    tables: [
      {
        title: `Faults on (${MISHAPS.length} kinds, ${times} of each): what the caller was told, what the provider did`,
        columns: [
          'tokens',
          'contender',
          'payments',
          'double effects',
          'self-made 401s',
          'told wrong',
          'still open, and said so',
        ],
        rows: tallies.map(({ contender, tokens, payments, doubles, unauthorized, wrong, open }) => [
          ...[tokens, contender, String(payments), String(doubles), String(unauthorized)],
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
        promise: 'nobody is told wrong with faults on',
        seen: String(sum((one) => one.wrong)),
        isMet: sum((one) => one.wrong) === 0,
      },
    ],
    data: { mishaps: MISHAPS.map(({ name }) => name), tallies },
  };
}

async function measureContender(
  world: WorldOfBench,
  contender: Contender,
  { tokens, times, waits }: { tokens: TokenWorld; times: number; waits: boolean },
): Promise<Tally> {
  const { letpay } = world;
  const running = runContender(world, contender, { concurrency: 2, timeoutMs: TIMEOUT_MS });
  await running.cancel({ merchantId: MERCHANT, paymentId: world.newPayment() });
  letpay.reset();
  const told = new Map<string, Heard>();
  for (let round = 0; round < times; round++)
    for (const mishap of MISHAPS) {
      const paymentId = world.newPayment();
      told.set(paymentId, await meet(world, running, mishap, paymentId));
      letpay.clearFaults();
    }
  if (waits) await delay(OVER_MS);
  for (const [paymentId, heard] of told)
    if (isOpen(heard)) told.set(paymentId, await insist(running, paymentId, paymentId));
  const { unauthorized } = letpay;
  await running.close();
  const ends = [...told].map(([paymentId, heard]) => ({ heard, effects: letpay.effects(paymentId) }));
  const count = (is: (end: (typeof ends)[number]) => boolean) => ends.filter(is).length;
  return {
    ...{ contender: contender.name, tokens, payments: ends.length, unauthorized },
    doubles: count(({ effects }) => effects > 1),
    wrong: count(({ heard, effects }) => !isOpen(heard) && heard.status < 300 !== effects > 0),
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
  // Whoever asked under two keys believes the one that says done.
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

/** No answer, "not yet", or "somebody else is at it". */
function isOpen({ status }: Heard): boolean {
  return status === 202 || status === 401 || status === 409 || status >= 500;
}
