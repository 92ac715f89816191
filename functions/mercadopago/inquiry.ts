import type { PaymentRef } from '../../shared/domain/ids.ts';
import type { AnsweredReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Inquiry, InquiryOptions } from '../../shared/provider/connector.ts';
import type { InquiryResult } from '../../shared/provider/payment-snapshot.ts';
import { toUnreadable } from '../../shared/provider/replies.ts';
import type { Credentials } from './credentials.ts';
import { codesIn, isForbidden, isOfMeaning, NO_RIGHT, toProviderError } from './errors.ts';
import { readOrder } from './order.ts';
import { readPayment } from './payment.ts';
import { isOrder } from './payment-id.ts';

/** Without it refunds that are under way are hidden, and an empty list proves nothing. */
export const SHOW_IN_PROCESS = { 'x-render-in-process-refunds': 'true' };

/**
 * A void needs the payment alone. Of a refund the list shows what became of it, or the refund itself once its id is known.
 * An order shows its refunds.
 *
 * @source https://mercadopago.com.br/developers/es/reference/payments/_payments_id/get
 * @source https://www.mercadopago.com.br/developers/en/docs/checkout-api/payment-management/cancellations-and-refunds/refund-pix,
 *   for the header (read 2026-11-30)
 */
export const mercadopagoInquiry: Inquiry<Credentials> = {
  toRequests,
  toResult([first, second], ref, options, credentials) {
    if (first?.is !== 'answered') return toUnreadable(first);
    const failure = toFailure(first);
    if (failure) return failure;
    const read = isOrder(ref.paymentId)
      ? readOrder(first.body, ref, options)
      : readPayment({ payment: first.body, refunds: second }, ref, options, credentials);
    return read ?? toUnreadable(first);
  },
};

function toRequests(
  { paymentId }: PaymentRef,
  { method, refundId }: InquiryOptions,
): readonly ProviderRequest[] {
  if (isOrder(paymentId)) return [{ method: 'GET', path: `/v1/orders/${paymentId}` }];
  const path = `/v1/payments/${paymentId}`;
  const payment: ProviderRequest = { method: 'GET', path };
  if (method === 'void') return [payment];
  const one = refundId === undefined ? '' : `/${encodeURIComponent(refundId)}`;
  return [payment, { method: 'GET', path: `${path}/refunds${one}`, headers: SHOW_IN_PROCESS }];
}

/** Decided by the code: the same may come with another HTTP status. */
function toFailure(reply: AnsweredReply): InquiryResult | undefined {
  if (reply.status === 200) return undefined;
  const codes = codesIn(reply.body);
  if (codes.some((code) => isOfMeaning(code, 'not_ours')))
    return { is: 'not_found', conclusive: true, providerError: toProviderError(reply) };
  if (codes.some((code) => isOfMeaning(code, 'no_right')) || isForbidden(reply))
    return {
      is: 'unavailable',
      code: 'provider_auth_failed',
      detail: NO_RIGHT,
      credentialsRefused: true,
    };
  return toUnreadable(reply);
}
