import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { credentialsSchema } from '../../../functions/mercadopago/credentials.ts';
import { mercadopagoInquiry } from '../../../functions/mercadopago/inquiry.ts';
import { ORDER_STATUSES } from '../../../functions/mercadopago/order.ts';
import { PAYMENT_STATUSES, REFUND_STATUSES } from '../../../functions/mercadopago/payment.ts';
import type { ArrivedReply } from '../../../shared/ports/exchange.ts';
import type { InquiryOptions } from '../../../shared/provider/connector.ts';
import type { InquiryResult, PaymentSnapshot } from '../../../shared/provider/payment-snapshot.ts';
import { answered, answeredText, LOST, order } from '../replies.ts';

const PAYMENT = '18552260055';
const ORDER = 'ORD01JQ4S4KY8HWQ6NA5PXB65B3D3';

const CREDENTIALS = credentialsSchema.parse({ accessToken: 'TEST-1', environment: 'sandbox' });

function inquire(
  id: string,
  replies: readonly ArrivedReply[],
  options: InquiryOptions = { method: replies.length > 1 ? 'refund' : 'void' },
): InquiryResult {
  return mercadopagoInquiry.toResult(replies, order(id), options, CREDENTIALS);
}

function snapshotOf(...about: Parameters<typeof inquire>): PaymentSnapshot {
  const result = inquire(...about);
  assert.ok(result.is === 'snapshot', `it is ${result.is}`);
  return result.snapshot;
}

const payment = (more: object = {}) =>
  answered(200, {
    id: Number(PAYMENT),
    status: 'approved',
    status_detail: 'accredited',
    currency_id: 'BRL',
    transaction_amount: 100,
    transaction_amount_refunded: 0,
    transaction_details: { total_paid_amount: 112.5, net_received_amount: 95 },
    ...more,
  });

const orderOf = (more: object = {}, payments: readonly object[] = [{ id: 'PAY1', status: 'processed' }]) =>
  answered(200, {
    id: ORDER,
    status: 'processed',
    status_detail: 'accredited',
    total_amount: '100.00',
    transactions: { payments },
    ...more,
  });

/** Each documented status, with its detail where that decides. */
const PAYMENTS: readonly [status: string, detail: string | undefined, shown: string][] = [
  ['pending', 'pending_waiting_transfer', 'pending'],
  ['in_process', 'pending_review_manual', 'pending'],
  ['authorized', 'pending_capture', 'authorized'],
  ['approved', 'accredited', 'paid'],
  ['approved', 'partially_refunded', 'partially_refunded'],
  ['refunded', 'by_admin', 'refunded'],
  ['cancelled', 'by_collector', 'canceled'],
  ['canceled', undefined, 'canceled'],
  ['cancelled', 'by_payer', 'canceled'],
  ['cancelled', 'expired', 'expired'],
  ['rejected', 'cc_rejected_high_risk', 'declined'],
  ['in_mediation', undefined, 'disputed'],
  ['charged_back', 'reimbursed', 'disputed'],
];

const ORDERS: readonly [status: string, detail: string, shown: string][] = [
  ['created', 'created', 'pending'],
  ['action_required', 'waiting_payment', 'pending'],
  ['action_required', 'waiting_transfer', 'pending'],
  ['action_required', 'waiting_capture', 'authorized'],
  ['processing', 'in_review', 'processing'],
  ['at_terminal', 'at_terminal', 'processing'],
  ['processed', 'accredited', 'paid'],
  ['processed', 'partially_refunded', 'partially_refunded'],
  ['processed', 'refunded', 'refunded'],
  ['refunded', 'refunded', 'refunded'],
  ['canceled', 'canceled', 'canceled'],
  ['cancelled', 'cancelled', 'canceled'],
  ['expired', 'expired', 'expired'],
  ['failed', 'failed', 'declined'],
  ['charged_back', 'settled', 'disputed'],
  ['in_mediation', 'in_mediation', 'disputed'],
];

describe('the status of', () => {
  for (const [status, status_detail, shown] of PAYMENTS)
    test(`a payment: ${status}, ${status_detail}`, () => {
      const snapshot = snapshotOf(PAYMENT, [payment({ status, status_detail })]);
      assert.deepEqual([snapshot.status, snapshot.isUnlisted ?? false], [shown, false]);
    });
  for (const [status, status_detail, shown] of ORDERS)
    test(`an order: ${status}, ${status_detail}`, () => {
      const snapshot = snapshotOf(ORDER, [orderOf({ status, status_detail })]);
      assert.deepEqual([snapshot.status, snapshot.isUnlisted ?? false], [shown, false]);
    });
  test('neither is in words that no page lists', () => {
    for (const status of ['odd', 'constructor', 'approve']) {
      assert.equal(snapshotOf(PAYMENT, [payment({ status })]).status, 'unrecognized');
      assert.equal(snapshotOf(ORDER, [orderOf({ status })]).isUnlisted, true);
    }
  });
  test('is in the tables for each listed word', () => {
    const words = (rows: readonly (readonly string[])[]) => new Set(rows.map(([status]) => status));
    const listed = Object.keys(ORDER_STATUSES).map((name) => name.split('/')[0]);
    assert.deepEqual(words(PAYMENTS as never), new Set(Object.keys(PAYMENT_STATUSES)));
    assert.deepEqual(words(ORDERS), new Set(listed));
  });
});

describe('the money of a payment', () => {
  test('is its price, not what the payer paid with the cost of instalments', () =>
    assert.equal(snapshotOf(PAYMENT, [payment()]).total, 10_000));
  test('shows a part that is back by the figure, where the detail does not say so', () => {
    const of = (transaction_amount_refunded: unknown) =>
      snapshotOf(PAYMENT, [payment({ transaction_amount_refunded })]);
    assert.deepEqual([of(0.01).status, of(0.01).refunded], ['partially_refunded', 1]);
    assert.deepEqual([of('40.5').status, of('40.5').refunded], ['partially_refunded', 4050]);
    assert.equal(of(100).status, 'refunded');
    assert.equal(of(null).refunded, undefined);
    assert.equal(of('x').refunded, undefined);
  });
  test('of another currency is not readable', () => {
    const { total, refunded } = snapshotOf(PAYMENT, [payment({ currency_id: 'ARS' })]);
    assert.deepEqual([total, refunded], [undefined, undefined]);
  });
  test('is not captured for saying so: an unpaid Pix does too', () =>
    assert.equal(snapshotOf(PAYMENT, [payment({ captured: true })]).captured, undefined));
});

describe('the clocks of a payment', () => {
  const at = (date_created: unknown) => snapshotOf(PAYMENT, [payment({ date_created })]).clocks.createdAt;
  test('are instants with an offset, whichever', () => {
    assert.equal(at('2017-07-13T14:26:56.000-04:00'), Date.parse('2017-07-13T18:26:56Z'));
    assert.equal(at('2022-01-10T10:10:10.000-00:00'), Date.parse('2022-01-10T10:10:10Z'));
    assert.equal(at('2024-11-22T20:45:16.572Z'), Date.parse('2024-11-22T20:45:16.572Z'));
  });
  for (const odd of ['2017-07-13T14:26:56.000', '2017-07-13', '', 7, null, '2017-99-99T99:99:99Z'])
    test(`are not ${JSON.stringify(odd)}, which names no instant`, () => assert.equal(at(odd), undefined));
});

describe('refunds of a payment', () => {
  const row = { id: 1, payment_id: Number(PAYMENT), amount: 5, status: 'approved' };
  const read = (refunds: ArrivedReply, options: InquiryOptions = { method: 'refund' }) =>
    snapshotOf(PAYMENT, [payment(), refunds], options);

  for (const [status, shown] of Object.entries(REFUND_STATUSES))
    test(`${status} is ${shown}`, () => {
      const { refunds, isUnlisted } = read(answered(200, [{ ...row, status }]));
      assert.deepEqual([refunds?.[0]?.status, isUnlisted], [shown, false]);
    });
  test('without a status, as in answers of 2017, say nothing', () => {
    const { refunds } = read(answered(200, [{ ...row, status: undefined }]));
    assert.equal(refunds?.[0]?.status, 'unrecognized');
  });
  test('of which one row is odd keep the others', () => {
    for (const odd of [{ ...row, id: 2, payment_id: 1 }, { ...row, id: null, status: 'odd' }, {}, null]) {
      const { refunds, refundsComplete } = read(answered(200, [row, odd]));
      assert.deepEqual(
        [refunds?.map(({ status }) => status), refundsComplete],
        [['succeeded', 'unrecognized'], true],
      );
    }
  });
  test('that show one id twice leave the list incomplete', () => {
    assert.equal(read(answered(200, [row, row])).refundsComplete, false);
  });
  for (const [name, reply] of [
    ['an object', answered(200, { results: [] })],
    ['an error', answered(404, { cause: [{ code: 2000 }] })],
    ['HTML', answeredText(200, '<html>')],
    ['nothing', LOST],
  ] as const)
    test(`are not known where the list is ${name}`, () => {
      const { refunds, refundsComplete } = read(reply);
      assert.deepEqual([refunds, refundsComplete], [undefined, false]);
    });
  test('ids keep all their digits', () => {
    const [only] = read(answeredText(200, '[{"id":98765432109876543210,"status":"approved"}]')).refunds ?? [];
    assert.equal(only?.id, '98765432109876543210');
  });

  const followed = { method: 'refund', refundId: '1' } as const;
  test('are followed one by one, of which absence proves nothing', () => {
    const requests = mercadopagoInquiry.toRequests(order(PAYMENT), followed);
    assert.equal(requests[1]?.path, `/v1/payments/${PAYMENT}/refunds/1`);
    assert.deepEqual(requests[1]?.headers, { 'x-render-in-process-refunds': 'true' });
    const { refunds, refundsComplete } = read(answered(200, row), followed);
    assert.deepEqual([refunds?.length, refundsComplete], [1, false]);
    assert.equal(read(answered(404, { cause: [{ code: 2032 }] }), followed).refunds, undefined);
  });
});

describe('refunds of an order', () => {
  const read = (transactions: object, more: object = {}) =>
    snapshotOf(ORDER, [orderOf({ transactions, ...more })], { method: 'refund' });
  const payments = [{ id: 'PAY1', status: 'processed', refunded_amount: '25.00' }];

  test('show with the order, and what is back by its payment', () => {
    const refunds = [{ id: 'REF1', amount: '25.00', status: 'processed' }];
    const snapshot = read({ payments, refunds });
    assert.deepEqual(
      snapshot.refunds?.map(({ id, amount, status }) => [id, amount, status]),
      [['REF1', 2500, 'succeeded']],
    );
    assert.deepEqual([snapshot.refunded, snapshot.reference], [2500, { transaction: 'PAY1' }]);
  });
  test('are none where the list is not there, unless the status says that something is back', () => {
    assert.deepEqual(read({ payments }).refunds, []);
    assert.equal(read({ payments }, { status_detail: 'partially_refunded' }).refunds, undefined);
  });
  test('of which a row has no readable id count, as what nothing says', () => {
    const row = { transaction_id: 'PAY1', amount: '25.00', status: 'processed' };
    for (const odd of [row, { ...row, id: null }, { ...row, id: 'two words' }]) {
      const { refunds, refundsComplete } = read({ payments, refunds: [odd] });
      assert.equal(refunds?.[0]?.amount, 2500, JSON.stringify(odd));
      assert.equal(refundsComplete, true);
    }
    assert.equal(read({ payments, refunds: [null] }).refunds?.length, 1);
    assert.equal(
      read({ payments, refunds: [row, row] }).refundsComplete,
      false,
      'two rows that cannot be distinguished',
    );
  });
  test('that several payments paid are for the panel; tries that failed do not count', () => {
    const second = { id: 'PAY2', status: 'processed' };
    const about = [orderOf({ transactions: { payments: [...payments, second] } })] as const;
    const several = inquire(ORDER, about, { method: 'refund' });
    assert.partialDeepStrictEqual(several, { code: 'manual_action_required', permanent: true });
    assert.equal(inquire(ORDER, about, { method: 'void' }).is, 'snapshot');
    const failed = { id: 'PAY0', status: 'failed' };
    assert.deepEqual(read({ payments: [failed, ...payments] }).reference, { transaction: 'PAY1' });
  });
  test('of the counter have windows of their own', () => {
    for (const type of ['qr', 'point']) assert.equal(read({ payments }, { type }).clocks.method, type);
    const pix = [{ ...payments[0], payment_method: { id: 'pix' } }];
    assert.equal(read({ payments: pix }, { type: 'online' }).clocks.method, 'pix');
  });
});

describe('an answer that is no payment:', () => {
  const cause = (code: number) => ({ cause: [{ code, description: 'd' }] });
  const rows: readonly [name: string, reply: ArrivedReply, result: object][] = [
    [
      'not found',
      answered(404, cause(2000)),
      { is: 'not_found', conclusive: true, providerError: { code: '2000', message: 'd' } },
    ],
    ['not found, with another HTTP status', answered(400, cause(2000)), { is: 'not_found' }],
    [
      'another path',
      answered(404, { error: 'not_found', cause: [] }),
      { is: 'unavailable', code: 'provider_unavailable' },
    ],
    [
      'not for this caller',
      answered(403, cause(4)),
      { is: 'unavailable', code: 'provider_auth_failed', credentialsRefused: true },
    ],
    [
      'forbidden, by a code that is not listed',
      answered(403, { message: 'forbidden', error: 'forbidden', status: 403, cause: [] }),
      { is: 'unavailable', code: 'provider_auth_failed', credentialsRefused: true },
    ],
    [
      "a gateway's 403",
      answered(403, { message: 'Forbidden' }),
      { is: 'unavailable', code: 'provider_unavailable' },
    ],
    ["a firewall's 403", answeredText(403, '<html>'), { is: 'unavailable', code: 'provider_unavailable' }],
    ['another payment', payment({ id: 1 }), { is: 'unavailable' }],
    ['without a status', payment({ status: null }), { is: 'unavailable' }],
    ['HTML with 400', answeredText(400, '<html>'), { is: 'unavailable' }],
    ['HTML with 200', answeredText(200, '<html>'), { is: 'unavailable' }],
    ['lost', LOST, { is: 'unavailable' }],
    ['500', answered(500, {}), { is: 'unavailable' }],
  ];
  for (const [name, reply, result] of rows)
    test(name, () => assert.partialDeepStrictEqual(inquire(PAYMENT, [reply]), result));
  test('no order', () => {
    const reply = answered(404, { errors: [{ code: 'order_not_found' }] });
    assert.partialDeepStrictEqual(inquire(ORDER, [reply]), {
      is: 'not_found',
      conclusive: true,
      providerError: { status: 404, code: 'order_not_found' },
    });
    assert.equal(inquire(ORDER, [orderOf({ id: `${ORDER}0` })]).is, 'unavailable');
  });
});
