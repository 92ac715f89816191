import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { eventually } from '../local/eventually.ts';
import { readOperation, readProblem } from './shapes.ts';
import { AMOUNT, startWorld, type TestPayment, toPath, toWebhookSecret, type World } from './world.ts';

/** Mercado Pago through its bundle: what no other provider has. */

const ORDER = 'ORD01JQ4S4KY8HWQ6NA5PXB65B3D3';

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite' });
});
after(() => world.close());
beforeEach(() => world.forget());

const paid = (id?: string) => world.newMercadopagoPayment({ status: 'approved', ...(id && { id }) });

test('a hold is released, once, after the payment was read', async () => {
  const payment = world.newMercadopagoPayment({});

  const { state, method } = readOperation(await world.cancel(payment), 200);

  assert.deepEqual([state, method], ['succeeded', 'void']);
  assert.deepEqual(
    world.sent(payment).map((one) => `${one.method} ${one.kind}`),
    ['GET read', 'PUT cancel'],
  );
  readProblem(await world.cancel(payment, { key: 'key-2' }), 409, 'already_canceled');
  assert.equal(world.effects(payment), 1);
});

test('a paid payment is refunded in parts, each by the key of its own operation', async () => {
  const payment = paid();

  const part = readOperation(await world.refund(payment, { body: { amount: 500 } }), 200);
  const repeat = readOperation(await world.refund(payment, { body: { amount: 500 } }), 200);
  const rest = readOperation(await world.refund(payment, { key: 'key-2' }), 200);

  assert.deepEqual([part.state, rest.state, repeat.id], ['succeeded', 'succeeded', part.id]);
  const refunds = world.sent(payment, 'refund');
  assert.deepEqual(
    refunds.map(({ body }) => body),
    ['{"amount":5.00}', '{"amount":5.35}'],
  );
  assert.equal(new Set(refunds.map(({ headers }) => headers['x-idempotency-key'])).size, 2);
  assert.equal(world.mercadopago.returned(payment.paymentId), AMOUNT);
});

test('more than is left is refused with what is left, and nothing is sent', async () => {
  const payment = paid();
  readOperation(await world.refund(payment, { body: { amount: 1000 } }), 200);
  world.forget();

  const problem = readProblem(
    await world.refund(payment, { key: 'key-2', body: { amount: 36 } }),
    422,
    'amount_exceeds_available',
  );

  assert.deepEqual(problem.amounts, { total: AMOUNT, returned: 1000, left: 35 });
  assert.equal(world.sent(payment, 'refund').length, 0);
});

test('an order is refunded by its transaction', async () => {
  const payment = paid(ORDER);

  assert.equal(readOperation(await world.refund(payment, { body: { amount: 500 } }), 200).state, 'succeeded');

  const [sent] = world.sent(payment, 'refund');
  const { transaction } = world.mercadopago.payment(ORDER);
  assert.equal(sent?.body, `{"transactions":[{"id":"${transaction}","amount":"5.00"}]}`);
});

test('a dry run shows what can be known before the payment is read', async () => {
  const payment = paid();
  const body = { amount: 500, dryRun: true };

  for (const about of [payment, paid(`${ORDER}X`)]) {
    const answer = await world.refund(about, { body });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(world.sent(about).length, 0);
  }
});

describe('an id is refused, and nothing is sent:', () => {
  for (const paymentId of ['PPORD01JQ4S4KY8HWQ6NA5PXB65B3D3', 'PAY01JEVQM06WDW16MAQ8B5SC0MSC', 'ref_1', '0'])
    test(paymentId, async () => {
      const payment: TestPayment = { merchantId: 'loja-1', provider: 'mercadopago', paymentId };
      const { errors } = readProblem(await world.refund(payment), 400, 'validation_failed');
      assert.match(errors?.[0]?.detail ?? '', /PPORD/);
      assert.equal(world.sent(payment).length, 0);
    });
});

describe('a webhook', () => {
  /** A refund whose outcome is unknown: done at the provider, its answer lost. */
  async function newUnknown(): Promise<TestPayment> {
    const payment = paid();
    world.mercadopago.next({ applies: true, answers: 'reset-before-headers' }, { kind: 'refund' });
    readOperation(await world.refund(payment), 202);
    return payment;
  }

  const signed = ({ paymentId }: TestPayment, secret = toWebhookSecret('loja-1')) =>
    world.mercadopago.toWebhook(paymentId, secret);

  type Webhook = {
    readonly query: Readonly<Record<string, string>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };

  const notify = ({ query, headers, body }: Webhook) =>
    world.call({
      method: 'POST',
      path: `/v1/merchants/loja-1/mercadopago/notifications?${new URLSearchParams(query)}`,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  const stateOf = async (payment: TestPayment) =>
    ((await world.get(toPath(payment))).body as { operations: { state: string }[] }).operations[0]?.state;

  test('that is signed has the payment read, also in another case, and again', async () => {
    const payment = await newUnknown();
    assert.equal((await notify(signed(payment))).status, 200);
    await eventually(
      () => stateOf(payment),
      (state) => state === 'succeeded',
    );
    assert.equal((await notify(signed(payment))).status, 200);
    assert.equal(world.sent(payment, 'refund').length, 1);
  });

  test('of a payment that nobody here began anything with does nothing', async () => {
    const payment = paid();
    assert.equal((await notify(signed(payment))).status, 200);
    assert.equal(world.sent(payment).length, 0);
  });

  const forgeries: Readonly<Record<string, (payment: TestPayment) => Webhook>> = {
    'by another secret': (payment) => signed(payment, 'another'),
    'without a signature': (payment) => ({ ...signed(payment), headers: {} }),
    'for another payment': (payment) => ({ ...signed(payment), query: { 'data.id': '1', type: 'payment' } }),
    'without an id in the query': (payment) => ({ ...signed(payment), query: { type: 'payment' } }),
  };
  for (const [name, forge] of Object.entries(forgeries))
    test(`${name} is refused, and nothing is read`, async () => {
      const payment = await newUnknown();
      world.forget();
      readProblem(await notify(forge(payment)), 403, 'forbidden');
      assert.equal(world.sent(payment).length, 0);
    });

  test('that is replayed later is refused', async () => {
    const payment = await newUnknown();
    world.mercadopago.setClock({ offsetMs: -6 * MINUTE_MS });
    const old = signed(payment);
    world.mercadopago.setClock({ offsetMs: 0 });
    world.forget();

    readProblem(await notify(old), 403, 'forbidden');

    assert.equal(world.sent(payment).length, 0);
  });

  test('whose body names another payment than its signed query is about none', async () => {
    const [payment, other] = [await newUnknown(), await newUnknown()];
    world.forget();
    const body = { data: { id: other.paymentId } };

    readProblem(await notify({ ...signed(payment), body }), 400, 'validation_failed');

    assert.equal(world.mercadopago.received().length, 0);
  });

  test('that is too large is refused', async () => {
    const body = { padding: 'x'.repeat(300_000) };
    readProblem(await notify({ ...signed(paid()), body }), 413, 'payload_too_large');
  });
});
