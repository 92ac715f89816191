import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { toLocalText } from './instants.ts';
import { pick, readOperation, readPayment, readProblem } from './shapes.ts';
import { AMOUNT, PROVIDERS, startWorld, toPath, type World } from './world.ts';

const FAMILIES = ['payment', 'checkout', 'token'] as const;

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite' });
});
after(() => world.close());
beforeEach(() => world.forget());

describe('a cancellation at LetPay', () => {
  test('is accepted first, and a repeat proves by an inquiry that it is done', async () => {
    const payment = world.newPayment('letpay');

    const first = await world.cancel(payment);
    const accepted = readOperation(first, 202);
    const repeat = await world.cancel(payment);
    const done = readOperation(repeat, 200);

    assert.deepEqual(pick(accepted, 'state', 'attribution', 'providerStatus', 'attempts'), {
      state: 'processing',
      attribution: null,
      providerStatus: 'PROCESSING',
      attempts: 1,
    });
    assert.deepEqual(pick(done, 'id', 'state', 'attribution', 'providerStatus', 'attempts'), {
      id: accepted.id,
      state: 'succeeded',
      attribution: 'ours',
      providerStatus: 'CANCELED',
      attempts: 1,
    });
    assert.equal(first.headers['idempotent-replayed'], undefined);
    assert.equal(repeat.headers['idempotent-replayed'], 'true');
    assert.match(String(first.headers['retry-after']), /^[1-3]$/);
    assert.equal(repeat.headers['retry-after'], undefined);
    assert.deepEqual(
      world.sent(payment).map(({ method, path, body }) => ({ method, path, body })),
      [
        { method: 'POST', path: `/payment/${payment.paymentId}/cancel`, body: '{}' },
        { method: 'GET', path: `/payment/${payment.paymentId}`, body: '' },
      ],
    );
    assert.equal(world.effects(payment), 1);
  });

  for (const family of FAMILIES) {
    test(`is sent by the path of the family ${family}`, async () => {
      const payment = world.newLetpayPayment({ family });

      readOperation(await world.cancel(payment, { body: { letpay: { family } } }), 202);
      readOperation(await world.cancel(payment, { body: { letpay: { family } } }), 200);

      const [sent] = world.sent(payment, 'cancel');
      assert.equal(sent?.path, `/${family}/${payment.paymentId}/cancel`);
      assert.equal(world.effects(payment), 1);
    });
  }

  test('of an amount is refused while nothing shows how much the whole is', async () => {
    const payment = world.newPayment('letpay');

    const answer = await world.cancel(payment, { body: { amount: AMOUNT } });
    const { amounts, operation } = readProblem(answer, 422, 'partial_not_supported');

    assert.equal(operation?.state, 'failed');
    assert.deepEqual(amounts, { total: null, returned: 0, left: null });
    assert.deepEqual(world.sent(payment, 'cancel'), []);
  });

  test('of an amount is refused with what is left, unless an inquiry shows that it is the whole', async () => {
    const payment = world.newPayment('letpay');
    const fields = { amount_received: AMOUNT / 100 };
    world.letpay.next({ fields }, { kind: 'read', times: Number.POSITIVE_INFINITY });

    const part = await world.cancel(payment, { body: { amount: AMOUNT - 1 } });
    const { amounts } = readProblem(part, 422, 'partial_not_supported');
    assert.deepEqual(world.sent(payment, 'cancel'), []);
    const whole = { key: 'key-2', body: { amount: AMOUNT } };
    readOperation(await world.cancel(payment, whole), 202);
    const done = readOperation(await world.cancel(payment, whole), 200);

    assert.deepEqual(amounts, { total: AMOUNT, returned: 0, left: AMOUNT });
    assert.deepEqual(pick(done, 'state', 'amount', 'appliedAmount'), {
      state: 'succeeded',
      amount: AMOUNT,
      appliedAmount: AMOUNT,
    });
    assert.equal(world.effects(payment), 1);
  });

  test('with Prefer: wait is answered when it is done', async () => {
    const payment = world.newPayment('letpay');

    const answer = await world.cancel(payment, { headers: { prefer: 'wait=5' } });

    assert.deepEqual(pick(readOperation(answer, 200), 'state', 'attribution'), {
      state: 'succeeded',
      attribution: 'ours',
    });
    assert.equal(answer.headers['preference-applied'], 'wait=5');
    assert.equal(answer.headers['idempotent-replayed'], undefined);
    assert.deepEqual(
      world.sent(payment).map(({ kind }) => kind),
      ['cancel', 'read'],
    );
  });
});

describe('a cancellation at SoPague', () => {
  test('without an amount reads the payment, cancels the whole, and confirms it by an inquiry', async () => {
    const payment = world.newPayment('sopague');

    const answer = await world.cancel(payment);
    const done = readOperation(answer, 200);

    assert.deepEqual(pick(done, 'state', 'attribution', 'amount', 'appliedAmount'), {
      state: 'succeeded',
      attribution: 'ours',
      amount: null,
      appliedAmount: AMOUNT,
    });
    assert.match(String(done.authorizationCode), /^\d{6}$/);
    assert.deepEqual(
      world.sent(payment).map(({ method, path, body }) => ({ method, path, body })),
      [
        { method: 'GET', path: `/gateway/v1/payments/${payment.paymentId}`, body: '' },
        {
          method: 'POST',
          path: `/gateway/v1/payments/${payment.paymentId}/cancel`,
          body: JSON.stringify({ amount: AMOUNT }),
        },
        { method: 'GET', path: `/gateway/v1/payments/${payment.paymentId}`, body: '' },
      ],
    );
    assert.equal(world.effects(payment), 1);
  });

  test('of a part leaves the rest, which a second one takes', async () => {
    const payment = world.newPayment('sopague');

    const part = readOperation(await world.cancel(payment, { key: 'part', body: { amount: 400 } }), 200);
    assert.deepEqual(pick(part, 'state', 'amount', 'appliedAmount'), {
      state: 'succeeded',
      amount: 400,
      appliedAmount: 400,
    });
    assert.equal(world.sopague.payment(payment.paymentId).canceledAmount, 400);

    const rest = readOperation(await world.cancel(payment, { key: 'rest' }), 200);
    assert.deepEqual(pick(rest, 'state', 'amount', 'appliedAmount'), {
      state: 'succeeded',
      amount: null,
      appliedAmount: AMOUNT - 400,
    });
    assert.deepEqual(
      world.sent(payment).map(({ kind, body }) => `${kind} ${body}`),
      ['read ', 'cancel {"amount":400}', 'read ', `cancel {"amount":${AMOUNT - 400}}`, 'read '],
    );
    assert.equal(world.sopague.payment(payment.paymentId).canceledAmount, AMOUNT);
  });

  test('honors Prefer: wait up to 20 seconds', async () => {
    const answer = await world.cancel(world.newPayment('sopague'), { headers: { prefer: 'wait=100' } });
    readOperation(answer, 200);
    assert.equal(answer.headers['preference-applied'], 'wait=20');
  });
});

describe('what is answered', () => {
  for (const provider of PROVIDERS) {
    test(`${provider}: an operation shows what was asked and what came of it`, async () => {
      const payment = world.newPayment(provider);
      const body = {
        currency: 'BRL',
        reason: 'out_of_stock',
        reference: 'order-4711',
        capturedAt: toLocalText(world.now()),
        notAfter: toLocalText(world.now() + 86_400_000),
      };
      const before = world.now();

      await world.cancel(payment, { body });
      const answer = await world.cancel(payment, { body });
      const operation = readOperation(answer, 200);

      assert.deepEqual(pick(operation, 'kind', 'method', 'merchantId', 'provider', 'paymentId'), {
        kind: 'cancellation',
        method: 'void',
        ...payment,
      });
      assert.deepEqual(pick(operation, 'amount', 'currency', 'reason', 'reference', 'problem'), {
        amount: null,
        currency: 'BRL',
        reason: 'out_of_stock',
        reference: 'order-4711',
        problem: null,
      });
      assert.deepEqual(operation.links, {
        self: `${toPath(payment)}/cancellations/${operation.id}`,
        payment: toPath(payment),
      });
      assert.equal(answer.headers.location, operation.links.self);
      const times = [operation.createdAt, operation.completedAt ?? '', operation.updatedAt].map(Date.parse);
      assert.deepEqual(times, times.toSorted());
      assert.ok(before <= (times[0] ?? 0) && (times[2] ?? 0) <= world.now());
    });

    test(`${provider}: an operation can be read again by its link`, async () => {
      const payment = world.newPayment(provider);
      const answer = await world.cancel(payment);
      world.forget();

      const read = await world.get(String(answer.headers.location));

      assert.equal(read.status, 200);
      assert.deepEqual(read.body, answer.body);
      assert.deepEqual(world.sent(payment), []);
    });

    test(`${provider}: a payment shows its operations and what is still possible`, async () => {
      const payment = world.newPayment(provider);
      await world.cancel(payment);
      const done = readOperation(await world.cancel(payment), 200);
      world.forget();

      const shown = readPayment(await world.get(toPath(payment)));

      assert.deepEqual(pick(shown, 'merchantId', 'provider', 'paymentId'), payment);
      assert.deepEqual(shown.operations, [done]);
      assert.deepEqual(pick(shown.options.cancel, 'possible', 'why'), {
        possible: 'no',
        why: 'already_canceled',
      });
      assert.deepEqual(shown.links, { self: toPath(payment) });
      assert.deepEqual(
        world.sent(payment).map(({ kind }) => kind),
        ['letpay', 'mercadopago'].includes(provider) ? ['read', 'list_refunds'] : ['read'],
        'one inquiry',
      );
    });

    test(`${provider}: a payment that this API has never seen is shown too, and nothing is kept`, async () => {
      const payment = world.newPayment(provider);

      const shown = readPayment(await world.get(toPath(payment)));

      assert.deepEqual(shown.operations, []);
      assert.equal(shown.options.cancel.possible, ['sopague', 'pix'].includes(provider) ? 'unknown' : 'yes');
      assert.equal(world.sent(payment, 'read').length, 1);
      assert.deepEqual(
        world.callsOn('Ledger').filter(({ target }) => target.endsWith('PutItem')),
        [],
      );
    });
  }

  test('an operation is not found under another payment', async () => {
    const { id } = readOperation(await world.cancel(world.newPayment('sopague')), 200);
    const other = world.newPayment('sopague');
    readProblem(await world.get(`${toPath(other)}/cancellations/${id}`), 404, 'operation_not_found');
  });

  test('a problem says all that is known, and nothing else', async () => {
    const payment = world.newPayment('letpay');
    world.letpay.setStatus(payment.paymentId, 'PAID');

    const problem = readProblem(await world.cancel(payment), 409, 'not_cancelable');

    const { operation, title, detail, traceId, ...rest } = problem;
    assert.deepEqual(rest, {
      type: 'urn:estorno:problem:not_cancelable',
      status: 409,
      instance: `${toPath(payment)}/cancellations`,
      code: 'not_cancelable',
      outcome: 'not_applied',
      paymentStatus: 'paid',
      retry: 'never',
      suggestion: 'refund',
      provider: {
        name: 'letpay',
        status: 422,
        code: '00.04.0010',
        message: "The payment token was not pre-authorized, so it can't be captured.",
      },
    });
    assert.equal(operation?.state, 'failed');
    assert.equal(operation?.link, `${toPath(payment)}/cancellations/${operation?.id}`);
    assert.ok(title && detail && traceId);
  });
});
