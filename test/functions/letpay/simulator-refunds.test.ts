import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import * as z from 'zod';
import {
  type LetpaySimulator,
  type NewLetpayPayment,
  startLetpaySimulator,
} from '../../../functions/letpay/simulator.ts';
import { HTML_PAGE } from '../../../shared/simulator/faults.ts';
import { abortOn, nextEvent } from '../../simulator/next-event.ts';
import { stoppedClock } from '../../simulator/stopped-clock.ts';

const objectSchema = z.record(z.string(), z.unknown());
const errorSchema = z.object({ errors: z.array(z.object({ code: z.string(), description: z.string() })) });
const listSchema = z.array(objectSchema);

interface Reply {
  readonly status: number;
  readonly json: unknown;
}

const DAY_MS = 24 * 3_600_000;

let letpay: LetpaySimulator;
let used: string;

beforeEach(async () => {
  letpay = await startLetpaySimulator({ clock: stoppedClock });
  used = await logIn();
});

afterEach(() => letpay.close());

async function logIn(apiKey = 'demo-key', apiSecret = 'demo-secret'): Promise<string> {
  const body = new FormData();
  body.set('apiKey', apiKey);
  body.set('apiSecret', apiSecret);
  const response = await fetch(`${letpay.url}/auth`, { method: 'POST', body });
  return z.object({ token: z.string() }).parse(await response.json()).token;
}

async function send(method: string, path: string, token: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(letpay.url + path, { method, headers: { 'X-Auth-Token': token }, ...init });
  return { status: response.status, json: await response.json() };
}

/** @param amount reais, as they are to be written */
function refund(id: string, amount?: string, init: RequestInit = {}): Promise<Reply> {
  const more = amount === undefined ? '' : `,"amount":${amount}`;
  return refundBy(`{"payment_token":"${id}"${more}}`, init);
}

const refundBy = (body: string, init: RequestInit = {}) => send('POST', '/refund', used, { body, ...init });

const readRefund = (id: unknown, token = used) => send('GET', `/refund/${id}`, token);
const listRefunds = (id: string, token = used) => send('GET', `/refund/payment/${id}`, token);
const read = async (id: string) => members(await send('GET', `/payment/${id}`, used));

const members = (reply: Reply) => objectSchema.parse(reply.json);
const codeOf = (reply: Reply) => errorSchema.parse(reply.json).errors[0]?.code;

const paid = (about: Partial<NewLetpayPayment> = {}) =>
  letpay.createPayment({ amount: 1035, status: 'PAID', ...about });

const amountsOf = (id: string) => letpay.refundsOf(id).map(({ amount }) => amount);

test('a refund is taken as REQUESTED with the documented fields, and then the payment is REFUNDED', async () => {
  letpay.setClock('2024-03-01T10:20:30Z');
  used = await logIn();
  const id = paid();
  const reply = await refund(id);
  const { created_at, refresh_token, ...rest } = members(reply);
  const seen = await read(id);

  assert.equal(reply.status, 200);
  assert.deepEqual(rest, { refund_id: 1, payment_token: id, refund_status: 'REQUESTED' });
  assert.match(String(created_at), /^2024-03-01 10:20:30$/);
  assert.equal(typeof refresh_token, 'string');
  assert.deepEqual(
    [seen.transactionStatus, seen.refunded_amount, seen.amount_received, seen.method],
    ['REFUNDED', 10.35, 10.35, 'PICPAY'],
  );
  assert.equal(letpay.effects(id), 1);
});

test('the date of a refund can come without its time', async () => {
  letpay.refundDates = 'date';

  assert.match(String(members(await refund(paid())).created_at), /^\d{4}-\d\d-\d\d$/);
});

test('date-times can be written by the clock of any zone', async () => {
  letpay.setClock('2024-03-01T02:20:00Z');
  letpay.utcOffsetMinutes = -180;
  used = await logIn();
  const id = paid();

  assert.match(String((await read(id)).createdAt), /^2024-02-29T23:20:00/);
  assert.match(String(members(await refund(id)).created_at), /^2024-02-29 23:20:00$/);
});

test('a refund that takes time is REQUESTED, PROCESSING and COMPLETED, and only then moves the payment', async () => {
  letpay.rules.refundTakesMs = 60_000;
  const id = paid();
  await refund(id, '4');
  const seen = [];
  for (const ms of [0, 30_000, 30_000]) {
    letpay.advanceClock(ms);
    const { refund_status } = members(await readRefund(1));
    const { transactionStatus, refunded_amount } = await read(id);
    seen.push([refund_status, transactionStatus, refunded_amount]);
  }

  assert.deepEqual(seen, [
    ['REQUESTED', 'PAID', 0],
    ['PROCESSING', 'PAID', 0],
    ['COMPLETED', 'PARTIALLY_REFUNDED', 4],
  ]);
});

test('a refund ends on the real clock too, without anybody looking', async () => {
  await letpay.close();
  letpay = await startLetpaySimulator({ refundTakesMs: 20 });
  used = await logIn();
  const id = paid();
  const changed = nextEvent(letpay, 'changed');
  await refund(id);

  assert.deepEqual(await changed, { type: 'changed', paymentId: id, from: 'PAID', to: 'REFUNDED' });
});

test('a refund that fails leaves the payment as it was and its amount free', async () => {
  const id = paid({ rules: { refundEnds: 'failed' } });
  await refund(id);

  assert.equal(members(await readRefund(1)).refund_status, 'FAILED');
  assert.deepEqual([letpay.payment(id).status, letpay.effects(id)], ['PAID', 0]);
  assert.equal((await refund(id)).status, 200);
});

test('a refund may never end by itself, and is ended by hand, one payment at a time or all', async () => {
  letpay.rules.refundEnds = 'never';
  const [first, second, third] = [paid(), paid(), paid()];
  for (const id of [first, second, third]) await refund(id);
  letpay.advanceClock(4 * 60_000);
  letpay.completeRefunds(first);
  letpay.completeRefunds(second, 'FAILED');
  const statuses = () => [first, second, third].map((id) => letpay.refundsOf(id)[0]?.status);

  assert.deepEqual(statuses(), ['COMPLETED', 'FAILED', 'PROCESSING']);
  letpay.completeRefunds();
  assert.deepEqual(statuses(), ['COMPLETED', 'FAILED', 'COMPLETED']);
});

test('every repeat is another refund', async () => {
  const id = paid();
  const ids = [members(await refund(id, '1.50')).refund_id, members(await refund(id, '1.50')).refund_id];

  assert.deepEqual(ids, [1, 2]);
  assert.deepEqual([letpay.payment(id).refundedAmount, letpay.effects(id)], [300, 2]);
});

test('parts add up, and what is left goes back when no amount is named', async () => {
  const id = paid({ refundedAmount: 35, status: 'PARTIALLY_REFUNDED' });
  await refund(id, '0.01');
  await refund(id);

  assert.deepEqual(amountsOf(id), [1, 999]);
  assert.equal(letpay.payment(id).status, 'REFUNDED');
});

test('refunds under way count as taken, unless a rule ignores them, and then too much can go back', async () => {
  letpay.rules.refundTakesMs = 1000;
  const [counted, ignored] = [paid(), paid({ rules: { pendingRefunds: 'ignored' } })];
  for (const id of [counted, ignored]) await refund(id, '10');

  assert.equal(codeOf(await refund(counted, '0.36')), '00.04.0014');
  assert.equal((await refund(ignored)).status, 200);
  letpay.advanceClock(1000);
  assert.deepEqual(
    [letpay.payment(counted).refundedAmount, letpay.payment(ignored).refundedAmount],
    [1000, 2035],
  );
});

const EXACT = [
  { written: '10.35', centavos: 1035 },
  { written: '10.3', centavos: 1030 },
  { written: '10', centavos: 1000 },
  { written: '0.07', centavos: 7 },
  { written: '1.15', centavos: 115 },
  { written: '8.20', centavos: 820 },
];

for (const { written, centavos } of EXACT) {
  test(`an amount of ${written} reais is ${centavos} centavos`, async () => {
    const id = paid();
    await refund(id, written);

    assert.deepEqual(amountsOf(id), [centavos]);
  });
}

test('large amounts are exact to the centavo', async () => {
  const id = paid({ amount: 999_999_999_999_999 });
  await refund(id, '9999999999999.98');

  assert.deepEqual(amountsOf(id), [999_999_999_999_998]);
});

const MALFORMED = [
  '10.355',
  '10.350',
  '0',
  '0.00',
  '-1',
  '1e1',
  '"10.35"',
  'null',
  'true',
  '[1]',
  '99999999999999',
];

for (const written of MALFORMED) {
  test(`an amount written ${written} is 400 with 00.01.0044`, async () => {
    const id = paid();
    const reply = await refund(id, written);

    assert.deepEqual([reply.status, codeOf(reply)], [400, '00.01.0044']);
    assert.deepEqual(amountsOf(id), []);
  });
}

for (const body of ['', '{', '[]', 'null', '{}', '{"payment_token":1}']) {
  test(`a refund asked for with ${body || 'nothing'} is 400 with 00.01.0044`, async () => {
    const reply = await refundBy(body);

    assert.deepEqual([reply.status, codeOf(reply)], [400, '00.01.0044']);
  });
}

const REFUSED: readonly { readonly payment: Partial<NewLetpayPayment>; amount?: string; code: string }[] = [
  { payment: { status: 'PRE_AUTHORIZED' }, code: '01.05.0030' },
  { payment: { status: 'PROCESSING' }, code: '01.05.0030' },
  { payment: { status: 'CANCELED' }, code: '01.05.0030' },
  { payment: { status: 'DISPUTE' }, code: '01.05.0030' },
  { payment: { status: 'REFUNDED' }, code: '01.05.0004' },
  { payment: { status: 'REFUNDED' }, amount: '1', code: '01.05.0004' },
  { payment: { refundedAmount: 1035 }, amount: '1', code: '01.05.0004' },
  { payment: {}, amount: '10.36', code: '00.04.0014' },
  { payment: { status: 'PARTIALLY_REFUNDED', refundedAmount: 35 }, amount: '10.01', code: '00.04.0014' },
  { payment: { method: 'BOLETO' }, code: '00.01.0031' },
];

for (const { payment, amount, code } of REFUSED) {
  test(`a refund of ${amount ?? 'all'} of ${JSON.stringify(payment)} is 400 with ${code}`, async () => {
    const id = paid(payment);
    const reply = await refund(id, amount);

    assert.deepEqual([reply.status, codeOf(reply)], [400, code]);
    assert.deepEqual([amountsOf(id), letpay.effects(id)], [[], 0]);
  });
}

test('a boleto is refunded to a PIX key', async () => {
  const id = paid({ method: 'BOLETO' });

  assert.equal((await refundBy(`{"payment_token":"${id}","pix_key":"loja@example.com"}`)).status, 200);
});

const PERIODS = [
  { method: 'PIX', paidAt: '2026-01-10T12:00:00Z', last: '2026-04-10T12:00:00Z' },
  { method: 'CREDITCARD', paidAt: '2026-01-10T12:00:00Z', last: '2026-07-10T12:00:00Z' },
  { method: 'BOLETO', paidAt: '2026-01-10T12:00:00Z', last: undefined },
  { method: 'PICPAY', paidAt: '2026-01-10T12:00:00Z', last: undefined },
];

for (const { method, paidAt, last } of PERIODS) {
  test(`a payment by ${method} can be refunded ${last ? `until ${last}` : 'at any time'}`, async () => {
    const id = paid({ method, paidAt });
    const body = `{"payment_token":"${id}","amount":1,"pix_key":"loja@example.com"}`;
    letpay.setClock(last ?? '2036-01-10T12:00:00Z');
    letpay.advanceClock(-5000);
    used = await logIn();
    assert.equal((await refundBy(body)).status, 200);
    letpay.advanceClock(6000);
    const late = await refundBy(body);

    assert.deepEqual(late.status === 200 ? undefined : codeOf(late), last && '01.05.0018');
  });
}

test('the period begins when a payment becomes paid', async () => {
  const id = letpay.createPayment({ amount: 1035, method: 'PIX', status: 'PROCESSING' });
  letpay.advanceClock(100 * DAY_MS);
  letpay.setStatus(id, 'PAID');
  used = await logIn();

  assert.equal((await refund(id)).status, 200);
});

test('reads of a refund and of a list say the same, and only the list is a bare array without a token', async () => {
  const id = paid();
  for (const amount of ['1', '2']) await refund(id, amount);
  const { refresh_token, ...first } = members(await readRefund(1));
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
  await letpay.close();
  const accounts = { a: { apiKey: 'a', apiSecret: 'a' }, b: { apiKey: 'b', apiSecret: 'b' } };
  letpay = await startLetpaySimulator({ accounts });
  used = await logIn('a', 'a');
  const id = paid({ account: 'b' });
  letpay.refundOutside(id, 100);
  const replies = [await refund(id), await readRefund(1), await listRefunds(id)];

  assert.deepEqual(replies.map(codeOf), ['00.04.0002', '00.01.0068', '00.01.0038']);
  assert.deepEqual(amountsOf(id), [100]);
});

test('a refund made outside is listed, and counts', async () => {
  const id = paid();
  letpay.refundOutside(id, 1000);

  assert.equal(listSchema.parse((await listRefunds(id)).json)[0]?.refund_status, 'COMPLETED');
  assert.equal(codeOf(await refund(id, '0.36')), '00.04.0014');
  letpay.refundOutside(id);
  assert.equal(letpay.payment(id).status, 'REFUNDED');
});

test('a status that is set to REFUNDED has all the money back', async () => {
  const id = paid();
  letpay.setStatus(id, 'REFUNDED');

  assert.equal((await read(id)).refunded_amount, 10.35);
});

const LOST = ['never', 'reset-before-headers', 'reset-after-headers', 'truncated'] as const;

for (const answers of LOST) {
  for (const applies of [true, false]) {
    test(`a refund answered "${answers}" is ${applies ? '' : 'not '}made, as asked for`, async () => {
      const id = paid();
      letpay.next({ applies, answers }, { kind: 'refund' });
      const hangsUp = answers === 'never' ? { signal: abortOn(letpay, 'answered', 'refund') } : {};

      await assert.rejects(refund(id, '10.35', hangsUp));

      assert.deepEqual([amountsOf(id), letpay.effects(id)], applies ? [[1035], 1] : [[], 0]);
      assert.equal(letpay.received('refund').length, 1);
    });
  }
}

test('a 502 can come with the refund made or not, and with the next token or without', async () => {
  const fault = { status: 502, code: '00.03.0001' };
  letpay.next({ ...fault, applies: true }, { kind: 'refund' });
  letpay.next({ ...fault, fields: { refresh_token: undefined } }, { kind: 'refund' });
  const ids = [paid(), paid()];
  const replies: Reply[] = [];
  for (const id of ids) replies.push(await refund(id));

  assert.deepEqual(
    replies.map((reply) => [reply.status, codeOf(reply), 'refresh_token' in members(reply)]),
    [
      [502, '00.03.0001', true],
      [502, '00.03.0001', false],
    ],
  );
  assert.deepEqual(ids.map(amountsOf), [[1035], []]);
});

test('faults and latency know each kind of request about refunds', async () => {
  const id = paid();
  await refund(id, '1');
  for (const kind of ['read_refund', 'list_refunds'] as const)
    letpay.next({ status: 502, body: HTML_PAGE }, { kind });
  await assert.rejects(readRefund(1), SyntaxError);
  await assert.rejects(listRefunds(id), SyntaxError);
  letpay.latencyMs = { list_refunds: 60_000 };
  assert.equal((await readRefund(1)).status, 200);
  const signal = abortOn(letpay, 'received', 'list_refunds');
  await assert.rejects(send('GET', `/refund/payment/${id}`, used, { signal }));

  const kinds = ['refund', 'read_refund', 'list_refunds', 'other'] as const;
  assert.deepEqual(
    kinds.map((kind) => letpay.received(kind).length),
    [1, 2, 2, 0],
  );
});

test('a provider may say that it took a refund, and know nothing of it', async () => {
  const id = paid();
  letpay.next({ applies: false }, { kind: 'refund' });
  const { refund_id } = members(await refund(id));

  assert.equal((await readRefund(refund_id)).status, 404);
  assert.deepEqual(amountsOf(id), []);
});

test('in world S2 a refund and its read spend their token, and a list does not', async () => {
  letpay.world = 'S2';
  const id = paid();
  assert.equal((await listRefunds(id)).status, 200);
  const taken = members(await refund(id, '1'));
  assert.equal((await listRefunds(id)).status, 401);
  const next = String(taken.refresh_token);

  assert.equal((await readRefund(1, next)).status, 200);
  assert.equal((await readRefund(1, next)).status, 401);
});

test('in world S3 a login kills the token, and nothing is refunded with it', async () => {
  letpay.world = 'S3';
  const id = paid();
  await logIn();

  assert.equal((await refund(id)).status, 401);
  assert.deepEqual(amountsOf(id), []);
});
