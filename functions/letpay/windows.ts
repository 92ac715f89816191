import { type Closing, toClosing, type Window } from '../../shared/domain/windows.ts';
import type { MethodWindow, PaymentWindows } from '../../shared/provider/connector.ts';
import type { Clocks, PaymentStatus } from '../../shared/provider/payment-snapshot.ts';
import { rowOf } from '../../shared/provider/tolerant-reader.ts';

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
 * An unpaid payment can be canceled until it expires, which the payment itself says. The page writes that date
 * without an offset, so that it may be off by the zone.
 */
export const UNTIL_EXPIRY: Window = {
  rule: 'until_the_payment_expires',
  span: { lasts: 'days', days: 0 },
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

/** A refund of a boleto has no limit in time, but it needs a `pix_key`. @source as for `REFUNDS` */
export const NEEDS_PEOPLE = 'BOLETO';

const NEVER: MethodWindow['never'] = {
  code: 'manual_action_required',
  detail: 'LetPay needs a PIX key to refund a boleto, which this API does not take.',
};

/** What is possible until when. LetPay cancels whole payments only; parts are refunded "if the method permits". */
export function toWindows(clocks: Clocks, status: PaymentStatus | undefined): PaymentWindows {
  const cancel =
    status === 'authorized' ? close(CANCEL_HELD, clocks.createdAt) : close(UNTIL_EXPIRY, clocks.expiresAt);
  const method = clocks.method?.toUpperCase();
  const refund = close(rowOf(REFUNDS, method), clocks.capturedAt ?? clocks.paidAt);
  return {
    cancel: { partial: 'no', closing: cancel },
    refund: { partial: 'unknown', closing: refund, never: method === NEEDS_PEOPLE ? NEVER : undefined },
  };
}

/** Where the window and the start of its clock are known. */
function close(window: Window | undefined, startedAt: number | undefined): Closing | undefined {
  return window && startedAt !== undefined ? toClosing(window, startedAt) : undefined;
}
