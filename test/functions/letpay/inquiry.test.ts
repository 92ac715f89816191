import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpayInquiry, PAYMENT_STATUSES, REFUND_STATUSES } from '../../../functions/letpay/inquiry.ts';
import type { ArrivedReply } from '../../../shared/ports/exchange.ts';
import type {
  InquiryResult,
  PaymentSnapshot,
  PaymentStatus,
} from '../../../shared/provider/payment-snapshot.ts';
import { answered, answeredText, LOST, SANDBOX } from '../replies.ts';

const ID = '8f048623-16c6-47da-aca1-546a16e8fb99';
const ANOTHER = '633de157-9a42-4d30-bbad-bd9fb883e058';
const REF = { merchantId: 'loja-1', provider: 'letpay', paymentId: ID };

const EMPTY_LIST = answered(200, []);

const errorBody = (...codes: readonly string[]) => ({ errors: codes.map((code) => ({ code })) });

function inquire(...replies: readonly ArrivedReply[]): InquiryResult {
  const method = replies.length > 1 ? 'refund' : 'void';
  return letpayInquiry.toResult(replies, REF, { method }, SANDBOX);
}

function snapshotOf(...replies: readonly ArrivedReply[]): PaymentSnapshot {
  const result = inquire(...replies);
  assert.ok(result.is === 'snapshot');
  return result.snapshot;
}

/** What each status means, a second time. */
const STATUSES: Readonly<Record<string, PaymentStatus>> = {
  CANCELED: 'canceled',
  CREATED: 'pending',
  IN_ANALYSIS: 'pending',
  PROCESSING: 'processing',
  PRE_AUTHORIZED: 'authorized',
  PAID: 'paid',
  PARTIALLY_REFUNDED: 'partially_refunded',
  REFUNDED: 'refunded',
  DECLINED: 'declined',
  ERROR: 'declined',
  DISPUTE: 'disputed',
  DISPUTE_REFUNDED: 'disputed',
  DISPUTE_RECOVERED: 'disputed',
  DISPUTE_FINAL: 'disputed',
  POST_REFUND_DISPUTE: 'disputed',
};

describe('a status of LetPay', () => {
  for (const [providerStatus, status] of Object.entries(STATUSES)) {
    test(`${providerStatus} is ${status}, in both spellings`, () => {
      const bodies = [
        { transactionStatus: providerStatus, paymentToken: ID, errorCode: '00.00.0000' },
        { transaction_status: providerStatus, payment_token: ID },
      ];
      for (const body of bodies) {
        const snapshot = snapshotOf(answered(200, body));
        assert.deepEqual([snapshot.status, snapshot.providerStatus], [status, providerStatus]);
        assert.equal(snapshot.isUnlisted, undefined);
      }
    });

    test(`${providerStatus} counts only with 200 and not for another payment`, () => {
      const body = { transactionStatus: providerStatus, paymentToken: ID };
      for (const other of [201, 302, 400, 404, 422, 500])
        assert.equal(inquire(answered(other, body)).is, 'unavailable');
      assert.equal(inquire(answered(200, { ...body, paymentToken: ANOTHER })).is, 'unavailable');
    });
  }

  test('is every status of the map', () => assert.deepEqual(PAYMENT_STATUSES, STATUSES));

  for (const status of ['EXPIRED', 'CANCELLED', 'toString', '__proto__', 'constructor'])
    test(`"${status}" that is not in the map is unrecognized, and people are alerted`, () => {
      const snapshot = snapshotOf(answered(200, { transactionStatus: status, paymentToken: ID }));
      assert.deepEqual([snapshot.status, snapshot.isUnlisted], ['unrecognized', true]);
    });

  for (const status of ['', ' ', null, 7, undefined])
    test(`${JSON.stringify(status)} cannot be read`, () =>
      assert.equal(
        inquire(answered(200, { transactionStatus: status, paymentToken: ID })).is,
        'unavailable',
      ));

  for (const paymentToken of [undefined, null, {}, ID.toUpperCase()])
    test(`counts where the token is ${JSON.stringify(paymentToken)}, which is no other one`, () =>
      assert.equal(snapshotOf(answered(200, { transactionStatus: 'PAID', paymentToken })).status, 'paid'));
});

describe('an inquiry at LetPay', () => {
  const rows: readonly [name: string, reply: ArrivedReply, result: object][] = [
    ['404 with its code', answered(404, errorBody('00.01.0038')), { is: 'not_found', conclusive: true }],
    ['404 with its code twice', answered(404, errorBody('00.01.0038', '00.01.0038')), { is: 'not_found' }],
    [
      '404 with it and another code',
      answered(404, errorBody('00.01.0038', '00.03.0001')),
      { is: 'unavailable' },
    ],
    ['404 without a code', answered(404, { error: 'Not Found' }), { is: 'unavailable' }],
    ['404 with another code', answered(404, errorBody('00.01.0068')), { is: 'unavailable' }],
    ['502 with that code', answered(502, errorBody('00.01.0038')), { is: 'unavailable' }],
    ['200 without a body', answeredText(200, ''), { is: 'unavailable' }],
    ['HTML', answeredText(200, '<html></html>'), { is: 'unavailable', code: 'provider_unavailable' }],
    ['nothing whole', LOST, { is: 'unavailable' }],
  ];
  for (const [name, reply, result] of rows)
    test(`that answers ${name} is ${JSON.stringify(result)}`, () =>
      assert.partialDeepStrictEqual(inquire(reply), result));

  test('keeps what the provider asks to wait', () => {
    const reply = { ...answered(500, {}), retryAfterMs: 25_000 };
    assert.partialDeepStrictEqual(inquire(reply), { is: 'unavailable', retryAfterMs: 25_000 });
  });

  test('reads the payment alone for a void, and its refunds too for a refund', () => {
    const paths = (method: 'void' | 'refund') =>
      letpayInquiry.toRequests(REF, { method }).map((request) => `${request.method} ${request.path}`);
    assert.deepEqual(paths('void'), [`GET /payment/${ID}`]);
    assert.deepEqual(paths('refund'), [`GET /payment/${ID}`, `GET /refund/payment/${ID}`]);
  });
});

describe('the amounts of a payment at LetPay', () => {
  const paid = (more: string) =>
    answeredText(200, `{"transactionStatus":"PAID","paymentToken":"${ID}",${more}}`);
  const rows: readonly [json: string, captured: number | undefined, refunded: number | undefined][] = [
    ['"amount_received":100.0,"refunded_amount":60.1', 10_000, 6010],
    ['"amount_received":100,"refunded_amount":60.10000000000001', 10_000, 6010],
    ['"amount_received":"100.00","refunded_amount":"60.10"', 10_000, 6010],
    ['"amount_received":100.0,"refunded_amount":null', 10_000, undefined],
    ['"amount_received":100.0', 10_000, undefined],
    ['"amount_received":100.0,"refunded_amount":0', 10_000, 0],
    ['"amount_received":0,"refunded_amount":0', undefined, 0],
    ['"amount_received":null,"refunded_amount":"sixty"', undefined, undefined],
    ['"amount_received":1e999,"refunded_amount":-1', undefined, undefined],
    ['"amount_received":{"value":100},"refunded_amount":[60]', undefined, undefined],
    ['"amount_received":100.005,"refunded_amount":true', undefined, undefined],
  ];
  for (const [json, captured, refunded] of rows)
    test(`that are ${json} are read as ${captured} and ${refunded}`, () => {
      const snapshot = snapshotOf(paid(json));
      assert.deepEqual(
        [snapshot.captured, snapshot.refunded, snapshot.total],
        [captured, refunded, undefined],
      );
    });
});

test('the clocks of a payment at LetPay are read in São Paulo, whatever is missing', () => {
  const clocks = (body: object) =>
    snapshotOf(answered(200, { transactionStatus: 'PAID', paymentToken: ID, ...body })).clocks;
  const at = Date.parse('2024-01-16T20:03:46.618-03:00');
  assert.deepEqual(clocks({ createdAt: '2024-01-16T20:03:46.618', expiration_date: null, method: 'PIX' }), {
    createdAt: at,
    expiresAt: undefined,
    paidAt: undefined,
    method: 'PIX',
  });
  assert.partialDeepStrictEqual(
    clocks({ expirationDate: '2024-01-16 20:03:46.618', confirmation_date: '2024-01-16T23:03:46.618+0000' }),
    { expiresAt: at, paidAt: at },
  );
  assert.deepEqual(Object.values(clocks({ createdAt: 7, expirationDate: 'soon', method: 'a b' })), [
    ...[undefined, undefined, undefined, undefined],
  ]);
});

describe('the refunds of a payment at LetPay', () => {
  const payment = answered(200, { transactionStatus: 'PAID', paymentToken: ID });
  const list = (text: string) => snapshotOf(payment, answeredText(200, text));
  const row = (more: object = {}) => ({
    refund_id: 1,
    payment_token: ID,
    refund_status: 'COMPLETED',
    ...more,
  });

  test('are not there where only the payment was read', () => {
    const { refunds, refundsComplete } = snapshotOf(payment);
    assert.deepEqual([refunds, refundsComplete], [undefined, false]);
  });

  test('are none where the list is empty, and where LetPay knows no refund', () => {
    for (const reply of [EMPTY_LIST, answered(404, errorBody('00.01.0068'))]) {
      const { refunds, refundsComplete } = snapshotOf(payment, reply);
      assert.deepEqual([refunds, refundsComplete], [[], true]);
    }
  });

  const unreadable: readonly [name: string, reply: ArrivedReply][] = [
    ['404 for the payment', answered(404, errorBody('00.01.0038'))],
    ['500', answered(500, [])],
    ['an object', answered(200, { refunds: [] })],
    ['nothing whole', LOST],
  ];
  for (const [name, reply] of unreadable)
    test(`cannot be read from ${name}`, () => {
      const { refunds, refundsComplete } = snapshotOf(payment, reply);
      assert.deepEqual([refunds, refundsComplete], [undefined, false]);
    });

  for (const [providerStatus, status] of Object.entries(REFUND_STATUSES))
    test(`are ${status} where LetPay says ${providerStatus}`, () => {
      const snapshot = list(JSON.stringify([row({ refund_status: providerStatus })]));
      assert.partialDeepStrictEqual(snapshot.refunds, [{ id: '1', status, providerStatus }]);
    });

  test('have four statuses', () => {
    const known = {
      REQUESTED: 'processing',
      PROCESSING: 'processing',
      COMPLETED: 'succeeded',
      FAILED: 'failed',
    };
    assert.deepEqual(REFUND_STATUSES, known);
  });

  test('have all digits of their ids, and no amount', () => {
    const { refunds } = list(
      `[{"refund_id":4430407720081005827,"payment_token":"${ID}","refund_status":"FAILED"}]`,
    );
    assert.deepEqual(
      refunds?.map(({ id, amount }) => [id, amount]),
      [['4430407720081005827', undefined]],
    );
  });

  const odd: readonly [name: string, row: unknown, status: string][] = [
    ['null', null, 'unrecognized'],
    ['a text', 'COMPLETED', 'unrecognized'],
    ['without an id', row({ refund_id: null }), 'succeeded'],
    ['with an id that is no id', row({ refund_id: { id: 1 } }), 'succeeded'],
    ['without a status', row({ refund_id: 2, refund_status: null }), 'unrecognized'],
    ['with another status', row({ refund_id: 2, refund_status: 'DONE' }), 'unrecognized'],
    ['of another payment', row({ refund_id: 2, payment_token: ANOTHER }), 'unrecognized'],
  ];
  for (const [name, one, status] of odd)
    test(`keep the others, where one is ${name}`, () => {
      const text = JSON.stringify([row({ refund_id: 7 }), one]);
      const snapshot = list(text);
      assert.deepEqual(
        snapshot.refunds?.map((refund) => refund.status),
        ['succeeded', status],
      );
      assert.equal(snapshot.refundsComplete, true);
      assert.equal(snapshot.isUnlisted ?? false, status === 'unrecognized');
      // The same row keeps its id from one inquiry to the next.
      assert.deepEqual(list(text).refunds, snapshot.refunds);
    });

  test('are not complete where two rows cannot be distinguished', () => {
    assert.equal(list(JSON.stringify([null, null])).refundsComplete, false);
  });

  test('keep the id of a row without one when its status changes', () => {
    const idOf = (refund_status: string) =>
      list(JSON.stringify([row({ refund_id: null, refund_status, created_at: '2019-06-25' })])).refunds?.[0]
        ?.id;
    assert.equal(idOf('PROCESSING'), idOf('COMPLETED'));
  });
});
