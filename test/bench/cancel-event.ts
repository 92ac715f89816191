import { randomUUID } from 'node:crypto';
import { SIGNED_CALLER } from '../signed-caller.ts';

export type CancelRequest = {
  readonly merchantId: string;
  readonly paymentId: string;
  /** @default the payment's id */
  readonly key?: string;
};

/** What an HTTP API hands a function when somebody cancels at LetPay. */
export function toCancelEvent({ merchantId, paymentId, key = paymentId }: CancelRequest) {
  const path = `/v1/merchants/${merchantId}/letpay/payments/${paymentId}/cancellations`;
  return {
    version: '2.0',
    routeKey: 'POST /v1/merchants/{merchantId}/letpay/payments/{paymentId}/cancellations',
    rawPath: path,
    rawQueryString: '',
    headers: { 'idempotency-key': key, 'content-type': 'application/json' },
    pathParameters: { merchantId, paymentId },
    requestContext: {
      ...SIGNED_CALLER,
      requestId: randomUUID(),
      http: { method: 'POST', path, sourceIp: '127.0.0.1' },
    },
    body: '{}',
    isBase64Encoded: false,
  };
}

/** The same command as a provider's queue hands it over, one message a batch. */
export function toCancelBatch({ merchantId, paymentId, key = paymentId }: CancelRequest) {
  const event = {
    id: randomUUID(),
    source: `estorno.merchant.${merchantId}`,
    'detail-type': 'PaymentCancellationRequested',
    detail: { merchantId, provider: 'letpay', paymentId, idempotencyKey: key },
  };
  const record = {
    ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:sa-east-1:000000000000:bench' },
    ...{ messageId: randomUUID(), receiptHandle: 'bench', body: JSON.stringify(event) },
    attributes: { ApproximateReceiveCount: '1' },
  };
  return { Records: [record] };
}

/** The same command as a workflow gives it to a task. */
export function toCancelTask({ merchantId, paymentId, key = paymentId }: CancelRequest) {
  const command = { merchantId, provider: 'letpay', paymentId, idempotencyKey: key };
  return { action: 'cancel', correlationId: randomUUID(), ...command };
}
