import type { Outcome } from '../kit/answers.ts';
import type { ReceivedRequest } from '../kit/traffic.ts';
import {
  addRefund,
  cancel,
  findByKey,
  isCancelable,
  isTooOld,
  leftOf,
  type Payment,
  type Refund,
  refundedOf,
  statusOf,
  toRefund,
} from './payments.ts';
import { readJson, type World } from './payments-api.ts';

/** `{ errors: [{ code, message }] }`. No message is published. */
export function refuseOrder(status: number, code = 'internal_error'): Outcome {
  return { status, json: { errors: [{ code, message: `[simulator] ${code}` }] } };
}

export function answerOrders(request: ReceivedRequest, order: Payment | undefined, world: World): Outcome {
  if (!order) return refuseOrder(404, 'order_not_found');
  if (request.kind === 'read') return { status: 200, json: toOrderBody(order, world) };
  const key = request.headers['x-idempotency-key'];
  if (typeof key !== 'string' || key === '') return refuseOrder(400, 'empty_required_header');
  if (key.length > 128) return refuseOrder(400, 'invalid_idempotency_key_length');
  return request.kind === 'cancel' ? toCancel(order, world) : toNewRefund(request, order, key, world);
}

function toCancel(order: Payment, world: World): Outcome {
  if (order.status === 'cancelled') return refuseOrder(409, 'order_already_canceled');
  if (!isCancelable(order, world.now)) return refuseOrder(409, 'cannot_cancel_order');
  const json = toOrderBody({ ...order, status: 'cancelled' }, world);
  return { status: 200, json, apply: () => cancel(order) };
}

function toNewRefund({ body }: ReceivedRequest, order: Payment, key: string, { now, rules }: World): Outcome {
  const before = findByKey(order, key, now);
  if (before && before.body !== body) return refuseOrder(409, 'idempotency_key_already_used');
  if (before) return { status: 201, json: toRefundedBody(order, [before.refund], now) };
  const asked = toAsked(body, order);
  if (typeof asked === 'string') return refuseOrder(400, asked);
  const [status] = statusOf(order, now);
  if (status === 'refunded') return refuseOrder(409, 'order_already_refunded');
  if (status !== 'approved') return refuseOrder(409, 'cannot_refund_order');
  if (order.refunds.some((one) => one.status === 'in_process')) return refuseOrder(409, 'refund_in_progress');
  if (isTooOld(order, now)) return refuseOrder(400, 'in_store_payment_refund_order');
  if (asked > leftOf(order)) return refuseOrder(400, 'refund_amount_exceeds');
  if (asked < order.amount && !rules.partialRefunds) return refuseOrder(400, 'unsupported_partially_refunds');
  const refund = toRefund(order, asked, rules.refundsInProcess ? 'in_process' : 'approved', now);
  const after = { ...order, refunds: [...order.refunds, refund] };
  const apply = () => addRefund(order, refund, { value: key, body });
  return { status: 201, json: toRefundedBody(after, [refund], now), apply };
}

/** Centavos of a part, or of all that is left where the body is empty; or what is wrong with it. */
function toAsked(body: string, order: Payment): number | string {
  if (body === '') return leftOf(order);
  const { transactions, ...others } = readJson(body) ?? {};
  if (Object.keys(others).length > 0) return 'unsupported_properties';
  if (!Array.isArray(transactions) || transactions.length !== 1) return 'minimum_items';
  const { id, amount } = transactions[0];
  if (id !== order.transaction) return 'invalid_transaction_id';
  const isAmount = typeof amount === 'string' && /^\d+\.\d\d$/.test(amount) && Number(amount) > 0;
  return isAmount ? Math.round(Number(amount) * 100) : 'property_value';
}

const WORDS: Readonly<Record<string, readonly [status: string, detail: string]>> = {
  authorized: ['action_required', 'waiting_capture'],
  pending: ['action_required', 'waiting_payment'],
  in_process: ['processing', 'in_process'],
  rejected: ['failed', 'failed'],
  'cancelled/expired': ['expired', 'expired'],
  'cancelled/by_collector': ['canceled', 'canceled'],
  'approved/accredited': ['processed', 'accredited'],
  'approved/partially_refunded': ['processed', 'partially_refunded'],
};

function toWords(order: Payment, now: number): readonly [status: string, detail: string] {
  const [status, detail] = statusOf(order, now);
  return WORDS[`${status}/${detail}`] ?? WORDS[status] ?? [status, detail];
}

function toRefundedBody(order: Payment, refunds: readonly Refund[], now: number): object {
  const [status, status_detail] = toWords(order, now);
  const rows = refunds.map((one) => toRefundRow(one, order));
  return { id: order.id, status, status_detail, transactions: { refunds: rows } };
}

function toOrderBody(order: Payment, { now }: World): object {
  const { id, amount, method, createdAt, transaction, refunds } = order;
  const [status, status_detail] = toWords(order, now);
  const money = (centavos: number) => (centavos / 100).toFixed(2);
  const payment = {
    id: transaction,
    amount: money(amount),
    refunded_amount: money(refundedOf(order)),
    status: status === 'canceled' ? 'canceled' : status,
    status_detail: status === 'canceled' ? 'canceled_transaction' : status_detail,
    payment_method: { id: method, type: method === 'pix' ? 'bank_transfer' : 'credit_card' },
  };
  const rows = refunds.map((one) => toRefundRow(one, order));
  return {
    id,
    type: 'online',
    total_amount: money(amount),
    site_id: 'MLB',
    status,
    status_detail,
    created_date: new Date(createdAt).toISOString(),
    transactions: { payments: [payment], ...(rows.length > 0 && { refunds: rows }) },
  };
}

const REFUND_WORDS = { approved: 'processed', in_process: 'processing', rejected: 'failed' } as const;

function toRefundRow({ id, amount, status }: Refund, { transaction }: Payment): object {
  const words = REFUND_WORDS[status];
  return { id, transaction_id: transaction, amount: (amount / 100).toFixed(2), status: words };
}
