import { setTimeout as delay } from 'node:timers/promises';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import { toCancelBatch, toCancelTask } from '../cancel-event.ts';
import { type MeteredCall, tripsInSequence } from '../dynamo-meter.ts';
import type { Budget, Measured } from '../measured.ts';
import { type Heard, type RunningContender, runContender } from '../run-contender.ts';
import { FIRST_INQUIRY_MS, sweepUntilNothingIsDue } from '../sweep.ts';

/** Tries after which a repeat counts as never answered. */
const MAX_REPEATS = 5;

/** What one thing cost in DynamoDB, and what its caller heard in the end. */
type Cost = {
  readonly contender: string;
  readonly what: string;
  readonly trips: number;
  readonly calls: readonly string[];
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly heard: string;
  readonly effects: number;
};

/**
 * Trips to DynamoDB in sequence, and units: for a fresh cancel, a finished duplicate, and an unknown outcome resolved by a repeat; and
 * of ours, for a cancel by whatever triggers it, and for the inquiry that finds it done.
 */
export async function measureCost(world: WorldOfBench): Promise<Measured> {
  world.letpay.tokenModel = 'reusable';
  const costs: Cost[] = [];
  for (const contender of [world.contenders.usual, world.contenders.ours]) {
    const running = runContender(world, contender, { concurrency: 1, metered: true });
    costs.push(...(await measureContender(world, running)));
    if (contender === world.contenders.ours) costs.push(...(await measureTriggers(world, running)));
    await running.close();
  }
  return {
    tables: [
      {
        title: `DynamoDB (${world.engine.name}), provider with one token at a time: trips in sequence, and units`,
        columns: [
          'contender',
          'for',
          'trips',
          'write units',
          'read units',
          'calls',
          'heard in the end',
          'effects',
        ],
        rows: costs.map(({ contender, what, trips, writeUnits, readUnits, calls, heard, effects }) => [
          ...[contender, what, String(trips), String(writeUnits), String(readUnits)],
          ...[calls.join(' '), heard, String(effects)],
        ]),
      },
    ],
    budgets: toTripBudgets(costs),
    data: costs,
  };
}

/** A row that is missing keeps no promise. */
export function toTripBudgets(costs: readonly Pick<Cost, 'contender' | 'what' | 'trips'>[]): Budget[] {
  const tripsOf = (wanted: string) =>
    costs.find(({ contender, what }) => contender === 'ours' && what === wanted)?.trips;
  const toBudget = (promise: string, trips: number | undefined, isKept: (trips: number) => boolean) => ({
    promise,
    seen: trips === undefined ? 'not measured' : String(trips),
    isMet: trips !== undefined && isKept(trips),
  });
  return [
    toBudget('a fresh cancel takes exactly 2 trips in sequence', tripsOf(FRESH), (trips) => trips === 2),
    toBudget(
      'a finished duplicate takes 1 trip in sequence, 2 where a lease was taken without need',
      tripsOf(DUPLICATE),
      (trips) => trips === 1 || trips === 2,
    ),
  ];
}

const FRESH = 'a fresh cancel';
const DUPLICATE = 'a finished duplicate';
const UNKNOWN = 'a lost answer resolved by a repeat';

async function measureContender(world: WorldOfBench, running: RunningContender): Promise<Cost[]> {
  const cancel = (paymentId: string) => running.cancel({ merchantId: MERCHANT, paymentId });
  const metered = createMeter(world, running.name);
  await cancel(world.newPayment());
  const paymentId = world.newPayment();
  const fresh = await metered(FRESH, paymentId, async () => toWords(await cancel(paymentId)));
  await untilFinal(() => cancel(paymentId));
  const duplicate = await metered(DUPLICATE, paymentId, async () => toWords(await cancel(paymentId)));
  const unknown = world.newPayment();
  world.letpay.next({ applies: true, answers: 'reset-before-headers' });
  await cancel(unknown);
  const resolve = async () => toWords(await untilFinal(() => cancel(unknown)));
  return [fresh, duplicate, await metered(UNKNOWN, unknown, resolve)];
}

/** What docs/scale.md computes with. */
async function measureTriggers(world: WorldOfBench, running: RunningContender): Promise<Cost[]> {
  const metered = createMeter(world, running.name);
  const invoke = async (event: unknown) => {
    const answer = JSON.stringify(await running.invoke(event));
    return toState(answer) || answer;
  };
  const [byEvent, byTask] = [world.newPayment(), world.newPayment()];
  const cancels = [
    await metered('the same by an event', byEvent, () =>
      invoke(toCancelBatch({ merchantId: MERCHANT, paymentId: byEvent })),
    ),
    await metered('the same by a workflow', byTask, () =>
      invoke(toCancelTask({ merchantId: MERCHANT, paymentId: byTask })),
    ),
  ];
  await delay(FIRST_INQUIRY_MS);
  await sweepUntilNothingIsDue(running);
  const nothing = await metered('a sweep that finds nothing', byTask, () => invoke({ trigger: 'sweep' }));
  const paymentId = world.newPayment();
  await running.cancel({ merchantId: MERCHANT, paymentId });
  await delay(FIRST_INQUIRY_MS);
  const found = await metered('a sweep that finds one done', paymentId, () => invoke({ trigger: 'sweep' }));
  return [...cancels, nothing, found];
}

/** Counts what a piece of work costs. It gives what its caller heard. */
function createMeter(world: WorldOfBench, contender: string) {
  return async (what: string, paymentId: string, work: () => Promise<string>): Promise<Cost> => {
    world.meter.calls.length = 0;
    const heard = await work();
    return { contender, what, ...toCost(world.meter.calls), heard, effects: world.letpay.effects(paymentId) };
  };
}

/** Repeats until the answer is not "not yet". */
async function untilFinal(cancel: () => Promise<Heard>): Promise<Heard> {
  let heard = await cancel();
  for (let repeats = 1; repeats < MAX_REPEATS && (heard.status === 202 || heard.status >= 500); repeats++)
    heard = await cancel();
  return heard;
}

function toCost(calls: readonly MeteredCall[]) {
  const sum = (units: (call: MeteredCall) => number) => calls.reduce((total, call) => total + units(call), 0);
  return {
    trips: tripsInSequence(calls),
    calls: calls.map(({ operation, status }) => (status === 200 ? operation : `${operation}!`)),
    writeUnits: sum(({ writeUnits }) => writeUnits),
    readUnits: sum(({ readUnits }) => readUnits),
  };
}

function toWords({ status, body }: Heard): string {
  return [status, toState(body)].filter(Boolean).join(' ');
}

/** The state that an answer shows, if it shows one. */
const toState = (body: string) => /"(?:state|status)":"(\w+)"/.exec(body)?.[1] ?? '';
