import { STRATEGIES } from '../../../shared/operation/request-fields.ts';
import { type Json, SCHEMAS } from './json-schema.ts';

type Example = { readonly summary: string; readonly value: object };

/** Bodies of requests. The name of an example begins with the provider for whose paths it is valid. */
const CANCELLATIONS: Readonly<Record<string, Example>> = {
  letpay_whole: { summary: 'The whole payment', value: {} },
  letpay_explained: {
    summary: 'The whole payment, with a reason and your own reference',
    value: { reason: 'requested_by_customer', reference: 'order-4711' },
  },
  letpay_checkout: {
    summary: 'A payment that was made through LetPay’s checkout',
    value: { letpay: { family: 'checkout' } },
  },
  letpay_dry_run: {
    summary: 'Dry run: shows what would be sent, and sends nothing',
    value: { dryRun: true },
  },
  mercadopago_whole: { summary: 'The whole payment, or an order that is not paid', value: {} },
  sopague_whole: {
    summary:
      'The whole payment, with its capture time, so that the window is known before the provider is asked',
    value: { capturedAt: '2026-11-21T10:02:00-03:00' },
  },
  sopague_part: { summary: 'A part, in centavos', value: { amount: 535, currency: 'BRL' } },
  sopague_in_time: {
    summary: 'Not after this instant',
    value: { reason: 'out_of_stock', notAfter: '2026-11-21T23:00:00-03:00' },
  },
};

const [CANCEL_OR_REFUND, REFUND_ONLY] = STRATEGIES;

const REFUNDS: Readonly<Record<string, Example>> = {
  letpay_whole: {
    summary: 'By a cancellation while that is possible, else by a refund',
    value: { strategy: CANCEL_OR_REFUND },
  },
  letpay_part: {
    summary: 'A part of what was paid, in centavos',
    value: { amount: 535, strategy: REFUND_ONLY, reason: 'return', reference: 'return-17' },
  },
  mercadopago_part: {
    summary: 'A part, by Mercado Pago’s own idempotency key',
    value: { amount: 535, reason: 'return' },
  },
  sopague_whole: { summary: 'The whole payment', value: { reason: 'requested_by_customer' } },
};

/** The body of a request, with examples. */
export function toRequestBody(kind: 'cancellation' | 'refund'): Json {
  const [schema, examples] =
    kind === 'cancellation' ? ['CancellationRequest', CANCELLATIONS] : ['RefundRequest', REFUNDS];
  return {
    required: false,
    description: 'At most 16 KiB.',
    content: { 'application/json': { schema: { $ref: `${SCHEMAS}${schema}` }, examples } },
  };
}

/** The callback of a provider, in the provider's own form. */
export const NOTIFICATION_BODY: Json = {
  required: true,
  description: 'JSON in the form of the provider. Only the id of the payment is read.',
  content: {
    'application/json': {
      schema: { type: 'object' },
      examples: {
        letpay: {
          summary: 'LetPay’s callback',
          value: { reference_id: 'order-4711', payment_token: '8f048623-16c6-47da-aca1-546a16e8fb99' },
        },
        mercadopago: {
          summary: 'Mercado Pago’s webhook, whose signed query names the payment too',
          value: { type: 'payment', action: 'payment.updated', data: { id: '18552260055' } },
        },
        sopague: {
          summary: 'SoPague’s webhook',
          value: { ResultId: '020080286103040952150000006201850000000000', Status: '0' },
        },
      },
    },
  },
};
