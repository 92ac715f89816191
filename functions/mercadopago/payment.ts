import type { PaymentRef } from '../../shared/domain/ids.ts';
import { type Centavos, fromReais } from '../../shared/domain/money.ts';
import type { ArrivedReply } from '../../shared/ports/exchange.ts';
import type { InquiryOptions } from '../../shared/provider/connector.ts';
import type {
  InquiryResult,
  PaymentSnapshot,
  PaymentStatus,
  RefundSnapshot,
} from '../../shared/provider/payment-snapshot.ts';
import {
  type Fields,
  parseFields,
  parseId,
  parseInstant,
  parseRows,
  parseText,
  rowOf,
} from '../../shared/provider/tolerant-reader.ts';
import { toUnreadableId } from '../../shared/provider/unreadable-id.ts';
import { type Credentials, collectorOf } from './credentials.ts';

/**
 * The statuses of a payment. One that is refunded in part stays `approved`. `cancelled` is written with one L on one page.
 * A payment that is analysed (`in_process`) can be canceled like one that is not paid.
 *
 * @source https://github.com/mercadopago/sdk-java, resources/payment/PaymentStatus.java (read 2026-11-30)
 */
export const PAYMENT_STATUSES: Readonly<Record<string, PaymentStatus>> = {
  pending: 'pending',
  in_process: 'pending',
  authorized: 'authorized',
  approved: 'paid',
  refunded: 'refunded',
  cancelled: 'canceled',
  canceled: 'canceled',
  rejected: 'declined',
  in_mediation: 'disputed',
  charged_back: 'disputed',
};

/**
 * The statuses of a refund. `authorized` is listed, and no page says what it means; `ACCEPTED` and `DENIED` are compared with
 * by the official plugin for Adobe Commerce.
 *
 * @source https://mercadopago.com.br/developers/en/reference/chargebacks/_payments_id_refunds/post
 * @source https://github.com/mercadopago/adb-payment, Gateway/Http/Client/RefundClient.php (read 2026-11-30)
 */
export const REFUND_STATUSES: Readonly<Record<string, RefundSnapshot['status']>> = {
  approved: 'succeeded',
  in_process: 'processing',
  ACCEPTED: 'processing',
  rejected: 'failed',
  cancelled: 'failed',
  canceled: 'failed',
  DENIED: 'failed',
  authorized: 'unrecognized',
};

type Bodies = { readonly payment: unknown; readonly refunds: ArrivedReply | undefined };

/** What the Payments API shows of a payment; undefined where it is not readable, or another one. */
export function readPayment(
  bodies: Bodies,
  { paymentId }: PaymentRef,
  options: InquiryOptions,
  credentials: Credentials,
): InquiryResult | undefined {
  const fields = parseFields(bodies.payment);
  const providerStatus = parseText(fields.status);
  if (parseId(fields.id) !== paymentId || providerStatus === undefined) return undefined;
  const detail = toMismatch(fields, credentials);
  if (detail !== undefined)
    return { is: 'unavailable', code: 'merchant_not_configured', detail, permanent: true };
  const refunds = options.method === 'void' ? undefined : toRefunds(bodies.refunds, paymentId, options);
  return { is: 'snapshot', snapshot: toSnapshot(fields, providerStatus, refunds) };
}

/**
 * Tokens reach further than they should: a `TEST` token has refunded a live payment, and reads work with the token of another
 * seller. Whatever the payment does not say is not compared.
 *
 * @source https://github.com/mercadopago/sdk-php/issues/89, https://github.com/mercadopago/devsite-docs/issues/468
 */
function toMismatch(
  { live_mode: isLive, collector_id }: Fields,
  credentials: Credentials,
): string | undefined {
  const { environment } = credentials;
  if (typeof isLive === 'boolean' && isLive !== (environment === 'production'))
    return `This is a ${isLive ? 'live' : 'test'} payment, and the secret is of the environment ${environment}. Nothing was sent.`;
  const [collector, expected] = [parseId(collector_id), collectorOf(credentials)];
  if (collector === undefined || expected === undefined || collector === expected) return undefined;
  return `The seller ${collector} received this payment, and the secret is of the seller ${expected}. Nothing was sent.`;
}

type Refunds = Pick<PaymentSnapshot, 'refunds' | 'refundsComplete'>;

/** The list, or the one refund that is followed: of that, nothing else shows. */
function toRefunds(
  reply: ArrivedReply | undefined,
  paymentId: string,
  { refundId }: InquiryOptions,
): Refunds | undefined {
  if (reply?.is !== 'answered' || reply.status !== 200) return undefined;
  const rows = refundId === undefined ? parseRows(reply.body) : [reply.body];
  const refunds = rows?.map((row) => toRefund(parseFields(row), paymentId));
  const ids = new Set(refunds?.map(({ id }) => id));
  return { refunds, refundsComplete: refundId === undefined && ids.size === rows?.length };
}

/** The id of a row without a readable one is made from the rest of it. */
function toRefund(fields: Fields, paymentId: string): RefundSnapshot {
  const [id, of] = [parseId(fields.id), parseId(fields.payment_id)];
  const isOfAnother = of !== undefined && of !== paymentId;
  const providerStatus = parseText(fields.status);
  return {
    id: id ?? toUnreadableId(fields, ['status', 'labels']),
    amount: fromReais(fields.amount),
    status: (isOfAnother ? undefined : rowOf(REFUND_STATUSES, providerStatus)) ?? 'unrecognized',
    providerStatus,
    createdAt: parseInstant(fields.date_created),
  };
}

function toSnapshot(fields: Fields, providerStatus: string, shown: Refunds | undefined): PaymentSnapshot {
  const isBrazilian = (parseText(fields.currency_id) ?? 'BRL').toUpperCase() === 'BRL';
  const [total, refunded] = [fields.transaction_amount, fields.transaction_amount_refunded].map((amount) =>
    isBrazilian ? fromReais(amount) : undefined,
  );
  const method = parseId(fields.payment_method_id)?.toLowerCase();
  const listed = rowOf(PAYMENT_STATUSES, providerStatus);
  const { refunds, refundsComplete = false } = shown ?? {};
  return {
    status: toStatus(listed, parseText(fields.status_detail)?.toLowerCase(), { total, refunded }),
    providerStatus,
    paymentMethod: method,
    total,
    refunded,
    refunds,
    refundsComplete,
    clocks: {
      createdAt: parseInstant(fields.date_created),
      expiresAt: parseInstant(fields.date_of_expiration),
      paidAt: parseInstant(fields.date_approved),
      method,
    },
    ...(method !== undefined && { reference: { method } }),
    isUnlisted: !listed || refunds?.some((refund) => isUnlisted(refund)),
  };
}

function isUnlisted({ providerStatus }: RefundSnapshot): boolean {
  return providerStatus !== undefined && rowOf(REFUND_STATUSES, providerStatus) === undefined;
}

/** That a part is back shows in the figure too, where the detail does not say so. */
function toStatus(
  listed: PaymentStatus | undefined,
  detail: string | undefined,
  {
    total,
    refunded = 0,
  }: { readonly total?: Centavos | undefined; readonly refunded?: Centavos | undefined },
): PaymentStatus {
  if (listed === 'canceled' && detail === 'expired') return 'expired';
  if (listed !== 'paid') return listed ?? 'unrecognized';
  if (total !== undefined && total > 0 && refunded >= total) return 'refunded';
  return refunded > 0 || detail === 'partially_refunded' ? 'partially_refunded' : 'paid';
}
