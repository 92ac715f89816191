import type { PaymentRef } from '../../shared/domain/ids.ts';
import { type Centavos, fromReais } from '../../shared/domain/money.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import type { InquiryOptions } from '../../shared/provider/connector.ts';
import type { InquiryResult, PaymentStatus, RefundSnapshot } from '../../shared/provider/payment-snapshot.ts';
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

/**
 * The statuses of an order, by status and detail, or by the status alone. All of it is back as `refunded` on some pages and
 * as `processed` with the detail `refunded` on others; `canceled` has two L in older answers.
 *
 * @source https://www.mercadopago.com.br/developers/en/docs/checkout-api-orders/payment-management/status/order-status.md
 * @source https://github.com/mercadopago/adb-payment, OrderApiStatusMapper.php, for `in_mediation` (read 2026-11-30)
 */
export const ORDER_STATUSES: Readonly<Record<string, PaymentStatus>> = {
  created: 'pending',
  action_required: 'pending',
  'action_required/waiting_capture': 'authorized',
  processing: 'processing',
  at_terminal: 'processing',
  processed: 'paid',
  'processed/partially_refunded': 'partially_refunded',
  'processed/refunded': 'refunded',
  refunded: 'refunded',
  canceled: 'canceled',
  cancelled: 'canceled',
  expired: 'expired',
  failed: 'declined',
  charged_back: 'disputed',
  in_mediation: 'disputed',
};

/** No page has a closed list. @source as for the refund in requests.ts */
export const ORDER_REFUND_STATUSES: Readonly<Record<string, RefundSnapshot['status']>> = {
  processed: 'succeeded',
  processing: 'processing',
  failed: 'failed',
};

/**
 * For how long the Orders API remembers a key: inferred from an error that says of a key that it was used by another request
 * within 24 hours.
 *
 * @source https://mercadopago.com.mx/developers/en/docs/order/status-errors/integration-errors (read 2026-11-30)
 */
const KEY_LIFETIME_MS = DAY_MS;

/** Payments of an order of which nothing was taken: a payer's tries that failed, say. */
const NOT_TAKEN: ReadonlySet<string> = new Set(['failed', 'canceled', 'cancelled', 'expired', 'rejected']);

const SEVERAL_PAYMENTS =
  'The order was paid by several payments. This API cannot name which of them to refund: refund it in the panel of Mercado Pago.';

export function toOrderStatus(fields: Fields): PaymentStatus | undefined {
  const [status, detail] = [parseText(fields.status), parseText(fields.status_detail)];
  return rowOf(ORDER_STATUSES, `${status}/${detail}`) ?? rowOf(ORDER_STATUSES, status);
}

/** What the Orders API shows of an order; undefined where it is not readable, or another one. */
export function readOrder(
  body: unknown,
  { paymentId }: PaymentRef,
  { method }: InquiryOptions,
): InquiryResult | undefined {
  const fields = parseFields(body);
  const providerStatus = parseText(fields.status);
  if (parseId(fields.id) !== paymentId || providerStatus === undefined) return undefined;
  const status = toOrderStatus(fields);
  const taken = paymentsOf(fields).filter(
    (one) => !NOT_TAKEN.has(parseText(one.status)?.toLowerCase() ?? ''),
  );
  const isPaid = status === 'paid' || status === 'partially_refunded';
  if (method === 'refund' && isPaid && taken.length > 1)
    return { is: 'unavailable', code: 'manual_action_required', detail: SEVERAL_PAYMENTS, permanent: true };
  const [only] = taken;
  const paymentMethod = parseId(parseFields(only?.payment_method).id)?.toLowerCase();
  const transaction = parseId(only?.id);
  const refunded = sumOf(taken.map((one) => fromReais(one.refunded_amount)));
  const refunds = method === 'void' ? undefined : toRefunds(fields, status);
  return {
    is: 'snapshot',
    snapshot: {
      status: status ?? 'unrecognized',
      providerStatus,
      paymentMethod,
      total: fromReais(fields.total_amount),
      refunded,
      refunds,
      refundsComplete: new Set(refunds?.map(({ id }) => id)).size === refunds?.length,
      clocks: toClocks(fields, paymentMethod),
      keyLifetimeMs: KEY_LIFETIME_MS,
      ...(transaction !== undefined && taken.length === 1 && { reference: { transaction } }),
      isUnlisted: !status || refunds?.some((refund) => refund.status === 'unrecognized'),
    },
  };
}

function paymentsOf({ transactions }: Fields): readonly Fields[] {
  return (parseRows(parseFields(transactions).payments) ?? []).map(parseFields);
}

/** Undefined where there is none, or one is not readable. */
function sumOf(amounts: readonly (Centavos | undefined)[]): Centavos | undefined {
  const readable = amounts.filter((amount) => amount !== undefined);
  if (readable.length === 0 || readable.length < amounts.length) return undefined;
  return readable.reduce((sum, amount) => sum + amount, 0);
}

/** No date of the approval is shown. Orders of a shop's counter have windows of their own, whatever they are paid with. */
function toClocks(fields: Fields, paymentMethod: string | undefined) {
  const type = parseText(fields.type)?.toLowerCase();
  const method = type === 'qr' || type === 'point' ? type : paymentMethod;
  return { createdAt: parseInstant(fields.created_date), method };
}

/** An order without refunds shows no list; one that says that something is back and shows none is not readable. */
function toRefunds(
  { transactions }: Fields,
  status: PaymentStatus | undefined,
): readonly RefundSnapshot[] | undefined {
  const rows = parseRows(parseFields(transactions).refunds);
  if (rows) return rows.map(toOrderRefund);
  return status === 'refunded' || status === 'partially_refunded' ? undefined : [];
}

/** The id of a row without a readable one is made from the rest of it. */
export function toOrderRefund(row: unknown): RefundSnapshot {
  const fields = parseFields(row);
  const providerStatus = parseText(fields.status);
  return {
    id: parseId(fields.id) ?? toUnreadableId(fields, ['status']),
    amount: fromReais(fields.amount),
    status: rowOf(ORDER_REFUND_STATUSES, providerStatus) ?? 'unrecognized',
    providerStatus,
  };
}
