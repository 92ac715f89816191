/**
 * How a payment was sent, which decides the path of its cancel.
 * @source https://developer.letpay.co/docs/checkout/cancel-pre-auth-checkout-payment
 */
export type LetpayFamily = 'payment' | 'checkout' | 'token';

/** @source https://developer.letpay.co/docs/status-maps/payments */
export type LetpayStatus =
  | 'CREATED'
  | 'PROCESSING'
  | 'PRE_AUTHORIZED'
  | 'IN_ANALYSIS'
  | 'PAID'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'DECLINED'
  | 'ERROR'
  | 'CANCELED'
  | 'DISPUTE'
  | 'DISPUTE_REFUNDED'
  | 'DISPUTE_RECOVERED'
  | 'DISPUTE_FINAL'
  | 'POST_REFUND_DISPUTE';

/** A payment as it stands. */
export interface LetpayPayment {
  readonly id: string;
  readonly account: string;
  readonly family: LetpayFamily;
  readonly method: string;
  readonly status: LetpayStatus;
  /** Centavos. */
  readonly amount: number;
  /** Centavos. May exceed `amount` where refunds under way are ignored. */
  readonly refundedAmount: number;
  readonly reference: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds; undefined while nothing was received. */
  readonly paidAt: number | undefined;
  /** A cancel has been accepted and has not come to its end. */
  readonly canceling: boolean;
  /** How many times a cancel took effect or a refund was completed. */
  readonly effects: number;
}

/** From these the documented map has a way to `CANCELED`. @source https://developer.epag.com/docs/transaction-status-map */
const SENT_AND_UNPAID: readonly LetpayStatus[] = ['PROCESSING', 'PRE_AUTHORIZED', 'IN_ANALYSIS'];

/**
 * A PicPay payment can be cancelled once it was sent; everything else only while it is pre-authorized.
 * That `IN_ANALYSIS` counts as sent is our choice: the map allows it, the page does not speak of it.
 * @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment
 */
export function isCancelable(payment: Pick<LetpayPayment, 'family' | 'method' | 'status'>): boolean {
  if (payment.family === 'payment' && payment.method === 'PICPAY')
    return SENT_AND_UNPAID.includes(payment.status);
  return payment.status === 'PRE_AUTHORIZED';
}

/** Money has been received: these and what the map lets follow from them. */
export function isReceived(status: LetpayStatus): boolean {
  return status === 'PAID' || status.includes('REFUND') || status.includes('DISPUTE');
}

/** From these the documented map has a way to a refund. */
export function isRefundable(status: LetpayStatus): boolean {
  return status === 'PAID' || status === 'PARTIALLY_REFUNDED';
}

const PIX_PERIOD_MS = 90 * 24 * 3_600_000;
const CARD_PERIOD_MONTHS = 6;

/**
 * PIX 90 days and credit card 6 months from the date of the payment, boleto without limit. Other methods have no row
 * in the table, and so no limit here. That the time runs from instant to instant, and months by UTC, is our choice.
 * @source https://developer.letpay.co/docs/refund/refund-content
 */
export function isRefundPeriodOver(payment: Pick<LetpayPayment, 'method' | 'paidAt'>, now: number): boolean {
  if (payment.paidAt === undefined) return false;
  if (payment.method === 'PIX') return now > payment.paidAt + PIX_PERIOD_MS;
  if (payment.method !== 'CREDITCARD') return false;
  const end = new Date(payment.paidAt);
  return now > end.setUTCMonth(end.getUTCMonth() + CARD_PERIOD_MONTHS);
}
