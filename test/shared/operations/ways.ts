import type { ProviderId } from '../../fuzz/fuzz-function.ts';
import { PAYMENT_ID } from '../../fuzz/odd-requests.ts';
import { MERCHANT } from '../../fuzz/ports.ts';

/** A command as its caller means it, whatever way it comes. */
export type Meant = {
  readonly provider: ProviderId;
  readonly path: 'cancellations' | 'refunds';
  readonly body: object;
};

export const KEY = 'key-1';

const addressOf = (provider: ProviderId) => ({
  merchantId: MERCHANT,
  provider,
  paymentId: PAYMENT_ID[provider],
});

/** A request of it, as the gateway passes it on. @param more of the path, such as `/{operationId}/withdraw` */
export function toRequest({ provider, path, body }: Meant, more = '', operationId = '') {
  const { merchantId, paymentId } = addressOf(provider);
  const route = `/v1/merchants/{merchantId}/${provider}/payments/{paymentId}/${path}${more}`;
  const pathParameters = { merchantId, paymentId, ...(more !== '' && { operationId }) };
  const rawPath = Object.entries(pathParameters).reduce(
    (filled, [name, value]) => filled.replace(`{${name}}`, value),
    route,
  );
  return {
    ...{ version: '2.0', routeKey: `POST ${route}`, rawPath, pathParameters },
    headers: { 'idempotency-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    requestContext: { requestId: 'r', http: { method: 'POST', path: rawPath } },
  };
}

/** A batch with the command from the bus, which its queue has given out so often. */
export function toBatch({ provider, path, body }: Meant, receives = 2) {
  const event = {
    ...{ id: 'event-1', source: `estorno.merchant.${MERCHANT}` },
    'detail-type': path === 'refunds' ? 'PaymentRefundRequested' : 'PaymentCancellationRequested',
    detail: { ...addressOf(provider), idempotencyKey: KEY, ...body },
  };
  const record = {
    ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:sa-east-1:000000000000:commands' },
    ...{ messageId: 'm', receiptHandle: 'r', body: JSON.stringify(event) },
    attributes: { ApproximateReceiveCount: String(receives) },
  };
  return { Records: [record] };
}

/** The command as a task of a workflow. */
export function toTask({ provider, path, body }: Meant): object {
  const input: object = JSON.parse(JSON.stringify(body));
  return {
    action: path === 'refunds' ? 'refund' : 'cancel',
    ...addressOf(provider),
    idempotencyKey: KEY,
    ...input,
  };
}

/** The JSON of an HTTP answer. */
export function readAnswer(answer: unknown): Record<string, unknown> {
  if (typeof answer !== 'object' || answer === null || !('body' in answer))
    throw new Error('it is no answer to a request');
  return JSON.parse(String(answer.body));
}
