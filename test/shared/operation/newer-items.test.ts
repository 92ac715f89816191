import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createFuzzFunction, createFuzzOperator } from '../../fuzz/fuzz-function.ts';
import { PAYMENT_ID } from '../../fuzz/odd-requests.ts';
import { createPorts, MERCHANT } from '../../fuzz/ports.ts';
import { createProviderDouble } from '../../fuzz/provider-double.ts';
import { SIGNED_CALLER } from '../../signed-caller.ts';
import { readAnswer, toBatch, toRequest } from './triggers.ts';

const KEY = `${MERCHANT}#letpay#${PAYMENT_ID.letpay}`;
const CANCEL = { provider: 'letpay', path: 'cancellations', body: {} } as const;

/** LetPay's function, where a cancel was sent and a newer version then wrote on in a form that is not known here. */
async function createScene() {
  const double = createProviderDouble({ provider: 'letpay', paid: false, method: 'PICPAY' }, []);
  const ports = createPorts(double.answer);
  const invoke = createFuzzFunction('letpay', ports);
  await invoke(toRequest(CANCEL));
  const item = unmarshall(ports.tables.itemOf('ledger', KEY) ?? {});
  const operations = [{ ...item.operations[0], state: 'dreaming' }];
  ports.tables.put('ledger', KEY, marshall({ ...item, schema: 2, operations }));
  return { ports, invoke };
}

test('a repeat of what a newer version went on with is not answered as not applied', async () => {
  const { ports, invoke } = await createScene();

  const answer = await invoke(toRequest(CANCEL));

  const { code, status, outcome, retry } = readAnswer(answer);
  assert.deepEqual([code, status, outcome, retry], ['internal_error', 503, 'unknown', 'same_key']);
  assert.equal(ports.sent.filter(({ movesMoney }) => movesMoney).length, 1);
});

test('what a newer version went on with hides nothing else from people who list what is unfinished', async () => {
  const { ports, invoke } = await createScene();
  const other = { ...CANCEL, paymentId: '633de157-9a42-4d30-bbad-bd9fb883e058' };
  await invoke(toRequest(other));

  const answer = await createFuzzOperator('letpay', ports)({ command: 'list', state: 'open' });

  assert.partialDeepStrictEqual(answer, { operations: [{ paymentId: other.paymentId }], unreadable: [KEY] });
  assert.ok(ports.logged.some((line) => line.includes('not_listed')));
});

test('what a newer version went on with is not left out of the list that its merchant gets', async () => {
  const { invoke } = await createScene();
  const rawPath = `/v1/merchants/${MERCHANT}/letpay/operations`;

  const answer = await invoke({
    ...{ version: '2.0', routeKey: 'GET /v1/merchants/{merchantId}/letpay/operations', rawPath },
    pathParameters: { merchantId: MERCHANT },
    requestContext: { requestId: 'r', ...SIGNED_CALLER, http: { method: 'GET', path: rawPath } },
  });

  assert.partialDeepStrictEqual(readAnswer(answer), { code: 'internal_error', status: 503 });
});

test('a command from the bus for what a newer version went on with is not reported as failed, however often it came', async () => {
  const { ports, invoke } = await createScene();
  const answer = await invoke(toBatch(CANCEL, 10));

  assert.deepEqual(answer, { batchItemFailures: [] });
  assert.deepEqual([ports.published.length, ports.aside.length], [0, 1]);
});
