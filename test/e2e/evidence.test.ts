import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createLocalClock } from '../../local/clock/local-clock.ts';
import { type Fault, HTML_PAGE } from '../../local/simulators/kit/faults.ts';
import { type OperationShape, pick, readOperation, readPayment, readProblem } from './shapes.ts';
import {
  AMOUNT,
  PROVIDERS,
  type ProviderId,
  startWorld,
  type TestPayment,
  toPath,
  type World,
} from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** After this long no request of ours can still take effect, at either provider. */
const SETTLED = 20 * MINUTE;

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

const sale = () => world.newSopaguePayment({ amount: 15_000 });
const paid = () => world.newLetpayPayment({ status: 'PAID', amount: 10_000 });
const bodiesOf = (payment: TestPayment, kind: 'cancel' | 'refund') =>
  world.sent(payment, kind).map(({ body }) => body);

function assertState(
  { state, outcome }: OperationShape,
  expected: readonly [state: string, outcome: string],
) {
  assert.deepEqual([state, outcome], expected);
}

describe('a whole cancel at SoPague whose amount was read', () => {
  const lies: readonly (readonly [string, Fault, Fault | undefined])[] = [
    ['was less than the whole', {}, { fields: { value: 150.0 } }],
    ['was right, but that was not done', { applies: false }, undefined],
  ];
  for (const [what, ofCancel, ofRead] of lies)
    test(`is not reported as done while no inquiry confirms it: the amount ${what}`, async () => {
      const payment = sale();
      if (ofRead) world.sopague.next(ofRead, { kind: 'read', times: ALWAYS });
      world.sopague.next(ofCancel);

      const first = readOperation(await world.cancel(payment), 202);
      const again = readOperation(await world.cancel(payment), 202);
      clock.moveForward(SETTLED);
      const review = readOperation(await world.cancel(payment), 202);

      assertState(first, ['processing', 'pending']);
      assertState(again, ['processing', 'pending']);
      assertState(review, ['manual_review', 'unknown']);
      assert.equal(review.action?.kind, 'record_outcome');
      assert.equal(world.sent(payment, 'cancel').length, 1);
      readProblem(await world.cancel(payment, { key: 'key-2' }), 409, 'payment_busy');
    });
});

describe('a 400 of SoPague in words that no page lists, whatever its body', () => {
  const bodies: readonly (readonly [string, unknown])[] = [
    ['plain text', 'Valor acima do disponivel.'],
    ['empty', ''],
    ['HTML', HTML_PAGE],
    ['one object', { tag: '__general__', description: 'Valor acima do disponivel.' }],
    ['a problem of RFC 9457', { type: 'about:blank', title: 'Bad Request', status: 400 }],
  ];
  for (const [name, body] of bodies)
    test(`${name}: is never sent again, and what is left by then does not explain it`, async () => {
      const payment = sale();
      const part = { body: { amount: 10_000 } };
      world.sopague.next({ status: 400, body });
      assertState(readOperation(await world.cancel(payment, part), 202), ['unknown', 'unknown']);
      world.sopague.next({ fields: { value: 5000 } }, { kind: 'read', times: ALWAYS });
      clock.moveForward(SETTLED);

      assertState(readOperation(await world.cancel(payment, part), 202), ['manual_review', 'unknown']);

      assert.equal(world.sent(payment, 'cancel').length, 1);
      assert.equal(world.effects(payment), 0);
    });
});

describe('more than there is to cancel at SoPague', () => {
  const rows = [
    { before: 0, amount: 15_001 },
    { before: 5000, amount: 10_001 },
  ];
  for (const { before, amount } of rows)
    test(`is refused with what is left, after ${before}, before anything is sent`, async () => {
      const payment = sale();
      const part = { key: 'part', body: { amount: before } };
      if (before > 0) readOperation(await world.cancel(payment, part), 200);
      world.forget();

      const answer = await world.cancel(payment, { body: { amount } });
      const problem = readProblem(answer, 422, 'amount_exceeds_available');

      assert.deepEqual(pick(problem, 'outcome', 'retry'), {
        outcome: 'not_applied',
        retry: 'fix_and_new_key',
      });
      assert.deepEqual(problem.amounts, { total: 15_000, returned: before, left: 15_000 - before });
      assert.equal(world.sent(payment, 'cancel').length, 0);
    });
});

describe('a part at SoPague of which nobody knows', () => {
  test('waits for a person once nothing of it can still take effect, and says so', async () => {
    const payment = sale();
    const part = { body: { amount: 5000 } };
    world.sopague.next({ status: 500, applies: true });
    assertState(readOperation(await world.cancel(payment, part), 202), ['unknown', 'unknown']);
    clock.moveForward(SETTLED);

    const review = readOperation(await world.cancel(payment, part), 202);

    assertState(review, ['manual_review', 'unknown']);
    assert.equal(review.action?.kind, 'record_outcome');
    assert.equal(world.sent(payment, 'cancel').length, 1);
  });

  test('is not sent again where the look-up shows what is left of the payment, and half of it was canceled', async () => {
    const payment = sale();
    const half = { body: { amount: 7500 } };
    world.sopague.next({ answers: 'reset-before-headers' });
    assertState(readOperation(await world.cancel(payment, half), 202), ['unknown', 'unknown']);
    world.sopague.next({ fields: { value: 7500 } }, { kind: 'read', times: ALWAYS });
    clock.moveForward(SETTLED);

    const review = readOperation(await world.cancel(payment, half), 202);

    assertState(review, ['manual_review', 'unknown']);
    assert.equal(world.sent(payment, 'cancel').length, 1);
    assert.equal(world.sopague.payment(payment.paymentId).canceledAmount, 7500);
  });
});

describe('a whole cancel that the provider does not carry out at first', () => {
  test('letpay: is sent again with growing pauses for as long as that goes on', async () => {
    const payment = world.newPayment('letpay');
    world.letpay.next({ status: 502, code: '00.03.0001' }, { times: ALWAYS });
    // The second one goes out at once, the others when their pause is over.
    for (let sends = 1; sends <= 8; sends++) {
      assertState(readOperation(await world.cancel(payment), 202), ['unknown', 'unknown']);
      assert.equal(world.sent(payment, 'cancel').length, sends);
      if (sends > 1 && sends < 8) clock.moveForward(HOUR);
    }
    // By now it takes minutes until it may be sent again, however often it is asked for.
    assertState(readOperation(await world.cancel(payment), 202), ['unknown', 'unknown']);
    assert.equal(world.sent(payment, 'cancel').length, 8);

    world.letpay.clearFaults();
    clock.moveForward(HOUR);
    assertState(readOperation(await world.cancel(payment), 202), ['processing', 'pending']);
    const done = readOperation(await world.cancel(payment), 200);

    assert.deepEqual([done.state, done.attempts], ['succeeded', 9]);
    assert.equal(world.effects(payment), 1);
  });

  test('sopague: is sent again once nothing of it can still take effect', async () => {
    const payment = sale();
    world.sopague.next({ status: 500, applies: false });
    assertState(readOperation(await world.cancel(payment), 202), ['unknown', 'unknown']);
    clock.moveForward(SETTLED);

    const done = readOperation(await world.cancel(payment), 200);

    assert.deepEqual([done.state, done.attempts, done.appliedAmount], ['succeeded', 2, 15_000]);
    assert.equal(world.effects(payment), 1);
  });
});

describe('a refund at LetPay whose request never arrived, while somebody else refunds', () => {
  const refund = (payment: TestPayment) => world.refund(payment, { body: { amount: 6000 } });

  test('another amount, is not proved by that, and is sent again', async () => {
    const payment = paid();
    world.letpay.next({ applies: false, answers: 'reset-before-headers' }, { kind: 'refund' });
    readOperation(await refund(payment), 202);
    world.letpay.refundOutside(payment.paymentId, 500);

    assertState(readOperation(await refund(payment), 202), ['unknown', 'unknown']);
    clock.moveForward(SETTLED);
    await refund(payment);
    const done = readOperation(await refund(payment), 200);

    assert.deepEqual(pick(done, 'state', 'attribution', 'appliedAmount', 'attempts'), {
      state: 'succeeded',
      attribution: 'ours',
      appliedAmount: 6000,
      attempts: 2,
    });
    assert.deepEqual(
      world.letpay.refundsOf(payment.paymentId).map(({ amount }) => amount),
      [500, 6000],
    );
  });

  test('so much that ours no longer fits, is refused with what is left', async () => {
    const payment = paid();
    world.letpay.next({ applies: false, answers: 'reset-before-headers' }, { kind: 'refund' });
    readOperation(await refund(payment), 202);
    world.letpay.refundOutside(payment.paymentId, 4500);
    clock.moveForward(SETTLED);

    const problem = readProblem(await refund(payment), 422, 'amount_exceeds_available');

    assert.deepEqual(problem.amounts, { total: 10_000, returned: 4500, left: 5500 });
    assert.equal(world.sent(payment, 'refund').length, 1);
  });
});

describe('amounts of LetPay are read to the centavo', () => {
  for (const refunded of [60.10000000000001, '60.10', 60.1])
    test(`refunded_amount ${JSON.stringify(refunded)}`, async () => {
      const payment = paid();
      world.letpay.refundOutside(payment.paymentId, 6010);
      world.letpay.next({ fields: { refunded_amount: refunded } }, { kind: 'read', times: 2 });

      const tooMuch = await world.refund(payment, { body: { amount: 5000 } });
      const problem = readProblem(tooMuch, 422, 'amount_exceeds_available');
      await world.refund(payment, { key: 'key-2' });
      const done = readOperation(await world.refund(payment, { key: 'key-2' }), 200);

      assert.deepEqual(problem.amounts, { total: 10_000, returned: 6010, left: 3990 });
      assert.equal(done.appliedAmount, 3990);
      assert.deepEqual(bodiesOf(payment, 'refund'), [
        `{"payment_token":"${payment.paymentId}","amount":39.90}`,
      ]);
    });

  test('and one that cannot be read is not zero: nothing is sent until it can', async () => {
    const payment = paid();
    world.letpay.refundOutside(payment.paymentId, 6010);
    world.letpay.next({ fields: { refunded_amount: null } }, { kind: 'read' });

    const accepted = readOperation(await world.refund(payment), 202);
    const sent = bodiesOf(payment, 'refund');
    await world.refund(payment);
    const done = readOperation(await world.refund(payment), 200);

    assertState(accepted, ['accepted', 'not_applied']);
    assert.deepEqual(sent, []);
    assert.equal(done.appliedAmount, 3990);
  });

  test('and ids keep all their digits', async () => {
    const payment = paid();
    const { paymentId } = payment;
    const refundId = '4430407720081005827';
    const body = (status: string) =>
      `{"refund_id":${refundId},"payment_token":"${paymentId}","refund_status":"${status}"}`;
    world.letpay.next({ applies: true, body: body('REQUESTED') }, { kind: 'refund' });
    world.letpay.next({ body: '[]' }, { kind: 'list_refunds' });
    world.letpay.next({ body: `[${body('COMPLETED')}]` }, { kind: 'list_refunds', times: ALWAYS });

    assertState(readOperation(await world.refund(payment), 202), ['processing', 'pending']);
    const done = readOperation(await world.refund(payment), 200);
    const shown = readPayment(await world.get(toPath(payment)));

    assert.deepEqual([done.state, done.attribution], ['succeeded', 'ours']);
    assert.deepEqual(
      shown.payment?.refunds.map(({ id }) => id),
      [refundId],
    );
  });
});

describe('a refusal of LetPay that leaves out what its pages show', () => {
  test('is a refusal all the same, and is not sent again', async () => {
    const payment = world.newPayment('letpay');
    world.letpay.next({ status: 422, body: { status: '422', errors: null, message: null } });

    assertState(readOperation(await world.cancel(payment), 202), ['unknown', 'unknown']);
    clock.moveForward(SETTLED);
    const problem = readProblem(await world.cancel(payment), 422, 'declined_by_provider');

    assert.equal(problem.outcome, 'not_applied');
    assert.equal(world.sent(payment, 'cancel').length, 1);
  });
});

const MESSAGE = 'Recusado: cartao 4111 1111 1111 1111, CPF 529.982.247-25';

/** A refusal in words that no page lists. */
const REFUSALS: Readonly<Record<ProviderId, unknown>> = {
  letpay: { status: 422, errors: [{ code: '00.04.0012', description: MESSAGE }] },
  sopague: [{ tag: '__general__', description: MESSAGE }],
  mercadopago: { message: MESSAGE, error: 'bad_request', status: 400, cause: [] },
  pix: { nome: 'algo_novo', mensagem: MESSAGE },
};

describe("the provider's message", () => {
  for (const provider of PROVIDERS)
    test(`${provider}: shows no card number and no CPF, neither here nor in an event`, async () => {
      // Its day is over, which is how a refusal in unlisted words comes to an end at SoPague.
      const capturedAt = clock.now() - 3 * 24 * HOUR;
      const payment =
        provider === 'sopague'
          ? world.newSopaguePayment({ amount: AMOUNT, capturedAt })
          : world.newPayment(provider);
      const status = provider === 'letpay' ? 422 : 400;
      world.simulators[provider].next({ status, body: REFUSALS[provider] });

      await world.cancel(payment);
      clock.moveForward(SETTLED);
      const answer = await world.cancel(payment);

      assert.match(answer.text, /Recusado: cartao/);
      const events = JSON.stringify(world.stack.events.entries);
      for (const text of [answer.text, events]) assert.doesNotMatch(text, /4111 1111|982\.247/);
    });
});

describe('what was refused before anything was sent', () => {
  test('does not use up the payment', async () => {
    const payment = sale();
    readOperation(await world.cancel(payment, { key: 'part', body: { amount: 5000 } }), 200);
    world.forget();
    for (let index = 0; index < 33; index++) {
      const answer = await world.cancel(payment, { key: `key-${index}`, body: { amount: 10_001 } });
      readProblem(answer, 422, 'amount_exceeds_available');
    }
    assert.deepEqual(world.sent(payment, 'cancel'), []);

    const rest = readOperation(await world.cancel(payment, { key: 'rest' }), 200);

    assert.equal(rest.appliedAmount, 10_000);
  });
});
