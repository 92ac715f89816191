import { type Closing, toClosing, type Window } from '../../shared/domain/windows.ts';
import type { PaymentWindows } from '../../shared/provider/connector.ts';
import type { Clocks, PaymentStatus } from '../../shared/provider/payment-snapshot.ts';

/**
 * A hold is released by itself after 5 days in Brazil. No page names a zone or the hour of a last day: every window here is
 * so many times 24 hours, and the provider's answer rules for a day more.
 *
 * @source https://www.mercadopago.com.br/developers/en/docs/checkout-api-v2/payment-management/reserve-capture-cancel (read
 *   2026-11-30)
 */
export const CANCEL_HELD: Window = toWindow('five_days_of_the_hold', 5);

/** A pending payment expires by itself. @source as for `REFUND` */
export const CANCEL_PENDING: Window = toWindow('thirty_days_after_creation', 30);

/** The payment says until when it can be paid: a Pix or a boleto. */
export const UNTIL_EXPIRY: Window = toWindow('until_the_payment_expires', 0);

/**
 * 180 days for every method, on the pages of both APIs. Help pages give 24 hours for debit cards and the central bank's scheme
 * 90 days for Pix: which wins is not known, so neither is refused here before the longest.
 *
 * @source https://mercadopago.com.br/developers/en/docs/checkout-pro/additional-settings/refunds-and-cancellations (read
 *   2026-11-30)
 */
export const REFUND: Window = toWindow('days_180_after_approval', 180);

/** 330 days on one page, 360 on another. @source https://www.mercadopago.com.br/developers/en/docs/qr-code/resources/refund-errors */
export const REFUND_QR: Window = toWindow('days_330_of_a_qr_order', 330);

/** 120 days on a help page; 90 on the page for Argentina. @source https://www.mercadopago.com.br/ajuda/preciso-devolver-um-pagamento-point_2658 */
export const REFUND_POINT: Window = toWindow('days_120_of_a_point_order', 120);

function toWindow(rule: string, days: number): Window {
  return { rule, span: { lasts: 'days', days }, basis: 'inferred' };
}

/** What is possible until when: cancels are of the whole, refunds also of parts. */
export function toWindows(clocks: Clocks, status: PaymentStatus | undefined): PaymentWindows {
  return {
    cancel: { partial: 'no', closing: toCancelClosing(clocks, status) },
    refund: { partial: 'yes', closing: toRefundClosing(clocks) },
  };
}

function toCancelClosing(
  { createdAt, expiresAt }: Clocks,
  status: PaymentStatus | undefined,
): Closing | undefined {
  if (status === 'authorized') return close(CANCEL_HELD, createdAt);
  if (expiresAt !== undefined) return close(UNTIL_EXPIRY, expiresAt);
  return status === 'pending' ? close(CANCEL_PENDING, createdAt) : undefined;
}

function toRefundClosing({ method, createdAt, capturedAt, paidAt }: Clocks): Closing | undefined {
  // Pages disagree on these, so that the provider's answer alone closes them.
  if (method === 'qr') return leaveOpen(close(REFUND_QR, createdAt));
  if (method === 'point') return leaveOpen(close(REFUND_POINT, createdAt));
  return close(REFUND, capturedAt ?? paidAt);
}

function close(window: Window, startedAt: number | undefined): Closing | undefined {
  return startedAt === undefined ? undefined : toClosing(window, startedAt);
}

function leaveOpen(closing: Closing | undefined): Closing | undefined {
  return closing && { ...closing, refusedFrom: Number.POSITIVE_INFINITY };
}
