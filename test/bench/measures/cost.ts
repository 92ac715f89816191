import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import { type MeteredCall, tripsInSequence } from '../dynamo-meter.ts';
import type { Measured } from '../measured.ts';
import { type Heard, type RunningContender, runContender } from '../run-pool.ts';

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

/** Trips to DynamoDB in sequence, and units, for a fresh cancel, a finished duplicate, and a doubt resolved by a repeat. */
export async function measureCost(world: WorldOfBench): Promise<Measured> {
  world.letpay.world = 'S1';
  const costs: Cost[] = [];
  for (const contender of [world.contenders.usual, world.contenders.ours]) {
    const running = runContender(world, contender, { concurrency: 1, metered: true });
    costs.push(...(await measureContender(world, running)));
    await running.close();
  }
  const tripsOf = (what: string) =>
    costs.find((one) => one.contender === 'ours' && one.what === what)?.trips ?? 0;
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
    budgets: [
      {
        promise: 'a fresh cancel takes exactly 2 trips in sequence',
        seen: String(tripsOf(FRESH)),
        isMet: tripsOf(FRESH) === 2,
      },
      {
        promise: 'a finished duplicate takes 1 trip in sequence, 2 where a lease was taken in vain',
        seen: String(tripsOf(DUPLICATE)),
        isMet: tripsOf(DUPLICATE) <= 2,
      },
    ],
    data: costs,
  };
}

const FRESH = 'a fresh cancel';
const DUPLICATE = 'a finished duplicate';
const DOUBT = 'a lost answer resolved by a repeat';

async function measureContender(world: WorldOfBench, running: RunningContender): Promise<Cost[]> {
  const cancel = (paymentId: string) => running.cancel({ merchantId: MERCHANT, paymentId });
  await cancel(world.newPayment());
  const metered = async (what: string, paymentId: string, work: () => Promise<Heard>): Promise<Cost> => {
    world.meter.calls.length = 0;
    const heard = await work();
    const effects = world.letpay.effects(paymentId);
    return { contender: running.name, what, ...toCost(world.meter.calls), heard: toWords(heard), effects };
  };

  const paymentId = world.newPayment();
  const fresh = await metered(FRESH, paymentId, () => cancel(paymentId));
  await untilFinal(() => cancel(paymentId));
  const duplicate = await metered(DUPLICATE, paymentId, () => cancel(paymentId));
  const doubtful = world.newPayment();
  world.letpay.next({ applies: true, answers: 'reset-before-headers' });
  await cancel(doubtful);
  const doubt = await metered(DOUBT, doubtful, () => untilFinal(() => cancel(doubtful)));
  return [fresh, duplicate, doubt];
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
  const said = /"(?:state|status)":"(\w+)"/.exec(body)?.[1];
  return said ? `${status} ${said}` : String(status);
}
