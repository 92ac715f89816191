import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { HTML_PAGE } from '../../local/simulators/kit/faults.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { problemOf } from '../../shared/operation/view.ts';
import { AMOUNT, PART } from './contract-row.ts';
import { codeOf, setTrap } from './mercadopago-trap.ts';
import { mercadopagoRow, startMercadopago } from './rows/mercadopago.ts';
import { type Scene, setScene } from './scene.ts';

/** What has gone wrong at Mercado Pago for others, through the real core against the simulator. */

const TOKEN = `APP_USR-4934588586838432-071213-${'0'.repeat(32)}-263489584`;

function assertUntouched<C extends { environment: 'sandbox' | 'production' }>(scene: Scene<C>): void {
  scene.assertSent({ received: 0, effects: 0 });
}

describe('a token reaches further than it should:', () => {
  const others = { seller: { accessToken: TOKEN }, secret: { accessToken: TOKEN, collectorId: '7' } };
  for (const method of ['void', 'refund'] as const) {
    test(`a live payment and a secret of test mode, ${method}`, async (t) => {
      const { scene, simulator } = await setTrap(t, { method });
      simulator.setAccount({ accessToken: 'TEST-1', environment: 'production' });

      const operation = await scene.begin();

      assert.deepEqual([operation.state, codeOf(operation)], ['failed', 'merchant_not_configured']);
      assert.match(problemOf(operation)?.detail ?? '', /live payment.*environment sandbox/);
      assertUntouched(scene);
    });

    test(`a test payment and a secret of production, ${method}`, async (t) => {
      const secret = { accessToken: 'APP_USR-1', environment: 'production' };
      const { scene } = await setTrap(t, { method, secret });

      assert.equal(codeOf(await scene.begin()), 'merchant_not_configured');
      assertUntouched(scene);
    });

    test(`a payment of another seller, ${method}`, async (t) => {
      const { scene } = await setTrap(t, { method, secret: others.secret, account: others.seller });

      const operation = await scene.begin();

      assert.equal(codeOf(operation), 'merchant_not_configured');
      assert.match(problemOf(operation)?.detail ?? '', /seller 263489584 .* seller 7\b/);
      assertUntouched(scene);
    });
  }

  test('the seller of the token, or the one that the secret names, is right', async (t) => {
    const own = await setTrap(t, { secret: { accessToken: TOKEN } });
    assert.equal((await own.scene.begin()).state, 'succeeded');
    const named = await setTrap(t, { secret: { accessToken: TOKEN, collectorId: '263489584' } });
    assert.equal((await named.scene.begin()).state, 'succeeded');
  });
});

describe('a refund is answered 401 with code 7 while reads work', () => {
  test('it waits, nobody is locked out, and it goes through once the right is there', async (t) => {
    const { scene, simulator } = await setTrap(t, { rules: { mayRefund: false } });
    const begun = await scene.begin();
    assert.deepEqual([begun.state, codeOf(begun)], ['accepted', 'provider_auth_failed']);
    assert.equal((await scene.inquire()).is, 'snapshot');
    simulator.rules.mayRefund = true;

    assert.equal((await scene.finish(begun)).state, 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
  });

  test('for longer than ten minutes it has failed, with nothing moved', async (t) => {
    const { scene } = await setTrap(t, { rules: { mayRefund: false } });

    const operation = await scene.finish(await scene.begin());

    assert.deepEqual([operation.state, codeOf(operation)], ['failed', 'provider_auth_failed']);
    assert.equal(scene.returned(), 0);
  });
});

test('a refund is "payment not found" though a read shows the payment: the credentials are wrong', async (t) => {
  const { scene } = await setTrap(t, { rules: { hidesFromRefunds: true } });

  const operation = await scene.begin();

  assert.deepEqual([operation.state, codeOf(operation)], ['failed', 'provider_auth_failed']);
  scene.assertSent({ received: 1, effects: 0 });
});

test('a payment that nobody has is not found, and nothing is sent', async (t) => {
  const simulator = await startMercadopago();
  const row = { ...mercadopagoRow, start: async () => simulator };
  const scene = await setScene(t, row, { method: 'refund', paymentId: '4261966' });

  assert.equal(codeOf(await scene.begin()), 'payment_not_found');
  assertUntouched(scene);
});

test('errors of the amount are listed under 401, and refuse the request, not the credentials', async (t) => {
  const { scene, simulator } = await setTrap(t, {});
  simulator.next({ status: 401, code: '4040' }, { kind: 'refund' });

  const operation = await scene.begin();

  assert.deepEqual([operation.state, codeOf(operation)], ['failed', 'provider_rejected_request']);
  assert.equal((await scene.inquire()).is, 'snapshot', 'nobody is locked out');
});

describe('a success that is none:', () => {
  test('a cancel whose answer shows the payment as pending is not done', async (t) => {
    const { scene, simulator } = await setTrap(t, { method: 'void' });
    simulator.next({ applies: false, fields: { status: 'pending' } });

    const begun = await scene.begin();
    assert.notEqual(begun.state, 'succeeded');

    assert.equal((await scene.finish(begun)).state, 'succeeded');
    scene.assertSent({ received: 2, effects: 1 });
  });

  test('a refund whose answer is the payment is not done', async (t) => {
    const { scene, simulator, paymentId } = await setTrap(t, {});
    const payment = { id: Number(paymentId), status: 'approved', transaction_amount: AMOUNT / 100 };
    simulator.next({ applies: false, body: payment }, { kind: 'refund' });

    const begun = await scene.begin();
    assert.notEqual(begun.state, 'succeeded');

    assert.equal((await scene.finish(begun)).state, 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
  });

  for (const applies of [true, false])
    test(`an HTML page with 400 leaves open whether it was done (${applies})`, async (t) => {
      const { scene, simulator } = await setTrap(t, {});
      simulator.next({ status: 400, body: HTML_PAGE, applies }, { kind: 'refund' });

      assert.equal((await scene.finish(await scene.begin())).state, 'succeeded');
      scene.assertSent({ received: applies ? 1 : 2, effects: 1 });
    });
});

describe('a refund that is under way', () => {
  const rules = { refundsInProcess: true };

  test('is followed by its id until Mercado Pago ends it, for hours', async (t) => {
    const { scene, simulator, paymentId } = await setTrap(t, { rules });
    const begun = await scene.begin();
    assert.equal(begun.state, 'processing');
    scene.pass(5 * 60 * MINUTE_MS);
    const later = await scene.harness.resume(paymentId, begun);
    assert.equal(later.state, 'processing');
    simulator.endRefunds(paymentId);

    const ended = await scene.finish(later);

    assert.ok(ended.state === 'succeeded');
    assert.deepEqual([ended.appliedAmount, ended.attribution], [AMOUNT, 'ours']);
    assert.ok(ended.refundId !== undefined);
    assert.ok(simulator.received('read_refund').length > 0);
    scene.assertSent({ received: 1, effects: 1 });
  });

  test('and is rejected in the end has failed', async (t) => {
    const { scene, simulator, paymentId } = await setTrap(t, { rules });
    const begun = await scene.begin();
    simulator.endRefunds(paymentId, 'rejected');

    const operation = await scene.finish(begun);

    assert.deepEqual([operation.state, codeOf(operation)], ['failed', 'declined_by_provider']);
    assert.equal(scene.returned(), 0);
  });

  for (const method of ['pix', 'visa'])
    test(`and was answered by a bare 400 is found by the header, ${method}`, async (t) => {
      const simulator = await startMercadopago();
      const row = { ...mercadopagoRow, start: async () => simulator };
      const paymentId = { id: '18552260055' };
      const scene = await setScene(t, row, { method: 'refund', paymentId: paymentId.id });
      simulator.createPayment({ ...paymentId, amount: AMOUNT, status: 'approved', method });
      simulator.rules.refundsInProcess = true;
      simulator.next({ status: 400, applies: true }, { kind: 'refund' });

      const begun = await scene.begin();
      const followed = await scene.harness.resume(paymentId.id, begun);
      assert.equal(followed.state, 'processing');
      simulator.endRefunds(paymentId.id);

      assert.equal((await scene.finish(followed)).state, 'succeeded');
      assert.equal(simulator.effects(paymentId.id), 1);
      assert.equal(simulator.received('refund').length, 1);
    });

  test('shows nowhere without the header', async (t) => {
    const { scene, simulator, paymentId } = await setTrap(t, { rules });
    await scene.begin();
    const headers = { authorization: 'Bearer TEST-1' };
    const url = `${simulator.url}/v1/payments/${paymentId}/refunds`;

    assert.deepEqual(await (await fetch(url, { headers })).json(), []);
    const all = await fetch(url, { headers: { ...headers, 'x-render-in-process-refunds': 'true' } });
    assert.equal(((await all.json()) as unknown[]).length, 1);
  });

  test('holds its amount: a second one of the whole is not sent', async (t) => {
    const { scene, simulator, paymentId } = await setTrap(t, { rules });
    const left = { amount: PART, status: 'in_process', id: '7', at: 0 } as const;
    simulator.payment(paymentId).refunds.push({ ...left });

    const operation = await scene.begin({ amount: AMOUNT });

    assert.equal(codeOf(operation), 'amount_exceeds_available');
    assert.deepEqual(problemOf(operation)?.amounts, { total: AMOUNT, returned: PART, left: AMOUNT - PART });
    assertUntouched(scene);
  });
});

describe('every request carries the key of its operation, and only documented fields:', () => {
  test('the same in every try, another one for another payment', async (t) => {
    const { scene, simulator } = await setTrap(t, {});
    simulator.next({ answers: 'reset-before-headers', applies: false }, { kind: 'refund' });
    await scene.finish(await scene.begin());
    const other = simulator.createPaid();
    await scene.harness.begin({ paymentId: other, kind: 'refund', strategy: 'refund_only' });

    const keys = simulator.received('refund').map(({ headers }) => headers['x-idempotency-key']);

    assert.equal(keys.length, 3);
    assert.equal(keys[0], keys[1]);
    assert.notEqual(keys[1], keys[2]);
    for (const key of keys) assert.match(String(key), /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    for (const { body } of simulator.received('refund')) assert.equal(body, '{"amount":10.35}');
  });

  test('a second refund of the whole with another key of the caller gives nothing back', async (t) => {
    const { scene } = await setTrap(t, {});
    await scene.begin();

    await assert.rejects(scene.begin({ key: 'key-2' }), { name: 'already_refunded' });
    assert.equal(scene.returned(), AMOUNT);
  });

  test('after a failed refund a new operation is a new request, of no more than is left', async (t) => {
    const { scene, simulator } = await setTrap(t, {});
    simulator.next({ status: 400, code: '2031' }, { kind: 'refund' });
    assert.equal(codeOf(await scene.begin({ amount: PART })), 'merchant_balance_insufficient');

    assert.equal((await scene.begin({ key: 'key-2', amount: PART })).state, 'succeeded');
    assert.equal(scene.returned(), PART);
  });
});

describe('amounts that binary fractions spoil go out by their digits:', () => {
  for (const amount of [4577, 1, 1035, 29, 1_000_000_01])
    test(`${amount} centavos`, async (t) => {
      const { scene, simulator, paymentId } = await setTrap(t, {});
      simulator.createPayment({ id: paymentId, amount, status: 'approved' });

      const operation = await scene.begin({ amount });

      assert.ok(operation.state === 'succeeded');
      assert.equal(simulator.returned(paymentId), amount);
    });
});

describe('an order', () => {
  async function setOrder(t: TestContext, status: 'pending' | 'approved', amount = AMOUNT) {
    const simulator = await startMercadopago();
    const row = { ...mercadopagoRow, start: async () => simulator };
    const paymentId = 'ORD01JQ4S4KY8HWQ6NA5PXB65B3D3';
    const method = status === 'pending' ? 'void' : 'refund';
    const scene = await setScene(t, row, { method, paymentId });
    simulator.createPayment({ id: paymentId, amount, status });
    return { scene, simulator, paymentId };
  }

  test('is canceled', async (t) => {
    const { scene, simulator, paymentId } = await setOrder(t, 'pending');
    assert.equal((await scene.begin()).state, 'succeeded');
    assert.equal(simulator.effects(paymentId), 1);
  });

  test('is refunded by its transaction, in parts and then the rest', async (t) => {
    const { scene, simulator, paymentId } = await setOrder(t, 'approved');
    assert.equal((await scene.begin({ amount: PART })).state, 'succeeded');
    const rest = await scene.begin({ key: 'key-2' });

    assert.ok(rest.state === 'succeeded');
    assert.equal(rest.appliedAmount, AMOUNT - PART);
    assert.equal(simulator.returned(paymentId), AMOUNT);
    const { transaction } = simulator.payment(paymentId);
    for (const { body } of simulator.received('refund')) assert.ok(body.includes(`"id":"${transaction}"`));
  });

  test('whose refund is answered as under way is followed', async (t) => {
    const { scene, simulator, paymentId } = await setOrder(t, 'approved');
    simulator.rules.refundsInProcess = true;
    const begun = await scene.begin();
    assert.equal(begun.state, 'processing');
    simulator.endRefunds(paymentId);
    assert.equal((await scene.finish(begun)).state, 'succeeded');
  });

  test('whose key is at work already is sent again, with the same key', async (t) => {
    const { scene, simulator, paymentId } = await setOrder(t, 'approved');
    simulator.next({ status: 423, code: 'resource_locked' }, { kind: 'refund' });
    const begun = await scene.begin();
    assert.equal(begun.state, 'accepted');
    assert.equal((await scene.finish(begun)).state, 'succeeded');
    assert.equal(simulator.effects(paymentId), 1);
  });

  test('whose key did something is read, and never called failed', async (t) => {
    const { scene, simulator, paymentId } = await setOrder(t, 'approved');
    simulator.next({ status: 409, code: 'idempotency_key_already_used', applies: true }, { kind: 'refund' });
    assert.equal((await scene.finish(await scene.begin())).state, 'succeeded');
    assert.equal(simulator.effects(paymentId), 1);
  });
});

describe('the state of the payment says what is possible, and nothing else is sent:', () => {
  const rows = [
    ['approved', 'void', 'not_cancelable', 'refund'],
    ['rejected', 'void', 'not_cancelable', undefined],
    ['cancelled', 'void', 'already_canceled', undefined],
    ['charged_back', 'void', 'not_cancelable', undefined],
    ['authorized', 'refund', 'not_refundable', 'cancel'],
    ['pending', 'refund', 'not_refundable', 'cancel'],
    ['in_process', 'refund', 'not_refundable', 'cancel'],
    ['rejected', 'refund', 'not_refundable', undefined],
    ['in_mediation', 'refund', 'not_refundable', undefined],
  ] as const;
  for (const [status, method, code, suggestion] of rows)
    test(`${status}, ${method}`, async (t) => {
      const { scene, simulator, paymentId } = await setTrap(t, { method });
      simulator.setStatus(paymentId, status);

      const problem = problemOf(await scene.begin());

      assert.deepEqual([problem?.code, problem?.suggestion], [code, suggestion]);
      scene.assertSent({ received: 0, effects: 0 });
    });

  test('a cancel that was too late says so, and a hold that ended by itself too', async (t) => {
    const { scene } = await setTrap(t, { method: 'void' });
    scene.pass(5 * DAY_MS + MINUTE_MS);
    assert.equal(codeOf(await scene.begin()), 'not_cancelable');
  });

  test('a refund after the window, and a day more, is not sent', async (t) => {
    const { scene } = await setTrap(t, {});
    scene.pass(181 * DAY_MS + MINUTE_MS);
    assert.equal(codeOf(await scene.begin()), 'refund_window_closed');
    assertUntouched(scene);
  });

  test('in the day between, the answer of Mercado Pago rules', async (t) => {
    const { scene } = await setTrap(t, {});
    scene.pass(180 * DAY_MS + MINUTE_MS);
    assert.equal(codeOf(await scene.begin()), 'refund_window_closed');
    scene.assertSent({ received: 1, effects: 0 });
  });
});
