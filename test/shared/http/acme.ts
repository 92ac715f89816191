import * as z from 'zod/mini';
import type { Switches } from '../../../shared/domain/switches.ts';
import {
  createProviderAnswers,
  type ProviderAnswers,
} from '../../../shared/function/create-provider-answers.ts';
import { httpEventSchema } from '../../../shared/http/http-event.ts';
import type { HttpResponse } from '../../../shared/http/responses.ts';
import { fillPath, PROVIDER_ROUTES, type RouteName } from '../../../shared/http/routes.ts';
import type { Payment } from '../../../shared/operation/payment.ts';
import type { ArrivedReply, ProviderRequest, Reply } from '../../../shared/ports/exchange.ts';
import { type LedgerStore, LedgerUnanswered } from '../../../shared/ports/ledger-store.ts';
import type { BaseCredentials, Connector, MethodRequests } from '../../../shared/provider/connector.ts';
import type { PaymentSnapshot } from '../../../shared/provider/payment-snapshot.ts';
import type { MethodTraits } from '../../../shared/provider/traits.ts';
import { createMemorySessionStores } from '../../contract/memory-session-stores.ts';
import { SIGNED_CALLER } from '../../signed-caller.ts';
import { silentLog } from '../bus/fakes.ts';
import { NOON } from '../sample-operation.ts';

/** From where callbacks count as the provider's. */
export const NOTIFIER = '203.0.113.1';

export const PAYMENT = { merchantId: 'loja-1', paymentId: '12345678' };

const TRAITS: MethodTraits = {
  amount: 'optional',
  partial: 'repeated',
  idempotency: { is: 'by_nature' },
  evidence: 'status',
  allowedFrom: ['authorized'],
  inquiryShowsProgress: true,
  settleMs: 60_000,
  minGapMs: 0,
};

const METHOD: MethodRequests = {
  toRequest: ({ method, paymentId, amount }) => ({
    method: 'POST',
    path: `/payments/${paymentId}/${method}`,
    body: JSON.stringify(amount === undefined ? {} : { amount }),
    movesMoney: true,
  }),
  toResult: (reply) =>
    reply.is === 'answered' && reply.status === 200
      ? { status: 'succeeded' }
      : { status: 'indeterminate', reason: 'no answer that a page lists' },
};

const snapshotSchema = z.custom<PaymentSnapshot>((body) => typeof body === 'object' && body !== null);

/** A provider without logins, whose inquiries show a snapshot as it is. */
const acme: Connector<BaseCredentials> = {
  id: 'acme',
  name: 'Acme',
  paymentId: { pattern: /^\d{8}$/, describe: '8 digits', absent: '0000####' },
  credentials: z.object({ environment: z.enum(['sandbox', 'production']), sessions: z.optional(z.number()) }),
  endpoints: () => ({ api: 'https://acme.invalid' }),
  auth: {
    type: 'static',
    toHeaders: () => ({}),
    isRefusal: () => false,
    toProbe: () => ({ method: 'GET', path: '/' }),
  },
  notification: {
    publishedSources: [],
    mayBeAuthentic: ({ sourceIp }) => sourceIp === NOTIFIER,
    isAuthentic: (_source, credentials) => credentials !== undefined,
    toPaymentIds: (body) => z.array(z.string()).parse(body),
  },
  traits: {
    void: TRAITS,
    refund: { ...TRAITS, evidence: 'refunded_total', allowedFrom: ['paid', 'partially_refunded'] },
    refundBy: 'api',
    showsReturned: true,
  },
  windows: () => ({ cancel: { partial: 'yes' }, refund: { partial: 'yes' } }),
  inquiry: {
    toRequests: ({ paymentId }) => [{ method: 'GET', path: `/payments/${paymentId}` }],
    toResult: ([reply]) => toInquiry(reply),
  },
  void: METHOD,
  refund: METHOD,
};

function toInquiry(reply: ArrivedReply | undefined): ReturnType<typeof acme.inquiry.toResult> {
  if (reply?.is !== 'answered') return { is: 'unavailable', code: 'provider_unavailable' };
  if (reply.status === 404) return { is: 'not_found', conclusive: true };
  return { is: 'snapshot', snapshot: snapshotSchema.parse(reply.body) };
}

/** An answer of the provider. */
export function answered(body: unknown, status = 200): Reply {
  return { is: 'answered', status, body, isJson: true };
}

/** A payment as the provider shows it. */
export function shown(parts: Partial<PaymentSnapshot> = {}): Reply {
  const whole = { status: 'authorized', providerStatus: 'HELD', total: 1000, refunded: 0 } as const;
  return answered({ ...whole, refundsComplete: false, clocks: {}, ...parts });
}

/** The functions of the provider in memory. What is in it may be changed between requests. */
export type AcmeWorld = {
  readonly answers: ProviderAnswers;
  /** What the provider answers. @default the payment is held, and is canceled by a void */
  reply: (request: ProviderRequest) => Reply;
  /** Saves of the ledger that are answered before no more are. */
  answeredSaves: number;
  switches: Switches | undefined;
  /** Requests that the provider got, as `GET /path`. */
  readonly received: string[];
  readonly saved: Payment[];
  /** The queue of inquiries gives no answer. */
  isQueueDown: boolean;
  /** Payments about which an inquiry waits in the queue. */
  readonly queued: string[];
  call(name: RouteName, request?: RequestParts): Promise<HttpResponse>;
};

type RequestParts = {
  readonly key?: string;
  readonly body?: unknown;
  readonly sourceIp?: string;
  readonly operationId?: string;
  readonly paymentId?: string;
};

export function createAcmeWorld(): AcmeWorld {
  const received: string[] = [];
  const saved: Payment[] = [];
  const queued: string[] = [];
  const world: AcmeWorld = {
    answers: createProviderAnswers(
      acme,
      {
        stores: {
          ...createMemorySessionStores(),
          ledger: createMemoryLedger(saved, () => world.answeredSaves--),
          waits: { read: async () => ({ version: 0, waiting: [] }), save: async () => true },
          switches: { read: async () => world.switches, save: async () => true },
          sources: { read: async () => undefined, save: async () => true },
        },
        secrets: { read: async () => ({ credentials: { environment: 'sandbox' }, version: '1' }) },
        exchange: async (_endpoints, request) => {
          received.push(`${request.method} ${request.path}`);
          return world.reply(request);
        },
        clock: () => NOON,
        random: () => 0,
        newId: createIds(),
        sleep: async () => undefined,
        inquiries: {
          put: async (ref) => {
            if (world.isQueueDown) throw new Error('no answer');
            queued.push(ref.paymentId);
          },
        },
        log: silentLog,
        count: () => undefined,
      },
      {},
    ),
    reply: ({ method }) => (method === 'GET' ? shown() : answered({})),
    answeredSaves: Number.POSITIVE_INFINITY,
    switches: undefined,
    isQueueDown: false,
    queued,
    received,
    saved,
    call: (name, parts) => call(world, name, parts),
  };
  return world;
}

function createIds(): () => string {
  let ids = 0;
  return () => {
    ids += 1;
    return `id-${ids}`;
  };
}

function createMemoryLedger(saved: Payment[], takeSave: () => number): LedgerStore<Payment> {
  const find = (key: string) => saved.findLast(({ payment }) => payment === key);
  return {
    read: async (key) => find(key),
    save: async (item) => {
      if (takeSave() <= 0) throw new LedgerUnanswered('no answer');
      const kept = find(item.payment);
      if ((kept?.version ?? 0) !== item.version - 1 && kept) return { saved: false, kept };
      saved.push(item);
      return { saved: true };
    },
    listDue: async () => ({ payments: [] }),
  };
}

async function call(
  { answers }: AcmeWorld,
  name: RouteName,
  {
    key = 'key-1',
    body,
    sourceIp = NOTIFIER,
    operationId = '',
    paymentId = PAYMENT.paymentId,
  }: RequestParts = {},
): Promise<HttpResponse> {
  const route = PROVIDER_ROUTES.find((one) => one.name === name);
  if (!route) throw new Error(`there is no route ${name}`);
  const parameters = { ...PAYMENT, paymentId, operationId, provider: 'acme' };
  const event = httpEventSchema.parse({
    version: '2.0',
    routeKey: `${route.method} ${fillPath(route.path, { provider: 'acme' })}`,
    rawPath: fillPath(route.path, parameters),
    pathParameters: parameters,
    headers: { 'idempotency-key': key, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    requestContext: { ...SIGNED_CALLER, http: { method: route.method, sourceIp } },
  });
  const signal = new AbortController().signal;
  return answers.http(event, { signal, deadline: NOON + 29_000, trigger: 'http' });
}
