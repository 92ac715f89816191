import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letpay } from '../../../functions/letpay/connector.ts';
import { credentialsSchema } from '../../../functions/letpay/credentials.ts';
import { letpayInquiry } from '../../../functions/letpay/inquiry.ts';
import type { ProviderRequest } from '../../../shared/ports/exchange.ts';
import type { LoginResult } from '../../../shared/provider/auth-scheme.ts';
import type { Order } from '../../../shared/provider/connector.ts';
import { parseFields } from '../../../shared/provider/tolerant-reader.ts';
import { listExamples, readExample } from '../../contract/example.ts';
import { ACCESS_TOKEN, assertAsDocumented, order, replyOf, SANDBOX } from '../replies.ts';

const CREDENTIALS = credentialsSchema.parse({
  apiKey: 'MY_API_KEY',
  apiSecret: 'MY_API_SECRET',
  environment: 'sandbox',
});

/** The payments that the examples name. */
const HELD = '8f048623-16c6-47da-aca1-546a16e8fb99';
const REFUSED = '633de157-9a42-4d30-bbad-bd9fb883e058';
const PAID = '2f1c0103-b6fe-4e99-864c-d20c68b97a85';
const REFUNDED = '42afe884-f047-4452-a3db-65a7de76a9c5';
const LISTED = 'fa5ec5cc-d4d5-439e-8fb5-0368d409dc9b';
const NONE = '00000000-0000-0000-0000-000000000000';

const PROCESSING = { status: 'accepted', providerStatus: 'PROCESSING' };
const EXTERNAL = 'There was an issue when contacting an external API, please contact support';
const NOT_HELD = "The payment token was not pre-authorized, so it can't be captured.";
const NO_REFUND = 'Current payment status does not allow refund';

const unauthorized = {
  status: 'ambiguous',
  isListed: false,
  providerError: { status: 401, message: 'Access Denied' },
};
const badGateway = {
  status: 'indeterminate',
  reason: 'the provider answered 502',
  providerError: { status: 502, code: '00.03.0001', message: EXTERNAL },
};
const notHeld = {
  status: 'ambiguous',
  isListed: true,
  providerError: { status: 422, code: '00.04.0010', message: NOT_HELD },
};

/** The request of each example, and what its answer comes to. A 401 reaches a connector only where a new login did not help. */
const ATTEMPTS: Readonly<Record<string, { readonly order: Order; readonly result: object }>> = {
  'cancel-picpay-200': { order: order(HELD), result: PROCESSING },
  'cancel-checkout-200': { order: order(HELD, { details: { family: 'checkout' } }), result: PROCESSING },
  'cancel-token-200': { order: order(HELD, { details: { family: 'token' } }), result: PROCESSING },
  'cancel-picpay-401': { order: order(HELD), result: unauthorized },
  'cancel-picpay-502': { order: order(PAID), result: badGateway },
  'cancel-card-422': { order: order(REFUSED), result: notHeld },
  'cancel-token-422': { order: order(REFUSED, { details: { family: 'token' } }), result: notHeld },
  'refund-200': {
    order: order(REFUNDED, { method: 'refund', amount: 12_345 }),
    result: { ...PROCESSING, refundId: '1' },
  },
  'refund-400': {
    order: order(REFUNDED, { method: 'refund' }),
    result: {
      status: 'rejected',
      code: 'not_refundable',
      providerError: { status: 400, code: '01.05.0030', message: NO_REFUND },
    },
  },
  'refund-401': { order: order(REFUNDED, { method: 'refund' }), result: unauthorized },
  'refund-502': { order: order(REFUNDED, { method: 'refund' }), result: badGateway },
};

const SHOWN = {
  is: 'snapshot',
  snapshot: {
    status: 'paid',
    providerStatus: 'PAID',
    paymentMethod: undefined,
    captured: 1000,
    refunded: 0,
    refunds: undefined,
    refundsComplete: false,
    isUnlisted: undefined,
    // Written without an offset, and read as São Paulo's time.
    clocks: {
      createdAt: Date.parse('2024-01-16T20:03:46.618-03:00'),
      expiresAt: Date.parse('2024-01-18T20:03:46.618-03:00'),
      paidAt: undefined,
      method: undefined,
    },
  },
};

/** Its verb is documented as `DELETE`, that of its siblings as `POST`; `POST` is sent. */
const SENT_AS_POST = 'cancel-token-200';

const HEADERS = letpay.auth.type === 'rotating' ? letpay.auth.toHeaders(ACCESS_TOKEN, CREDENTIALS) : {};

function assertSent(name: string, request: ProviderRequest | undefined, id = '', method?: string): void {
  const documented = { headers: HEADERS, id, placeholder: 'MY_PAYMENT_TOKEN' };
  assertAsDocumented(readExample('letpay', name), request, documented, method);
}

for (const [name, { order: sent, result }] of Object.entries(ATTEMPTS))
  test(`the documented example ${name} is sent and understood as documented`, () => {
    const requests = sent.method === 'void' ? letpay.void : letpay.refund;
    assertSent(name, requests?.toRequest(sent), sent.paymentId, name === SENT_AS_POST ? 'POST' : undefined);
    assert.deepEqual(requests?.toResult(replyOf('letpay', name), sent), result);
  });

test('the documented answers to a status read are understood as documented', () => {
  const [found, none] = [PAID, NONE].map((paymentId) => ({ ...order(paymentId), paymentId }));
  assert.ok(found && none);
  for (const [name, ref] of [
    ['read-200', found],
    ['read-404', none],
  ] as const)
    assertSent(name, letpay.inquiry.toRequests(ref, { method: 'void' })[0], ref.paymentId);
  const read = (name: string, ref: Order) =>
    letpayInquiry.toResult([replyOf('letpay', name)], ref, { method: 'void' }, SANDBOX);
  assert.deepEqual(read('read-200', found), SHOWN);
  assert.deepEqual(read('read-404', none), {
    is: 'not_found',
    conclusive: true,
    providerError: {
      status: 404,
      code: '00.01.0038',
      message: 'This transaction id (00000000-0000-0000-0000-000000000000) could not be found.',
    },
  });
});

test('the documented lists of refunds are understood as documented', () => {
  const ref = order(LISTED);
  const payment = replyOf('letpay', 'read-200');
  const body = { ...parseFields(payment.body), paymentToken: LISTED };
  const read = (name: string) =>
    letpayInquiry.toResult(
      [{ ...payment, body }, replyOf('letpay', name)],
      ref,
      { method: 'refund' },
      SANDBOX,
    );
  const listed = { refunds: [{ id: '1', status: 'processing' }], refundsComplete: true };

  for (const name of ['refund-list-200', 'refund-list-404'])
    assertSent(name, letpay.inquiry.toRequests(ref, { method: 'refund' })[1], LISTED);
  assert.partialDeepStrictEqual(read('refund-list-200'), { is: 'snapshot', snapshot: listed });
  // A list without the payment that LetPay has just shown says nothing.
  assert.partialDeepStrictEqual(read('refund-list-404'), {
    is: 'snapshot',
    snapshot: { refundsComplete: false },
  });
});

test('the documented login is sent as a form, and its answers are understood', async () => {
  assert.ok(letpay.auth.type === 'rotating');
  const login = letpay.auth.toLogin(CREDENTIALS);
  assertSent('auth-200', login);
  const form = await new Response(login.body ?? '', { headers: { ...login.headers } }).formData();
  assert.deepEqual(Object.fromEntries(form), readExample('letpay', 'auth-200').request.form);

  const token: LoginResult = letpay.auth.fromLogin(replyOf('letpay', 'auth-200'), 0);
  assert.equal(token.is === 'token' && token.token.token.reveal(), 'MY_ACCESS_TOKEN');
  assert.deepEqual(letpay.auth.fromLogin(replyOf('letpay', 'auth-401'), 0), { is: 'refused' });
});

test('the documented request for a new key pair is sent, and its answers are understood', () => {
  for (const name of ['access-key-200', 'access-key-401'])
    assertSent(name, letpay.newCredentials?.toRequest());
  const made = letpay.newCredentials?.toCredentials(replyOf('letpay', 'access-key-200'));
  assert.ok(made?.is === 'made');
  const { apiKey, apiSecret } = made.credentials;
  assert.deepEqual([apiKey?.reveal(), apiSecret?.reveal()], ['MY_API_KEY', 'MY_API_SECRET']);
  const refused = letpay.newCredentials?.toCredentials(replyOf('letpay', 'access-key-401'));
  assert.partialDeepStrictEqual(refused, { is: 'not_made', code: 'declined_by_provider' });
});

test('every documented answer with the next token gives it, and no other does', () => {
  assert.ok(letpay.auth.type === 'rotating');
  for (const name of listExamples('letpay')) {
    const { response } = readExample('letpay', name);
    const token: string | undefined = letpay.auth.nextToken(replyOf('letpay', name))?.reveal();
    assert.equal(token, response.body.includes('refresh_token') ? 'MY_ACCESS_TOKEN' : undefined, name);
  }
});

test('every example of the folder is driven', () => {
  const others = [
    ...['auth-200', 'auth-401', 'access-key-200', 'access-key-401'],
    ...['read-200', 'read-404', 'refund-list-200', 'refund-list-404'],
  ];
  assert.deepEqual(listExamples('letpay').toSorted(), [...Object.keys(ATTEMPTS), ...others].toSorted());
});
