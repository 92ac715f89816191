import type { PaymentRef } from '../../shared/domain/ids.ts';
import { fromReais } from '../../shared/domain/money.ts';
import type { AnsweredReply, ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import { readBrazilianTime } from '../../shared/provider/brazilian-time.ts';
import type { Inquiry } from '../../shared/provider/connector.ts';
import type {
  Clocks,
  PaymentSnapshot,
  PaymentStatus,
  RefundSnapshot,
} from '../../shared/provider/payment-snapshot.ts';
import { toUnreadable } from '../../shared/provider/replies.ts';
import {
  type Fields,
  parseFields,
  parseId,
  parseRows,
  parseText,
  rowOf,
} from '../../shared/provider/tolerant-reader.ts';
import { toUnreadableId } from '../../shared/provider/unreadable-id.ts';
import { codesIn, toProviderError } from './errors.ts';

/**
 * LetPay's status map. A payment in manual review waits as one that is not processed yet: `PROCESSING` alone can be a
 * cancel under way.
 *
 * @source https://developer.letpay.co/docs/status-maps/payments (read 2026-11-21)
 */
export const PAYMENT_STATUSES: Readonly<Record<string, PaymentStatus>> = {
  CREATED: 'pending',
  IN_ANALYSIS: 'pending',
  PROCESSING: 'processing',
  PRE_AUTHORIZED: 'authorized',
  PAID: 'paid',
  PARTIALLY_REFUNDED: 'partially_refunded',
  REFUNDED: 'refunded',
  CANCELED: 'canceled',
  DECLINED: 'declined',
  ERROR: 'declined',
  DISPUTE: 'disputed',
  DISPUTE_REFUNDED: 'disputed',
  DISPUTE_RECOVERED: 'disputed',
  DISPUTE_FINAL: 'disputed',
  POST_REFUND_DISPUTE: 'disputed',
};

/** @source https://developer.letpay.co/docs/refund/get-refund-request (read 2026-11-21) */
export const REFUND_STATUSES: Readonly<Record<string, RefundSnapshot['status']>> = {
  REQUESTED: 'processing',
  PROCESSING: 'processing',
  COMPLETED: 'succeeded',
  FAILED: 'failed',
};

/** "No such payment" and "no such refund". The latter answers a list that is empty: our reading. */
const NO_PAYMENT = '00.01.0038';
const NO_REFUND = '00.01.0068';

/**
 * A void needs the payment alone; of a refund the list of all refunds shows what became of it, with its id or without.
 * The two answers spell the same fields in camelCase and in snake_case, and pages have changed over time: both are read.
 *
 * @source https://developer.epag.com/docs/transaction-updates/transaction-status (sister brand; read 2026-11-21)
 * @source https://developer.letpay.co/docs/refund/get-refund-requests-for-a-payment (read 2026-11-21)
 */
export const letpayInquiry: Inquiry = {
  toRequests({ paymentId }, { method }) {
    const payment: ProviderRequest = { method: 'GET', path: `/payment/${paymentId}` };
    return method === 'void' ? [payment] : [payment, { method: 'GET', path: `/refund/payment/${paymentId}` }];
  },
  toResult([payment, refunds], ref) {
    if (payment?.is !== 'answered') return toUnreadable(payment);
    if (payment.status === 404 && isOnly(payment, NO_PAYMENT))
      return { is: 'not_found', conclusive: true, providerError: toProviderError(payment) };
    const fields = parseFields(payment.body);
    const providerStatus = parseText(fields.transactionStatus);
    const isOfAnother = isAnother(fields.paymentToken, ref);
    if (payment.status !== 200 || providerStatus === undefined || isOfAnother) return toUnreadable(payment);
    return { is: 'snapshot', snapshot: toSnapshot(fields, providerStatus, toRefunds(refunds, ref)) };
  },
};

function toSnapshot(
  fields: Fields,
  providerStatus: string,
  refunds: readonly RefundSnapshot[] | undefined,
): PaymentSnapshot {
  const status = rowOf(PAYMENT_STATUSES, providerStatus);
  const clocks = toClocks(fields);
  const captured = fromReais(fields.amount_received);
  return {
    status: status ?? 'unrecognized',
    providerStatus,
    paymentMethod: clocks.method,
    // Nothing is received before the payment is paid: of one that is held, 0 is not the amount.
    captured: captured === 0 ? undefined : captured,
    refunded: fromReais(fields.refunded_amount),
    refunds,
    refundsComplete: new Set(refunds?.map(({ id }) => id)).size === refunds?.length,
    clocks,
    isUnlisted: !status || refunds?.some((refund) => refund.status === 'unrecognized'),
  };
}

/** That `confirmation_date` is the date of the payment is our reading. */
function toClocks({ createdAt, expirationDate, confirmation_date, method }: Fields): Clocks {
  const name = parseText(method);
  return {
    createdAt: readBrazilianTime(createdAt),
    expiresAt: readBrazilianTime(expirationDate),
    paidAt: readBrazilianTime(confirmation_date),
    method: name !== undefined && /^\w{1,32}$/.test(name) ? name : undefined,
  };
}

/** The refunds of the payment; undefined where they were not requested or cannot be read. */
function toRefunds(reply: ArrivedReply | undefined, ref: PaymentRef): readonly RefundSnapshot[] | undefined {
  if (reply?.is !== 'answered') return undefined;
  if (reply.status === 404 && isOnly(reply, NO_REFUND)) return [];
  if (reply.status !== 200) return undefined;
  return parseRows(reply.body)?.map((row) => toRefund(parseFields(row), ref));
}

/** No page lists an amount. The id of a row without a readable one is made from the rest of it. */
function toRefund(fields: Fields, ref: PaymentRef): RefundSnapshot {
  const { refund_status, refund_id } = fields;
  const providerStatus = parseText(refund_status);
  const isOfAnother = isAnother(fields.payment_token, ref);
  return {
    id: parseId(refund_id) ?? toUnreadableId(fields, ['refund_status', 'refund_id']),
    status: (isOfAnother ? undefined : rowOf(REFUND_STATUSES, providerStatus)) ?? 'unrecognized',
    providerStatus,
    createdAt: readBrazilianTime(fields.created_at),
  };
}

/** A token is shown, and it is not that of our payment. */
function isAnother(token: unknown, { paymentId }: PaymentRef): boolean {
  const shown = parseId(token);
  return shown !== undefined && shown.toLowerCase() !== paymentId;
}

function isOnly({ body }: AnsweredReply, code: string): boolean {
  const codes = codesIn(body);
  return codes.length > 0 && codes.every((one) => one === code);
}
