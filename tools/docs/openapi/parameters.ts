import * as z from 'zod';
import { CAPABILITIES } from '../../../functions/capabilities.ts';
import * as ids from '../../../shared/domain/ids.ts';
import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import { listQuerySchema } from '../../../shared/http/operations-list.ts';
import {
  IDEMPOTENCY_KEY,
  LETPAY_PAYMENT,
  MERCADOPAGO_PAYMENT,
  OPERATION_ID,
  SOPAGUE_PAYMENT,
} from './example-ids.ts';
import { type Json, toJsonSchema } from './json-schema.ts';

const text = (pattern: RegExp) => ({ type: 'string', pattern: pattern.source });

const inPath = { in: 'path', required: true };

/** Parameters in paths, by their names. */
const PATH: Readonly<Record<string, Json>> = {
  merchantId: {
    ...{ name: 'merchantId', ...inPath },
    description: 'The merchant. One account at a provider is one merchant.',
    schema: text(ids.MERCHANT_ID),
    example: LETPAY_PAYMENT.merchantId,
  },
  provider: {
    ...{ name: 'provider', ...inPath },
    description: 'The payment provider.',
    schema: { type: 'string', enum: CAPABILITIES.map(({ id }) => id) },
    example: LETPAY_PAYMENT.provider,
  },
  paymentId: {
    ...{ name: 'paymentId', ...inPath },
    description: CAPABILITIES.map(({ name, paymentId }) => `At ${name}: ${paymentId.describe}.`).join(' '),
    schema: {
      type: 'string',
      anyOf: CAPABILITIES.map(({ paymentId }) => ({ pattern: paymentId.pattern })),
    },
    examples: {
      letpay: { value: LETPAY_PAYMENT.paymentId },
      mercadopago: { value: MERCADOPAGO_PAYMENT.paymentId },
      sopague: { value: SOPAGUE_PAYMENT.paymentId },
    },
  },
  operationId: {
    ...{ name: 'operationId', ...inPath },
    description: 'The `id` of the operation.',
    schema: text(ids.OPERATION_ID),
    example: OPERATION_ID,
  },
  webhookSecret: {
    ...{ name: 'webhookSecret', ...inPath },
    description: 'At Pix: the `webhookSecret` of the merchant, or `pix` if the secret is in the query.',
    schema: { type: 'string' },
    example: 'pix',
  },
  suffix: {
    ...{ name: 'suffix', ...inPath },
    description: 'What the provider appends to the registered address. At Pix: `pix`.',
    schema: { type: 'string' },
    example: 'pix',
  },
};

const query = z.record(z.string(), z.unknown()).parse(toJsonSchema(listQuerySchema, 'input').properties);

const OTHERS: Readonly<Record<string, Json>> = {
  IdempotencyKey: {
    ...{ name: 'Idempotency-Key', in: 'header', required: true },
    description:
      'Identifies this command on this payment: a repeat of the request with the same key never begins a second operation. ' +
      'Derive it from something that survives a crash of the caller, such as an order number. A quoted string is the same ' +
      'key as its content.',
    schema: { type: 'string', pattern: toQuotedOrPlain(ids.IDEMPOTENCY_KEY) },
    example: IDEMPOTENCY_KEY,
  },
  Prefer: {
    ...{ name: 'Prefer', in: 'header' },
    description:
      `\`wait=N\` (RFC 7240): answer when the operation is final, or N seconds after the request arrived. The maximum is ` +
      `${STANDARD_LIMITS.waitSeconds} unless the deployment sets another. If too many requests wait already, the answer comes at ` +
      'once, without Preference-Applied. Other preferences are ignored.',
    schema: { type: 'string' },
    example: 'wait=5',
  },
  State: {
    ...{ name: 'state', in: 'query' },
    description:
      '`open`, the default: every operation that is not final. `manual_review`: those whose outcome a person has to record.',
    schema: query.state,
    example: 'open',
  },
  After: {
    ...{ name: 'after', in: 'query' },
    description: 'The beginning of the page. Follow `links.next` instead of building it.',
    schema: query.after,
  },
};

/** As a pattern of the text itself, or of the text in quotes. */
function toQuotedOrPlain({ source }: RegExp): string {
  const content = source.replace(/^\^|\$$/g, '');
  return `^(${content}|"${content}")$`;
}

/** Every parameter of the description, by its name in `components`. */
export const PARAMETERS: Readonly<Record<string, Json>> = { ...PATH, ...OTHERS };

/** References to parameters: those in the path, then these. */
export function toParameters(path: string, others: readonly string[]): readonly Json[] {
  const inThePath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return [...inThePath, ...others].map((name) => ({ $ref: `#/components/parameters/${name}` }));
}
