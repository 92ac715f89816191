import { randomUUID } from 'node:crypto';

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
    requestContext: { requestId: randomUUID(), http: { method: 'POST', path, sourceIp: '127.0.0.1' } },
    body: '{}',
    isBase64Encoded: false,
  };
}
