import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { eventually } from '../local/eventually.ts';
import { readOperation } from './shapes.ts';
import {
  letpayLogin,
  PLAYED_PROVIDERS,
  sopagueLogin,
  startWorld,
  type TestPayment,
  type World,
} from './world.ts';

/** What a new token does to the others: nothing, ends the one that it follows, ends all of the account. */
const TOKEN_MODELS = [
  { tokenModel: 'reusable', count: 8 },
  { tokenModel: 'single_use', count: 12 },
  { tokenModel: 'exclusive_login', count: 12 },
] as const;

/** Processes of one function. */
const CONCURRENCY = 4;

/** A merchant whose secret holds another one's credentials at first. */
const MIXED_UP = 'loja-mixed-up';

const merchantOf = (tokenModel: string) => `loja-${tokenModel.replaceAll('_', '-')}`;

let world: World;

before(async () => {
  world = await startWorld({
    engine: 'dynalite',
    merchants: ['loja-1', MIXED_UP, ...TOKEN_MODELS.map(({ tokenModel }) => merchantOf(tokenModel))],
    concurrency: CONCURRENCY,
  });
});
after(() => world.close());
beforeEach(() => world.forget());

for (const provider of PLAYED_PROVIDERS) {
  describe(`payments at once at ${provider}`, () => {
    for (const { tokenModel, count } of TOKEN_MODELS) {
      test(`are all canceled once with one login: ${count} with tokens that are ${tokenModel}`, async () => {
        const simulator = world.simulators[provider];
        simulator.tokenModel = tokenModel;
        const payments = Array.from({ length: count }, () =>
          world.newPayment(provider, merchantOf(tokenModel)),
        );

        await Promise.all(payments.map(finish));

        assert.deepEqual(
          payments.map(world.effects),
          payments.map(() => 1),
        );
        assert.deepEqual(
          payments.map((payment) => world.sent(payment, 'cancel').length),
          payments.map(() => 1),
        );
        assert.equal(simulator.unauthorized, 0);
        assert.equal(simulator.logins, 1);
        if (provider === 'letpay') assert.equal(simulator.tokenInTwoRequestsAtOnce, 0);
      });
    }
  });

  describe(`a token of ${provider}`, () => {
    test('that has expired costs one login more', async () => {
      const simulator = world.simulators[provider];
      simulator.tokenModel = 'reusable';
      const [first, second, third] = [1, 2, 3].map(() => world.newPayment(provider));
      assert.ok(first && second && third);
      await world.cancel(first);
      simulator.expireTokens();
      simulator.reset();

      await finish(second);
      await finish(third);

      assert.deepEqual([simulator.unauthorized, simulator.logins], [1, 1]);
      assert.deepEqual([world.effects(second), world.effects(third)], [1, 1]);
    });

    test('is used again by a process that has never logged in', async () => {
      const simulator = world.simulators[provider];
      const [first, second] = [world.newPayment(provider), world.newPayment(provider)];
      await finish(first);
      await world.stack.environments.killAll();
      simulator.reset();

      await finish(second);

      assert.deepEqual([simulator.unauthorized, simulator.logins], [0, 0]);
    });
  });
}

const LOGIN_OF = { letpay: letpayLogin, sopague: sopagueLogin } as const;

for (const provider of PLAYED_PROVIDERS)
  test(`${provider}: corrected credentials are used at once by new processes, while the token of the others lives on`, async () => {
    const simulator = world.simulators[provider];
    simulator.tokenModel = 'reusable';
    const put = (merchant: string) =>
      world.stack.putSecret(MIXED_UP, provider, {
        ...LOGIN_OF[provider](merchant),
        environment: 'sandbox',
      });
    const ofMixedUp = () => world.newPayment(provider, MIXED_UP);
    put('loja-1');
    await world.stack.environments.killAll();
    assert.equal((await world.cancel(ofMixedUp())).status, 404, 'it is not a payment of that account');
    const wrong = new Set(simulator.received().map(({ token }) => token));
    put(MIXED_UP);
    await world.stack.environments.killAll();
    world.forget();
    const payments = [ofMixedUp(), ofMixedUp()];

    for (const payment of payments) await finish(payment);

    assert.equal(simulator.logins, 1);
    const presented = simulator.received().filter(({ kind }) => kind !== 'login');
    assert.ok(presented.length > 0 && presented.every(({ token }) => !wrong.has(token)));
    assert.deepEqual(payments.map(world.effects), [1, 1]);
  });

test('letpay: an answer that is lost takes its token with it, and a login follows', async () => {
  world.letpay.tokenModel = 'single_use';
  const payment = world.newPayment('letpay');
  await finish(world.newPayment('letpay'));
  world.forget();
  world.letpay.next({ answers: 'truncated' });

  await finish(payment);

  assert.deepEqual(
    world.letpay.received().map(({ kind }) => kind),
    ['cancel', 'login', 'read'],
  );
  assert.equal(world.letpay.unauthorized, 0);
});

test('letpay: a session that brings no next token is used on', async () => {
  world.letpay.refreshTokens = 'never';
  const payments = Array.from({ length: 5 }, () => world.newPayment('letpay'));
  await Promise.all(payments.map(finish));
  world.letpay.refreshTokens = 'always';
  assert.deepEqual([world.letpay.unauthorized, world.letpay.tokenInTwoRequestsAtOnce], [0, 0]);
  assert.ok(world.letpay.logins <= 1);
});

test('new credentials are used without a deployment', async () => {
  const credentials = { apiKey: 'loja-1-letpay-pass-c', apiSecret: 'loja-1-letpay-pass-d' };
  world.letpay.setCredentials(credentials);
  world.letpay.expireTokens();
  world.stack.putSecret('loja-1', 'letpay', { ...credentials, environment: 'sandbox' });
  const payment = world.newPayment('letpay');

  await finish(payment);

  assert.equal(world.letpay.logins, 1);
  assert.equal(world.effects(payment), 1);
});

/** Repeats until it is canceled. */
async function finish(payment: TestPayment): Promise<void> {
  const done = await eventually(
    () => world.cancel(payment),
    ({ status }) => status !== 202,
  );
  readOperation(done, 200);
}
