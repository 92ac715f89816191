import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { eventually } from '../local/eventually.ts';
import { operate } from './operate.ts';
import { readOperation, readPayment, readProblem } from './shapes.ts';
import { AMOUNT, startWorld, type TestPayment, toPath } from './world.ts';

const world = await startWorld();

beforeEach(() => {
  world.forget();
  Object.assign(world.letpay.rules, { refundTakesMs: 0, refundEnds: 'completed' });
});
after(() => world.close());

const paid = (amount = AMOUNT) => world.newLetpayPayment({ status: 'PAID', amount });
const refund = (payment: TestPayment, body?: object, key = 'key-1') =>
  world.refund(payment, { key, ...(body && { body }) });
/** Asks until it is final: the flow of the refund may be the one that is at work on it. */
const finished = (...asked: Parameters<typeof refund>) =>
  eventually(
    () => refund(...asked),
    ({ status }) => status !== 202,
  );
const refundsSent = (payment: TestPayment) => world.sent(payment, 'refund').map(({ body }) => body);
const pick = ({ kind, method, state, outcome }: ReturnType<typeof readOperation>) => [
  kind,
  method,
  state,
  outcome,
];

describe('a refund at LetPay', () => {
  test('of what is paid is accepted first, and a repeat proves by an inquiry that it is done', async () => {
    const payment = paid();

    const first = readOperation(await refund(payment), 202);
    const again = readOperation(await finished(payment), 200);

    assert.deepEqual(pick(first), ['refund', 'refund', 'processing', 'pending']);
    assert.deepEqual(pick(again), ['refund', 'refund', 'succeeded', 'applied']);
    assert.deepEqual([again.attribution, again.appliedAmount, again.id], ['ours', AMOUNT, first.id]);
    assert.deepEqual(refundsSent(payment), [`{"payment_token":"${payment.paymentId}"}`]);
    assert.equal(again.links.self, `${toPath(payment)}/refunds/${again.id}`);
    assert.deepEqual(readOperation(await world.get(again.links.self), 200), again);
  });

  test('of a part writes reais without a rounding', async () => {
    const payment = paid(3000);
    await refund(payment, { amount: 1035 });
    readOperation(await finished(payment, { amount: 1035 }), 200);
    assert.deepEqual(refundsSent(payment), [`{"payment_token":"${payment.paymentId}","amount":10.35}`]);

    await refund(payment, undefined, 'key-2');
    const rest = readOperation(await finished(payment, undefined, 'key-2'), 200);
    assert.equal(rest.appliedAmount, 1965);
    assert.deepEqual(refundsSent(payment)[1], `{"payment_token":"${payment.paymentId}","amount":19.65}`);
    readProblem(await refund(payment, undefined, 'key-3'), 409, 'already_refunded');
  });

  test('of two times 60 on 100 passes once, at the same instant too', async () => {
    const payment = paid(100);
    // The first is open for as long as the others come.
    Object.assign(world.letpay.rules, { refundEnds: 'never' });

    const answers = await Promise.all(['a', 'b', 'c'].map((key) => refund(payment, { amount: 60 }, key)));
    world.letpay.completeRefunds(payment.paymentId);
    for (const key of ['a', 'b', 'c']) await finished(payment, { amount: 60 }, key);

    assert.equal(answers.filter(({ status }) => status === 202).length, 1);
    assert.equal(answers.filter(({ status }) => status === 409).length, 2);
    assert.equal(refundsSent(payment).length, 1);
    readProblem(await refund(payment, { amount: 60 }, 'later'), 422, 'amount_exceeds_available');
    assert.equal(refundsSent(payment).length, 1);
  });

  test('of what is still held is a void, and says so', async () => {
    const payment = world.newPayment('letpay');
    readOperation(await refund(payment), 202);
    const done = readOperation(await finished(payment), 200);

    assert.deepEqual(pick(done), ['refund', 'void', 'succeeded', 'applied']);
    assert.deepEqual([world.sent(payment, 'cancel').length, refundsSent(payment).length], [1, 0]);
  });

  test('only, of what is still held, is refused', async () => {
    const payment = world.newPayment('letpay');
    const problem = readProblem(await refund(payment, { strategy: 'refund_only' }), 409, 'not_refundable');
    assert.deepEqual([problem.outcome, problem.suggestion], ['not_applied', 'cancel']);
    assert.equal(world.sent(payment, 'cancel').length, 0);
  });

  test('is carried out as a refund when the void is refused because the payer was faster', async () => {
    const payment = world.newPayment('letpay');
    const stop = world.letpay.onEvent((event) => {
      if (event.type === 'received' && event.request.kind === 'cancel')
        world.letpay.setStatus(payment.paymentId, 'PAID');
    });

    await refund(payment);
    stop();
    await refund(payment);
    const last = readOperation(await finished(payment), 200);

    assert.deepEqual(pick(last), ['refund', 'refund', 'succeeded', 'applied']);
    assert.deepEqual([world.sent(payment, 'cancel').length, refundsSent(payment).length], [1, 1]);
  });

  for (const answers of ['reset-before-headers', 'truncated', 'never'] as const) {
    test(`whose answer is lost (${answers}) is found in the list, and not sent again`, async () => {
      const payment = paid();
      world.letpay.next({ applies: true, answers }, { kind: 'refund' });

      const first = readOperation(await refund(payment), 202);
      const found = readOperation(await finished(payment), 200);

      assert.deepEqual([first.state, first.outcome], ['unknown', 'unknown']);
      assert.deepEqual(
        [...pick(found), found.attribution],
        ['refund', 'refund', 'succeeded', 'applied', 'unproven'],
      );
      assert.equal(refundsSent(payment).length, 1);
      assert.equal(world.letpay.refundsOf(payment.paymentId).length, 1);
    });
  }

  test('whose answer is lost is not taken for another that was there before', async () => {
    const payment = paid(3000);
    world.letpay.refundOutside(payment.paymentId, 100);
    world.letpay.next({ applies: false, answers: 'reset-before-headers' }, { kind: 'refund' });

    readOperation(await refund(payment, { amount: 500 }), 202);
    const again = readOperation(await refund(payment, { amount: 500 }), 202);

    assert.equal(again.state, 'unknown');
    assert.equal(refundsSent(payment).length, 1);
  });

  test('that fails at the provider has failed', async () => {
    const payment = paid();
    Object.assign(world.letpay.rules, { refundEnds: 'failed' });
    readOperation(await refund(payment), 202);
    const problem = readProblem(await finished(payment), 422, 'declined_by_provider');
    assert.equal(problem.outcome, 'not_applied');
  });

  const refusals = [
    ['canceled', { status: 'CANCELED' }, 409, 'already_canceled'],
    ['declined', { status: 'DECLINED' }, 409, 'not_refundable'],
    ['paid by boleto', { status: 'PAID', method: 'BOLETO' }, 422, 'manual_action_required'],
  ] as const;
  for (const [what, about, status, code] of refusals) {
    test(`of a payment that is ${what} is refused unsent`, async () => {
      const payment = world.newLetpayPayment(about);
      assert.equal(readProblem(await refund(payment), status, code).outcome, 'not_applied');
      assert.deepEqual(refundsSent(payment), []);
    });
  }

  test('of a payment that the provider does not know is refused', async () => {
    const payment = { ...paid(), paymentId: '00000000-0000-4000-8000-000000000000' };
    readProblem(await refund(payment), 404, 'payment_not_found');
  });

  test('that came a day too late by the rule is refused unsent', async () => {
    const payment = world.newLetpayPayment({ status: 'PAID', method: 'PIX' });
    const capturedAt = new Date(world.now() - 91 * 86_400_000).toISOString();
    const problem = readProblem(await refund(payment, { capturedAt }), 422, 'refund_window_closed');
    const closedAt = new Date(Date.parse(capturedAt) + 90 * 86_400_000).toISOString();
    assert.deepEqual([problem.closedAt, problem.rule], [closedAt, 'ninety_days_after_pix']);
    assert.deepEqual(refundsSent(payment), []);
  });
});

describe('a refund at SoPague', () => {
  const attach = (payment: TestPayment, operationId: string, requestId: string) =>
    operate(world.stack, 'sopague', { command: 'attach', ...payment, operationId, requestId });

  test('on the day of the payment is a cancellation', async () => {
    const payment = world.newPayment('sopague');
    const done = readOperation(await finished(payment), 200);
    assert.deepEqual([...pick(done), done.appliedAmount], ['refund', 'void', 'succeeded', 'applied', AMOUNT]);
  });

  const late = { capturedAt: new Date(world.now() - 3 * 86_400_000).toISOString() };

  test('later is left to people, and follows what they file', async () => {
    const payment = world.newPayment('sopague');
    const waiting = readOperation(await refund(payment, late), 202);
    assert.deepEqual(pick(waiting), ['refund', 'refund', 'awaiting_approval', 'pending']);
    assert.equal(world.sent(payment, 'cancel').length, 0);

    const requestId = world.sopague.fileRefundRequest({ amount: AMOUNT });
    const attached = await attach(payment, waiting.id, requestId);
    assert.equal(attached.status, 200, JSON.stringify(attached.payload));
    assert.equal(readOperation(await refund(payment, late), 202).state, 'awaiting_approval');

    world.sopague.decideRefundRequest(requestId, 'APROVADO');
    const done = readOperation(await finished(payment, late), 200);
    assert.deepEqual([...pick(done), done.attribution], ['refund', 'refund', 'succeeded', 'applied', 'ours']);
  });

  test('that is rejected has failed', async () => {
    const payment = world.newPayment('sopague');
    const { id } = readOperation(await refund(payment, { strategy: 'refund_only' }), 202);
    const requestId = world.sopague.fileRefundRequest({ amount: AMOUNT });
    await attach(payment, id, requestId);
    world.sopague.decideRefundRequest(requestId, 'REJEITADO');
    readProblem(await finished(payment, { strategy: 'refund_only' }), 422, 'declined_by_provider');
  });

  test('takes only a request that is there, open, and about the same amount', async () => {
    const payment = world.newPayment('sopague');
    const { id } = readOperation(await refund(payment, { strategy: 'refund_only' }), 202);
    const other = world.sopague.fileRefundRequest({ amount: AMOUNT - 1 });
    const over = world.sopague.fileRefundRequest({ amount: AMOUNT });
    world.sopague.decideRefundRequest(over, 'REJEITADO');

    for (const requestId of ['x', '00000000-0000-4000-8000-000000000000', other, over]) {
      const { payload } = await attach(payment, id, requestId);
      assert.partialDeepStrictEqual(payload, { problem: { code: 'validation_failed' } });
    }
    assert.equal(
      readOperation(await world.get(`${toPath(payment)}/refunds/${id}`), 200).state,
      'awaiting_approval',
    );
  });

  /** Repeats while the refund's flow is at work on it. */
  const withdraw = (payment: TestPayment, id: string) =>
    eventually(
      () => world.call({ method: 'POST', path: `${toPath(payment)}/refunds/${id}/withdraw` }),
      ({ status }) => status !== 409,
    );

  test('takes no request that another refund of the payment follows already', async () => {
    const payment = world.newPayment('sopague');
    const part = { amount: 500, strategy: 'refund_only' };
    const first = readOperation(await refund(payment, part), 202);
    const requestId = world.sopague.fileRefundRequest({ amount: 500 });
    await attach(payment, first.id, requestId);
    world.sopague.decideRefundRequest(requestId, 'APROVADO');
    readOperation(await finished(payment, part), 200);
    const second = readOperation(await refund(payment, part, 'key-2'), 202);

    const again = await attach(payment, second.id, requestId);

    assert.partialDeepStrictEqual(again.payload, { problem: { code: 'validation_failed' } });
    assert.match(JSON.stringify(again.payload), new RegExp(`belongs to ${first.id} already`));
    assert.equal(readOperation(await refund(payment, part, 'key-2'), 202).state, 'awaiting_approval');
  });

  test('that was withdrawn says what to do with the request that somebody filed all the same', async () => {
    const payment = world.newPayment('sopague');
    const { id } = readOperation(await refund(payment, { strategy: 'refund_only' }), 202);
    const requestId = world.sopague.fileRefundRequest({ amount: AMOUNT });
    readOperation(await withdraw(payment, id), 200);

    const { payload } = await attach(payment, id, requestId);

    assert.match(JSON.stringify(payload), /can still move money: withdraw it at SoPague/);
  });

  for (const [what, answers] of [
    ['whose withdrawal gets no answer', 'reset-before-headers'],
    ['whose withdrawal breaks off', 'truncated'],
  ] as const)
    test(`${what} is not answered as refused, and may be repeated`, async () => {
      const payment = world.newPayment('sopague');
      const { id } = readOperation(await refund(payment, { strategy: 'refund_only' }), 202);
      const requestId = world.sopague.fileRefundRequest({ amount: AMOUNT });
      await attach(payment, id, requestId);
      const path = `${toPath(payment)}/refunds/${id}/withdraw`;
      world.sopague.next({ applies: false, answers }, { kind: 'withdraw_refund_request' });

      const problem = readProblem(await world.call({ method: 'POST', path }), 503, 'provider_unavailable');

      assert.deepEqual([problem.outcome, problem.retry], ['pending', 'same_key']);
      readOperation(await withdraw(payment, id), 200);
    });

  test('can be withdrawn at the provider, while that is pending', async () => {
    const payment = world.newPayment('sopague');
    const { id } = readOperation(await refund(payment, { strategy: 'refund_only' }), 202);
    const requestId = world.sopague.fileRefundRequest({ amount: AMOUNT });
    await attach(payment, id, requestId);

    const withdrawn = readOperation(await withdraw(payment, id), 200);

    assert.deepEqual(pick(withdrawn), ['refund', 'refund', 'failed', 'not_applied']);
    assert.equal(world.sopague.refundRequest(requestId).status, 'CANCELADO');
  });

  test('that is decided can no longer be withdrawn', async () => {
    const payment = world.newPayment('sopague');
    const { id } = readOperation(await refund(payment, { strategy: 'refund_only' }), 202);
    const requestId = world.sopague.fileRefundRequest({ amount: AMOUNT });
    await attach(payment, id, requestId);
    // The flow of the refund must not see the decision first.
    world.sopague.next({ status: 503 }, { kind: 'list_refund_requests', times: Number.POSITIVE_INFINITY });
    world.sopague.decideRefundRequest(requestId, 'APROVADO');

    const path = `${toPath(payment)}/refunds/${id}/withdraw`;
    const problem = readProblem(await world.call({ method: 'POST', path }), 409, 'withdraw_not_allowed');
    world.sopague.clearFaults();

    assert.equal(problem.outcome, 'pending');
    assert.match(problem.provider?.message ?? '', /Status atual: 'APROVADO'/);
  });
});

describe('a refund and a cancellation of one payment', () => {
  test('exclude each other while one is open', async () => {
    const payment = world.newPayment('letpay');
    world.letpay.next({ applies: false, answers: 'reset-before-headers' });
    readOperation(await world.cancel(payment, { key: 'c' }), 202);
    const problem = readProblem(await refund(payment, undefined, 'r'), 409, 'payment_busy');
    assert.equal(problem.operation?.state, 'unknown');
  });

  test('do not share a key', async () => {
    const payment = world.newPayment('letpay');
    readOperation(await world.cancel(payment), 202);
    readProblem(await refund(payment), 422, 'idempotency_key_reused');
  });

  test('are found each under its own path only', async () => {
    const payment = paid();
    const { id } = readOperation(await refund(payment), 202);
    for (const path of [`${toPath(payment)}/cancellations/${id}`]) {
      readProblem(await world.get(path), 404, 'operation_not_found');
      readProblem(await world.call({ method: 'POST', path: `${path}/withdraw` }), 404, 'operation_not_found');
    }
  });
});

describe('a refund is refused, with nothing sent and nothing stored', () => {
  const rows: [string, object, string][] = [
    ['a strategy that is none', { strategy: 'hope' }, '/strategy'],
    ['a field that is not known', { ammount: 1 }, '/ammount'],
    ['an amount of zero', { amount: 0 }, '/amount'],
    ['a fraction', { amount: 10.5 }, '/amount'],
    ['a PIX key, which this API does not take', { pixKey: 'a@b.c' }, '/pixKey'],
  ];
  for (const [what, body, pointer] of rows) {
    test(`for ${what}`, async () => {
      const payment = paid();
      const problem = readProblem(await refund(payment, body), 400, 'validation_failed');
      assert.deepEqual(
        problem.errors?.map((error) => error.pointer),
        [pointer],
      );
      assert.deepEqual(world.sent(payment), []);
      assert.deepEqual(readPayment(await world.get(toPath(payment))).operations, []);
    });
  }

  test('for a strategy of a cancellation', async () => {
    const payment = paid();
    const answer = await world.cancel(payment, { body: { strategy: 'refund_only' } });
    readProblem(answer, 400, 'validation_failed');
  });
});
