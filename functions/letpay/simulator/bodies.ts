import { STATUS_CODES } from 'node:http';
import { isReceived, type LetpayPayment } from './statuses.ts';

/**
 * Texts of codes. A `%s` stands for the payment token.
 * @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment (00.03.0001)
 * @source https://developer.epag.com/docs/transaction-updates/transaction-status (00.01.0038)
 * @source https://github.com/guilherme-schumann/development-documentation/blob/main/docs/error-response.md (the others)
 */
const TEXTS: Readonly<Record<string, string>> = {
  '00.01.0038': 'This transaction id (%s) could not be found.',
  '00.03.0001': 'There was an issue when contacting an external API, please contact support',
  '00.04.0002': 'The payment does not belong to merchant.',
  '00.04.0010': "The payment token was not pre-authorized, so it can't be captured.",
  '00.04.0012': 'Transaction status can not change',
};

/** The one sentence documented without a code. */
const ACCESS_DENIED = 'Access Denied';

/** The error envelope without `refresh_token`; a 401 never has `errors`, and neither has an error without a code. */
export function toErrorBody(error: {
  readonly status: number;
  readonly code: string | undefined;
  readonly path: string;
  readonly at: number;
}): object {
  const { status, code, path } = error;
  const title = STATUS_CODES[status] ?? 'Unknown';
  const text = code === undefined ? undefined : (TEXTS[code]?.replace('%s', tokenIn(path)) ?? title);
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

/** Time to pay a PicPay payment. @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/process-picpay-payment */
const EXPIRES_AFTER_MS = 2 * 24 * 3_600_000;

/**
 * Amounts in reais, date-times without offset (UTC here; the zone is not documented). One example of the page spells
 * `expirationDate` as `expiration_date`; the list of fields and LetPay's own page do not.
 * @source https://developer.epag.com/docs/transaction-updates/transaction-status
 * @source https://developer.letpay.co/docs/transaction-updates/transaction-status-by-reference
 */
export function toStatusBody(payment: LetpayPayment): object {
  return {
    paymentToken: payment.id,
    createdAt: toLocal(payment.createdAt),
    transactionStatus: payment.status,
    currency: 'BRL',
    amount_received: isReceived(payment.status) ? payment.amount / 100 : 0,
    refunded_amount: payment.refundedAmount / 100,
    reference: payment.reference,
    expirationDate: toLocal(payment.createdAt + EXPIRES_AFTER_MS),
    errorCode: '00.00.0000',
    extra_data: {},
  };
}

function toLocal(at: number): string {
  return new Date(at).toISOString().replace('Z', '');
}
