import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import {
  type Authorize,
  createEstornoClient,
  EstornoProblemError,
  EstornoRefusedError,
  type Operation,
} from '../../client/index.ts';
import { type LocalStack, startLocalStack } from '../../local/local-stack.ts';
import { type LetpaySimulator, startLetpaySimulator } from '../../local/simulators/letpay/simulator.ts';
import { createTestClock } from './test-clock.ts';

const ACCESS_KEY = { accessKeyId: 'loja', secretAccessKey: 'segredo' };
const LOGIN = { apiKey: 'client-pass-a', apiSecret: 'client-pass-b' };

const clock = createTestClock();
let letpay: LetpaySimulator;
let stack: LocalStack;

before(async () => {
  letpay = await startLetpaySimulator({ accounts: { 'loja-1': LOGIN }, clock: clock.now });
  stack = await startLocalStack({
    ...{ engine: 'dynalite', schedules: false, auth: ACCESS_KEY, clock },
    providerUrls: { letpay: letpay.url },
    secrets: { 'loja-1': { letpay: { ...LOGIN, environment: 'sandbox' } } },
  });
});
after(async () => {
  await stack.close();
  await letpay.close();
});

/** Signs as AWS requires, with the package that AWS's own SDK signs with. */
function toSigned(credentials = ACCESS_KEY): Authorize {
  const signer = new SignatureV4({
    ...{ service: 'execute-api', region: stack.region, credentials, sha256: Sha256 },
  });
  return async ({ method, url, headers, body }) => {
    const { host, pathname, searchParams } = new URL(url);
    const request = new HttpRequest({
      ...{ method, path: pathname, query: Object.fromEntries(searchParams), body },
      headers: { ...headers, host },
    });
    const signed = await signer.sign(request);
    return Object.fromEntries(Object.entries(signed.headers).filter(([name]) => name !== 'host'));
  };
}

/** A client whose waits are the sweeper's minutes. */
function createClient(authorize = toSigned()) {
  const sleep = async (ms: number) => {
    await delay(ms);
    await stack.runSchedules();
  };
  return createEstornoClient({ baseUrl: `${stack.url}/`, authorize, sleep });
}

const newPayment = () => ({
  ...{ merchantId: 'loja-1', provider: 'letpay' as const },
  paymentId: letpay.createPayment({ amount: 1035 }),
});

describe('the client, which signs,', () => {
  test('cancels, waits until it is final, and reads what became of it', async () => {
    const client = createClient();
    const payment = newPayment();

    const begun = await client.cancel(payment, { reference: 'order-4711' }, { idempotencyKey: 'order-4711' });
    const done = await client.waitUntilFinal(begun);
    const repeat = await client.cancel(
      payment,
      { reference: 'order-4711' },
      { idempotencyKey: 'order-4711' },
    );
    const { operations } = await client.readPayment(payment);

    assert.deepEqual([begun.state, done.state, done.outcome], ['processing', 'succeeded', 'applied']);
    assert.deepEqual([repeat, operations], [done, [done]]);
    assert.equal(letpay.effects(payment.paymentId), 1);
  });

  test('cancels once, though the first answer never came', async () => {
    const payment = newPayment();
    let calls = 0;
    const client = createEstornoClient({
      ...{ baseUrl: stack.url, authorize: toSigned(), sleep: async () => {} },
      fetch: async (...request) => {
        const answer = await fetch(...request);
        calls++;
        if (calls === 1) throw new TypeError('fetch failed');
        return answer;
      },
    });

    const { attempts } = await client.cancel(payment, {}, { waitSeconds: 5 });

    assert.deepEqual([calls, attempts, letpay.effects(payment.paymentId)], [2, 1, 1]);
  });

  test('throws what was refused, with its code', async () => {
    const client = createClient();
    const payment = newPayment();
    letpay.setStatus(payment.paymentId, 'PAID');

    const error = await client.cancel(payment, {}, { waitSeconds: 5 }).catch((thrown: unknown) => thrown);

    assert.ok(error instanceof EstornoProblemError, String(error));
    assert.deepEqual([error.code, error.problem.suggestion], ['not_cancelable', 'refund']);
  });

  test('lists what is unfinished, and takes back what was not sent', async () => {
    const client = createClient();
    const payment = newPayment();
    letpay.next({ status: 401 });
    letpay.next({ status: 503 }, { kind: 'login', times: Infinity });
    const begun = await client.cancel(payment);
    letpay.clearFaults();
    assert.equal(begun.state, 'accepted');

    const unfinished: Operation[] = [];
    for await (const operation of client.listOperations(payment)) unfinished.push(operation);
    const withdrawn = await client.withdraw(begun);

    assert.deepEqual(
      unfinished.map(({ id }) => id),
      [begun.id],
    );
    assert.deepEqual([withdrawn.state, withdrawn.problem], ['failed', null]);
    assert.equal(letpay.effects(payment.paymentId), 0);
  });

  test('shows what would be sent, and sends nothing', async () => {
    const payment = newPayment();

    const { requests } = await createClient().previewCancellation(payment, {
      letpay: { family: 'checkout' },
    });

    assert.deepEqual(requests, [
      { method: 'POST', path: `/checkout/${payment.paymentId}/cancel`, body: '{}' },
    ]);
    assert.equal(letpay.effects(payment.paymentId), 0);
  });

  test('reads what each provider can do', async () => {
    const { providers } = await createClient().readProviders();
    assert.deepEqual(
      providers.map(({ id }) => id),
      ['letpay', 'sopague', 'mercadopago', 'pix'],
    );
  });

  test('says so when nobody knows its key', async () => {
    const client = createClient(toSigned({ ...ACCESS_KEY, secretAccessKey: 'outro' }));

    const error = await client.cancel(newPayment()).catch((thrown: unknown) => thrown);

    assert.ok(error instanceof EstornoRefusedError);
    assert.equal(error.status, 403);
  });
});
