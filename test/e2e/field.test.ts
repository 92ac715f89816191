import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createLocalClock } from '../../local/clock/local-clock.ts';
import { HTML_PAGE } from '../../local/simulators/kit/faults.ts';
import { type OperationShape, pick, readOperation, readPayment, readProblem } from './shapes.ts';
import { startWorld, type TestPayment, toPath, type World } from './world.ts';

const MINUTE = 60_000;

const ALWAYS = Number.POSITIVE_INFINITY;

const clock = createLocalClock({ startsAt: Date.parse('2028-02-29T06:00:00-03:00') });

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', clock });
});
after(() => world.close());
beforeEach(() => {
  world.forget();
  // What a flow asks for by itself would disturb what is counted here.
  world.stack.faults.add({ target: 'StartExecution', kind: 'unavailable', times: ALWAYS });
});

const paid = () => world.newMercadopagoPayment({ status: 'approved', amount: 10_000 });

function assertState({ state, outcome }: OperationShape, ...expected: readonly [string, string]) {
  assert.deepEqual([state, outcome], expected);
}

describe('a sale that SoPague shows in reais', () => {
  test('is canceled whole where decimals say so, once an inquiry agrees', async () => {
    const payment = world.newSopaguePayment({ amount: 15_000 });
    const shown = `{"paymentId":"${payment.paymentId}","statusDescription":"Aprovada","value":150.00}`;
    world.sopague.next({ body: shown }, { kind: 'read' });

    const done = readOperation(await world.cancel(payment), 200);

    assert.deepEqual(pick(done, 'state', 'appliedAmount'), { state: 'succeeded', appliedAmount: 15_000 });
    assert.deepEqual(
      world.sent(payment, 'cancel').map(({ body }) => body),
      ['{"amount":15000}'],
    );
  });

  test('without decimals is no reason to refuse the rest of it', async () => {
    const payment = world.newSopaguePayment({ amount: 15_000 });
    const part = { key: 'part', body: { amount: 5000 } };
    const rest = { body: { amount: 4000 } };
    readOperation(await world.cancel(payment, part), 200);
    world.sopague.next({ fields: { value: 30 } }, { kind: 'read' });

    assertState(readOperation(await world.cancel(payment, rest), 202), 'accepted', 'not_applied');
    const done = readOperation(await world.cancel(payment, rest), 200);

    assert.equal(done.appliedAmount, 4000);
  });
});

describe('amounts of Mercado Pago', () => {
  for (const [name, shown] of [
    ['a binary fraction', 60.10000000000001],
    ['a text', '60.10'],
  ] as const)
    test(`are read to the centavo from ${name}`, async () => {
      const payment = paid();
      world.mercadopago.returnElsewhere(payment.paymentId, 6010);
      world.mercadopago.next({ fields: { transaction_amount_refunded: shown } }, { kind: 'read' });

      const tooMuch = await world.refund(payment, { body: { amount: 5000 } });

      const problem = readProblem(tooMuch, 422, 'amount_exceeds_available');
      assert.deepEqual(problem.amounts, { total: 10_000, returned: 6010, left: 3990 });
    });

  test('that cannot be read are not zero: nothing is sent until they can', async () => {
    const payment = paid();
    world.mercadopago.next({ fields: { transaction_amount: null } }, { kind: 'read' });

    assertState(readOperation(await world.refund(payment), 202), 'accepted', 'not_applied');
    assert.deepEqual(world.sent(payment, 'refund'), []);
    const done = readOperation(await world.refund(payment), 200);

    assert.equal(done.appliedAmount, 10_000);
  });

  test('are shown with what is left', async () => {
    const payment = paid();
    readOperation(await world.refund(payment, { body: { amount: 2500 } }), 200);

    const { payment: shown } = readPayment(await world.get(toPath(payment)));

    assert.deepEqual(pick(shown ?? assert.fail(), 'total', 'returned', 'left'), {
      total: 10_000,
      returned: 2500,
      left: 7500,
    });
  });
});

describe('trouble of Mercado Pago ends nothing:', () => {
  const rows = [
    ['a firewall', { status: 403, body: HTML_PAGE }],
    ['a gateway', { status: 503, body: HTML_PAGE }],
    ['a token that is refused in no documented form', { status: 401, body: HTML_PAGE }],
    ['a gateway that answers in JSON', { status: 403, body: { message: 'Forbidden' } }],
  ] as const;
  for (const [name, fault] of rows)
    test(`${name}, for an hour`, async () => {
      const payment = paid();
      world.mercadopago.next(fault, { kind: 'any', times: ALWAYS });
      for (let tries = 0; tries < 6; tries++) {
        assertState(readOperation(await world.refund(payment), 202), 'accepted', 'not_applied');
        clock.moveForward(10 * MINUTE);
      }
      world.mercadopago.clearFaults();

      const done = readOperation(await world.refund(payment), 200);

      assert.deepEqual(pick(done, 'state', 'attribution'), { state: 'succeeded', attribution: 'ours' });
      assert.equal(world.effects(payment), 1);
    });

  test('an outage of the refund alone, for forty minutes, and the refund goes out once after it', async () => {
    const payment = paid();
    world.mercadopago.next(
      { status: 502, body: HTML_PAGE, applies: false },
      { kind: 'refund', times: ALWAYS },
    );
    for (let tries = 0; tries < 4; tries++) {
      assertState(readOperation(await world.refund(payment), 202), 'unknown', 'unknown');
      clock.moveForward(10 * MINUTE);
    }
    world.mercadopago.clearFaults();

    const done = readOperation(await world.refund(payment), 200);

    assert.equal(done.state, 'succeeded');
    assert.equal(world.effects(payment), 1);
    const keys = world.sent(payment, 'refund').map(({ headers }) => headers['x-idempotency-key']);
    // For how long a key protects is not documented: after minutes a read has to prove each repeat.
    assert.equal(keys.length, 3);
    assert.equal(new Set(keys).size, 1);
  });
});

describe('what a storefront writes into a reference', () => {
  test('is kept without card numbers and CPFs, in answers and events', async () => {
    const payment: TestPayment = world.newPayment('letpay');
    const reference = 'pedido 7, CPF 529.982.247-25 e 4111.1111.1111.1111';

    const accepted = readOperation(await world.cancel(payment, { body: { reference } }), 202);
    const again = readOperation(await world.cancel(payment, { body: { reference } }), 200);

    for (const one of [accepted, again]) assert.equal(one.reference, 'pedido 7, CPF [redacted] e [redacted]');
    const events = JSON.stringify(world.stack.events.entries);
    assert.doesNotMatch(events, /982\.247|1111\.1111/);
  });
});
