import { createHmac } from 'node:crypto';
import { DEMO_MERCHANT, DEMO_SECRETS, type Simulator } from '../../local/demo-providers.ts';
import { type LocalStack, startLocalStack } from '../../local/local-stack.ts';
import { startSimulators, toTrusted, toUrls } from '../../local/start-simulators.ts';
import { callHttp, type HttpAnswer, type RequestHeaders } from './http-client.ts';
import { sharedEngine } from './shared-engine.ts';
import { WANTED_ENGINE } from './wanted-engine.ts';

export const NOTIFIED = ['letpay', 'sopague', 'mercadopago', 'pix'] as const;

export type Notified = (typeof NOTIFIED)[number];

const SECRET = 'a-secret-of-notifications';

/** What each secret has beside the login, so that notifications can be proved. */
const PROOFS: Readonly<Record<Notified, object>> = {
  letpay: {},
  sopague: { accessKey: SECRET },
  mercadopago: { webhookSecret: SECRET },
  pix: { webhookSecret: SECRET },
};

/** One delivery: what a provider's server sends. */
export type Delivery = {
  readonly query: string;
  readonly headers: RequestHeaders;
  /** Sent as it is: text, or bytes. */
  readonly body: string | Buffer;
};

const JSON_TYPE = { 'content-type': 'application/json' };

/** As each provider sends it about a payment. `at`: when it is signed. */
export const DELIVERIES: Readonly<Record<Notified, (paymentId: string, at: number) => Delivery>> = {
  letpay: (id) => ({
    query: '',
    headers: JSON_TYPE,
    body: JSON.stringify({ reference_id: 'order-1', payment_token: id }),
  }),
  sopague: (id) => ({
    query: '',
    headers: { ...JSON_TYPE, 'access-key': SECRET },
    body: JSON.stringify({ Value: 10.35, Origin: 'GATEWAY_2D', ResultId: id, Status: '0' }),
  }),
  mercadopago: (id, at) => ({
    query: `?data.id=${id}&type=payment`,
    headers: { ...JSON_TYPE, 'x-signature': `ts=${at},v1=${sign(`id:${id};ts:${at};`)}` },
    body: JSON.stringify({ type: 'payment', action: 'payment.updated', data: { id } }),
  }),
  pix: (id) => ({
    query: `?hmac=${SECRET}&ignorar=/pix`,
    headers: JSON_TYPE,
    body: JSON.stringify({ pix: [{ endToEndId: 'E00000000202603101300abcdefghijk', txid: id }] }),
  }),
};

function sign(text: string): string {
  return createHmac('sha256', SECRET).update(text).digest('hex');
}

export type NotifiedWorld = Awaited<ReturnType<typeof startNotifiedWorld>>;

/** The stack with the simulators of every provider that sends notifications. */
export async function startNotifiedWorld() {
  const secrets = { [DEMO_MERCHANT]: toSecrets() };
  const simulators = await startSimulators(NOTIFIED, {
    ...{ secrets, clock: Date.now },
    onTrouble: (sentence) => {
      throw new Error(sentence);
    },
  });
  const engine = sharedEngine(WANTED_ENGINE ?? 'dynalite');
  const stack = await startLocalStack({
    ...(engine && { engine }),
    // The sweeper would make the same inquiries, a little later.
    schedules: false,
    notifyFrom: ['127.0.0.1'],
    providerUrls: toUrls(simulators),
    trusts: toTrusted(simulators),
    secrets,
  });
  const simulatorOf = (provider: Notified): Simulator => {
    const simulator = simulators.running.get(provider);
    if (!simulator) throw new Error(`there is no simulator of ${provider}`);
    return simulator;
  };
  const toPath = (provider: Notified) => `/v1/merchants/${DEMO_MERCHANT}/${provider}`;

  return {
    ...{ stack, simulatorOf },
    notify: (provider: Notified, { query, headers, body }: Delivery): Promise<HttpAnswer> =>
      callHttp(stack.url, {
        method: 'POST',
        path: `${toPath(provider)}/notifications${query}`,
        ...{ headers, body },
      }),
    /** A cancellation whose outcome is unknown: done at the provider, its answer lost. */
    async cancelUnanswered(provider: Notified): Promise<string> {
      const simulator = simulatorOf(provider);
      const paymentId = simulator.createPayment({ amount: 1035 });
      simulator.next({ applies: true, answers: 'reset-before-headers' });
      const path = `${toPath(provider)}/payments/${paymentId}/cancellations`;
      const { status, text } = await callHttp(stack.url, {
        ...{ method: 'POST', path },
        headers: { 'idempotency-key': 'key-1' },
      });
      if (status !== 202) throw new Error(`${status} ${text}`);
      return paymentId;
    },
    /** As the ledger has it, with no request to the provider. */
    itemOf: (provider: Notified, paymentId: string) => findItem(stack, provider, paymentId),
    async close(): Promise<void> {
      await stack.close();
      for (const simulator of simulators.running.values()) await simulator.close();
    },
  };
}

function toSecrets(): Readonly<Record<string, object>> {
  const demo = DEMO_SECRETS[DEMO_MERCHANT] ?? {};
  return Object.fromEntries(
    NOTIFIED.map((provider) => [provider, Object.assign({}, demo[provider], PROOFS[provider])]),
  );
}

type Item = { readonly version?: unknown; readonly dueAt?: unknown; readonly operations?: unknown };

async function findItem(stack: LocalStack, provider: Notified, paymentId: string): Promise<Item | undefined> {
  const items = await stack.readItems('Ledger');
  return items.find(({ payment }) => payment === `${DEMO_MERCHANT}#${provider}#${paymentId}`);
}
