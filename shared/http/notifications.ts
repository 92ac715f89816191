import type { PaymentRef } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { isFromSources } from '../domain/source-addresses.ts';
import { validationFailed } from '../input/parse-input.ts';
import { readMerchantId } from '../input/read-payment-ref.ts';
import { noteNotification } from '../operation/notifications.ts';
import type { Invocation } from '../operation/runner.ts';
import { nameOfError } from '../ports/log.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { NotificationSource } from '../provider/notification.ts';
import type { ApiDeps, RouteRequest } from './api-deps.ts';
import { type HttpEvent, headerOf } from './http-event.ts';
import { readNotificationBody, toBytes } from './notification-body.ts';
import type { PathParameters } from './path.ts';
import { emptyResponse, type HttpResponse } from './responses.ts';

/** Payments of one notification that are looked up side by side. */
const LANES = 20;

/**
 * `POST …/notifications`: where a provider's own callbacks arrive. What they say is never trusted: they name payments, whose
 * open operations are due for an inquiry from then on. No request goes to the provider before the answer: its own inquiry
 * service may be slow, and it delivers again what is not acknowledged in a few seconds.
 * @throws EstornoError forbidden where it is not the provider's, payload_too_large, validation_failed where it names no
 * payment
 */
export async function handleNotification<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  { event, parameters, invocation }: RouteRequest,
): Promise<HttpResponse> {
  const { id: provider, notification, paymentId: rule } = deps.connector;
  const merchantId = readMerchantId(parameters);
  const source = await toSource(deps, event, parameters);
  if (!notification.mayBeAuthentic(source)) throw new EstornoError('forbidden');
  const credentials = await findCredentials(deps, merchantId);
  if (!notification.isAuthentic(source, credentials)) throw new EstornoError('forbidden');
  const body = readNotificationBody(event);
  if (notification.isTrial?.(body)) return emptyResponse(200);
  const paymentIds = notification.toPaymentIds(body, source);
  if (paymentIds.length === 0) throw validationFailed([{ pointer: '', detail: 'the body names no payment' }]);
  // A payment whose id has another form cannot be ours: it is ignored, as an unknown payment is.
  const known = credentials ? paymentIds.filter((paymentId) => rule.pattern.test(paymentId)) : [];
  const refs = [...new Set(known)].map((paymentId) => ({ merchantId, provider, paymentId }));
  await acknowledge(deps, refs, invocation);
  return emptyResponse(200);
}

/** @throws EstornoError forbidden where it comes from another address than those that are configured */
async function toSource<C extends BaseCredentials>(
  { connector, sources, clock }: ApiDeps<C>,
  event: HttpEvent,
  { webhookSecret, suffix }: PathParameters,
): Promise<NotificationSource> {
  const sourceIp = event.requestContext.http.sourceIp ?? '';
  const accepted = await sources.find(connector.notification.publishedSources);
  const isFromProvider = isFromSources(sourceIp, accepted);
  if (accepted.length > 0 && !isFromProvider) throw new EstornoError('forbidden');
  const query = Object.entries(event.queryStringParameters ?? {}).map(
    ([name, value = '']) => [name.toLowerCase(), value.trim()] as const,
  );
  return {
    ...{ sourceIp, isFromProvider, receivedAt: clock() },
    header: (name) => headerOf(event, name)?.trim(),
    query: Object.fromEntries(query),
    pathBelow: [webhookSecret, suffix].filter((part) => part !== undefined),
    // Read only when it is needed: a caller who is refused by address learns nothing of the form of bodies.
    get rawBody() {
      return toBytes(event).toString('utf8');
    },
  };
}

/** Marks what is open as due. All ends before the answer; what fails for one payment keeps no other from it. */
async function acknowledge<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  refs: readonly PaymentRef[],
  invocation: Invocation,
): Promise<void> {
  const queue = refs.values();
  const failures: unknown[] = [];
  const lane = async () => {
    for (const ref of queue) await note(deps, ref, invocation).catch((error) => failures.push(error));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (failures.length > 0) throw failures[0];
}

/** @throws Error where neither the ledger nor the queue has it, so that the provider has to deliver it again */
async function note<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  ref: PaymentRef,
  invocation: Invocation,
): Promise<void> {
  const { inquiries, log } = deps;
  const noted = await noteNotification(deps, ref, invocation);
  if (!noted || !inquiries) return;
  try {
    await inquiries.put(ref);
  } catch (error) {
    log.error('inquiry_not_queued', { provider: ref.provider, error: nameOfError(error) });
    if (!noted.isDue) throw error;
  }
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
