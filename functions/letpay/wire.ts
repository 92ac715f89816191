import * as z from 'zod/mini';
import { fromReais } from '../../shared/domain/money.ts';
import { secretTextSchema, tokenSchema } from '../../shared/domain/secret-schemas.ts';
import { readBrazilianTime } from '../../shared/provider/brazilian-time.ts';

/**
 * LetPay's JSON. Status reads answer in camelCase, writes in snake_case, and pages have changed over time, so
 * both spellings are read everywhere.
 *
 * @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment
 * @source https://developer.epag.com/docs/transaction-updates/transaction-status (sister brand; read 2026-11-21)
 */

/** The secret `estorno/<merchantId>/letpay`. */
export const credentialsSchema = z.object({
  apiKey: secretTextSchema,
  apiSecret: secretTextSchema,
  environment: z.enum(['sandbox', 'production']),
  /** How many sessions the account may hold at once. LetPay documents nothing; 1 is right in every case. */
  sessions: z.optional(z.number().check(z.int(), z.gte(1), z.lte(16))),
});

export type Credentials = z.infer<typeof credentialsSchema>;

/** How the payment was sent, which chooses the path of its cancel. */
const family = z.enum(['payment', 'checkout', 'token'], 'must be payment, checkout or token');

export const detailsSchema = z._default(
  z.strictObject({ family: z._default(family, 'payment') }, 'must be an object with `family`'),
  { family: 'payment' },
);

const text = z.string();

/** Reais as a JSON number, in centavos. */
const reais = z.pipe(
  z.number(),
  z.transform((value: number) => fromReais(value)),
);

/** A 200 of a cancel or of a status read. Everything may be absent: what is missing makes a doubt, not a crash. */
export const paymentSchema = z.pipe(
  z.object({
    transaction_status: z.optional(text),
    transactionStatus: z.optional(text),
    payment_token: z.optional(text),
    paymentToken: z.optional(text),
    createdAt: z.catch(z.optional(text), undefined),
    expirationDate: z.catch(z.optional(text), undefined),
    expiration_date: z.catch(z.optional(text), undefined),
    confirmation_date: z.catch(z.optional(text), undefined),
    method: z.catch(z.optional(text), undefined),
    amount_received: z.catch(z.optional(reais), undefined),
    refunded_amount: z.catch(z.optional(reais), undefined),
  }),
  z.transform((body) => ({
    status: body.transaction_status ?? body.transactionStatus,
    paymentId: body.payment_token ?? body.paymentToken,
    received: body.amount_received,
    refunded: body.refunded_amount,
    clocks: {
      createdAt: readBrazilianTime(body.createdAt),
      expiresAt: readBrazilianTime(body.expirationDate ?? body.expiration_date),
      paidAt: readBrazilianTime(body.confirmation_date),
      method: body.method,
    },
  })),
);

/**
 * A refund. Its id is a JSON number in the examples; here it is text, and goes into a path.
 *
 * @source https://developer.letpay.co/docs/refund/get-refund-request (read 2026-11-21)
 */
export const refundSchema = z.pipe(
  z.object({
    refund_id: z.union([z.number().check(z.int(), z.gte(0)), z.string().check(z.regex(/^[\w-]{1,64}$/))]),
    payment_token: text,
    refund_status: text,
  }),
  z.transform((body) => ({
    refundId: String(body.refund_id),
    paymentId: body.payment_token,
    status: body.refund_status,
  })),
);

export type Refund = z.infer<typeof refundSchema>;

/** The refunds of a payment: a bare array. */
export const refundListSchema = z.array(refundSchema);

/** LetPay's error envelope. A 401 has no `errors`, and neither have some 404s. */
export const errorSchema = z.object({
  status: z.optional(z.number()),
  error: z.optional(text),
  message: z.optional(text),
  errors: z.optional(z.array(z.object({ code: text, description: z.optional(text) }))),
});

export const loginSchema = z.object({ token: tokenSchema });

/** "Updated access token for next calls", in most answers, errors included. */
export const refreshSchema = z.object({ refresh_token: tokenSchema });
