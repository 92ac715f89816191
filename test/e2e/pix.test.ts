import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Fault } from '../../local/simulators/kit/faults.ts';
import { makeCertificate } from '../../local/simulators/kit/make-certificate.ts';
import { eventually } from '../local/eventually.ts';
import { readOperation, readPayment, readProblem } from './shapes.ts';
import { createTestClock } from './test-clock.ts';
import {
  AMOUNT,
  pixLogin,
  startWorld,
  type TestPayment,
  toPath,
  toWebhookSecret,
  type World,
} from './world.ts';

/** Pix through its bundle, over mutual TLS. */

const HOUR = 3_600_000;
const ALWAYS = Number.POSITIVE_INFINITY;

const clock = createTestClock();

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', clock, merchants: ['loja-1', 'loja-2'] });
});
after(() => world.close());
beforeEach(() => {
  world.forget();
  // What a flow asks for by itself would disturb what is counted here.
  world.stack.faults.add({ target: 'StartExecution', kind: 'unavailable', times: ALWAYS });
  Object.assign(world.pix.rules, { refundTakesMs: 0, answersAtOnce: false, refundEnds: 'DEVOLVIDO' });
});

const paid = () => world.newCharge({ status: 'CONCLUIDA' });
const refundsOf = ({ paymentId }: TestPayment) => world.pix.refundsOf(paymentId);

/** Sweeps once, an hour later, and reads the operation. */
async function settle(payment: TestPayment, id: string): Promise<string> {
  clock.moveForward(HOUR);
  for (const { functionError } of await world.stack.runSchedules()) assert.equal(functionError, undefined);
  return readOperation(await world.get(`${toPath(payment)}/refunds/${id}`), 200).state;
}

test('a charge that nobody has paid is removed, once', async () => {
  for (const kind of ['cob', 'cobv'] as const) {
    const payment = world.newCharge({ kind });
    const { state, method } = readOperation(await world.cancel(payment), 200);
    assert.deepEqual([state, method], ['succeeded', 'void']);
    assert.equal(world.sent(payment, 'cancel').at(-1)?.path, `/${kind}/${payment.paymentId}`);
    readProblem(await world.cancel(payment, { key: 'key-2' }), 409, 'already_canceled');
    assert.equal(world.effects(payment), 1);
  }
});

test('a charge that was paid is not canceled, and is refunded in parts', async () => {
  const payment = paid();
  readProblem(await world.cancel(payment), 409, 'not_cancelable');

  const part = readOperation(await world.refund(payment, { key: 'key-2', body: { amount: 500 } }), 202);
  readProblem(await world.refund(payment, { key: 'key-3' }), 409, 'payment_busy');
  assert.equal(await settle(payment, part.id), 'succeeded');
  const rest = readOperation(await world.refund(payment, { key: 'key-3' }), 202);

  assert.deepEqual([part.state, rest.state], ['processing', 'processing']);
  assert.equal(await settle(payment, rest.id), 'succeeded');
  assert.equal(world.pix.refunded(payment.paymentId), AMOUNT);
  assert.deepEqual(
    refundsOf(payment).map(({ amount }) => amount),
    [500, 535],
  );
  const { payment: shown } = readPayment(await world.get(toPath(payment)));
  assert.equal(shown?.status, 'refunded');
});

test('a Pix that arrives while its charge is removed shows in the options of the payment, and is refunded by the id of the charge', async () => {
  Object.assign(world.pix.rules, { answersAtOnce: true });
  const payment = world.newCharge({});
  assert.equal(readOperation(await world.cancel(payment), 200).state, 'succeeded');
  readProblem(await world.refund(payment, { key: 'key-2' }), 409, 'already_canceled');

  world.pix.pay(payment.paymentId);

  const { payment: shown, options } = readPayment(await world.get(toPath(payment)));
  assert.deepEqual([shown?.status, shown?.left], ['paid', AMOUNT]);
  assert.deepEqual([options.refund.possible, options.refund.why], ['yes', null]);
  const refund = readOperation(await world.refund(payment, { key: 'key-3' }), 200);
  assert.deepEqual([refund.state, refund.appliedAmount], ['succeeded', AMOUNT]);
  readProblem(await world.refund(payment, { key: 'key-4' }), 409, 'already_refunded');
  assert.equal(world.pix.refunded(payment.paymentId), AMOUNT);
  assert.equal(refundsOf(payment).length, 1);
});

test('a Pix without a charge is refunded by its endToEndId', async () => {
  Object.assign(world.pix.rules, { answersAtOnce: true });
  const payment = world.newPix();
  assert.equal(readOperation(await world.refund(payment), 200).state, 'succeeded');
  assert.equal(refundsOf(payment).length, 1);
});

test('a charge that several Pix paid is refunded by none of its ids', async () => {
  const payment = paid();
  world.pix.pay(payment.paymentId, 300);
  const { detail } = readProblem(await world.refund(payment), 409, 'not_refundable');
  assert.match(detail ?? '', /endToEndId/);
  assert.equal(refundsOf(payment).length, 0);
});

describe('one refund is made, and reported as it is, whatever becomes of its answer:', () => {
  const faults: Readonly<Record<string, Fault>> = {
    'no answer': { applies: true, answers: 'reset-before-headers' },
    'half an answer': { applies: true, answers: 'truncated' },
    'a page of a gateway': { applies: true, status: 502, body: '<html></html>' },
    'not executed, and no answer': { applies: false, answers: 'reset-before-headers' },
    'an error of the bank, not executed': { applies: false, status: 500 },
    'asked to wait': { applies: false, status: 429, headers: { 'retry-after': '1' } },
  };
  for (const [name, fault] of Object.entries(faults))
    test(name, async () => {
      const payment = paid();
      world.pix.next(fault, { kind: 'refund' });
      const { id } = readOperation(await world.refund(payment, { body: { amount: 500 } }), 202);

      let state = 'processing';
      for (let round = 0; round < 8 && state !== 'succeeded'; round++) {
        state = await settle(payment, id);
      }

      assert.equal(state, 'succeeded');
      assert.deepEqual(
        refundsOf(payment).map(({ amount }) => amount),
        [500],
      );
      const ids = new Set(world.sent(payment, 'refund').map(({ path }) => path));
      assert.ok(ids.size <= 1, 'every request has the id of the first');
    });
});

test('a refund that the bank could not make has failed, and another can be asked for', async () => {
  const payment = paid();
  Object.assign(world.pix.rules, { refundTakesMs: HOUR, refundEnds: 'NAO_REALIZADO' });
  const { id } = readOperation(await world.refund(payment), 202);
  clock.moveForward(HOUR);
  assert.equal(await settle(payment, id), 'failed');

  Object.assign(world.pix.rules, { refundEnds: 'DEVOLVIDO', refundTakesMs: 0, answersAtOnce: true });
  assert.equal(readOperation(await world.refund(payment, { key: 'key-2' }), 200).state, 'succeeded');
});

describe('a webhook', () => {
  const notify = (secret: string, body: object) =>
    world.call({
      method: 'POST',
      path: `/v1/merchants/loja-1/pix/notifications?${new URLSearchParams({ hmac: secret })}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const stateOf = async (payment: TestPayment) =>
    readPayment(await world.get(toPath(payment))).operations[0]?.state;

  test('with several Pix has each of them read', async () => {
    const payments = [paid(), paid()];
    for (const payment of payments) readOperation(await world.refund(payment), 202);
    const body = world.pix.toWebhook(...payments.map(({ paymentId }) => paymentId));

    const answer = await notify(`${toWebhookSecret('loja-1')}/pix`, body);

    assert.equal(answer.status, 200, answer.text);
    for (const payment of payments)
      await eventually(
        () => stateOf(payment),
        (state) => state === 'succeeded',
      );
  });

  test('with the secret of another merchant is refused, and nothing is read', async () => {
    const payment = paid();
    readOperation(await world.refund(payment), 202);
    world.forget();
    const answer = await notify(toWebhookSecret('loja-2'), world.pix.toWebhook(payment.paymentId));
    assert.equal(answer.status, 403, answer.text);
    assert.equal(world.pix.received().length, 0);
  });
});

test('the certificate of another merchant is refused, and ends nothing', async () => {
  const payment = paid();
  world.pix.setClient({ ...pixLogin('loja-1'), certificate: makeCertificate('another').certificate });
  world.pix.expireTokens();
  const { state, outcome } = readOperation(await world.refund(payment), 202);
  assert.deepEqual([state, outcome], ['accepted', 'not_applied']);
  assert.equal(refundsOf(payment).length, 0);
  world.pix.setClient(pixLogin('loja-1'));
});

test('a bank that never answers an inquiry ends nothing', async () => {
  const payment = paid();
  world.pix.next({ status: 503 }, { kind: 'read', times: ALWAYS });
  assert.equal(readOperation(await world.refund(payment), 202).state, 'accepted');
  assert.equal(refundsOf(payment).length, 0);
});
