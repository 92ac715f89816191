import type { ProblemCode } from '../domain/problem.ts';
import { PAYMENT_STATUSES, type PaymentStatus } from '../provider/payment-snapshot.ts';
import type { Method } from '../provider/traits.ts';

/** Why a payment in this status cannot be voided or refunded, where the status alone says so. */
const OBSTACLES: Readonly<Record<Method, Partial<Record<PaymentStatus, ProblemCode>>>> = {
  void: {
    canceled: 'already_canceled',
    refunded: 'already_refunded',
    paid: 'not_cancelable',
    partially_refunded: 'not_cancelable',
    expired: 'not_cancelable',
    declined: 'not_cancelable',
    disputed: 'not_cancelable',
  },
  refund: {
    canceled: 'already_canceled',
    refunded: 'already_refunded',
    pending: 'not_refundable',
    authorized: 'not_refundable',
    processing: 'not_refundable',
    expired: 'not_refundable',
    declined: 'not_refundable',
    disputed: 'not_refundable',
  },
};

/** The code with which a method is refused for a payment in this status; undefined where the status does not say. */
export function toObstacle(method: Method, status: PaymentStatus): ProblemCode | undefined {
  return OBSTACLES[method][status];
}

/** Statuses from which money can be refunded. */
export function isPaid(status: string | undefined): boolean {
  return status === 'paid' || status === 'partially_refunded';
}

/** Statuses before the payment is paid: it can be canceled, not refunded. */
export function isUnpaid(status: string | undefined): boolean {
  return status === 'pending' || status === 'authorized' || status === 'processing';
}

/** The status of a payment as the API names it: one that is authorized and not captured is `held`. */
export type PaymentStatusWord = Exclude<PaymentStatus, 'authorized'> | 'held';

export function toPaymentStatusWord(status: PaymentStatus): PaymentStatusWord {
  return status === 'authorized' ? 'held' : status;
}

export const PAYMENT_STATUS_WORDS: readonly PaymentStatusWord[] = PAYMENT_STATUSES.map(toPaymentStatusWord);
