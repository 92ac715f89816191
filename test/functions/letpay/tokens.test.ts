import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAwsService, toAnswer } from '../../shared/aws/aws-service.ts';
import { invocationContext, useAwsAt } from '../context.ts';

const NOTIFIER = '192.0.2.1';

const route = (method: string, rest: string) => `${method} /v1/merchants/{merchantId}/letpay/${rest}`;
const READ = route('GET', 'payments/{paymentId}');
const NOTIFY = route('POST', 'notifications');

/** `wrong-id` is no payment of LetPay's, which is found after the caller is let through, and before anything is asked. */
function toEvent(routeKey: string, merchantId: string, claims: object | undefined) {
  const [method = '', path = ''] = routeKey.split(' ');
  const pathParameters = { merchantId, paymentId: 'wrong-id' };
  return {
    ...{ version: '2.0', routeKey, pathParameters, body: '{}' },
    rawPath: path.replace('{merchantId}', merchantId).replace('{paymentId}', 'wrong-id'),
    headers: { 'content-type': 'application/json' },
    requestContext: {
      http: { method, sourceIp: NOTIFIER },
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
    },
  };
}

const rows: readonly [routeKey: string, merchantId: string, claims: object | undefined, code: string][] = [
  [READ, 'loja-1', { merchant: 'loja-1' }, 'validation_failed'],
  [READ, 'loja-1', { merchant: '[loja-2 loja-1]' }, 'validation_failed'],
  [READ, 'loja-2', { merchant: 'loja-1' }, 'forbidden'],
  [READ, 'loja-1', { other: 'loja-1' }, 'forbidden'],
  [READ, 'loja-1', undefined, 'forbidden'],
  [route('POST', 'payments/{paymentId}/cancellations'), 'loja-2', { merchant: 'loja-1' }, 'forbidden'],
  [route('POST', 'payments/{paymentId}/refunds'), 'loja-2', { merchant: 'loja-1' }, 'forbidden'],
  [route('GET', 'operations'), 'loja-2', { merchant: 'loja-1' }, 'forbidden'],
  [NOTIFY, 'loja-1', undefined, 'validation_failed'],
];

test('where callers bring tokens, the function holds each to its merchants, and the provider to none', async (t) => {
  const aws = await startAwsService(t, toAnswer({ __type: 'ResourceNotFoundException' }, 400));
  useAwsAt(aws.config.endpoint, {
    LEDGER_TABLE: 'ledger',
    SESSIONS_TABLE: 'sessions',
    JWT_MERCHANT_CLAIM: 'merchant',
    NOTIFY_FROM: NOTIFIER,
  });
  const { handler } = await import('../../../functions/letpay/handler.ts');

  for (const [routeKey, merchantId, claims, code] of rows) {
    const answer = await handler(toEvent(routeKey, merchantId, claims), invocationContext());
    const request = `${routeKey} for ${merchantId} with ${JSON.stringify(claims)}`;
    assert.match(JSON.stringify(answer), new RegExp(`"code\\\\":\\\\"${code}\\\\"`), request);
  }
  // What operators set of addresses, and the secret.
  assert.equal(aws.received().length, 2);
});
