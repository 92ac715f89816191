import { STRATEGIES } from '../../../shared/domain/command.ts';
import { type Json, SCHEMAS } from './json-schema.ts';

type Example = { readonly summary: string; readonly value: object };

/** Bodies of requests. The name of an example begins with the provider whose path it is for. */
const CANCELLATIONS: Readonly<Record<string, Example>> = {
  letpay_whole: { summary: 'The whole payment', value: {} },
  letpay_explained: {
    summary: 'The whole payment, with a reason and a name of your own for it',
    value: { reason: 'requested_by_customer', reference: 'order-4711' },
  },
  letpay_checkout: {
    summary: 'A payment that was sent by LetPay’s checkout',
    value: { letpay: { family: 'checkout' } },
  },
  letpay_dry_run: { summary: 'What would be sent; nothing is', value: { dryRun: true } },
  sopague_whole: {
    summary: 'The whole payment; the clock can speak before the provider does',
    value: { capturedAt: '2026-11-21T10:02:00-03:00' },
  },
  sopague_part: { summary: 'A part, in centavos', value: { amount: 535, currency: 'BRL' } },
  sopague_in_time: {
    summary: 'Not at all rather than late',
    value: { reason: 'out_of_stock', notAfter: '2026-11-21T23:00:00-03:00' },
  },
};

const [CANCEL_OR_REFUND, REFUND_ONLY] = STRATEGIES;

const REFUNDS: Readonly<Record<string, Example>> = {
  letpay_whole: { summary: 'By the best way that is open', value: { strategy: CANCEL_OR_REFUND } },
  letpay_part: {
    summary: 'A part of what was paid, in centavos',
    value: { amount: 535, strategy: REFUND_ONLY, reason: 'return', reference: 'return-17' },
  },
  sopague_whole: { summary: 'All of it', value: { reason: 'requested_by_customer' } },
};

/** What the body of a request is, with its examples. */
export function toRequestBody(kind: 'cancellation' | 'refund'): Json {
  const [schema, examples] =
    kind === 'cancellation' ? ['CancellationRequest', CANCELLATIONS] : ['RefundRequest', REFUNDS];
  return {
    required: false,
    description: 'At most 16 KiB.',
    content: { 'application/json': { schema: { $ref: `${SCHEMAS}${schema}` }, examples } },
  };
}

/** What a provider sends. It is the provider's to say, and only names a payment. */
export const NOTIFICATION_BODY: Json = {
  required: true,
  description: 'JSON in the words of the provider. Of it only the id of the payment is read.',
  content: {
    'application/json': {
      schema: { type: 'object' },
      examples: {
        letpay: {
          summary: 'LetPay’s callback',
          value: { reference_id: 'order-4711', payment_token: '8f048623-16c6-47da-aca1-546a16e8fb99' },
        },
        sopague: {
          summary: 'SoPague’s webhook',
          value: { ResultId: '020080286103040952150000006201850000000000', Status: '0' },
        },
      },
    },
  },
};
