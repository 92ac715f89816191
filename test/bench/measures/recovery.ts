import { createLocalClock, type LocalClock } from '../../../local/clock/local-clock.ts';
import type { WorldOfBench } from '../bench-world.ts';
import { inLanes } from '../in-lanes.ts';
import { byEffort, type Effort, type Measured } from '../measured.ts';
import { sayProgress } from '../progress.ts';
import { type RunningContender, runContender } from '../run-contender.ts';
import { sweep } from '../sweep.ts';

const MINUTE_MS = 60_000;

/** Everything that waited is to be done so soon after the end of an outage. */
const PROMISED_MINUTES = 7;

/** After so many minutes the rest counts as left over. */
const MOST_MINUTES = 60;

const LANES = 4;

/** Milliseconds that the provider takes for a login and for a cancel, once it is well. */
const PACE = { login: 100, cancel: 50 };

type Recovery = {
  readonly outageMinutes: number;
  readonly payments: number;
  /** From the end of the outage until all of them were canceled. */
  readonly minutes: number;
  readonly left: number;
  readonly doubles: number;
  readonly logins: number;
};

/** How soon after an outage of the provider everything that waited is done. Minutes pass at once; a sweep begins with each. */
export async function measureRecovery(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const plan = byEffort(effort, {
    quick: { outages: [5], payments: 20 },
    normal: { outages: [10, 60, 180], payments: 200 },
    long: { outages: [10, 60, 180, 720], payments: 1000 },
  });
  const rows: Recovery[] = [];
  for (const outageMinutes of plan.outages)
    rows.push(await measureOutage(world, { outageMinutes, payments: plan.payments }));
  world.letpay.latencyMs = 0;
  const slowest = Math.max(...rows.map(({ minutes }) => minutes));
  const isDone = rows.every(({ left, doubles }) => left === 0 && doubles === 0);
  return {
    tables: [
      {
        title:
          'Recovery: cancels begun during an outage of the provider, with one session and a sweep a minute',
        columns: ['outage (min)', 'payments', 'all done after (min)', 'left over', 'doubles', 'logins'],
        rows: rows.map((row) => Object.values(row).map(String)),
      },
    ],
    budgets: [
      {
        promise: `whatever waited for the provider is done once, within ${PROMISED_MINUTES} minutes of its recovery`,
        seen: `${slowest} minutes at most${isDone ? '' : ', and not all of it once'}`,
        isMet: isDone && slowest <= PROMISED_MINUTES,
      },
    ],
    data: rows,
  };
}

async function measureOutage(
  world: WorldOfBench,
  { outageMinutes, payments }: Pick<Recovery, 'outageMinutes' | 'payments'>,
): Promise<Recovery> {
  const merchantId = `outage-${outageMinutes}`;
  world.addMerchant(merchantId, 1);
  const clock = createLocalClock();
  const running = runContender(world, world.contenders.ours, { concurrency: LANES, clock });
  sayProgress(`${payments} cancels in an outage of ${outageMinutes} minutes`);
  world.letpay.latencyMs = PACE;
  world.letpay.next({ status: 503 }, { kind: 'login', times: Number.POSITIVE_INFINITY });
  const paymentIds = Array.from({ length: payments }, () => world.newPayment(merchantId));
  await sufferOutage({ running, clock }, { merchantId, paymentIds, outageMinutes });
  world.letpay.clearFaults();
  world.letpay.reset();
  const left = () => paymentIds.filter((paymentId) => world.letpay.effects(paymentId) === 0).length;
  let minutes = 0;
  while (left() > 0 && minutes < MOST_MINUTES) {
    clock.moveForward(MINUTE_MS);
    minutes++;
    await sweep(running);
  }
  await running.close();
  const doubles = paymentIds.filter((paymentId) => world.letpay.effects(paymentId) > 1).length;
  return { outageMinutes, payments, minutes, left: left(), doubles, logins: world.letpay.logins };
}

type Outage = {
  readonly merchantId: string;
  readonly paymentIds: readonly string[];
  readonly outageMinutes: number;
};

/** The cancels come evenly spread over the outage. */
async function sufferOutage(
  { running, clock }: { readonly running: RunningContender; readonly clock: LocalClock },
  { merchantId, paymentIds, outageMinutes }: Outage,
): Promise<void> {
  for (let minute = 0; minute < outageMinutes; minute++) {
    const [from, to] = [minute, minute + 1].map((at) => Math.floor((at * paymentIds.length) / outageMinutes));
    const begun = paymentIds.slice(from, to);
    await inLanes(LANES, begun.length, async (at) => {
      await running.cancel({ merchantId, paymentId: begun[at] ?? '' });
    });
    clock.moveForward(MINUTE_MS);
    await sweep(running);
  }
}
