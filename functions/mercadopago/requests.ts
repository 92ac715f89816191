import { fromReais, toReais } from '../../shared/domain/money.ts';
import type { AnsweredReply, ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { AttemptResult } from '../../shared/provider/attempt-result.ts';
import type { MethodRequests, Order } from '../../shared/provider/connector.ts';
import type { RefundSnapshot } from '../../shared/provider/payment-snapshot.ts';
import {
  type Fields,
  parseFields,
  parseId,
  parseRows,
  parseText,
  rowOf,
} from '../../shared/provider/tolerant-reader.ts';
import { fromError } from './errors.ts';
import { SHOW_IN_PROCESS } from './inquiry.ts';
import { toOrderRefund, toOrderStatus } from './order.ts';
import { PAYMENT_STATUSES, REFUND_STATUSES } from './payment.ts';
import { isOrder } from './payment-id.ts';

const JSON_BODY = { 'content-type': 'application/json' };

const toKey = ({ idempotencyKey }: Order) => ({ 'x-idempotency-key': idempotencyKey });

/** A refund's success is 201 on newer pages and 200 on older ones; the official WooCommerce plugin takes 202 too. */
const REFUND_SUCCESS: ReadonlySet<number> = new Set([200, 201, 202]);

const NOT_DOCUMENTED: AttemptResult = {
  status: 'indeterminate',
  reason: 'the provider reported success about another payment, or in a form that is not documented',
  isUnlisted: true,
};

/**
 * Cancels a payment or an order that is not paid, or releases one that is held, always whole. Done only if the answer says so.
 *
 * @source https://www.mercadopago.com.br/developers/en/reference/online-payments/checkout-pro/create-cancellation/put
 * @source https://www.mercadopago.com.br/developers/en/reference/online-payments/checkout-api/cancel-order/post (read
 *   2026-11-30)
 */
export const mercadopagoVoid: MethodRequests = {
  toRequest(order: Order): ProviderRequest {
    const { paymentId } = order;
    const movesMoney = true;
    if (isOrder(paymentId))
      return { method: 'POST', path: `/v1/orders/${paymentId}/cancel`, headers: toKey(order), movesMoney };
    const body = '{"status":"cancelled"}';
    return { method: 'PUT', path: `/v1/payments/${paymentId}`, headers: JSON_BODY, body, movesMoney };
  },
  toResult(reply: ArrivedReply, { paymentId }: Order): AttemptResult {
    if (reply.is === 'lost') return { status: 'indeterminate', reason: reply.why };
    if (reply.status !== 200) return fromError(reply, 'void');
    const fields = parseFields(reply.body);
    const providerStatus = parseText(fields.status);
    const status = isOrder(paymentId) ? toOrderStatus(fields) : rowOf(PAYMENT_STATUSES, providerStatus);
    const isDone = parseId(fields.id) === paymentId && status === 'canceled';
    return isDone ? { status: 'succeeded', providerStatus } : NOT_DOCUMENTED;
  },
};

/**
 * Refunds what is paid, in whole or in part. The amount is always sent: without one, pages disagree whether it is the whole
 * or the rest, and a refund by somebody else in between would change ours.
 *
 * @source https://mercadopago.com.br/developers/en/reference/chargebacks/_payments_id_refunds/post
 * @source https://mercadopago.com.mx/developers/en/reference/order/online-payments/refund/post (read 2026-11-30)
 */
export const mercadopagoRefund: MethodRequests = {
  isComplete: ({ paymentId, reference, amount }) =>
    amount !== undefined && (!isOrder(paymentId) || reference?.transaction !== undefined),
  toRequest(order: Order): ProviderRequest {
    const { paymentId, reference, amount } = order;
    if (amount === undefined) throw new Error('a refund at Mercado Pago needs an amount');
    const headers = { ...JSON_BODY, ...toKey(order) };
    const movesMoney = true;
    if (isOrder(paymentId)) {
      const transactions = [{ id: reference?.transaction, amount: toReais(amount) }];
      const body = JSON.stringify({ transactions });
      return { method: 'POST', path: `/v1/orders/${paymentId}/refund`, headers, body, movesMoney };
    }
    return {
      method: 'POST',
      path: `/v1/payments/${paymentId}/refunds`,
      headers: { ...headers, ...SHOW_IN_PROCESS },
      // By its digits: as a number of JavaScript it could become another one.
      body: `{"amount":${toReais(amount)}}`,
      movesMoney,
    };
  },
  toResult(reply: ArrivedReply, order: Order): AttemptResult {
    if (reply.is === 'lost') return { status: 'indeterminate', reason: reply.why };
    if (!REFUND_SUCCESS.has(reply.status)) return fromFailedRefund(reply, order);
    const fields = parseFields(reply.body);
    const refund = isOrder(order.paymentId) ? findOrderRefund(fields, order) : findRefund(fields, order);
    return refund ? fromRefund(refund, reply) : NOT_DOCUMENTED;
  },
};

/** A Pix refund under way has been answered with a bare 400, also where the payment's method is not known. */
function fromFailedRefund(reply: AnsweredReply, { paymentId, reference }: Order): AttemptResult {
  const mayBePix = !isOrder(paymentId) && (reference?.method ?? 'pix') === 'pix';
  return fromError(reply, 'refund', { isCodeless400Open: mayBePix });
}

/** A payment in place of a refund moved nothing: it has no `payment_id`. */
function findRefund(fields: Fields, { paymentId, amount }: Order): RefundSnapshot | undefined {
  const id = parseId(fields.id);
  const isOurs = parseId(fields.payment_id) === paymentId && fromReais(fields.amount) === amount;
  if (!isOurs || id === undefined || !/^[0-9]{1,20}$/.test(id)) return undefined;
  const providerStatus = parseText(fields.status);
  return { id, status: rowOf(REFUND_STATUSES, providerStatus) ?? 'unrecognized', providerStatus };
}

/** Of several refunds in one answer nobody says which is the new one. */
function findOrderRefund(
  fields: Fields,
  { paymentId, amount, reference }: Order,
): RefundSnapshot | undefined {
  if (parseId(fields.id) !== paymentId) return undefined;
  const rows = parseRows(parseFields(fields.transactions).refunds) ?? [];
  const [row, ...others] = rows;
  const { id, transaction_id } = parseFields(row);
  const refund = toOrderRefund(row);
  const of = parseId(transaction_id)?.toLowerCase();
  const isOurs = of === reference?.transaction?.toLowerCase() && refund.amount === amount;
  const isNamed = parseId(id) !== undefined;
  return isOurs && isNamed && others.length === 0 ? refund : undefined;
}

function fromRefund(
  { id: refundId, status, providerStatus }: RefundSnapshot,
  reply: AnsweredReply,
): AttemptResult {
  switch (status) {
    case 'succeeded':
      return { status: 'succeeded', refundId, providerStatus };
    case 'processing':
      return { status: 'accepted', refundId, providerStatus };
    case 'failed':
      return {
        status: 'rejected',
        code: 'declined_by_provider',
        providerError: { status: reply.status, code: providerStatus },
      };
    default:
      return NOT_DOCUMENTED;
  }
}
