import { openOperation } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import { validationFailed } from '../input/parse-input.ts';
import { readMerchantId } from '../input/read-payment-ref.ts';
import type { Invocation } from '../operation/steps.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps, Handle } from './api-deps.ts';
import { type HttpEvent, headerOf } from './http-event.ts';
import type { PathParameters } from './path.ts';
import { readJson } from './read-request.ts';
import { emptyResponse, type HttpResponse } from './responses.ts';

/**
 * `…/notifications`: where a provider's own callbacks arrive. What they say is never trusted: they name a payment,
 * and its open operation, if it has one, is then read at the provider.
 */
export function createNotificationRoute<C extends BaseCredentials>(deps: ApiDeps<C>) {
  const { connector, operations, accounts, ledger, notifyFrom } = deps;
  const { id: provider, notification, paymentId: rule } = connector;

  return { notify } satisfies Record<string, Handle>;

  async function notify(
    event: HttpEvent,
    parameters: PathParameters,
    invocation: Invocation,
  ): Promise<HttpResponse> {
    const merchantId = readMerchantId(parameters);
    const source = {
      sourceIp: event.requestContext.http.sourceIp ?? '',
      header: (name: string) => headerOf(event, name),
      alsoFrom: notifyFrom,
    };
    if (!notification.mayBeAuthentic(source)) throw new EstornoError('forbidden');
    const credentials = await findCredentials(merchantId);
    if (!notification.isAuthentic(source, credentials)) throw new EstornoError('forbidden');
    const paymentId = notification.toPaymentId(readJson(event));
    if (paymentId === undefined)
      throw validationFailed([{ pointer: '', detail: 'the body names no payment' }]);
    // A payment that cannot be one of ours, like one that is not: nothing to do, and nothing to tell.
    if (credentials && rule.pattern.test(paymentId))
      await lookAgain({ merchantId, provider, paymentId }, invocation);
    return emptyResponse(200);
  }

  async function lookAgain(ref: Parameters<typeof ledger.read>[0], invocation: Invocation): Promise<void> {
    const payment = await ledger.read(ref);
    const operation = openOperation(payment);
    if (!payment || !operation) return;
    if (operation.state === 'manual_review') await operations.prove({ payment, operation }, invocation);
    else await operations.resume({ payment, operation }, invocation, { asked: true });
  }

  async function findCredentials(merchantId: string): Promise<C | undefined> {
    try {
      return (await accounts.find(merchantId)).credentials;
    } catch (error) {
      if (error instanceof EstornoError && error.name === 'merchant_not_configured') return undefined;
      throw error;
    }
  }
}
