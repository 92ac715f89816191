import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { nextEvent } from '../kit/next-event.ts';
import { codeOf, useRefunds } from './refund-scene.ts';

const listSchema = z.array(z.record(z.string(), z.unknown()));

const DAY_MS = 24 * 3_600_000;

const scene = useRefunds();
const { amountsOf, listRefunds, paid, read, readRefund, refund, renewToken, restart } = scene;

test('a refund is taken as REQUESTED with the documented fields, and then the payment is REFUNDED', async () => {
  scene.letpay.setClock('2024-03-01T10:20:30Z');
  await renewToken();
  const id = paid();
  const reply = await refund(id);
  const { created_at, refresh_token, ...rest } = reply.json;
  const seen = await read(id);

  assert.equal(reply.status, 200);
  assert.deepEqual(rest, { refund_id: 1, payment_token: id, refund_status: 'REQUESTED' });
  assert.match(String(created_at), /^2024-03-01 10:20:30$/);
  assert.equal(typeof refresh_token, 'string');
  assert.deepEqual(
    [seen.transactionStatus, seen.refunded_amount, seen.amount_received, seen.method],
    ['REFUNDED', 10.35, 10.35, 'PICPAY'],
  );
  assert.equal(scene.letpay.effects(id), 1);
});

test('the date of a refund can come without its time', async () => {
  scene.letpay.refundDates = 'date';

  assert.match(String((await refund(paid())).json.created_at), /^\d{4}-\d\d-\d\d$/);
});

test('date-times can be written by the clock of any zone', async () => {
  scene.letpay.setClock('2024-03-01T02:20:00Z');
  scene.letpay.utcOffsetMinutes = -180;
  await renewToken();
  const id = paid();

  assert.match(String((await read(id)).createdAt), /^2024-02-29T23:20:00/);
  assert.match(String((await refund(id)).json.created_at), /^2024-02-29 23:20:00$/);
});

test('a refund that takes time is REQUESTED, PROCESSING and COMPLETED, and only then moves the payment', async () => {
  scene.letpay.rules.refundTakesMs = 60_000;
  const id = paid();
  await refund(id, '4');
  const seen = [];
  for (const ms of [0, 30_000, 30_000]) {
    scene.letpay.advanceClock(ms);
    const { refund_status } = (await readRefund(1)).json;
    const { transactionStatus, refunded_amount } = await read(id);
    seen.push([refund_status, transactionStatus, refunded_amount]);
  }

  assert.deepEqual(seen, [
    ['REQUESTED', 'PAID', 0],
    ['PROCESSING', 'PAID', 0],
    ['COMPLETED', 'PARTIALLY_REFUNDED', 4],
  ]);
});

test('a refund ends on the real clock too, without a request', async () => {
  await restart({ refundTakesMs: 20, clock: Date.now });
  await renewToken();
  const id = paid();
  const changed = nextEvent(scene.letpay, 'changed');
  await refund(id);

  assert.deepEqual(await changed, { type: 'changed', paymentId: id, from: 'PAID', to: 'REFUNDED' });
});

test('a refund that fails leaves the payment as it was and its amount free', async () => {
  const id = paid({ rules: { refundEnds: 'failed' } });
  await refund(id);

  assert.equal((await readRefund(1)).json.refund_status, 'FAILED');
  assert.deepEqual([scene.letpay.payment(id).status, scene.letpay.effects(id)], ['PAID', 0]);
  assert.equal((await refund(id)).status, 200);
});

test('a refund may never end by itself, and is ended by hand, one payment at a time or all', async () => {
  scene.letpay.rules.refundEnds = 'never';
  const [first, second, third] = [paid(), paid(), paid()];
  for (const id of [first, second, third]) await refund(id);
  scene.letpay.advanceClock(4 * 60_000);
  scene.letpay.completeRefunds(first);
  scene.letpay.completeRefunds(second, 'FAILED');
  const statuses = () => [first, second, third].map((id) => scene.letpay.refundsOf(id)[0]?.status);

  assert.deepEqual(statuses(), ['COMPLETED', 'FAILED', 'PROCESSING']);
  scene.letpay.completeRefunds();
  assert.deepEqual(statuses(), ['COMPLETED', 'FAILED', 'COMPLETED']);
});

test('every repeat is another refund', async () => {
  const id = paid();
  const ids = [(await refund(id, '1.50')).json.refund_id, (await refund(id, '1.50')).json.refund_id];

  assert.deepEqual(ids, [1, 2]);
  assert.deepEqual([scene.letpay.payment(id).refundedAmount, scene.letpay.effects(id)], [300, 2]);
});

test('parts add up, and what is left goes back when no amount is named', async () => {
  const id = paid({ refundedAmount: 35, status: 'PARTIALLY_REFUNDED' });
  await refund(id, '0.01');
  await refund(id);

  assert.deepEqual(amountsOf(id), [1, 999]);
  assert.equal(scene.letpay.payment(id).status, 'REFUNDED');
});

test('refunds under way count as taken, unless a rule ignores them, and then too much can go back', async () => {
  scene.letpay.rules.refundTakesMs = 1000;
  const [counted, ignored] = [paid(), paid({ rules: { pendingRefunds: 'ignored' } })];
  for (const id of [counted, ignored]) await refund(id, '10');

  assert.equal(codeOf(await refund(counted, '0.36')), '00.04.0014');
  assert.equal((await refund(ignored)).status, 200);
  scene.letpay.advanceClock(1000);
  assert.deepEqual(
    [scene.letpay.payment(counted).refundedAmount, scene.letpay.payment(ignored).refundedAmount],
    [1000, 2035],
  );
});

test('the period begins when a payment becomes paid', async () => {
  const id = scene.letpay.createPayment({ amount: 1035, method: 'PIX', status: 'PROCESSING' });
  scene.letpay.advanceClock(100 * DAY_MS);
  scene.letpay.setStatus(id, 'PAID');
  await renewToken();

  assert.equal((await refund(id)).status, 200);
});

test('reads of a refund and of a list say the same, and only the list is a bare array without a token', async () => {
  const id = paid();
  for (const amount of ['1', '2']) await refund(id, amount);
  const { refresh_token, ...first } = (await readRefund(1)).json;
  const { status, json } = await listRefunds(id);

  assert.equal(typeof refresh_token, 'string');
  assert.deepEqual(first, { ...first, refund_id: 1, payment_token: id, refund_status: 'COMPLETED' });
  assert.deepEqual([status, listSchema.parse(json)[0], listSchema.parse(json).length], [200, first, 2]);
  assert.deepEqual((await listRefunds(paid())).json, []);
});

test('what is not there is 404 with its own code, and says what was not found', async () => {
  const none = '00000000-0000-0000-0000-000000000000';
  const replies = [await readRefund('77'), await listRefunds(none), await refund(none)];

  assert.deepEqual(
    replies.map((reply) => [reply.status, codeOf(reply)]),
    [
      [404, '00.01.0068'],
      [404, '00.01.0038'],
      [404, '00.01.0038'],
    ],
  );
  for (const [at, name] of ['77', none, none].entries())
    assert.ok(JSON.stringify(replies[at]?.json).includes(`(${name})`));
});

test("another account's payment is not refunded, and its refunds are not found", async () => {
  const accounts = { a: { apiKey: 'a', apiSecret: 'a' }, b: { apiKey: 'b', apiSecret: 'b' } };
  await restart({ accounts });
  await renewToken('a', 'a');
  const id = paid({ account: 'b' });
  scene.letpay.refundOutside(id, 100);
  const replies = [await refund(id), await readRefund(1), await listRefunds(id)];

  assert.deepEqual(replies.map(codeOf), ['00.04.0002', '00.01.0068', '00.01.0038']);
  assert.deepEqual(amountsOf(id), [100]);
});

test('a refund made outside is listed, and counts', async () => {
  const id = paid();
  scene.letpay.refundOutside(id, 1000);

  assert.equal(listSchema.parse((await listRefunds(id)).json)[0]?.refund_status, 'COMPLETED');
  assert.equal(codeOf(await refund(id, '0.36')), '00.04.0014');
  scene.letpay.refundOutside(id);
  assert.equal(scene.letpay.payment(id).status, 'REFUNDED');
});

test('a status that is set to REFUNDED has all the money back', async () => {
  const id = paid();
  scene.letpay.setStatus(id, 'REFUNDED');

  assert.equal((await read(id)).refunded_amount, 10.35);
});
