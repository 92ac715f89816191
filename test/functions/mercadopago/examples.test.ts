import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mercadopago } from '../../../functions/mercadopago/connector.ts';
import { credentialsSchema } from '../../../functions/mercadopago/credentials.ts';
import type { ProviderRequest } from '../../../shared/ports/exchange.ts';
import type { Order } from '../../../shared/provider/connector.ts';
import { listExamples, readExample } from '../../contract/example.ts';
import { answered, assertAsDocumented, order, replyOf } from '../replies.ts';

/** The published examples, byte for byte: what is sent, and what is made of the answer. */

const KEY = '00000000-0000-8000-8000-000000000000';

const sandbox = { accessToken: 'ACCESS_TOKEN', environment: 'sandbox' };
const SANDBOX = credentialsSchema.parse(sandbox);
const PRODUCTION = credentialsSchema.parse({ ...sandbox, environment: 'production' });

const TRANSACTION = 'PAY01JEVQM06WDW16MAQ8B5SC0MSC';
const REFUNDED_ORDER = '01JDWMFW1WQK1YJR6SJFW7KND5';

type Row = { readonly name: string; readonly order: Order; readonly result: object };

const at = (paymentId: string, more: Partial<Order> = {}) => order(paymentId, more);
const refund = (paymentId: string, amount: number, more: Partial<Order> = {}) =>
  order(paymentId, { method: 'refund', amount, ...more });
const card = { reference: { method: 'visa' } };

const ATTEMPTS: readonly Row[] = [
  { name: 'cancel-200', order: at('4261966'), result: { status: 'succeeded', providerStatus: 'cancelled' } },
  {
    name: 'order-cancel-200',
    order: at('01JDASYCCVWTT08J5RDYAJ5CBZ'),
    result: { status: 'succeeded', providerStatus: 'cancelled' },
  },
  {
    name: 'order-conflict-409',
    order: at('ORD01JQ4S4KY8HWQ6NA5PXB65B3D3'),
    result: {
      status: 'ambiguous',
      isListed: true,
      providerError: { status: 409, code: 'cannot_cancel_order', message: '...' },
    },
  },
  // The pair is of two payments: 5 is asked for, and 10 is answered.
  {
    name: 'refund-201',
    order: refund('18552260055', 500),
    result: { status: 'indeterminate', isUnlisted: true },
  },
  {
    name: 'refund-201',
    order: refund('18552260055', 1000),
    result: { status: 'succeeded', refundId: '1009042015', providerStatus: 'approved' },
  },
  {
    name: 'refund-201',
    order: refund('18552260056', 1000),
    result: { status: 'indeterminate', isUnlisted: true },
  },
  {
    name: 'refund-in-process-201',
    order: refund('23443394602', 2000),
    result: { status: 'accepted', refundId: '1150873004', providerStatus: 'in_process' },
  },
  {
    name: 'error-400',
    order: refund('18552260055', 500, card),
    result: {
      status: 'ambiguous',
      isListed: false,
      providerError: { status: 400, code: '2006', message: 'Card Token not found' },
    },
  },
  {
    name: 'error-not-found-404',
    order: refund('18552260055', 500, card),
    result: {
      status: 'ambiguous',
      isListed: true,
      code: 'provider_auth_failed',
      providerError: { status: 404, code: '2000', message: 'Card Token not found' },
    },
  },
  {
    name: 'error-path-404',
    order: refund('18552260055', 500, card),
    result: {
      status: 'rejected',
      code: 'provider_rejected_request',
      providerError: {
        status: 404,
        code: 'not_found',
        message: 'Resource /payments/refunds/ not found.',
      },
    },
  },
  // The answer is of another order, whose transaction has another id.
  {
    name: 'order-refund-201',
    order: refund(REFUNDED_ORDER, 2490, { reference: { transaction: TRANSACTION } }),
    result: { status: 'indeterminate', isUnlisted: true },
  },
  {
    name: 'order-refund-201',
    order: refund(REFUNDED_ORDER, 2500, { reference: { transaction: 'PAY_01JDWMFW1WQK1YJR6SJHYTY0MY' } }),
    result: {
      status: 'succeeded',
      refundId: 'ref_01JDWMHTXPBT4117BVGAWV29HG',
      providerStatus: 'processed',
    },
  },
];

const ASKED = new Set([500, 2000, 2490, undefined]);

for (const { name, order: asked, result } of ATTEMPTS)
  test(`the published example ${name} is sent and understood as published, for ${asked.amount ?? 'all'}`, () => {
    const requests = asked.method === 'void' ? mercadopago.void : mercadopago.refund;
    assert.ok(requests);
    if (ASKED.has(asked.amount)) assertSent(name, requests.toRequest(asked), asked.paymentId);
    const { reason: _, ...read } = { reason: '', ...requests.toResult(replyOf('mercadopago', name), asked) };
    assert.deepEqual(read, result);
  });

function assertSent(name: string, request: ProviderRequest | undefined, id: string): void {
  const example = readExample('mercadopago', name);
  const headers = { authorization: 'Bearer ACCESS_TOKEN' };
  const withKey = {
    ...example,
    request: {
      ...example.request,
      headers: Object.fromEntries(
        Object.entries(example.request.headers).map(([header, value]) => [
          header,
          value.replace('IDEMPOTENCY_KEY', KEY),
        ]),
      ),
    },
  };
  assertAsDocumented(withKey, request, { headers, id, placeholder: '{id}' });
}

const READS = [
  {
    name: 'read-held-200',
    paymentId: '4261941',
    credentials: SANDBOX,
    snapshot: {
      status: 'authorized',
      providerStatus: 'authorized',
      paymentMethod: 'visa',
      total: 500,
      refunded: 0,
      reference: { method: 'visa' },
      clocks: {
        createdAt: Date.parse('2017-07-13T14:24:46.000-04:00'),
        expiresAt: undefined,
        paidAt: undefined,
        method: 'visa',
      },
    },
  },
  {
    name: 'read-pix-200',
    paymentId: '21071815560',
    credentials: PRODUCTION,
    snapshot: {
      status: 'pending',
      providerStatus: 'pending',
      paymentMethod: 'pix',
      total: 10_000,
      refunded: 0,
      reference: { method: 'pix' },
      clocks: {
        createdAt: Date.parse('2022-01-10T10:10:10Z'),
        expiresAt: Date.parse('2022-02-10T10:10:10Z'),
        paidAt: undefined,
        method: 'pix',
      },
    },
  },
] as const;

for (const { name, paymentId, credentials, snapshot } of READS)
  test(`the published example ${name} is sent and understood as published`, () => {
    const [ref, options] = [order(paymentId), { method: 'void' }] as const;
    const [request] = mercadopago.inquiry.toRequests(ref, options);
    assertSent(name, request, paymentId);
    const read = mercadopago.inquiry.toResult([replyOf('mercadopago', name)], ref, options, credentials);
    assert.partialDeepStrictEqual(read, { is: 'snapshot', snapshot });
  });

test('the published list of refunds is asked for with those under way, and understood as published', () => {
  const [ref, options] = [order('18552260055'), { method: 'refund' }] as const;
  const [, list] = mercadopago.inquiry.toRequests(ref, options);
  assertSent('refund-list-200', list, ref.paymentId);
  assert.deepEqual(list?.headers, { 'x-render-in-process-refunds': 'true' });
  const payment = answered(200, { id: 18552260055, status: 'approved', transaction_amount: 10 });
  const read = mercadopago.inquiry.toResult(
    [payment, replyOf('mercadopago', 'refund-list-200')],
    ref,
    options,
    SANDBOX,
  );
  const createdAt = Date.parse('2023-08-24T15:35:15.783-04:00');
  const shown = { amount: 500, status: 'succeeded', providerStatus: 'approved', createdAt };
  const refunds = [
    { id: '1009042015', ...shown },
    { id: '1009042016', ...shown },
  ];
  assert.partialDeepStrictEqual(read, { is: 'snapshot', snapshot: { refunds, refundsComplete: true } });
});

test('every published example is in a test', () => {
  const tested = [...ATTEMPTS, ...READS].map(({ name }) => name);
  assert.deepEqual(new Set(listExamples('mercadopago')), new Set([...tested, 'refund-list-200']));
});
