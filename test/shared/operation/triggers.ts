import type { ProviderId } from '../../fuzz/fuzz-function.ts';
import { PAYMENT_ID } from '../../fuzz/odd-requests.ts';
import { MERCHANT } from '../../fuzz/ports.ts';
import { SIGNED_CALLER } from '../../signed-caller.ts';

/** A command as its caller means it, whatever triggers it. */
export type Meant = {
  readonly provider: ProviderId;
  readonly path: 'cancellations' | 'refunds';
  readonly body: object;
  /** @default the one that the provider's double knows */
  readonly paymentId?: string;
};

export const KEY = 'key-1';

const addressOf = ({ provider, paymentId = PAYMENT_ID[provider] }: Meant) => ({
  merchantId: MERCHANT,
  provider,
  paymentId,
});

/** A request of it, as the gateway passes it on. @param more of the path, such as `/{operationId}/withdraw` */
export function toRequest(meant: Meant, more = '', operationId = '') {
  const { path, body } = meant;
  const { merchantId, provider, paymentId } = addressOf(meant);
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
    requestContext: { requestId: 'r', ...SIGNED_CALLER, http: { method: 'POST', path: rawPath } },
  };
}

/** A batch with the command from the bus, which its queue has given out so often. */
export function toBatch(meant: Meant, receives = 2) {
  const { path, body } = meant;
  const event = {
    ...{ id: 'event-1', source: `estorno.merchant.${MERCHANT}` },
    'detail-type': path === 'refunds' ? 'PaymentRefundRequested' : 'PaymentCancellationRequested',
    detail: { ...addressOf(meant), idempotencyKey: KEY, ...body },
  };
  const record = {
    ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:sa-east-1:000000000000:commands' },
    ...{ messageId: 'm', receiptHandle: 'r', body: JSON.stringify(event) },
    attributes: { ApproximateReceiveCount: String(receives) },
  };
  return { Records: [record] };
}

/** The command as a task of a workflow. */
export function toTask(meant: Meant): object {
  const { path, body } = meant;
  const input: object = JSON.parse(JSON.stringify(body));
  return {
    action: path === 'refunds' ? 'refund' : 'cancel',
    ...addressOf(meant),
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
