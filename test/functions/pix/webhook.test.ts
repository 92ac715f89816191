import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import * as z from 'zod/mini';
import { pix } from '../../../functions/pix/connector.ts';
import type { PaymentRef } from '../../../shared/domain/ids.ts';
import { HOUR_MS } from '../../../shared/domain/time.ts';
import { createProviderAnswers } from '../../../shared/function/create-provider-answers.ts';
import { newNonce, sleep } from '../../../shared/function/process.ts';
import { httpEventSchema, toRequestName } from '../../../shared/http/http-event.ts';
import type { Payment } from '../../../shared/operation/payment.ts';
import type { InquiryQueue } from '../../../shared/ports/inquiry-queue.ts';
import type { LedgerStore } from '../../../shared/ports/ledger-store.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { AMOUNT } from '../../contract/contract-row.ts';
import { createMemoryLedger } from '../../contract/memory-ledger.ts';
import { createMemorySessionStores } from '../../contract/memory-session-stores.ts';
import { startPix, toPixCredentials } from '../../contract/rows/pix.ts';
import { silentLog } from '../../shared/bus/fakes.ts';

/** A bank's webhook from the address that it calls to the operation that it is about. */

const SECRET = 'pix-webhook-secret';
const MERCHANT = '/v1/merchants/loja-1/pix';
const LONG_MS = 600_000;

let bank: Awaited<ReturnType<typeof startPix>>;
let ledger: LedgerStore<Payment>;
/** Payments whose ledger item gives no answer. */
const unreadable = new Set<string>();

before(async () => {
  bank = await startPix();
});
after(() => bank.close());
beforeEach(() => {
  bank.reset();
  bank.rules.refundTakesMs = HOUR_MS;
  ledger = createMemoryLedger();
  unreadable.clear();
});

type Sent = {
  readonly body: string;
  /** What follows the documented address. */
  readonly below?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly isBase64Encoded?: boolean;
};

const CALLER = 'arn:aws:iam::111122223333:role/loja-1';

/** Payments about which an inquiry waits. */
const queued: PaymentRef[] = [];

/** The function, in memory but for the bank. */
function createAnswers() {
  const stores = {
    ...createMemorySessionStores(),
    ledger: {
      ...ledger,
      read: async (key: string) => {
        if ([...unreadable].some((id) => key.includes(id))) throw new Error('no answer');
        return ledger.read(key);
      },
    },
    switches: { read: async () => undefined, save: async () => true },
    sources: { read: async () => undefined, save: async () => true },
    waits: { read: async () => ({ version: 0, waiting: [] }), save: async () => true },
  };
  const secrets = { read: async () => ({ credentials: toPixCredentials('1'), version: '1' }) };
  const world = { clock: Date.now, random: Math.random, newId: newNonce, sleep, log: silentLog };
  const inquiries: InquiryQueue = { put: async (ref) => void queued.push(ref) };
  const ports = { ...world, stores, secrets, exchange, inquiries, count: () => undefined };
  return createProviderAnswers(pix, ports, { baseUrl: bank.url });
}

async function call(route: string, parameters: Record<string, string>, { body, query, ...sent }: Sent) {
  const filled = { merchantId: 'loja-1', ...parameters };
  const fill = (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => Object(filled)[name]);
  const path = `/v1/merchants/{merchantId}/pix${route}`;
  const event = httpEventSchema.parse({
    version: '2.0',
    routeKey: `POST ${path}`,
    rawPath: fill(path),
    pathParameters: filled,
    queryStringParameters: query,
    headers: { 'idempotency-key': 'key-1', 'content-type': 'application/json' },
    body,
    isBase64Encoded: sent.isBase64Encoded,
    requestContext: {
      // Nobody signs for a notification.
      ...(route.startsWith('/payments') && { authorizer: { iam: { userArn: CALLER } } }),
      http: { method: 'POST', sourceIp: '203.0.113.7' },
    },
  });
  const { signal } = new AbortController();
  return createAnswers().http(event, { signal, deadline: Date.now() + LONG_MS, trigger: 'http' });
}

/** Delivers a webhook, and makes the inquiries that it leaves in the queue. */
async function notify(sent: Sent) {
  const delivered = await Promise.allSettled([deliver(sent)]);
  const { signal } = new AbortController();
  const invocation = { signal, deadline: Date.now() + LONG_MS, trigger: 'sqs' } as const;
  for (const ref of queued.splice(0)) await createAnswers().intake.inquire?.(ref, invocation);
  const [answer] = delivered;
  if (answer.status === 'rejected') throw answer.reason;
  return answer.value;
}

function deliver({ below = '', query = { hmac: SECRET, ignorar: '/pix' }, ...sent }: Sent) {
  const [webhookSecret, suffix] = below.split('/').slice(1);
  const route = ['/notifications', webhookSecret && '/{webhookSecret}', suffix && '/{suffix}'].join('');
  const parameters = { ...(webhookSecret && { webhookSecret }), ...(suffix && { suffix }) };
  return call(route, parameters, { ...sent, query });
}

/** A refund that the bank has not settled. @returns its Pix */
async function beginRefund(): Promise<string> {
  const paymentId = bank.createPix(AMOUNT);
  const { statusCode } = await call('/payments/{paymentId}/refunds', { paymentId }, { body: '{}' });
  assert.equal(statusCode, 202);
  return paymentId;
}

const stored = z.object({ operations: z.array(z.object({ state: z.string() })) });

async function stateOf(paymentId: string): Promise<string | undefined> {
  const payment = await ledger.read(`loja-1#pix#${paymentId}`);
  return stored.parse(payment).operations[0]?.state;
}

const toBody = (...ids: readonly string[]) => JSON.stringify(bank.toWebhook(...ids));

describe('a webhook of a bank', () => {
  const places: readonly (readonly [name: string, sent: Omit<Sent, 'body'>])[] = [
    ['its query', {}],
    ['its query, to which the bank has appended', { query: { hmac: `${SECRET}/pix` } }],
    ['its query, where the bank has appended to the path', { below: '/pix', query: { hmac: SECRET } }],
    ['its path', { below: `/${SECRET}`, query: {} }],
    ['its path, to which the bank has appended', { below: `/${SECRET}/pix`, query: {} }],
  ];
  for (const [name, sent] of places)
    test(`with the secret in ${name} has the refund inquired about`, async () => {
      const paymentId = await beginRefund();
      bank.settleRefunds(paymentId);

      const { statusCode, body } = await notify({ ...sent, body: toBody(paymentId) });

      assert.deepEqual([statusCode, body], [200, '']);
      assert.equal(await stateOf(paymentId), 'succeeded');
    });

  test('of several Pix, in one body, ends the refunds of all of them, and each is read by itself', async () => {
    const ids = [await beginRefund(), await beginRefund(), await beginRefund()];
    for (const id of ids.slice(1)) bank.settleRefunds(id);

    await notify({ body: toBody(...ids) });

    const states = await Promise.all(ids.map(stateOf));
    assert.deepEqual(states, ['processing', 'succeeded', 'succeeded']);
  });

  test('is not believed for what it says: the refund is still under way', async () => {
    const paymentId = await beginRefund();
    const [refund] = bank.refundsOf(paymentId);
    const devolucoes = [{ id: refund?.id, valor: '10.35', status: 'DEVOLVIDO' }];

    await notify({ body: JSON.stringify({ pix: [{ endToEndId: paymentId, devolucoes }] }) });

    assert.equal(await stateOf(paymentId), 'processing');
  });

  test('that is delivered again changes nothing, and no second request moves money', async () => {
    const paymentId = await beginRefund();
    bank.settleRefunds(paymentId);
    const body = toBody(paymentId);

    for (let times = 0; times < 3; times++) assert.equal((await notify({ body })).statusCode, 200);

    assert.equal(await stateOf(paymentId), 'succeeded');
    assert.deepEqual([bank.received('refund').length, bank.refunded(paymentId)], [1, AMOUNT]);
    const reads = bank.received('read').length;
    await notify({ body });
    assert.equal(bank.received('read').length, reads, 'what is final is not read again');
  });

  const forged: readonly (readonly [name: string, sent: Omit<Sent, 'body'>])[] = [
    ['without a secret', { query: {} }],
    ['with another secret', { query: { hmac: 'another' } }],
    ['with the secret in capitals', { query: { hmac: SECRET.toUpperCase() } }],
    ['with the secret twice', { query: { hmac: `${SECRET},${SECRET}` } }],
    ['with another secret in its path', { below: '/another/pix', query: {} }],
    ['with the suffix alone', { below: '/pix', query: {} }],
  ];
  for (const [name, sent] of forged)
    test(`${name} is forbidden, and nothing is read`, async () => {
      const paymentId = await beginRefund();
      bank.settleRefunds(paymentId);
      bank.reset();

      await assert.rejects(notify({ ...sent, body: toBody(paymentId) }), { name: 'forbidden' });

      assert.equal(bank.received().length, 0);
      assert.equal(await stateOf(paymentId), 'processing');
    });

  test('that names ids in another case, or ids of nobody, is taken, and nothing is read', async () => {
    const paymentId = await beginRefund();
    bank.reset();
    const pixs = [paymentId.toLowerCase(), '../../cob/1', 'x'.repeat(300)].map((endToEndId) => ({
      endToEndId,
    }));

    assert.equal((await notify({ body: JSON.stringify({ pix: pixs }) })).statusCode, 200);

    assert.equal(bank.received().length, 0);
  });

  test('of two hundred Pix is read, and one of more than 256 kB is not', async () => {
    const paymentId = await beginRefund();
    bank.settleRefunds(paymentId);
    const others = Array.from({ length: 199 }, () => bank.createPix(AMOUNT));
    const body = toBody(...others, paymentId);
    assert.ok(body.length > 16 * 1024);

    await notify({ body });

    assert.equal(await stateOf(paymentId), 'succeeded');
    const tooLarge = JSON.stringify({ pix: [], x: 'x'.repeat(256 * 1024) });
    await assert.rejects(notify({ body: tooLarge }), { name: 'payload_too_large' });
    const encoded = { body: Buffer.from(tooLarge).toString('base64'), isBase64Encoded: true };
    await assert.rejects(notify(encoded), { name: 'payload_too_large' });
  });

  test('one of whose Pix cannot be read now has the others inquired about, and is to be sent again', async () => {
    const ids = [await beginRefund(), await beginRefund()] as const;
    for (const id of ids) bank.settleRefunds(id);
    unreadable.add(ids[0]);

    await assert.rejects(notify({ body: toBody(...ids) }));

    unreadable.clear();
    assert.deepEqual(await Promise.all(ids.map(stateOf)), ['processing', 'succeeded']);
  });

  test('that is a trial is answered, so that the bank registers the address', async () => {
    const body = JSON.stringify({ evento: 'teste_webhook', data_criacao: '2026-03-10T10:00:00.000Z' });
    assert.equal((await notify({ body })).statusCode, 200);
    await assert.rejects(notify({ body, query: {} }), { name: 'forbidden' });
  });

  test('that is no JSON, or names no Pix, is not valid', async () => {
    for (const body of ['', '{', '[]', '{"pix":[]}', '{"pix":[{}]}'])
      await assert.rejects(notify({ body }), { name: 'validation_failed' }, body);
  });
});

test('an answer does not repeat the secret of an address', () => {
  const rawPath = `${MERCHANT}/notifications/${SECRET}/pix`;
  const event = httpEventSchema.parse({
    ...{ version: '2.0', routeKey: '$default', rawPath },
    requestContext: { http: { method: 'POST' } },
  });
  assert.equal(toRequestName(event).instance, `${MERCHANT}/notifications`);
});
