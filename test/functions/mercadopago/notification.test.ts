import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { credentialsSchema } from '../../../functions/mercadopago/credentials.ts';
import { mercadopagoNotification } from '../../../functions/mercadopago/notification.ts';
import type { NotificationSource } from '../../../shared/provider/notification.ts';
import { delivery } from '../replies.ts';

const SECRET = 'your_secret_key_here';
const REQUEST_ID = '2066ca19-c6f1-498a-be75-1923005edd06';
const ORDER = 'ORD01JQ4S4KY8HWQ6NA5PXB65B3D3';
const MS = '1742505638683';
const SECONDS = '1704908010';

/** Inputs of sdk-nodejs, webhook.spec.ts, and of the page; the digests follow from the documented recipe. */
const SIGNED = {
  asItCame: { ts: MS, v1: 'fb15ae6472eb449173c556793205d77787d58f384d183bb5bc3b724c27bd103c' },
  inLowerCase: { ts: MS, v1: '633f91233312dd391ec75fa0bea539cfc2d6c4918873305b84a96cc1c58db71c' },
  payment: { ts: SECONDS, v1: '688a0d38e33107d4b2d452a85915d494fc120daf7e962608ab6811f80cd7ad22' },
} as const;

const credentialsOf = (webhookSecret?: string) =>
  credentialsSchema.parse({ accessToken: 'TEST-1', environment: 'sandbox', webhookSecret });

function signed(
  id: string,
  { ts, v1 }: { readonly ts: string; readonly v1: string },
  more: Partial<NotificationSource> = {},
  requestId: string | undefined = REQUEST_ID,
): NotificationSource {
  const headers: Readonly<Record<string, string | undefined>> = {
    'x-signature': `ts=${ts},v1=${v1}`,
    'x-request-id': requestId,
  };
  const receivedAt = Number(ts) * (ts.length > 11 ? 1 : 1000);
  return delivery({ header: (name) => headers[name], query: { 'data.id': id }, receivedAt, ...more });
}

const isAuthentic = (source: NotificationSource, secret: string | undefined = SECRET) =>
  mercadopagoNotification.mayBeAuthentic(source) &&
  mercadopagoNotification.isAuthentic(source, credentialsOf(secret));

describe('a webhook of Mercado Pago is authentic', () => {
  test('with the id as it came, as SDKs sign it, and the time in milliseconds', () =>
    assert.equal(isAuthentic(signed(ORDER, SIGNED.asItCame)), true));
  test('with the id in lower case, as pages sign it', () =>
    assert.equal(isAuthentic(signed(ORDER, SIGNED.inLowerCase)), true));
  test('with an id that arrives in lower case and was signed in capitals', () =>
    assert.equal(isAuthentic(signed(ORDER.toLowerCase(), SIGNED.asItCame)), true));
  test('with digits, and the time in seconds', () =>
    assert.equal(isAuthentic(signed('999999999', SIGNED.payment)), true));
  test('with a digest in capitals, and parts in another order', () => {
    const { ts, v1 } = SIGNED.payment;
    const header = (name: string) =>
      name === 'x-signature' ? ` V1=${v1.toUpperCase()} , v2=0, TS=${ts} ` : REQUEST_ID;
    const query = { 'data.id': '999999999' };
    assert.equal(isAuthentic(delivery({ header, query, receivedAt: Number(ts) * 1000 })), true);
  });
  test('with the same id twice', () => {
    const query = { 'data.id': '999999999,999999999' };
    assert.equal(isAuthentic(signed('999999999', SIGNED.payment, { query })), true);
  });
  test('without an id of the request, which is left out of what is signed', () => {
    const v1 = createHmac('sha256', SECRET).update(`id:42;ts:${SECONDS};`).digest('hex');
    const without = delivery({
      header: (name) => (name === 'x-signature' ? `ts=${SECONDS},v1=${v1}` : undefined),
      query: { 'data.id': '42' },
      receivedAt: Number(SECONDS) * 1000,
    });
    assert.equal(isAuthentic(without), true);
  });
  for (const skewMs of [-300_000, 300_000])
    test(`${skewMs / 1000} s after it was signed`, () => {
      const receivedAt = Number(MS) + skewMs;
      assert.equal(isAuthentic(signed(ORDER, SIGNED.asItCame, { receivedAt })), true);
    });
});

describe('a webhook of Mercado Pago is refused', () => {
  const good = SIGNED.payment;
  const receivedAt = Number(SECONDS) * 1000;
  const rows: readonly [name: string, source: NotificationSource][] = [
    ['for another payment', signed('999999998', good)],
    ['with another request id', signed('999999999', good, {}, 'another')],
    ['with another time', signed('999999999', { ...good, ts: '1704908011' })],
    ['with another digest', signed('999999999', { ...good, v1: good.v1.replace('6', '7') })],
    ['with a shorter digest', signed('999999999', { ...good, v1: good.v1.slice(2) })],
    ['that is too old', signed('999999999', good, { receivedAt: receivedAt + 300_001 })],
    ['from the future', signed('999999999', good, { receivedAt: receivedAt - 300_001 })],
    ['without an id in the query', signed('999999999', good, { query: {} })],
    ['with two ids', signed('999999999', good, { query: { 'data.id': '999999999,1' } })],
    ['of the old kind, without a signature', delivery({ query: { topic: 'payment', id: '999999999' } })],
  ];
  for (const [name, source] of rows) test(name, () => assert.equal(isAuthentic(source), false));

  test('by another secret, and without one', () => {
    assert.equal(isAuthentic(signed('999999999', good), 'another'), false);
    const { isAuthentic: is } = mercadopagoNotification;
    assert.equal(is(signed('999999999', good), credentialsOf(undefined)), false);
    assert.equal(is(signed('999999999', good), undefined), false);
  });
  for (const header of ['', 'ts=1', 'v1=abc', 'ts=,v1=', 'ts=1e9,v1=0', ',,,=', `v1=${good.v1}`])
    test(`with the signature "${header.slice(0, 12)}", which it does not have`, () =>
      assert.equal(
        mercadopagoNotification.mayBeAuthentic(
          delivery({ header: () => header, query: { 'data.id': '999999999' } }),
        ),
        false,
      ));
});

/** The published notification. @source the page of notification.ts */
const PUBLISHED = `{ "id": 12345, "live_mode": true, "type": "payment", "date_created": "2015-03-25T10:04:58.396-04:00", "user_id": 44444, "api_version": "v1", "action": "payment.created", "data": { "id": "999999999" } }`;

describe('the payment of a webhook is the one that the signed query names', () => {
  const idsOf = (body: unknown, id: string) =>
    mercadopagoNotification.toPaymentIds(body, delivery({ query: { 'data.id': id } }));

  test('as published', () => assert.deepEqual(idsOf(JSON.parse(PUBLISHED), '999999999'), ['999999999']));
  test('with a number in the body', () => assert.deepEqual(idsOf({ data: { id: 7 } }, '7'), ['7']));
  test('with an order in lower case', () =>
    assert.deepEqual(idsOf({ data: { id: ORDER } }, ORDER.toLowerCase()), [ORDER]));
  test('with no id in the body', () => assert.deepEqual(idsOf({}, '7'), ['7']));
  test('with an order in another letter case in the body', () =>
    assert.deepEqual(idsOf({ Data: { ID: ORDER.toLowerCase() } }, ORDER), [ORDER]));
  for (const body of [undefined, null, 'x', [], { data: 7 }, { data: { id: null } }, { data: { id: {} } }])
    test(`with ${JSON.stringify(body)} in place of its body`, () =>
      assert.deepEqual(idsOf(body, '7'), ['7']));
  test('with the same id twice in the query', () => assert.deepEqual(idsOf({}, '7,7'), ['7']));
  test('not with another one in the body', () => assert.deepEqual(idsOf({ data: { id: '8' } }, '7'), []));
  test('not without an id in the query', () => assert.deepEqual(idsOf({ data: { id: '8' } }, ''), []));
});
