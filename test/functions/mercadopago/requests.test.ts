import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mercadopagoAuth } from '../../../functions/mercadopago/auth.ts';
import { collectorOf, credentialsSchema } from '../../../functions/mercadopago/credentials.ts';
import { ERROR_CODES } from '../../../functions/mercadopago/error-codes.ts';
import { PAYMENT_ID } from '../../../functions/mercadopago/payment-id.ts';
import { mercadopagoRefund, mercadopagoVoid } from '../../../functions/mercadopago/requests.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { Order } from '../../../shared/provider/connector.ts';
import { answered, answeredText, LOST, order } from '../replies.ts';

const PAYMENT = '18552260055';
const ORDER = 'ORD01JQ4S4KY8HWQ6NA5PXB65B3D3';
const TRANSACTION = 'PAY01JEVQM06WDW16MAQ8B5SC0MSC';

const cancel = (paymentId = PAYMENT) => order(paymentId);
const card: Partial<Order> = { reference: { method: 'visa' } };
const refund = (more: Partial<Order> = card, paymentId = PAYMENT) =>
  order(paymentId, { method: 'refund', amount: 1035, ...more });
const orderRefund = refund({ reference: { transaction: TRANSACTION } }, ORDER);

/** As the Payments API writes an error. */
const cause = (...codes: readonly unknown[]) => ({
  message: 'No.',
  error: 'bad_request',
  status: 400,
  cause: codes.map((code) => ({ code, description: `about ${code}`, data: 'trace' })),
});

/** A result in a word: the problem code of a refusal, else the status. */
function wordOf(result: AttemptResult): string {
  if (result.status === 'rejected') return result.code;
  if (result.status === 'ambiguous') return result.isListed ? (result.code ?? 'several') : 'unlisted';
  return result.status === 'not_sent' ? `not_sent ${result.code}` : result.status;
}

const refused = (status: number, body: unknown, about = refund()) =>
  wordOf(mercadopagoRefund.toResult(answered(status, body), about));
const notCanceled = (status: number, body: unknown, about = cancel()) =>
  wordOf(mercadopagoVoid.toResult(answered(status, body), about));

/** What each documented code says, by the pages that error-codes.ts names: of a cancel, and of a refund. */
const MEANINGS: readonly [codes: readonly (string | number)[], void_: string, refund: string][] = [
  [[2018], 'several', 'unlisted'],
  [[2063, 4296], 'unlisted', 'several'],
  [[2016, 4017, 4040, 4041, 4292, 8], 'provider_rejected_request', 'provider_rejected_request'],
  [[2000, 'order_not_found'], 'provider_auth_failed', 'provider_auth_failed'],
  [[2024, 15016, 'in_store_payment_refund_order'], 'unlisted', 'refund_window_closed'],
  [[2017, 'refund_amount_exceeds'], 'unlisted', 'amount_exceeds_available'],
  [
    [
      3024,
      4295,
      'unsupported_partially_refunds',
      'partial_refund_not_allowed_with_cashout',
      'partial_refund_forbidden_with_tips',
    ],
    'unlisted',
    'partial_not_supported',
  ],
  [[2030, 2031], 'unlisted', 'merchant_balance_insufficient'],
  [
    [2022, 2025, 2027, 2029, 2085, 3012, 4211, 4248, 4291, 4293, 4294, 4297],
    'unlisted',
    'declined_by_provider',
  ],
  [[2001, 'idempotency_key_already_used', 'idempotency_validation_failed'], 'indeterminate', 'indeterminate'],
  [
    [4, 7, 'invalid_order_owner', 'user_not_authorized'],
    'not_sent provider_auth_failed',
    'not_sent provider_auth_failed',
  ],
  [
    ['refund_in_progress', 'order_refund_already_in_process', 'resource_locked'],
    'not_sent provider_unavailable',
    'not_sent provider_unavailable',
  ],
  [['transaction_not_found'], 'payment_not_found', 'payment_not_found'],
  [
    [
      'cannot_cancel_order',
      'cannot_refund_order',
      'invalid_order_status',
      'operation_not_supported',
      'order_already_cancelled',
      'order_already_canceled',
      'order_already_refunded',
      'failed',
    ],
    'several',
    'several',
  ],
  [
    [
      'json_syntax_error',
      'required_properties',
      'unsupported_properties',
      'minimum_properties',
      'property_type',
      'property_value',
      'maximum_items',
      'minimum_items',
      'invalid_path_param',
      'invalid_properties',
      'empty_required_header',
      'invalid_idempotency_key_length',
      'invalid_transaction_id',
      'not_found',
      'method_not_allowed',
    ],
    'provider_rejected_request',
    'provider_rejected_request',
  ],
];

describe('a code decides, whatever the HTTP status beside it:', () => {
  for (const [codes, ofVoid, ofRefund] of MEANINGS)
    for (const code of codes)
      test(String(code), () => {
        for (const status of [400, 401, 403, 404, 409, 422, 423]) {
          const number = answered(status, cause(code));
          assert.equal(wordOf(mercadopagoVoid.toResult(number, cancel())), ofVoid);
          assert.equal(wordOf(mercadopagoRefund.toResult(number, refund())), ofRefund);
          // As a text, as one object, and as the Orders API writes it.
          assert.equal(refused(status, cause(String(code))), ofRefund);
          assert.equal(refused(status, { cause: { code } }), ofRefund);
          assert.equal(refused(status, { errors: [{ code, message: 'm' }] }), ofRefund);
          assert.equal(refused(status, { errors: [{ error: code }] }), ofRefund);
        }
        assert.equal(refused(500, cause(code)), 'indeterminate');
        assert.equal(refused(424, cause(code)), 'indeterminate');
      });

  test('each of them is in this table', () => {
    const tested = MEANINGS.flatMap(([codes]) => codes.map(String));
    assert.deepEqual(tested.toSorted(), Object.keys(ERROR_CODES).toSorted());
  });

  test('of several the one that proves least', () => {
    assert.equal(refused(400, cause(2017, 2063)), 'several');
    assert.equal(refused(400, cause(2017, 9999)), 'unlisted');
    assert.equal(refused(400, cause(2063, 2001)), 'indeterminate');
  });
});

describe('without a code', () => {
  const bare = { message: 'Bad', error: 'bad_request', status: 400, cause: [] };

  test('a 400 to the refund of a Pix, or of who knows what, says nothing: it may be under way', () => {
    assert.equal(refused(400, bare, refund({ reference: { method: 'pix' } })), 'indeterminate');
    assert.equal(refused(400, bare, refund({})), 'indeterminate');
    assert.equal(refused(400, bare), 'unlisted');
    assert.equal(notCanceled(400, bare), 'unlisted');
  });
  test('a path that is not there is our mistake, and not "no payment"', () => {
    const path = { message: 'Resource not found.', error: 'not_found', status: 404, cause: [] };
    assert.equal(notCanceled(404, path), 'provider_rejected_request');
    assert.equal(refused(405, { error: 'method_not_allowed' }), 'provider_rejected_request');
  });
  for (const body of [
    { message: 'forbidden', error: 'forbidden', status: 403, cause: [] },
    cause(9999),
    { errors: [{ code: 'something_new', message: 'm' }] },
  ])
    test(`a 403 in the form of Mercado Pago is a right that is missing: ${JSON.stringify(body)}`, () => {
      const noRight = {
        status: 'not_sent',
        code: 'provider_auth_failed',
        credentialsRefused: true,
      };
      assert.partialDeepStrictEqual(mercadopagoVoid.toResult(answered(403, body), cancel()), noRight);
      assert.partialDeepStrictEqual(mercadopagoRefund.toResult(answered(403, body), refund()), noRight);
      assert.equal(refused(422, body), 'unlisted');
    });
  for (const text of ['<html>Forbidden</html>', '', '{"message":"Forbidden"}', '{"error":"forbidden"}', '[]'])
    test(`a 403 of a gateway or a firewall says nothing of the token: ${text}`, () => {
      for (const word of [
        wordOf(mercadopagoVoid.toResult(answeredText(403, text), cancel())),
        wordOf(mercadopagoRefund.toResult(answeredText(403, text), refund())),
      ])
        assert.equal(word, 'indeterminate');
    });
  test('an HTML page with 400 says nothing', () => {
    const page = answeredText(400, '<html>Bad Request</html>');
    assert.equal(wordOf(mercadopagoRefund.toResult(page, refund())), 'indeterminate');
    assert.equal(wordOf(mercadopagoVoid.toResult(page, cancel())), 'indeterminate');
  });
  test('a lost answer says nothing', () => {
    assert.equal(wordOf(mercadopagoRefund.toResult(LOST, refund())), 'indeterminate');
    assert.equal(wordOf(mercadopagoVoid.toResult(LOST, cancel())), 'indeterminate');
  });
});

describe('a cancel is done only if the answer says so:', () => {
  const statusOf = (body: object, paymentId = PAYMENT) => notCanceled(200, body, cancel(paymentId));
  test('cancelled, with one L or two', () => {
    assert.equal(statusOf({ id: Number(PAYMENT), status: 'cancelled' }), 'succeeded');
    assert.equal(statusOf({ id: PAYMENT, status: 'canceled' }), 'succeeded');
    assert.equal(statusOf({ id: ORDER, status: 'canceled', status_detail: 'canceled' }, ORDER), 'succeeded');
  });
  test('anything else says nothing', () => {
    assert.equal(statusOf({ id: Number(PAYMENT), status: 'pending' }), 'indeterminate');
    assert.equal(statusOf({ id: 1, status: 'cancelled' }), 'indeterminate');
    assert.equal(statusOf({ status: 'cancelled' }), 'indeterminate');
    assert.equal(statusOf({}), 'indeterminate');
  });
});

describe('a refund', () => {
  const body = { id: 1009042015, payment_id: Number(PAYMENT), amount: 10.35, status: 'approved' };
  const statusOf = (more: object, status = 201) => refused(status, { ...body, ...more });

  test('is done with its id, our payment, our amount and its status', () => {
    for (const status of [200, 201, 202]) assert.equal(statusOf({}, status), 'succeeded');
    assert.equal(statusOf({ id: '1009042015', payment_id: PAYMENT, amount: '10.35' }), 'succeeded');
    assert.equal(statusOf({ amount: 10.350000000000001 }), 'succeeded');
  });
  for (const more of [
    { id: undefined },
    { id: 'x/y' },
    { payment_id: undefined },
    { payment_id: 1 },
    { amount: undefined },
    { amount: 10 },
    { status: undefined },
    { status: 'authorized' },
    { status: 'odd' },
  ])
    test(`says nothing with ${JSON.stringify(more)}`, () => assert.equal(statusOf(more), 'indeterminate'));
  test('is followed while it is under way', () => {
    assert.equal(statusOf({ status: 'in_process' }), 'accepted');
    assert.equal(statusOf({ status: 'ACCEPTED' }), 'accepted');
  });
  for (const status of ['rejected', 'cancelled', 'DENIED'])
    test(`is declined as ${status}`, () => assert.equal(statusOf({ status }), 'declined_by_provider'));
  test('is not done where the payment is answered in its place', () =>
    assert.equal(statusOf({ id: Number(PAYMENT), payment_id: undefined }), 'indeterminate'));

  test('of an order is the only one of our transaction and amount', () => {
    const row = { id: 'REF1', transaction_id: TRANSACTION, amount: '10.35', status: 'processed' };
    const of = (...refunds: readonly object[]) =>
      refused(201, { id: ORDER, transactions: { refunds } }, orderRefund);
    assert.equal(of(row), 'succeeded');
    assert.equal(of({ ...row, transaction_id: TRANSACTION.toLowerCase() }), 'succeeded');
    assert.equal(of({ ...row, status: 'processing' }), 'accepted');
    assert.equal(of({ ...row, status: 'failed' }), 'declined_by_provider');
    assert.equal(of({ ...row, status: 'approved' }), 'indeterminate');
    assert.equal(of({ ...row, amount: '10.34' }), 'indeterminate');
    assert.equal(of({ ...row, transaction_id: 'PAY1' }), 'indeterminate');
    assert.equal(of({ ...row, id: null }), 'indeterminate');
    assert.equal(of(row, { ...row, id: 'REF2' }), 'indeterminate');
    assert.equal(of(), 'indeterminate');
  });

  test('carries the amount by its digits, the key and the header, and nothing else', () => {
    const { headers, body: sent } = mercadopagoRefund.toRequest(refund({ amount: 4577 }));
    assert.equal(sent, '{"amount":45.77}');
    assert.deepEqual(headers, {
      'content-type': 'application/json',
      'x-idempotency-key': '00000000-0000-8000-8000-000000000000',
      'x-render-in-process-refunds': 'true',
    });
    const ofOrder = mercadopagoRefund.toRequest(orderRefund);
    assert.equal(ofOrder.body, `{"transactions":[{"id":"${TRANSACTION}","amount":"10.35"}]}`);
    assert.equal(ofOrder.headers?.['x-idempotency-key'], '00000000-0000-8000-8000-000000000000');
  });
  test('is not built before the amount, and the transaction of an order, are known', () => {
    assert.equal(mercadopagoRefund.isComplete?.(refund({ amount: undefined })), false);
    assert.equal(mercadopagoRefund.isComplete?.(refund({}, ORDER)), false);
    assert.equal(mercadopagoRefund.isComplete?.(orderRefund), true);
  });
});

describe('the token', () => {
  const reply = (status: number, ...codes: readonly unknown[]) => answered(status, cause(...codes));
  test('is bad by the code of the answer alone', () => {
    for (const code of [5, '5', 401]) assert.equal(mercadopagoAuth.isRefusal(reply(401, code)), true);
    const orders = { errors: [{ code: 'unauthorized' }] };
    assert.equal(mercadopagoAuth.isRefusal(answered(401, orders)), true);
    assert.equal(mercadopagoAuth.isRefusal(answered(401, { error: 'unauthorized', cause: [] })), true);
    for (const code of [7, 4040, 9999]) assert.equal(mercadopagoAuth.isRefusal(reply(401, code)), false);
    assert.equal(mercadopagoAuth.isRefusal(answeredText(401, '<html>')), false);
  });
  test('is not what a listed error under 401 is about', () => {
    for (const code of [7, 4040, 4041])
      assert.equal(mercadopagoAuth.isAboutRequest?.(reply(401, code)), true);
    for (const code of [5, 9999]) assert.equal(mercadopagoAuth.isAboutRequest?.(reply(401, code)), false);
  });
  test('names its seller where it has the form of one', () => {
    const of = (accessToken: string, collectorId?: string) =>
      collectorOf(credentialsSchema.parse({ accessToken, environment: 'sandbox', collectorId }));
    const form = `APP_USR-4934588586838432-071213-${'0'.repeat(32)}-263489584`;
    assert.equal(of(form), '263489584');
    assert.equal(of(form.replace('APP_USR', 'TEST').replace('-2634', '__LB_LA__-2634')), '263489584');
    assert.equal(of(form, '7'), '7');
    for (const other of ['TEST-1-2', `${form}x`, 'secret-263489584']) assert.equal(of(other), undefined);
  });
});

describe('a secret is refused', () => {
  const good = { accessToken: 'APP_USR-1', environment: 'production' };
  for (const wrong of [
    { accessToken: undefined },
    { accessToken: '' },
    { accessToken: 'two words' },
    { accessToken: 'line\nbreak' },
    { environment: undefined },
    { environment: 'test' },
    { webhookSecret: '' },
    { collectorId: 'x' },
  ])
    test(`with ${JSON.stringify(wrong)}, and not named`, () => {
      const { success, error } = credentialsSchema.safeParse({ ...good, ...wrong });
      assert.equal(success, false);
      assert.doesNotMatch(JSON.stringify(error.issues), /APP_USR/);
    });
});

describe('an id', () => {
  for (const id of ['4261966', '18552260055', ORDER, '01JDWMFW1WQK1YJR6SJFW7KND5'])
    test(`${id} is one`, () => assert.match(id, PAYMENT_ID.pattern));
  for (const id of [
    '',
    '0',
    '0123',
    '1'.repeat(21),
    '-1',
    '1.0',
    ORDER.toLowerCase(),
    `PP${ORDER}`,
    'PPPAY01JQ4S4KY8HWQ6NA5PXB65B3D3',
    TRANSACTION,
    'REF01JQ4S4KY8HWQ6NA5PXB65B3D3',
    '0001ozsb5o',
    `${ORDER}\n`,
    '1/refunds',
  ])
    test(`${JSON.stringify(id)} is none`, () => assert.doesNotMatch(id, PAYMENT_ID.pattern));
  test('of the plugin platform is refused by name', () => assert.match(PAYMENT_ID.describe, /PPORD/));
});
