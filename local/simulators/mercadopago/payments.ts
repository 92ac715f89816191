import { randomInt } from 'node:crypto';

/** As the pages name them; `expired` and `refunded` follow from the rest. */
export type MercadopagoStatus =
  | 'authorized'
  | 'pending'
  | 'in_process'
  | 'approved'
  | 'cancelled'
  | 'rejected'
  | 'in_mediation'
  | 'charged_back';

/** Amounts in centavos, times in epoch milliseconds. */
export type Refund = {
  readonly id: string;
  readonly amount: number;
  readonly at: number;
  status: 'approved' | 'in_process' | 'rejected';
};

type Key = { readonly refund: Refund; readonly body: string; readonly at: number };

export type Payment = {
  readonly id: string;
  readonly account: string;
  readonly amount: number;
  /** `pix`, `visa`, … */
  readonly method: string;
  readonly createdAt: number;
  /** When an unpaid one expires. */
  readonly expiresAt: number | undefined;
  readonly approvedAt: number | undefined;
  /** The transaction within an order. */
  readonly transaction: string;
  status: MercadopagoStatus;
  readonly refunds: Refund[];
  readonly keys: Map<string, Key>;
  /** How many times money went back. */
  effects: number;
};

export interface NewMercadopagoPayment {
  readonly amount: number;
  /** Digits, or of an order `ORD…`. @default 11 random digits */
  readonly id?: string;
  /** @default 'authorized' */
  readonly status?: MercadopagoStatus;
  /** @default 'visa' */
  readonly method?: string;
  readonly account?: string;
  readonly expiresAt?: number;
}

/** Of orders it follows from a documented error; of payments no page says it, and the simulator forgets a key early. */
const ORDER_KEY_LIFE_MS = 24 * 60 * 60_000;
const PAYMENT_KEY_LIFE_MS = 5 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

export function createPayment(
  {
    id = digits(11),
    amount,
    status = 'authorized',
    method = 'visa',
    account = '',
    expiresAt,
  }: NewMercadopagoPayment,
  now: number,
): Payment {
  const isPaid = !['authorized', 'pending', 'in_process', 'cancelled', 'rejected'].includes(status);
  const approvedAt = isPaid ? now : undefined;
  const transaction = `PAY${ulid()}`;
  const parts = { id, account, amount, method, createdAt: now, expiresAt, approvedAt, transaction, status };
  return { ...parts, refunds: [], keys: new Map(), effects: 0 };
}

/** What went back for sure. */
export function refundedOf({ refunds }: Payment): number {
  return sum(refunds.filter(({ status }) => status === 'approved'));
}

/** What can still be refunded: one under way holds its amount. */
export function leftOf({ amount, refunds }: Payment): number {
  return amount - sum(refunds.filter(({ status }) => status !== 'rejected'));
}

function sum(refunds: readonly Refund[]): number {
  return refunds.reduce((total, { amount }) => total + amount, 0);
}

/** The status and its detail, by the clock: a hold ends after 5 days, an unpaid payment at its expiry. */
export function statusOf(payment: Payment, now: number): readonly [status: string, detail: string] {
  const { status, createdAt, expiresAt } = payment;
  if (status === 'authorized')
    return now > createdAt + 5 * DAY_MS ? ['cancelled', 'expired'] : ['authorized', 'pending_capture'];
  if (status === 'pending' || status === 'in_process') {
    if (now > (expiresAt ?? createdAt + 30 * DAY_MS)) return ['cancelled', 'expired'];
    return [status, status === 'pending' ? 'pending_waiting_payment' : 'pending_contingency'];
  }
  if (status !== 'approved') return [status, status === 'cancelled' ? 'by_collector' : ''];
  const refunded = refundedOf(payment);
  if (refunded === 0) return ['approved', 'accredited'];
  return refunded < payment.amount ? ['approved', 'partially_refunded'] : ['refunded', 'refunded'];
}

export function isCancelable(payment: Payment, now: number): boolean {
  return ['authorized', 'pending', 'in_process'].includes(statusOf(payment, now)[0]);
}

/** 180 days from the approval. */
export function isTooOld({ approvedAt = 0 }: Payment, now: number): boolean {
  return now > approvedAt + 180 * DAY_MS;
}

export function cancel(payment: Payment): void {
  payment.status = 'cancelled';
  payment.effects += 1;
}

/** The refund that this key made, while it is remembered. */
export function findByKey({ id, keys }: Payment, key: string, now: number): Key | undefined {
  const lifeMs = id.startsWith('ORD') ? ORDER_KEY_LIFE_MS : PAYMENT_KEY_LIFE_MS;
  const found = keys.get(key);
  return found && now < found.at + lifeMs ? found : undefined;
}

export function toRefund(payment: Payment, amount: number, status: Refund['status'], now: number): Refund {
  const isOrder = payment.id.startsWith('ORD');
  return { id: isOrder ? `REF${ulid()}` : digits(10), amount, status, at: now };
}

export function addRefund(
  payment: Payment,
  refund: Refund,
  key?: { readonly value: string; readonly body: string },
): void {
  payment.refunds.push(refund);
  if (refund.status === 'approved') payment.effects += 1;
  if (key) payment.keys.set(key.value, { refund, body: key.body, at: refund.at });
}

/** Mercado Pago ends a refund that is under way. */
export function endRefund(payment: Payment, refund: Refund, status: 'approved' | 'rejected'): void {
  refund.status = status;
  if (status === 'approved') payment.effects += 1;
}

function digits(count: number): string {
  return Array.from({ length: count }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join('');
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function ulid(): string {
  return Array.from({ length: 26 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
