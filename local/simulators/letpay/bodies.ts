import { STATUS_CODES } from 'node:http';
import type { LetpayRefund } from './refunds.ts';
import { isReceived, type LetpayPayment } from './statuses.ts';

/**
 * Texts of codes, of some only the sense in our words. A `%s` stands for what was not found.
 * @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment (00.03.0001)
 * @source https://developer.epag.com/docs/transaction-updates/transaction-status (00.01.0038)
 * @source https://github.com/guilherme-schumann/development-documentation/blob/main/docs/error-response.md (the others)
 */
const TEXTS: Readonly<Record<string, string>> = {
  '00.01.0031': 'The refund needs the bank account type.',
  '00.01.0038': 'This transaction id (%s) could not be found.',
  '00.01.0044': 'Malformed JSON, or a field that is not valid.',
  '00.01.0068': 'This refund (%s) could not be found.',
  '00.03.0001': 'There was an issue when contacting an external API, please contact support',
  '00.04.0002': 'The payment does not belong to merchant.',
  '00.04.0010': "The payment token was not pre-authorized, so it can't be captured.",
  '00.04.0012': 'Transaction status can not change',
  '00.04.0014': 'The refund amount is too high.',
  '01.05.0004': 'The refund was already done, or its amount is too high.',
  '01.05.0018': 'The period to refund is over.',
  '01.05.0030': 'The current status does not allow a refund.',
};

/** The one sentence documented without a code. */
const ACCESS_DENIED = 'Access Denied';

/** The error envelope without `refresh_token`; a 401 never has `errors`, and neither has an error without a code. */
export function toErrorBody(error: {
  readonly status: number;
  readonly code: string | undefined;
  readonly path: string;
  readonly at: number;
  /** What was not found. @default the token in the path */
  readonly about?: string | undefined;
}): object {
  const { status, code, path, about = tokenIn(path) } = error;
  const title = STATUS_CODES[status] ?? 'Unknown';
  const text = code === undefined ? undefined : (TEXTS[code]?.replace('%s', about) ?? title);
  return {
    timestamp: new Date(error.at).toISOString().replace('Z', '+0000'),
    status,
    error: title,
    message: status === 401 ? ACCESS_DENIED : (text ?? title),
    path,
    ...(text === undefined || status === 401 ? {} : { errors: [{ code, description: text }] }),
  };
}

function tokenIn(path: string): string {
  return path.split('/')[2] ?? '';
}

/** @source https://developer.letpay.co/docs/auth/get-access-token */
export function toLoginBody(token: string, account: string): object {
  return {
    token,
    user: {
      id: 'acb14525-577b-46b5-b40f-861d78341ce2',
      username: account,
      name: account,
      enable: true,
      open: true,
      roles: ['MERCHANT_ADMIN'],
      merchant_id: 'acb14525-577b-46b5-b40f-861d78341ce2',
    },
    version: '0.5.21',
  };
}

/** @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment */
export function toCancelBody(paymentToken: string): object {
  return { transaction_status: 'PROCESSING', payment_token: paymentToken };
}

/** The forms of bodies where the pages show several, or leave one open. */
export interface BodyForms {
  /** Whether a payment's read has `method`, as a later version of its page says. */
  readonly showsMethod: boolean;
  /** How refunds write `created_at`: the examples show both. */
  readonly refundDates: 'date-time' | 'date';
  /** Of the clock that date-times without an offset are written by; no page states its zone. */
  readonly utcOffsetMinutes: number;
}

/** Time to pay a PicPay payment. @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/process-picpay-payment */
const EXPIRES_AFTER_MS = 2 * 24 * 3_600_000;

/**
 * Amounts in reais, date-times without offset. One example of the page spells
 * `expirationDate` as `expiration_date`; the list of fields and LetPay's own page do not.
 * @source https://developer.epag.com/docs/transaction-updates/transaction-status
 * @source https://developer.letpay.co/docs/transaction-updates/transaction-status-by-reference
 */
export function toStatusBody(payment: LetpayPayment, forms: BodyForms): object {
  return {
    paymentToken: payment.id,
    createdAt: toLocal(payment.createdAt, forms),
    transactionStatus: payment.status,
    currency: 'BRL',
    amount_received: isReceived(payment.status) ? payment.amount / 100 : 0,
    refunded_amount: payment.refundedAmount / 100,
    reference: payment.reference,
    expirationDate: toLocal(payment.createdAt + EXPIRES_AFTER_MS, forms),
    errorCode: '00.00.0000',
    extra_data: {},
    ...(forms.showsMethod && { method: payment.method }),
  };
}

/**
 * Without the amount, which no page lists.
 * @source https://developer.letpay.co/docs/refund/get-refund-request
 */
export function toRefundBody(refund: LetpayRefund, forms: BodyForms): object {
  return {
    refund_id: refund.id,
    payment_token: refund.paymentToken,
    created_at: toLocal(refund.createdAt, forms)
      .replace('T', ' ')
      .slice(0, forms.refundDates === 'date' ? 10 : 19),
    refund_status: refund.status,
  };
}

function toLocal(at: number, { utcOffsetMinutes }: BodyForms): string {
  return new Date(at + utcOffsetMinutes * 60_000).toISOString().replace('Z', '');
}
