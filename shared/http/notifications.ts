import type { PaymentRef } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import type { EpochMs } from '../domain/time.ts';
import { validationFailed } from '../input/parse-input.ts';
import { readMerchantId } from '../input/read-payment-ref.ts';
import { prove, resume } from '../operation/operations.ts';
import { openOperation } from '../operation/payment.ts';
import type { Invocation } from '../operation/runner.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { NotificationSource } from '../provider/notification.ts';
import type { ApiDeps, RouteRequest } from './api-deps.ts';
import { type HttpEvent, headerOf } from './http-event.ts';
import { readJson, readText } from './read-request.ts';
import { emptyResponse, type HttpResponse } from './responses.ts';

/** Of a notification: a bank sends several Pix in one. */
const MAX_BYTES = 32 * 1024;

/**
 * `POST …/notifications`: where a provider's own callbacks arrive. What they say is never trusted: they name payments, whose
 * open operations are then inquired about at the provider.
 * @throws EstornoError forbidden where it is not the provider's, validation_failed where it names no payment
 */
export async function handleNotification<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  { event, parameters, invocation }: RouteRequest,
): Promise<HttpResponse> {
  const { connector, notifyFrom } = deps;
  const { id: provider, notification, paymentId: rule } = connector;
  const merchantId = readMerchantId(parameters);
  const source = toSource(event, notifyFrom, deps.clock());
  if (!notification.mayBeAuthentic(source)) throw new EstornoError('forbidden');
  const credentials = await findCredentials(deps, merchantId);
  if (!notification.isAuthentic(source, credentials)) throw new EstornoError('forbidden');
  const paymentIds = notification.toPaymentIds(readJson(event, MAX_BYTES), source);
  if (paymentIds.length === 0) throw validationFailed([{ pointer: '', detail: 'the body names no payment' }]);
  // A payment whose id has another form cannot be ours: it is ignored, as an unknown payment is.
  const known = credentials ? paymentIds.filter((paymentId) => rule.pattern.test(paymentId)) : [];
  for (const paymentId of known) await inquireAgain(deps, { merchantId, provider, paymentId }, invocation);
  return emptyResponse(200);
}

function toSource(event: HttpEvent, alsoFrom: readonly string[], receivedAt: EpochMs): NotificationSource {
  const query = Object.entries(event.queryStringParameters ?? {}).map(
    ([name, value = '']) => [name, value] as const,
  );
  return {
    sourceIp: event.requestContext.http.sourceIp ?? '',
    header: (name) => headerOf(event, name),
    query: Object.fromEntries(query),
    // Read only when it is needed: a caller who is refused by address learns nothing of the form of bodies.
    get rawBody() {
      return readText(event, MAX_BYTES);
    },
    alsoFrom,
    receivedAt,
  };
}

async function inquireAgain<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  ref: PaymentRef,
  invocation: Invocation,
): Promise<void> {
  const payment = await deps.ledger.read(ref);
  const operation = openOperation(payment);
  if (!payment || !operation) return;
  if (operation.state === 'manual_review') await prove(deps, { payment, operation }, invocation);
  else await resume(deps, { payment, operation }, invocation, { asked: true });
}

/** @throws EstornoError where the secret is there and cannot be read now, or strangers cause too many reads */
async function findCredentials<C extends BaseCredentials>(
  { accounts }: ApiDeps<C>,
  merchantId: string,
): Promise<C | undefined> {
  const found = await accounts.findForStranger(merchantId);
  if (found.is === 'found') return found.account.credentials;
  if (found.reason.name === 'merchant_not_configured') return undefined;
  throw found.reason;
}
