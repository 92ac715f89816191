import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatorEvent } from '../../../../local/simulators/kit/options.ts';
import { createHeldSleep } from '../kit/held-sleep.ts';
import { useLetpay } from './letpay-scene.ts';

const scene = useLetpay();
const { logIn, token, send, cancel, read } = scene;

test('an accepted cancel says PROCESSING and then the payment is CANCELED, once', async () => {
  const id = scene.letpay.createPayment({ amount: 1035, status: 'PROCESSING' });

  const accepted = await cancel(id, await token());
  const seen = await read(id, String(accepted.json.refresh_token));

  assert.equal(accepted.json.transaction_status, 'PROCESSING');
  assert.equal(seen.json.transactionStatus, 'CANCELED');
  assert.equal(scene.letpay.effects(id), 1);
});

test('a cancel that takes time shows PROCESSING until its time has passed', async () => {
  scene.letpay.rules.cancelTakesMs = 60_000;
  const id = scene.letpay.createPayment({ amount: 1035 });
  const { json } = await cancel(id, await token());

  assert.deepEqual(
    [scene.letpay.payment(id).status, scene.letpay.payment(id).canceling],
    ['PROCESSING', true],
  );
  assert.equal(scene.letpay.effects(id), 0);
  scene.letpay.advanceClock(60_000);

  assert.equal((await read(id, String(json.refresh_token))).json.transactionStatus, 'CANCELED');
  assert.equal(scene.letpay.effects(id), 1);
});

test('where a read shows the status from before, a cancel under way is not seen', async () => {
  scene.letpay.rules.whileCanceling = 'unchanged';
  scene.letpay.rules.cancelTakesMs = 60_000;
  const id = scene.letpay.createPayment({ amount: 1035 });
  await cancel(id, await token());

  assert.equal(scene.letpay.payment(id).status, 'PRE_AUTHORIZED');
});

test('the payer may win the race, and then no cancel takes effect', async () => {
  const id = scene.letpay.createPayment({
    amount: 1035,
    status: 'PROCESSING',
    rules: { cancelEnds: 'paid' },
  });
  const { json } = await cancel(id, await token());
  const seen = await read(id, String(json.refresh_token));

  assert.deepEqual([seen.json.transactionStatus, seen.json.amount_received], ['PAID', 10.35]);
  assert.equal(scene.letpay.effects(id), 0);
});

test('an accepted cancel may never come to its end', async () => {
  const id = scene.letpay.createPayment({ amount: 1035, rules: { cancelEnds: 'never' } });
  await cancel(id, await token());
  scene.letpay.advanceClock(365 * 24 * 3_600_000);

  assert.deepEqual([scene.letpay.payment(id).status, scene.letpay.effects(id)], ['PROCESSING', 0]);
});

test('a second cancel is refused by default, accepted without effect, or applied twice', async () => {
  const ids = [{}, { secondCancel: 'accepted' }, { nonIdempotent: true }].map((rules) =>
    scene.letpay.createPayment({ amount: 1035, rules: rules as object }),
  );
  const used = await token();
  const statuses: number[] = [];
  for (const id of ids) {
    await cancel(id, used);
    scene.letpay.payment(id);
    statuses.push((await cancel(id, used)).status);
  }

  assert.deepEqual(statuses, [422, 200, 200]);
  assert.deepEqual(
    ids.map((id) => scene.letpay.effects(id)),
    [1, 1, 2],
  );
});

test('two cancels that meet while the first is under way take effect once, or twice where asked for', async () => {
  scene.letpay.rules.cancelTakesMs = 1000;
  const [once, twice] = [{}, { nonIdempotent: true }].map((rules) =>
    scene.letpay.createPayment({ amount: 1, rules }),
  );
  assert.ok(once && twice);
  const used = await token();
  for (const id of [once, once, twice, twice]) assert.equal((await cancel(id, used)).status, 200);
  scene.letpay.advanceClock(1000);

  assert.deepEqual([scene.letpay.effects(once), scene.letpay.effects(twice)], [1, 2]);
});

const NOT_CANCELABLE = [
  { status: 'PAID', family: 'payment' },
  { status: 'CREATED', family: 'payment' },
  { status: 'DECLINED', family: 'payment' },
  { status: 'PROCESSING', family: 'checkout' },
  { status: 'PROCESSING', family: 'token' },
  { status: 'PROCESSING', family: 'payment', method: 'CREDITCARD' },
] as const;

for (const payment of NOT_CANCELABLE) {
  test(`a cancel of a payment that is ${Object.values(payment).join(', ')} is 422 with 00.04.0010`, async () => {
    const id = scene.letpay.createPayment({ amount: 1035, ...payment });
    const { status, json } = await cancel(id, await token(), payment.family);

    assert.equal(status, 422);
    assert.equal((json.errors as { code: string }[])[0]?.code, '00.04.0010');
    assert.equal(scene.letpay.effects(id), 0);
  });
}

test('a payment answers a cancel only on the path of its own family', async () => {
  const id = scene.letpay.createPayment({ amount: 1035, family: 'checkout' });
  const used = await token();

  assert.equal((await cancel(id, used, 'payment')).status, 404);
  assert.equal((await cancel(id, used, 'token')).status, 404);
  assert.equal((await cancel(id, used, 'checkout')).status, 200);
});

test("another account's payment can neither be read nor canceled", async () => {
  const accounts = { a: { apiKey: 'a', apiSecret: 'a' }, b: { apiKey: 'b', apiSecret: 'b' } };
  await scene.restart({ accounts });
  const id = scene.letpay.createPayment({ amount: 1035, account: 'b' });
  const used = String((await logIn('a', 'a')).json.token);

  const answers = [await read(id, used), await cancel(id, used)];

  for (const { status, json } of answers) {
    assert.equal(status, 422);
    assert.equal((json.errors as { code: string }[])[0]?.code, '00.04.0002');
  }
});

test('what was received is recorded as it was sent', async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  const used = await token();
  await cancel(id, used, 'payment', { body: '{}' });
  const [request] = scene.letpay.received('cancel');

  assert.deepEqual(
    { ...request, headers: request?.headers['x-auth-token'], at: typeof request?.at },
    {
      ...{ kind: 'cancel', method: 'POST', path: `/payment/${id}/cancel`, body: '{}' },
      ...{ headers: used, at: 'number', token: used, status: 200, client: undefined },
    },
  );
  assert.deepEqual(
    [scene.letpay.logins, scene.letpay.received('login').length, scene.letpay.received().length],
    [1, 1, 2],
  );
  scene.letpay.reset();
  assert.deepEqual([scene.letpay.logins, scene.letpay.received().length], [0, 0]);
});

test('a token in two requests at once is noticed, and one used in turn is not', async () => {
  const { sleep, release, waiting } = createHeldSleep();
  await scene.restart({ sleep });
  const ids = [1, 2, 3].map((amount) => scene.letpay.createPayment({ amount }));
  const used = await token();
  for (const id of ids) await read(id, used);
  assert.deepEqual([scene.letpay.tokenInTwoRequestsAtOnce, scene.letpay.maxRequestsPerToken], [0, 1]);
  scene.letpay.latencyMs = { read: 300 };
  const reads = ids.map((id) => read(id, used));
  await waiting(3);
  release();
  await Promise.all(reads);

  assert.deepEqual([scene.letpay.tokenInTwoRequestsAtOnce, scene.letpay.maxRequestsPerToken], [2, 3]);
});

test('a listener hears requests, answers and changes until it stops listening', async () => {
  const events: SimulatorEvent[] = [];
  const id = scene.letpay.createPayment({ amount: 1035 });
  const used = await token();
  const stop = scene.letpay.onEvent((event) => events.push(event));
  await cancel(id, used);
  scene.letpay.payment(id);
  stop();
  await cancel(id, used);

  assert.deepEqual(events.map(({ type }) => type).sort(), ['answered', 'changed', 'changed', 'received']);
});

test('an unknown path is 404 without a code, with the next token', async () => {
  const { status, json } = await send('GET', '/refunds', await token());

  assert.equal(status, 404);
  assert.deepEqual(Object.keys(json), ['timestamp', 'status', 'error', 'message', 'path', 'refresh_token']);
});
