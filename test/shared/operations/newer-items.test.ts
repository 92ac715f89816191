import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createFuzzFunction } from '../../fuzz/fuzz-function.ts';
import { PAYMENT_ID } from '../../fuzz/odd-requests.ts';
import { createPorts, MERCHANT } from '../../fuzz/ports.ts';
import { createProviderDouble } from '../../fuzz/provider-double.ts';

const KEY = `${MERCHANT}#letpay#${PAYMENT_ID.letpay}`;
const PATH = `/v1/merchants/${MERCHANT}/letpay/payments/${PAYMENT_ID.letpay}/cancellations`;

const CANCEL = {
  version: '2.0',
  routeKey: 'POST /v1/merchants/{merchantId}/letpay/payments/{paymentId}/cancellations',
  rawPath: PATH,
  pathParameters: { merchantId: MERCHANT, paymentId: PAYMENT_ID.letpay },
  headers: { 'idempotency-key': 'key-1' },
  requestContext: { requestId: 'r', http: { method: 'POST', path: PATH } },
};

/** LetPay's function, where a cancel was sent and a newer version then wrote on in a form that is not known here. */
async function createScene() {
  const double = createProviderDouble({ provider: 'letpay', paid: false, method: 'PICPAY' }, []);
  const ports = createPorts(double.answer);
  const invoke = createFuzzFunction('letpay', ports);
  await invoke(CANCEL);
  const item = unmarshall(ports.tables.itemOf('ledger', KEY) ?? {});
  const operations = [{ ...item.operations[0], state: 'dreaming' }];
  ports.tables.put('ledger', KEY, marshall({ ...item, schema: 2, operations }));
  return { ports, invoke };
}

test('a repeat of what a newer version went on with is not told that it was not applied', async () => {
  const { ports, invoke } = await createScene();

  const answer = await invoke(CANCEL);

  assert.ok(typeof answer === 'object' && answer !== null && 'body' in answer);
  const { code, status, outcome, retry } = JSON.parse(String(answer.body));
  assert.deepEqual([code, status, outcome, retry], ['internal_error', 503, 'unknown', 'same_key']);
  assert.equal(ports.sent.filter(({ movesMoney }) => movesMoney).length, 1);
});

test('a command from the bus for what a newer version went on with is not told as failed, however often it came', async () => {
  const { ports, invoke } = await createScene();
  const detail = {
    merchantId: MERCHANT,
    provider: 'letpay',
    paymentId: PAYMENT_ID.letpay,
    idempotencyKey: 'key-1',
  };
  const event = {
    ...{ id: 'event-1', source: `estorno.merchant.${MERCHANT}` },
    ...{ 'detail-type': 'PaymentCancellationRequested', detail },
  };
  const record = {
    ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:sa-east-1:000000000000:commands' },
    ...{ messageId: 'm', receiptHandle: 'r', body: JSON.stringify(event) },
    attributes: { ApproximateReceiveCount: '10' },
  };

  const answer = await invoke({ Records: [record] });

  assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'm' }] });
  assert.deepEqual(ports.told, []);
});
