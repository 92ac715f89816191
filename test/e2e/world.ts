import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { AwsCall } from '../../local/aws/call-log.ts';
import type { LocalClock } from '../../local/clock/local-clock.ts';
import type { EngineName } from '../../local/engine/engine.ts';
import { type LocalStack, startLocalStack } from '../../local/local-stack.ts';
import type { RequestKind } from '../../local/simulators/kit/faults.ts';
import { type CertificatePair, makeCertificate } from '../../local/simulators/kit/make-certificate.ts';
import type { ReceivedRequest } from '../../local/simulators/kit/traffic.ts';
import {
  type LetpaySimulator,
  type NewLetpayPayment,
  startLetpaySimulator,
} from '../../local/simulators/letpay/simulator.ts';
import {
  type MercadopagoSimulator,
  type NewMercadopagoPayment,
  startMercadopagoSimulator,
} from '../../local/simulators/mercadopago/simulator.ts';
import {
  type NewCharge,
  type PixSimulator,
  startPixSimulator,
} from '../../local/simulators/pix/simulator.ts';
import {
  type NewSopaguePayment,
  type SopagueSimulator,
  startSopagueSimulator,
} from '../../local/simulators/sopague/simulator.ts';
import { LIMIT_MS } from '../local/eventually.ts';
import { createAnswerCheck, readDescription } from './api-description.ts';
import { callHttp, type HttpAnswer, type HttpRequest, type RequestHeaders } from './http-client.ts';
import { sharedEngine } from './shared-engine.ts';
import { createTestClock } from './test-clock.ts';
import { WANTED_ENGINE } from './wanted-engine.ts';

export const PROVIDERS = ['letpay', 'sopague', 'mercadopago', 'pix'] as const;

/** Those with logins whose traffic and words a test writes out. */
export const PLAYED_PROVIDERS = ['letpay', 'sopague'] as const;

export type ProviderId = (typeof PROVIDERS)[number];

/** A payment at one of the simulators, and whose it is. */
export type TestPayment = {
  readonly merchantId: string;
  readonly provider: ProviderId;
  readonly paymentId: string;
};

export type CancelOptions = {
  /** @default 'key-1' */
  readonly key?: string;
  /** Sent as JSON. @default no body */
  readonly body?: object;
  readonly headers?: RequestHeaders;
};

export type WorldOptions = {
  /** Merchants with credentials at every provider. The first owns what names none. @default loja-1 */
  readonly merchants?: readonly string[];
  readonly engine?: EngineName | undefined;
  readonly concurrency?: number;
  /** Addresses from which notifications are accepted. @default those that providers publish */
  readonly notifyFrom?: readonly string[];
  /** Context values of the stack. @default none */
  readonly context?: Readonly<Record<string, string>>;
  /** How long flows wait, by the seconds that they should. @default as written */
  readonly flowWaits?: (seconds: number) => number;
  /** @default that of the environment, see `test-clock.ts` */
  readonly clock?: LocalClock;
  /** Whether SoPague cancels a payment on its day only. @default false: most tests are not about that */
  readonly sameDayOnly?: boolean;
};

export const AMOUNT = 1035;

/** Every answer of every test is held to the description of the API. */
const checkAnswer = createAnswerCheck(readDescription());

/** The stack with every provider. Everything that passes is kept, so that at its end a secret that got out is found. */
export async function startWorld({
  merchants = ['loja-1'],
  engine,
  concurrency,
  notifyFrom = [],
  context = {},
  flowWaits,
  clock = createTestClock(),
  sameDayOnly = false,
}: WorldOptions = {}) {
  const letpay = await startLetpaySimulator({
    accounts: toAccounts(merchants, letpayLogin),
    clock: clock.now,
  });
  const sopague = await startSopagueSimulator({
    accounts: toAccounts(merchants, sopagueLogin),
    sameDayOnly,
    clock: clock.now,
  });
  const mercadopago = await startMercadopagoSimulator({
    accounts: toAccounts(merchants, mercadopagoLogin),
    clock: clock.now,
  });
  const pix = await startPixSimulator({ accounts: toAccounts(merchants, pixLogin), clock: clock.now });
  const wanted = sharedEngine(WANTED_ENGINE ?? engine);
  const starting = startLocalStack({
    ...(wanted && { engine: wanted }),
    ...(concurrency && { concurrency }),
    ...(flowWaits && { flowWaits }),
    // A sweep at a moment of its own choosing would disturb what is counted here.
    schedules: false,
    clock,
    notifyFrom,
    context,
    providerUrls: { letpay: letpay.url, sopague: sopague.url, mercadopago: mercadopago.url, pix: pix.url },
    trusts: pix.certificate === undefined ? [] : [pix.certificate],
    secrets: toAccounts(merchants, toSecrets),
  });
  const stack = await starting.catch(async (error: unknown) => {
    await Promise.all([letpay.close(), sopague.close(), mercadopago.close(), pix.close()]);
    throw error;
  });
  return createWorld({ stack, letpay, sopague, mercadopago, pix, merchants });
}

export type World = Awaited<ReturnType<typeof startWorld>>;

type Parts = {
  readonly stack: LocalStack;
  readonly letpay: LetpaySimulator;
  readonly sopague: SopagueSimulator;
  readonly mercadopago: MercadopagoSimulator;
  readonly pix: PixSimulator;
  readonly merchants: readonly string[];
};

function createWorld({ stack, letpay, sopague, mercadopago, pix, merchants }: Parts) {
  const [owner = ''] = merchants;
  const simulators = { letpay, sopague, mercadopago, pix };
  const answers: string[] = [];
  const secrets = new Set(merchants.flatMap(toSecretTexts));
  for (const simulator of Object.values(simulators))
    simulator.onEvent(({ type, ...event }) => {
      if (type === 'received' && 'request' in event && event.request.token) secrets.add(event.request.token);
    });

  async function call(request: HttpRequest): Promise<HttpAnswer> {
    const answer = await callHttp(stack.url, request);
    answers.push(answer.text, JSON.stringify(answer.headers));
    const { method = 'GET', path } = request;
    const complaints = checkAnswer({ method, path }, answer);
    assert.deepEqual(complaints, [], `${method} ${path} → ${answer.status} ${answer.text}`);
    return answer;
  }

  function begin(
    what: 'cancellations' | 'refunds',
    payment: TestPayment,
    { key = 'key-1', body, headers }: CancelOptions = {},
  ) {
    return call({
      method: 'POST',
      path: `${toPath(payment)}/${what}`,
      headers: { 'idempotency-key': key, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  return {
    ...{ stack, letpay, sopague, mercadopago, pix, simulators, call },
    /** The time of the stack and of the simulators: milliseconds since 1970. */
    now: stack.clock.now,
    cancel: (payment: TestPayment, options?: CancelOptions) => begin('cancellations', payment, options),
    refund: (payment: TestPayment, options?: CancelOptions) => begin('refunds', payment, options),
    get: (path: string) => call({ path }),

    /** A fresh payment that can be cancelled. */
    newPayment(provider: ProviderId, merchantId = owner): TestPayment {
      const about = { amount: AMOUNT, account: merchantId };
      return { merchantId, provider, paymentId: simulators[provider].createPayment(about) };
    },
    newLetpayPayment: (about: Partial<NewLetpayPayment>): TestPayment => ({
      merchantId: owner,
      provider: 'letpay',
      paymentId: letpay.createPayment({ amount: AMOUNT, ...about }),
    }),
    newSopaguePayment: (about: Partial<NewSopaguePayment>): TestPayment => ({
      merchantId: owner,
      provider: 'sopague',
      paymentId: sopague.createPayment({ amount: AMOUNT, ...about }),
    }),

    newMercadopagoPayment: (about: Partial<NewMercadopagoPayment>): TestPayment => ({
      merchantId: owner,
      provider: 'mercadopago',
      paymentId: mercadopago.createPayment({ amount: AMOUNT, ...about }),
    }),

    newCharge: (about: Partial<NewCharge>): TestPayment => ({
      merchantId: owner,
      provider: 'pix',
      paymentId: pix.createPayment({ amount: AMOUNT, ...about }),
    }),
    /** A Pix that paid no charge. */
    newPix: (amount = AMOUNT): TestPayment => ({
      merchantId: owner,
      provider: 'pix',
      paymentId: pix.createPix(amount),
    }),

    /** How many times money went back. */
    effects: ({ provider, paymentId }: TestPayment) => simulators[provider].effects(paymentId),
    /** What the provider received about this payment, oldest first. */
    sent: ({ provider, paymentId }: TestPayment, kind?: RequestKind): readonly ReceivedRequest[] =>
      simulators[provider]
        .received(kind)
        .filter(({ path, body }) => path.includes(paymentId) || body.includes(paymentId)),
    /** Calls of the functions on one of the tables, in the order in which they began. */
    callsOn: (table: 'Ledger' | 'Sessions'): readonly AwsCall[] =>
      stack.awsCalls.entries
        .filter((one) => one.caller !== 'local' && one.table === stack.tableName(table))
        .toSorted((a, b) => a.startedAt - b.startedAt),
    /** Forgets what was received and called, and every fault. */
    forget(): void {
      for (const simulator of Object.values(simulators)) {
        simulator.reset();
        simulator.clearFaults();
      }
      stack.awsCalls.clear();
      stack.faults.clear();
    },
    /** Ends everything. @throws AssertionError where a credential or a token was in a log line or an answer */
    async close(): Promise<void> {
      await stack.close();
      for (const simulator of Object.values(simulators)) await simulator.close();
      const written = [...stack.logs.map(({ line }) => line), ...answers];
      for (const secret of secrets)
        assert.deepEqual(
          written.filter((line) => line.includes(secret)),
          [],
        );
    },
  };
}

export function toPath({ merchantId, provider, paymentId }: TestPayment): string {
  return `/v1/merchants/${merchantId}/${provider}/payments/${paymentId}`;
}

/** Waits for something that happens outside of this process. */
export async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !condition(); await delay(5))
    if (Date.now() > end) throw new Error(`still not so after ${LIMIT_MS} ms: ${condition}`);
}

/** The credentials with which a merchant logs in at first. */
export const letpayLogin = (merchant: string) => ({
  apiKey: `${merchant}-letpay-pass-a`,
  apiSecret: `${merchant}-letpay-pass-b`,
});

export const sopagueLogin = (merchant: string) => ({
  userName: `${merchant}-sopague-pass-a`,
  password: `${merchant}-sopague-pass-b`,
});

export const mercadopagoLogin = (merchant: string) => ({ accessToken: `TEST-${merchant}-mercadopago-pass` });

export const toWebhookSecret = (merchant: string) => `${merchant}-mercadopago-secret-signature`;

/** A certificate of its own for each merchant. */
const CERTIFICATES = new Map<string, CertificatePair>();

export function pixLogin(merchant: string) {
  const pair = CERTIFICATES.get(merchant) ?? makeCertificate(merchant);
  CERTIFICATES.set(merchant, pair);
  return { clientId: `${merchant}-pix-pass-a`, clientSecret: `${merchant}-pix-pass-b`, ...pair };
}

/** What SoPague sends along with its webhooks. */
export const toAccessKey = (merchant: string) => `${merchant}-sopague-access-key`;

function toSecrets(merchant: string) {
  return {
    letpay: { ...letpayLogin(merchant), environment: 'sandbox' },
    sopague: { ...sopagueLogin(merchant), environment: 'sandbox', accessKey: toAccessKey(merchant) },
    mercadopago: {
      ...mercadopagoLogin(merchant),
      environment: 'sandbox',
      webhookSecret: toWebhookSecret(merchant),
    },
    pix: {
      ...pixLogin(merchant),
      psp: 'efi',
      environment: 'sandbox',
      webhookSecret: toWebhookSecret(merchant),
    },
  };
}

function toSecretTexts(merchant: string): string[] {
  return [
    ...Object.values(letpayLogin(merchant)),
    ...Object.values(sopagueLogin(merchant)),
    ...Object.values(mercadopagoLogin(merchant)),
    ...toPixSecrets(pixLogin(merchant)),
    toAccessKey(merchant),
    toWebhookSecret(merchant),
  ];
}

/** Of a key each line. */
function toPixSecrets({ clientId, clientSecret, privateKey }: ReturnType<typeof pixLogin>): string[] {
  return [clientId, clientSecret, ...privateKey.split('\n').filter((line) => line.length > 40)];
}

function toAccounts<T>(merchants: readonly string[], toAccount: (merchant: string) => T): Record<string, T> {
  return Object.fromEntries(merchants.map((merchant) => [merchant, toAccount(merchant)]));
}
