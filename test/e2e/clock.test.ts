import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createLocalClock } from '../../infra/local/clock/local-clock.ts';
import { readOperation, readPayment, readProblem } from './shapes.ts';
import { startWorld, type TestPayment, toPath, type World } from './world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The last day that a leap year has more. */
const clock = createLocalClock({ startsAt: Date.parse('2028-02-29T12:00:00-03:00') });

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', clock, sameDayOnly: true });
  // So that no process has to start while a test has ten seconds left.
  await world.stack.warmUp();
});
after(() => world.close());
beforeEach(() => world.forget());

const moveTo = (instant: number) => clock.moveForward(instant - clock.now());

/** The next midnight in São Paulo that is more than a minute away. Days are of 24 hours there now. */
function nextMidnight(): number {
  const midnight = Date.parse('2028-03-01T00:00:00-03:00');
  return midnight + Math.max(0, Math.ceil((clock.now() + MINUTE - midnight) / DAY)) * DAY;
}

/** A payment of ten seconds before midnight. A machine that needs all of them is given those of the next day. */
async function atTheEndOfADay<T>(work: (payment: TestPayment, midnight: number) => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 5; tries += 1) {
    const midnight = nextMidnight();
    moveTo(midnight - 10_000);
    const done = await work(world.newPayment('sopague'), midnight);
    if (clock.now() < midnight) return done;
    world.forget();
  }
  assert.fail('this machine does nothing within ten seconds');
}

describe('a payment of SoPague at the end of its day in São Paulo', () => {
  test('is canceled at 23:59:50', async () => {
    const payment = await atTheEndOfADay(async (fresh) => {
      const body = { capturedAt: new Date(clock.now()).toISOString() };
      readOperation(await world.cancel(fresh, { body }), 200);
      return fresh;
    });

    assert.equal(world.effects(payment), 1);
  });

  test('is no longer canceled at 00:00:10: the zone of the day is our reading, so the provider is asked, and refuses', async () => {
    const { payment, midnight } = await atTheEndOfADay(async (fresh, at) => ({
      payment: fresh,
      midnight: at,
    }));
    const body = { capturedAt: new Date(midnight - 10_000).toISOString() };
    const answered: (number | undefined)[] = [];
    const stopListening = world.sopague.onEvent((event) => {
      if (event.type === 'answered' && event.request.kind === 'cancel') answered.push(event.status);
    });
    moveTo(midnight + 10_000);

    const begun = await world.cancel(payment, { body });
    clock.moveForward(MINUTE);
    for (const { functionError } of await world.stack.runSchedules()) assert.equal(functionError, undefined);

    const { operations } = readPayment(await world.get(toPath(payment)));
    stopListening();
    assert.equal(begun.status === 200, false);
    assert.deepEqual(answered, [400]);
    assert.equal(world.effects(payment), 0);
    assert.notEqual(operations[0]?.state, 'succeeded');
    // A sweep that the move made due has read the payment since.
    assert.ok(world.sent(payment, 'read').some(({ at }) => at > midnight + MINUTE));
  });

  test('is refused unsent a day after that', async () => {
    const { payment, midnight } = await atTheEndOfADay(async (fresh, at) => ({
      payment: fresh,
      midnight: at,
    }));
    const capturedAt = new Date(midnight - 10_000).toISOString();
    moveTo(midnight + DAY + 10_000);

    const answer = await world.cancel(payment, { body: { capturedAt } });

    const problem = readProblem(answer, 422, 'cancel_window_closed');
    assert.deepEqual(
      [problem.closedAt, problem.rule],
      [new Date(midnight).toISOString(), 'same_day_in_sao_paulo'],
    );
    assert.deepEqual(world.sent(payment), []);
  });
});
