import * as z from 'zod/mini';
import { toReais } from '../../shared/domain/money.ts';
import type { ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { AttemptResult } from '../../shared/provider/attempt-result.ts';
import type { MethodRequests, Order } from '../../shared/provider/connector.ts';
import { parseFields, parseId, parseText, rowOf } from '../../shared/provider/tolerant-reader.ts';
import { fromError } from './errors.ts';
import { PAYMENT_STATUSES, REFUND_STATUSES } from './inquiry.ts';

/** How the payment was sent, which chooses the path of its cancel. */
const family = z.enum(['payment', 'checkout', 'token'], 'must be payment, checkout or token');

export const detailsSchema = z._default(
  z.strictObject({ family: z._default(family, 'payment') }, 'must be an object with `family`'),
  { family: 'payment' },
);

const JSON_BODY = { 'content-type': 'application/json' };

/**
 * Cancels PicPay payments and other held payments, always whole. `PROCESSING` is an acceptance: an inquiry shows the
 * final status. The examples send `{}`, with curl's `--data`.
 *
 * @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment
 * @source https://developer.letpay.co/docs/checkout/cancel-pre-auth-checkout-payment
 * @source https://github.com/guilherme-schumann/development-documentation, for `/token/{id}/cancel`: on the sister brand's
 *   pages only, where one example says DELETE and the others POST; POST matches its siblings (read 2026-11-21)
 */
export const letpayVoid: MethodRequests = {
  toRequest: ({ paymentId, details }: Order): ProviderRequest => ({
    method: 'POST',
    path: `/${details?.family ?? 'payment'}/${paymentId}/cancel`,
    headers: JSON_BODY,
    body: '{}',
    movesMoney: true,
  }),
  toResult(reply: ArrivedReply, order: Order): AttemptResult {
    if (reply.is === 'lost') return { status: 'indeterminate', reason: reply.why };
    if (reply.status !== 200) return fromError(reply, 'void');
    const fields = parseFields(reply.body);
    const providerStatus = parseText(fields.transaction_status);
    if (!isOf(fields.payment_token, order)) return NOT_DOCUMENTED;
    const status = rowOf(PAYMENT_STATUSES, providerStatus);
    if (status === 'processing') return { status: 'accepted', providerStatus };
    return status === 'canceled' ? { status: 'succeeded', providerStatus } : NOT_DOCUMENTED;
  },
};

/**
 * Refunds what is paid, in whole or in part. A second request is a second refund: no page names an idempotency key.
 * Without an amount it is the whole payment.
 *
 * @source https://developer.letpay.co/docs/refund/refund-content (read 2026-11-21)
 * @source https://developer.letpay.co/docs/refund/get-refund-request, for the statuses (read 2026-11-21)
 */
export const letpayRefund: MethodRequests = {
  toRequest: ({ paymentId, amount }: Order): ProviderRequest => {
    // The amount is written by its digits: as a number of JavaScript it could become another one.
    const part = amount === undefined ? '' : `,"amount":${toReais(amount)}`;
    return {
      method: 'POST',
      path: '/refund',
      headers: JSON_BODY,
      body: `{"payment_token":"${paymentId}"${part}}`,
      movesMoney: true,
    };
  },
  toResult(reply: ArrivedReply, order: Order): AttemptResult {
    if (reply.is === 'lost') return { status: 'indeterminate', reason: reply.why };
    if (reply.status !== 200) return fromError(reply, 'refund');
    const fields = parseFields(reply.body);
    const providerStatus = parseText(fields.refund_status);
    if (!isOf(fields.payment_token, order)) return NOT_DOCUMENTED;
    const refundId = parseId(fields.refund_id);
    const taken = { providerStatus, ...(refundId !== undefined && { refundId }) };
    switch (rowOf(REFUND_STATUSES, providerStatus)) {
      case 'processing':
        return { status: 'accepted', ...taken };
      case 'succeeded':
        return { status: 'succeeded', ...taken };
      case 'failed': {
        const providerError = { status: reply.status, code: providerStatus };
        return { status: 'rejected', code: 'declined_by_provider', providerError };
      }
      default:
        return NOT_DOCUMENTED;
    }
  },
};

const NOT_DOCUMENTED: AttemptResult = {
  status: 'indeterminate',
  reason: 'the provider answered 200 about another payment, or in a form that is not documented',
  isUnlisted: true,
};

/** Payment tokens are UUIDs, whatever their case. */
function isOf(token: unknown, { paymentId }: Order): boolean {
  return parseId(token)?.toLowerCase() === paymentId;
}
