import { EstornoError } from '../domain/problem.ts';
import { readPaymentRef } from '../input/read-payment-ref.ts';
import { inquirePayment } from '../operation/inquire-payment.ts';
import { toOptions } from '../operation/options.ts';
import { toOperationView, toPaymentLink } from '../operation/view.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { InquiryResult } from '../provider/payment-snapshot.ts';
import type { ApiDeps, RouteRequest } from './api-deps.ts';
import { toShownPayment } from './payment-view.ts';
import { type HttpResponse, jsonResponse } from './responses.ts';

/** The provider could not be asked. */
const NOT_ASKED: InquiryResult = { is: 'unavailable', code: 'provider_unavailable' };

/**
 * `GET …/payments/{paymentId}`: what is known of a payment, also of one never seen here. The provider is asked once.
 * @throws EstornoError payment_not_found where the provider says so and no operation of it is known
 */
export async function showPayment<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  { parameters, invocation }: RouteRequest,
): Promise<HttpResponse> {
  const { connector, ledger, clock } = deps;
  const ref = readPaymentRef(parameters, connector);
  const [kept, inquired] = await Promise.allSettled([
    ledger.read(ref),
    inquirePayment(deps, ref, invocation),
  ]);
  if (kept.status === 'rejected') throw kept.reason;
  const payment = kept.value;
  // What the provider shows is only a part of the answer; where the ledger knows nothing either, there is none.
  if (inquired.status === 'rejected' && !payment) throw inquired.reason;
  const inquiry = inquired.status === 'fulfilled' ? inquired.value : NOT_ASKED;
  if (inquiry.is === 'not_found' && inquiry.conclusive && !payment)
    throw new EstornoError('payment_not_found', {
      paymentStatus: 'not_found',
      provider: inquiry.providerError && { name: ref.provider, ...inquiry.providerError },
    });
  const now = clock();
  return jsonResponse(200, {
    ...ref,
    payment: toShownPayment(inquiry, { rules: connector, payment, readAt: now }),
    options: toOptions({ payment, inquiry, rules: connector, now }),
    operations: (payment?.operations ?? []).map((operation) => toOperationView(ref, operation)),
    links: { self: toPaymentLink(ref) },
  });
}
