import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as z from 'zod';
import type { LogLine } from '../../local/lambda/log-book.ts';
import { type LocalStack, startLocalStack } from '../../local/local-stack.ts';
import { makeCertificate } from '../../local/simulators/kit/make-certificate.ts';
import { type PixSimulator, startPixSimulator } from '../../local/simulators/pix/simulator.ts';
import { runOps } from '../../ops/run-ops.ts';
import { DAY_MS, HOUR_MS } from '../../shared/domain/time.ts';
import { eventually } from '../local/eventually.ts';
import { emfSchema } from './emf.ts';
import { callHttp } from './http-client.ts';
import { createTestClock } from './test-clock.ts';

/** What a bank posts to the address of a stack, through the gateway and the bundle, and what comes out of them. */

const AMOUNT = 1035;
const WEBHOOK_SECRET = 'canary-webhook-secret';
const MERCHANT = '/v1/merchants/loja-1/pix';
const clock = createTestClock();
const client = {
  ...{ clientId: 'canary-client', clientSecret: 'canary-client-secret' },
  ...makeCertificate('loja-1', { to: new Date(clock.now() + 12 * DAY_MS + HOUR_MS) }),
};

const lines: LogLine[] = [];
let bank: PixSimulator;
let stack: LocalStack;

before(async () => {
  bank = await startPixSimulator({
    accounts: { 'loja-1': client },
    refundTakesMs: HOUR_MS,
    clock: clock.now,
  });
  stack = await startLocalStack({
    ...{ engine: 'dynalite', schedules: false, clock },
    providerUrls: { pix: bank.url },
    trusts: bank.certificate === undefined ? [] : [bank.certificate],
    secrets: {
      'loja-1': { pix: { psp: 'efi', ...client, environment: 'sandbox', webhookSecret: WEBHOOK_SECRET } },
    },
    onLog: (line) => void lines.push(line),
  });
});
after(async () => {
  await stack.close();
  await bank.close();
});

function post(path: string, body: object, key = 'key-1') {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  return callHttp(stack.url, {
    method: 'POST',
    path: `${MERCHANT}${path}`,
    headers,
    body: JSON.stringify(body),
  });
}

const operation = z.object({ state: z.string(), links: z.object({ self: z.string() }) });

for (const [index, below] of [
  `?hmac=${WEBHOOK_SECRET}&ignorar=/pix`,
  `?hmac=${WEBHOOK_SECRET}/pix`,
  `/pix?hmac=${WEBHOOK_SECRET}`,
  `/${WEBHOOK_SECRET}`,
  `/${WEBHOOK_SECRET}/pix`,
].entries())
  test(`a bank that posts to …/notifications${below.replaceAll(WEBHOOK_SECRET, 'SECRET')} ends a refund`, async () => {
    const paymentId = bank.createPix(AMOUNT);
    const begun = await post(`/payments/${paymentId}/refunds`, {}, `key-${index}`);
    assert.equal(begun.status, 202, begun.text);
    bank.settleRefunds(paymentId);

    const { status, text } = await post(`/notifications${below}`, bank.toWebhook(paymentId));

    assert.deepEqual([status, text], [200, '']);
    const { self } = operation.parse(begun.body).links;
    await eventually(
      async () => operation.parse((await callHttp(stack.url, { path: self })).body).state,
      (state) => state === 'succeeded',
    );
    assert.equal(bank.refunded(paymentId), AMOUNT);
  });

test('a webhook about a charge that was removed, and paid nevertheless, is published as that, once', async () => {
  const paymentId = bank.createPayment({ amount: AMOUNT });
  assert.equal((await post(`/payments/${paymentId}/cancellations`, {})).status, 200);
  bank.pay(paymentId);
  const published = () =>
    stack.events.entries
      .filter(({ event }) => event['detail-type'] === 'PaymentCancellationPaidAfterwards')
      .map(({ event }) => z.looseObject({ eventId: z.string(), paymentId: z.string() }).parse(event.detail))
      .filter((detail) => detail.paymentId === paymentId);

  for (let delivery = 0; delivery < 2; delivery++) {
    const { status } = await post(`/notifications/${WEBHOOK_SECRET}`, bank.toWebhook(paymentId));
    assert.equal(status, 200);
    await eventually(() => published().length > 0);
  }

  assert.equal(new Set(published().map(({ eventId }) => eventId)).size, 1);
  const again = await post(`/payments/${paymentId}/cancellations`, {}, 'key-2');
  assert.equal(again.status, 409);
  assert.partialDeepStrictEqual(again.body, { code: 'not_cancelable', suggestion: 'refund' });
});

for (const below of ['', '/another', '/another/pix', '/pix', `/${WEBHOOK_SECRET.toUpperCase()}/pix`])
  test(`a bank that posts to …/notifications${below} is refused, and its address is not repeated`, async () => {
    const { status, text } = await post(`/notifications${below}`, { pix: [] });
    assert.equal(status, 403);
    assert.match(text, /"instance":"\/v1\/merchants\/loja-1\/pix\/notifications"/);
  });

test('another provider has no address below its own', async () => {
  const path = `/v1/merchants/loja-1/letpay/notifications/${WEBHOOK_SECRET}`;
  assert.equal((await callHttp(stack.url, { method: 'POST', path, body: '{}' })).status, 404);
});

test('each login measures the days that the certificate has left, for the provider and no merchant', async () => {
  const found = await eventually(() => lines.find(({ line }) => line.includes('"CertificateDaysLeft"')));
  const metric = emfSchema.parse(JSON.parse(found?.line ?? ''));
  assert.partialDeepStrictEqual(metric, { CertificateDaysLeft: 12, provider: 'pix' });
  assert.doesNotMatch(found?.line ?? '', /loja-1/);
  const login = lines.find(({ line }) => line.includes('"event":"login"'));
  assert.match(login?.line ?? '', /"merchant":"loja-1".*"certificateDays":12/);
});

test('a person reads until when it is valid, and no line of all this has a secret', async () => {
  const printed: string[] = [];
  const keep = (text: string) => void printed.push(text);
  const words = 'credentials show --merchant loja-1 --provider pix --local';
  const code = await runOps([...words.split(' '), stack.url], { print: keep, complain: keep });

  assert.equal(code, 0, printed.join('\n'));
  assert.match(printed.join('\n'), /certificate CN=loja-1\n/);
  const all = [...printed, ...lines.map(({ line }) => line)].join('\n');
  assert.doesNotMatch(all, /canary|PRIVATE KEY/i);
});
