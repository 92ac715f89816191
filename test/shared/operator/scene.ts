import * as z from 'zod/mini';
import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import type { NotificationSources } from '../../../shared/domain/notification-sources.ts';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { secretTextSchema } from '../../../shared/domain/secret-schemas.ts';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import type { Switches } from '../../../shared/domain/switches.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import type { Accounts } from '../../../shared/operation/accounts.ts';
import { createLedger } from '../../../shared/operation/ledger.ts';
import type { Operation, OperationBase } from '../../../shared/operation/operation.ts';
import { newPayment } from '../../../shared/operation/payment.ts';
import { toSave } from '../../../shared/operation/save.ts';
import { answerOperator, type OperatorDeps } from '../../../shared/operator/operator.ts';
import type { ProviderRequest, Reply } from '../../../shared/ports/exchange.ts';
import type { LogFacts } from '../../../shared/ports/log.ts';
import type { Account, SessionReply } from '../../../shared/ports/sessions.ts';
import type { Connector, FiledRequest } from '../../../shared/provider/connector.ts';
import type { InquiryResult } from '../../../shared/provider/payment-snapshot.ts';
import type { MethodTraits } from '../../../shared/provider/traits.ts';
import { MemoryLedger } from './memory-ledger.ts';

export const START = Date.parse('2026-11-21T15:00:00Z');

/** Who gives the commands, as AWS verified it. */
export const OPERATOR = 'arn:aws:sts::000000000000:assumed-role/operator/ana';

export const REF = { merchantId: 'loja-1', provider: 'modelo', paymentId: 'pay-1' };

/** Of what the provider shows of the payment, in centavos. */
export const TOTAL = 4200;

const credentialsSchema = z.object({
  environment: z.enum(['sandbox', 'production']),
  apiKey: secretTextSchema,
});

type Credentials = z.infer<typeof credentialsSchema>;

const VOID: MethodTraits = {
  amount: 'never',
  partial: 'no',
  idempotency: { is: 'by_nature' },
  evidence: 'status',
  allowedFrom: ['authorized'],
  inquiryShowsProgress: false,
  settleMs: 10 * MINUTE_MS,
  minGapMs: 0,
};

/** The refunds of this provider are filed by people, and take longer to settle than its voids. */
const REFUND: MethodTraits = { ...VOID, allowedFrom: ['paid'], settleMs: 60 * MINUTE_MS };

/** Payments by card settle sooner. */
const BY_PAYMENT_METHOD = { card: { settleMs: 15 * MINUTE_MS } };

/** What the provider answers, and a merchant's credentials: changed by tests. */
export type Provider = {
  filed: FiledRequest;
  inquiry: InquiryResult;
  reply: SessionReply;
  /** Of requests beside the sessions: test logins. */
  exchanged: Reply;
  made: 'made' | 'not_made';
  hasSecret: boolean;
};

const ANSWERED = { is: 'answered', status: 200, body: {}, isJson: true } as const;

function createProvider(): Provider {
  return {
    filed: { is: 'found', amount: TOTAL, isOpen: true, isForPayment: true },
    inquiry: toSnapshot('processing'),
    reply: ANSWERED,
    exchanged: ANSWERED,
    made: 'made',
    hasSecret: true,
  };
}

/** The provider shows the request `req-1` in this status. */
export function toSnapshot(status: 'succeeded' | 'processing' | 'failed'): InquiryResult {
  const refunds = [{ id: 'req-1', amount: TOTAL, status }] as const;
  const shown = { status: 'paid', providerStatus: 'PAID', total: TOTAL, refunds } as const;
  return { is: 'snapshot', snapshot: { ...shown, refundsComplete: true, clocks: {} } };
}

function createConnector(provider: Provider): Connector<Credentials> {
  const inquiryRequest: ProviderRequest = { method: 'GET', path: '/payment' };
  return {
    ...{ id: 'modelo', name: 'Modelo', credentials: credentialsSchema },
    paymentId: { pattern: /^pay-\d+$/, describe: 'pay- and a number', absent: 'pay-0####' },
    endpoints: () => ({ api: 'https://api.modelo.example' }),
    auth: {
      type: 'static',
      toHeaders: ({ apiKey }) => ({ authorization: apiKey.reveal() }),
      isRefusal: ({ status }) => status === 401,
      toProbe: () => inquiryRequest,
    },
    newCredentials: {
      toRequest: () => ({ method: 'POST', path: '/keys' }),
      toCredentials: () =>
        provider.made === 'made'
          ? { is: 'made', credentials: { apiKey: new SecretText('made-key') } }
          : { is: 'not_made', code: 'provider_unavailable', detail: 'The provider made no key: canary.' },
    },
    notification: {
      publishedSources: [],
      mayBeAuthentic: () => false,
      isAuthentic: () => false,
      toPaymentIds: () => [],
    },
    traits: {
      ...{ void: VOID, refund: REFUND, refundBy: 'people', showsReturned: true },
      byPaymentMethod: BY_PAYMENT_METHOD,
    },
    windows: () => ({ cancel: { partial: 'no' }, refund: { partial: 'unknown' } }),
    inquiry: { toRequests: () => [inquiryRequest], toResult: () => provider.inquiry },
    manualRefund: {
      requestId: { pattern: /^req-\d+$/i, describe: 'req- and a number' },
      toFindRequests: () => [inquiryRequest],
      toFiled: () => provider.filed,
      toWithdrawRequest: () => inquiryRequest,
      toWithdrawal: () => ({ is: 'withdrawn' }),
    },
  };
}

export type Scene = ReturnType<typeof createScene>;

/** The operator's commands on a ledger and a provider in memory. */
export function createScene() {
  const ledger = new MemoryLedger();
  const provider = createProvider();
  const world = { now: START, ids: 0, forgotten: 0 };
  const sent: ProviderRequest[] = [];
  const logged: { readonly event: string; readonly facts: LogFacts | undefined }[] = [];
  const log = (event: string, facts?: LogFacts) => void logged.push({ event, facts });
  const switches = new Map<string, Switches>();
  const sources = new Map<string, NotificationSources>();
  const base = {
    clock: () => world.now,
    random: () => 0,
    newId: () => `id-${world.ids++}`,
    log: { info: log, error: log },
  };
  const sleep = async () => undefined;
  const deps: OperatorDeps<Credentials> = {
    ...base,
    connector: createConnector(provider),
    limits: STANDARD_LIMITS,
    ledger: createLedger({ ...base, store: ledger, sleep }),
    store: ledger,
    accounts: createAccounts(provider),
    sessions: {
      open: () => ({
        async send(request) {
          sent.push(request);
          return provider.reply;
        },
        redact: (text) => text.replaceAll('canary', '[redacted]'),
        redactId: (id) => id.replaceAll('canary', 'redacted'),
        close: async () => undefined,
      }),
    },
    gates: { find: async () => 'open', lost: () => undefined, forget: () => void world.forgotten++ },
    switchStore: {
      read: async (id) => switches.get(id),
      save: async (item) => {
        const version = switches.get('modelo')?.version ?? 0;
        if (item.version !== version + 1) return false;
        switches.set('modelo', item);
        return true;
      },
    },
    sources: { forget: () => void world.forgotten++ },
    sourcesStore: {
      read: async (id) => sources.get(id),
      save: async (item) => {
        const version = sources.get('modelo')?.version ?? 0;
        if (item.version !== version + 1) return false;
        sources.set('modelo', item);
        return true;
      },
    },
    settingsStore: { setTokenModel: async () => undefined, demote: async () => undefined },
    exchange: async (_endpoints, request) => {
      sent.push(request);
      return provider.exchanged;
    },
  };
  const invocation = {
    signal: new AbortController().signal,
    trigger: 'operator',
    requester: { principal: OPERATOR },
  };
  return {
    ...{ ledger, provider, sent, logged, deps, world },
    /** What a person is answered: the result, or the problem. */
    ask: async (command: object): Promise<object> => {
      const answer = await answerOperator(deps, command, { ...invocation, deadline: world.now + 29_000 });
      return answer.is === 'done' ? answer.result : { problem: answer.problem };
    },
    /** Puts a payment with these operations into the ledger, as if they had just been saved. */
    put: (...operations: readonly Operation[]) => {
      const payment = { ...newPayment(REF), operations };
      ledger.put(toSave(undefined, { payment }, { saveId: 'put', now: START }));
    },
  };
}

function createAccounts(provider: Provider): Accounts<Credentials> {
  const account: Account<Credentials> = {
    ...{ merchantId: REF.merchantId, provider: 'modelo', secretVersion: 'v1', sessions: 1 },
    endpoints: { api: 'https://api.modelo.example' },
    credentials: { environment: 'sandbox', apiKey: new SecretText('key-1') },
    refresh: async () => account,
  };
  const find = async () =>
    provider.hasSecret
      ? ({ is: 'found', account } as const)
      : ({
          is: 'missing',
          reason: new EstornoError('merchant_not_configured', { detail: 'No secret.' }),
        } as const);
  return { find, findForStranger: find, findStored: find };
}

/** The fields that every operation has. `number`: the last digit of its id. */
export function toBase(number: number, more: Partial<OperationBase> = {}): OperationBase {
  return {
    ...{ id: toId(number), kind: 'refund', method: 'refund', keyHash: '', fingerprint: '', request: {} },
    ...{ trigger: 'http', createdAt: START, updatedAt: START, attempts: [] },
    baseline: { refundIds: [], total: TOTAL, refunded: 0, left: TOTAL },
    ...more,
  };
}

export function toId(number: number): string {
  return `op_${String(number).padStart(26, '0')}`;
}

/** A refund whose request a person has to file, or has filed. */
export function toAwaiting(number: number, more: Partial<OperationBase> = {}): Operation {
  return { ...toBase(number, more), state: 'awaiting_approval', nextActionAt: START, inquiries: 0 };
}

/** A refund that was sent at the start, and whose outcome a person has to record. */
export function toReview(number: number, more: Partial<OperationBase> = {}): Operation {
  const attempts = [{ number: 1, method: 'refund', sentAt: START, owner: 'a' }] as const;
  return { ...toBase(number, { attempts, ...more }), state: 'manual_review', since: START };
}
