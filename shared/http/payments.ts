import type { Reading } from '../domain/answer.ts';
import { clocksOf, toOptions } from '../domain/options.ts';
import { toOperationView, toPaymentLink } from '../domain/views.ts';
import { readPaymentRef } from '../input/read-payment-ref.ts';
import type { Invocation } from '../operation/steps.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps, Handle } from './api-deps.ts';
import type { HttpEvent } from './http-event.ts';
import type { PathParameters } from './path.ts';
import { type HttpResponse, jsonResponse } from './responses.ts';

/** `…/payments/{paymentId}`: what is known of a payment, also of one never seen. Reads the provider once. */
export function createPaymentRoutes<C extends BaseCredentials>({
  connector,
  operations,
  ledger,
  clock,
}: ApiDeps<C>) {
  return { readPayment } satisfies Record<string, Handle>;

  async function readPayment(
    _event: HttpEvent,
    parameters: PathParameters,
    invocation: Invocation,
  ): Promise<HttpResponse> {
    const ref = readPaymentRef(parameters, connector);
    const [kept, looked] = await Promise.allSettled([ledger.read(ref), operations.look(ref, invocation)]);
    if (kept.status === 'rejected') throw kept.reason;
    const payment = kept.value;
    // What the provider says is only a part of the answer; where the ledger knows nothing either, there is none.
    if (looked.status === 'rejected' && !payment) throw looked.reason;
    const reading: Reading = looked.status === 'fulfilled' ? looked.value : { said: 'cannot_tell' };
    return jsonResponse(200, {
      ...ref,
      operations: (payment?.operations ?? []).map((operation) => toOperationView(ref, operation)),
      options: toOptions({
        ...{ payment, reading, now: clock() },
        windows: connector.windows(clocksOf(payment, reading), reading.paymentStatus),
      }),
      links: { self: toPaymentLink(ref) },
    });
  }
}
