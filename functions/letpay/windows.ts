import type { Clocks } from '../../shared/domain/answer.ts';
import type { PaymentWindows, WayFacts } from '../../shared/domain/options.ts';
import { type Closing, toClosing, type Window } from '../../shared/domain/windows.ts';

/** No page says which day in which zone is meant: São Paulo is our reading of a Brazilian provider. */
const ZONE = 'America/Sao_Paulo';

/**
 * "TTL of 5 days" of a pre-authorization. Its start is not documented: the creation of the payment is our reading.
 *
 * @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment (read 2026-11-21)
 */
export const CANCEL_HELD: Window = {
  rule: 'five_days_of_pre_authorization',
  span: { lasts: 'days', days: 5 },
  basis: 'inferred',
};

/**
 * Refunds, by how the payment was made, from the payment date. How long is documented; in which hour, of which zone,
 * the last day ends is not, so that the provider's answer rules on it. PicPay has no row in LetPay's table.
 *
 * @source https://developer.letpay.co/docs/refund/refund-content (read 2026-11-21)
 */
export const REFUNDS: Readonly<Record<string, Window>> = {
  PIX: { rule: 'ninety_days_after_pix', span: { lasts: 'days', days: 90 }, basis: 'inferred' },
  CREDITCARD: {
    rule: 'six_months_after_card',
    span: { lasts: 'months', months: 6, zone: ZONE },
    basis: 'inferred',
  },
};

/** A refund of a boleto has no limit in time, but it wants a `pix_key`, which this API does not take. */
export const NEEDS_PEOPLE: readonly string[] = ['BOLETO'];

/**
 * An unpaid payment can be canceled until it expires, which the payment itself says. The page writes that date
 * without an offset, so that it may be off by the zone.
 */
export const UNTIL_EXPIRY: Window = {
  rule: 'until_the_payment_expires',
  span: { lasts: 'days', days: 0 },
  basis: 'inferred',
};

/** What is possible until when. LetPay cancels whole payments only; parts are refunded "if the method permits". */
export function toWindows(clocks: Clocks, paymentStatus: string | undefined): PaymentWindows {
  const isHeld = paymentStatus === 'held';
  return {
    cancel: { partial: 'no', closing: isHeld ? toHeldClosing(clocks) : toExpiry(clocks) },
    refund: toRefundFacts(clocks),
  };
}

/** Until when a payment can be refunded, where its method and its date are known. */
export function toRefundClosing({ method = '', capturedAt, paidAt }: Clocks): Closing | undefined {
  const window = Object.hasOwn(REFUNDS, method) ? REFUNDS[method] : undefined;
  // That `confirmation_date` is the payment date is our reading.
  const startedAt = capturedAt ?? paidAt;
  return window && startedAt !== undefined ? toClosing(window, startedAt) : undefined;
}

function toHeldClosing({ createdAt }: Clocks): Closing | undefined {
  return createdAt === undefined ? undefined : toClosing(CANCEL_HELD, createdAt);
}

function toExpiry({ expiresAt }: Clocks): Closing | undefined {
  return expiresAt === undefined ? undefined : toClosing(UNTIL_EXPIRY, expiresAt);
}

function toRefundFacts(clocks: Clocks): WayFacts {
  const never = NEEDS_PEOPLE.includes(clocks.method ?? '') ? 'manual_action_required' : undefined;
  return { partial: 'unknown', closing: toRefundClosing(clocks), never };
}
