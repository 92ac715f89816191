import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createLocalClock } from '../../local/clock/local-clock.ts';
import { type Fault, HTML_PAGE } from '../../local/simulators/kit/faults.ts';
import type { HttpAnswer } from './http-client.ts';
import { type OperationShape, pick, readOperation, readProblem } from './shapes.ts';
import {
  AMOUNT,
  letpayLogin,
  PLAYED_PROVIDERS,
  type ProviderId,
  sopagueLogin,
  startWorld,
  type TestPayment,
  toAccessKey,
  type World,
} from './world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const clock = createLocalClock({ startsAt: Date.parse('2028-02-29T12:00:00-03:00') });

/** One merchant for each test: what one test teaches about an account is nothing to the others. */
const MERCHANTS = Array.from({ length: 26 }, (_, index) => `loja-${index + 1}`);
const fresh = MERCHANTS.values();

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', clock, merchants: MERCHANTS });
  world.sopague.failedLogin = 'not-authenticated';
});
after(() => world.close());
beforeEach(() => world.forget());

/** A payment of a merchant who has not logged in yet. */
function newPayment(provider: ProviderId): TestPayment {
  return world.newPayment(provider, fresh.next().value ?? assert.fail('more tests than merchants'));
}

/** From now on the providers know other credentials for the merchant. */
function changeLogin(merchantId: string, login: string): void {
  world.letpay.setCredentials(letpayLogin(login), merchantId);
  world.sopague.setCredentials(sopagueLogin(login), merchantId);
}

const refuseLogin = ({ merchantId }: TestPayment) => changeLogin(merchantId, `${merchantId}-other`);
const takeLogin = ({ merchantId }: TestPayment) => changeLogin(merchantId, merchantId);

/** From now on the secret holds the credentials that the provider knows after `refuseLogin`. */
function correctSecret({ merchantId, provider }: TestPayment): void {
  const login = provider === 'letpay' ? letpayLogin : sopagueLogin;
  const corrected = { ...login(`${merchantId}-other`), environment: 'sandbox' };
  world.stack.putSecret(merchantId, provider, { ...corrected, accessKey: toAccessKey(merchantId) });
}

function readAccepted(answer: HttpAnswer, code: string): OperationShape {
  const accepted = readOperation(answer, 202);
  assert.deepEqual(pick(accepted, 'state', 'outcome', 'attempts'), {
    state: 'accepted',
    outcome: 'not_applied',
    attempts: 0,
  });
  assert.equal(accepted.problem?.code, code);
  return accepted;
}

/** Repeats until it is done: at LetPay an inquiry has to show it. */
async function finish(payment: TestPayment): Promise<OperationShape> {
  const answer = await world.cancel(payment);
  return readOperation(answer.status === 202 ? await world.cancel(payment) : answer, 200);
}

async function assertCanceledOnce(payment: TestPayment): Promise<void> {
  const done = await finish(payment);
  assert.deepEqual(pick(done, 'state', 'attribution', 'attempts', 'problem'), {
    state: 'succeeded',
    attribution: 'ours',
    attempts: 1,
    problem: null,
  });
  assert.equal(world.sent(payment, 'cancel').length, 1);
  assert.equal(world.effects(payment), 1);
}

for (const provider of PLAYED_PROVIDERS) {
  describe(`${provider}: credentials that are refused`, () => {
    test('for seconds fail nothing: it is sent when the provider takes them again', async () => {
      const payment = newPayment(provider);
      refuseLogin(payment);

      readAccepted(await world.cancel(payment), 'provider_auth_failed');
      world.forget();
      clock.moveForward(20 * SECOND);
      readAccepted(await world.cancel(payment), 'provider_auth_failed');
      assert.deepEqual(
        world.simulators[provider].received(),
        [],
        'no login within a minute of a refused one',
      );

      takeLogin(payment);
      clock.moveForward(MINUTE);
      await assertCanceledOnce(payment);
    });

    test('and then corrected in the secret work at once', async () => {
      const payment = newPayment(provider);
      refuseLogin(payment);
      readAccepted(await world.cancel(payment), 'provider_auth_failed');

      correctSecret(payment);

      await assertCanceledOnce(payment);
    });

    test('and then corrected work at once, even after a try that the provider was not asked for', async () => {
      const payment = newPayment(provider);
      refuseLogin(payment);
      readAccepted(await world.cancel(payment), 'provider_auth_failed');
      clock.moveForward(20 * SECOND);
      readAccepted(await world.cancel(payment), 'provider_auth_failed');

      correctSecret(payment);

      await assertCanceledOnce(payment);
    });

    test('for ten minutes fail the operation', async () => {
      const payment = newPayment(provider);
      refuseLogin(payment);
      const { id } = readAccepted(await world.cancel(payment), 'provider_auth_failed');

      clock.moveForward(9 * MINUTE);
      readAccepted(await world.cancel(payment), 'provider_auth_failed');
      clock.moveForward(2 * MINUTE);
      const problem = readProblem(await world.cancel(payment), 502, 'provider_auth_failed');

      assert.deepEqual(pick(problem, 'outcome', 'retry'), { outcome: 'not_applied', retry: 'never' });
      assert.deepEqual([problem.operation?.id, problem.operation?.state], [id, 'failed']);
      assert.equal(world.effects(payment), 0);
    });

    test('fail nothing while the provider itself is not asked', async () => {
      const payment = newPayment(provider);
      const other = world.newPayment(provider, payment.merchantId);
      refuseLogin(payment);
      readAccepted(await world.cancel(payment), 'provider_auth_failed');
      clock.moveForward(11 * MINUTE);
      readAccepted(await world.cancel(other), 'provider_auth_failed');
      world.forget();

      readAccepted(await world.cancel(payment), 'provider_auth_failed');

      assert.deepEqual(world.simulators[provider].received(), []);
      clock.moveForward(2 * MINUTE);
      readProblem(await world.cancel(payment), 502, 'provider_auth_failed');
      readAccepted(await world.cancel(other), 'provider_auth_failed');
    });

    test('with every request, though not at the login, are no refusal of them', async () => {
      const payment = newPayment(provider);
      const kind = provider === 'sopague' ? 'read' : 'cancel';
      world.simulators[provider].next({ status: 401 }, { kind, times: Number.POSITIVE_INFINITY });

      readAccepted(await world.cancel(payment), 'provider_unavailable');
      assert.ok(world.sent(payment).length <= 3);
      clock.moveForward(30 * MINUTE);
      readAccepted(await world.cancel(payment), 'provider_unavailable');

      world.forget();
      await assertCanceledOnce(payment);
    });
  });

  const troubles: readonly (readonly [string, Fault])[] = [
    ['a page of HTML with 403', { status: 403, body: HTML_PAGE }],
    ['a page of HTML with 200', { body: HTML_PAGE }],
    ['a 500', { status: 500 }],
    ['no answer', { answers: 'reset-before-headers' }],
  ];
  for (const [name, fault] of troubles)
    test(`${provider}: a login that is answered with ${name} fails nothing, however long that goes on`, async () => {
      const payment = newPayment(provider);
      const times = Number.POSITIVE_INFINITY;
      world.simulators[provider].next({ applies: false, ...fault }, { kind: 'login', times });

      const first = readAccepted(await world.cancel(payment), 'provider_unavailable');
      clock.moveForward(30 * MINUTE);
      const later = readAccepted(await world.cancel(payment), 'provider_unavailable');

      assert.equal(later.id, first.id);
      world.forget();
      await assertCanceledOnce(payment);
    });
}

describe('a payment that waits for a login', () => {
  test('is not counted as sent, so that its caller may still take it back', async () => {
    const payment = newPayment('letpay');
    refuseLogin(payment);
    const { links } = readAccepted(await world.cancel(payment), 'provider_auth_failed');

    const answer = await world.call({ method: 'POST', path: `${links.self}/withdraw` });

    assert.deepEqual(pick(readOperation(answer, 200), 'state', 'outcome', 'attempts'), {
      state: 'failed',
      outcome: 'not_applied',
      attempts: 0,
    });
  });

  test('is one for which another key is busy, with the time to ask again', async () => {
    const payment = newPayment('sopague');
    refuseLogin(payment);
    readAccepted(await world.cancel(payment), 'provider_auth_failed');

    const busy = await world.cancel(payment, { key: 'key-2', body: { amount: AMOUNT } });

    readProblem(busy, 409, 'payment_busy');
    assert.ok(Number(busy.headers['retry-after']) >= 1);
  });
});
