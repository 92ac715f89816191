import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createLocalClock } from '../../local/clock/local-clock.ts';
import type { RequestKind } from '../../local/simulators/kit/faults.ts';
import { type OperationShape, pick, readOperation } from './shapes.ts';
import { PLAYED_PROVIDERS, type ProviderId, startWorld, type TestPayment, type World } from './world.ts';

const SECOND = 1000;

/** The pause that the provider asks for, in seconds: minutes, so that no machine is too slow to ask before its end. */
const PAUSE = 600;

const clock = createLocalClock({ startsAt: Date.parse('2028-02-29T12:00:00-03:00') });

const MERCHANTS = Array.from({ length: 12 }, (_, index) => `loja-${index + 1}`);
const fresh = MERCHANTS.values();

/** The same pause as seconds, and as a date by the provider's own clock. */
const FORMS = {
  seconds: () => ({ 'retry-after': String(PAUSE) }),
  'a date': () => {
    // A clock that goes wrong by an hour.
    const now = clock.now() - 3600 * SECOND;
    return { date: toHttpDate(now), 'retry-after': toHttpDate(now + PAUSE * SECOND) };
  },
};

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', clock, merchants: MERCHANTS });
});
after(() => world.close());
beforeEach(() => world.forget());

const toHttpDate = (at: number) => new Date(at).toUTCString();

const newPayment = (provider: ProviderId) =>
  world.newPayment(provider, fresh.next().value ?? assert.fail('more tests than merchants'));

/** Seconds from its last change to its next. */
function toPause({ updatedAt, nextCheckAt }: OperationShape): number {
  return (Date.parse(nextCheckAt ?? '') - Date.parse(updatedAt)) / SECOND;
}

async function finish(payment: TestPayment): Promise<OperationShape> {
  const answer = await world.cancel(payment);
  return readOperation(answer.status === 202 ? await world.cancel(payment) : answer, 200);
}

for (const provider of PLAYED_PROVIDERS) {
  describe(`${provider} answers 429`, () => {
    const kinds: readonly RequestKind[] =
      provider === 'sopague' ? ['login', 'read', 'cancel'] : ['login', 'cancel'];
    for (const kind of kinds)
      test(`to the ${kind}: nothing was executed, and nothing is asked before the pause is over`, async () => {
        const payment = newPayment(provider);
        world.simulators[provider].next({ status: 429, headers: FORMS.seconds() }, { kind });

        const accepted = readOperation(await world.cancel(payment), 202);
        world.forget();
        clock.moveForward((PAUSE / 2) * SECOND);
        const early = readOperation(await world.cancel(payment), 202);

        for (const one of [accepted, early]) {
          assert.deepEqual(pick(one, 'state', 'outcome'), { state: 'accepted', outcome: 'not_applied' });
          assert.equal(one.problem?.code, 'provider_rate_limited');
        }
        assert.ok(toPause(accepted) >= PAUSE);
        assert.deepEqual(world.simulators[provider].received(), []);
        clock.moveForward((PAUSE / 2 + 60) * SECOND);
        assert.deepEqual(pick(await finish(payment), 'state', 'attribution'), {
          state: 'succeeded',
          attribution: 'ours',
        });
        assert.equal(world.effects(payment), 1);
      });

    test('to the cancel with a date, which is read by the clock of the provider', async () => {
      const payment = newPayment(provider);
      world.simulators[provider].next({ status: 429, headers: FORMS['a date']() });

      const seconds = toPause(readOperation(await world.cancel(payment), 202));

      assert.ok(PAUSE <= seconds && seconds < 2 * PAUSE, `${seconds} s`);
    });

    test('to the inquiry about an unknown outcome, which stays unknown until the pause is over', async () => {
      const payment = newPayment(provider);
      const simulator = world.simulators[provider];
      simulator.next({ applies: true, answers: 'reset-before-headers' });
      readOperation(await world.cancel(payment), 202);
      simulator.next({ status: 429, headers: FORMS.seconds() }, { kind: 'read' });
      readOperation(await world.cancel(payment), 202);
      world.forget();

      const unknown = readOperation(await world.cancel(payment), 202);

      assert.deepEqual(pick(unknown, 'state', 'outcome'), { state: 'unknown', outcome: 'unknown' });
      assert.deepEqual(simulator.received(), []);
      clock.moveForward((PAUSE + 60) * SECOND);
      assert.equal(readOperation(await world.cancel(payment), 200).attribution, 'unproven');
      assert.equal(world.effects(payment), 1);
    });
  });
}
