import * as z from 'zod/mini';
import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import { EstornoError } from '../../../shared/domain/problem.ts';
import type { LostRecords } from '../../../shared/domain/switches.ts';
import type { Accounts } from '../../../shared/operation/accounts.ts';
import type { Command } from '../../../shared/operation/command.ts';
import { createLedger } from '../../../shared/operation/ledger.ts';
import type { Payment } from '../../../shared/operation/payment.ts';
import type { Invocation, RunnerDeps } from '../../../shared/operation/runner.ts';
import type { SendGate } from '../../../shared/operation/send-gate.ts';
import type { SweepDeps } from '../../../shared/operation/sweep.ts';
import type { ProviderRequest } from '../../../shared/ports/exchange.ts';
import { type DuePage, type LedgerStore, LedgerUnanswered } from '../../../shared/ports/ledger-store.ts';
import type { LogFacts } from '../../../shared/ports/log.ts';
import type { Account, SessionReply } from '../../../shared/ports/sessions.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { BaseCredentials, Connector, MethodRequests } from '../../../shared/provider/connector.ts';
import type { InquiryResult } from '../../../shared/provider/payment-snapshot.ts';
import type { Traits } from '../../../shared/provider/traits.ts';
import { NOON, REF } from '../sample-operation.ts';
import { DONE, rulesOf, shown } from './story.ts';

/** What becomes of one call of the store. `lost before`, `lost after`: it gives no answer, and did nothing, or did it. */
type Fate = 'answered' | 'lost before' | 'lost after' | 'away';

/** A ledger in memory, whose calls are counted, and can be lost. */
class WorldStore implements LedgerStore<Payment> {
  readonly calls: string[] = [];
  readonly saved: Payment[] = [];
  /** Of the next saves, in turn. */
  fates: Fate[] = [];
  /** Just before the next save somebody else does this. */
  meanwhile: (() => void) | undefined;
  readonly #items = new Map<string, Payment>();

  put(payment: Payment): void {
    this.#items.set(payment.payment, payment);
  }

  get(key: string): Payment | undefined {
    return this.#items.get(key);
  }

  async read(key: string): Promise<Payment | undefined> {
    this.calls.push('read');
    if (this.fates[0] === 'away') throw new Error('the ledger is away');
    return this.#items.get(key);
  }

  async save(item: Payment) {
    this.calls.push('save');
    const others = this.meanwhile;
    this.meanwhile = undefined;
    others?.();
    const fate = this.fates[0] === 'away' ? 'away' : (this.fates.shift() ?? 'answered');
    if (fate === 'lost before' || fate === 'away') throw new LedgerUnanswered('no answer');
    const kept = this.#items.get(item.payment);
    const fits = kept === undefined ? item.version === 1 : kept.version === item.version - 1;
    if (!fits && kept) return { saved: false as const, kept };
    this.put(item);
    this.saved.push(item);
    if (fate === 'lost after') throw new LedgerUnanswered('no answer');
    return { saved: true as const };
  }

  async listDue(shard: string, { until = Number.POSITIVE_INFINITY, keyPrefix = '' }: Partial<DuePage>) {
    const items = [...this.#items.values()];
    const due = items.filter(
      ({ payment, dueShard, dueAt = 0 }) =>
        dueShard === shard && dueAt <= until && payment.startsWith(keyPrefix),
    );
    return { payments: due.map(({ payment }) => payment) };
  }
}

const METHOD: MethodRequests = {
  toRequest: ({ method, amount }) => ({
    method: 'POST',
    path: `/${method}`,
    body: JSON.stringify({ amount }),
    movesMoney: true,
  }),
  toResult: (reply) =>
    reply.is === 'answered' ? resultSchema.parse(reply.body) : { status: 'indeterminate', reason: reply.why },
};

const resultSchema = z.custom<AttemptResult>();
const inquirySchema = z.custom<InquiryResult>();

const credentials = z.object({
  environment: z.enum(['sandbox', 'production']),
  sessions: z.optional(z.number()),
});

/** A provider whose answers are what they mean. */
function createConnector(traits: Partial<Traits>): Connector<BaseCredentials> {
  return {
    ...rulesOf(traits, { id: REF.provider }),
    paymentId: { pattern: /./, describe: 'anything', absent: 'absent-####' },
    credentials,
    endpoints: () => ({ api: 'https://acme.invalid' }),
    auth: { type: 'static', toHeaders: () => ({}), isRefusal: () => false, toProbe: () => LOOKUP },
    notification: {
      publishedSources: [],
      mayBeAuthentic: () => false,
      isAuthentic: () => false,
      toPaymentIds: () => [],
    },
    inquiry: {
      toRequests: () => [LOOKUP],
      toResult: ([reply]) =>
        reply?.is === 'answered'
          ? inquirySchema.parse(reply.body)
          : { is: 'unavailable', code: 'provider_unavailable' },
    },
    void: METHOD,
    refund: METHOD,
    manualRefund: {
      requestId: { pattern: /^req-/, describe: 'req- and a number' },
      toFindRequests: () => [LOOKUP],
      toFiled: () => ({ is: 'not_found' }),
      toWithdrawRequest: () => ({ method: 'POST', path: '/withdraw' }),
      toWithdrawal: (reply) => ({
        is: reply.is === 'answered' && reply.status === 200 ? 'withdrawn' : 'indeterminate',
      }),
    },
  };
}

const LOOKUP: ProviderRequest = { method: 'GET', path: '/payment' };

const answered = (body: unknown): SessionReply => ({ is: 'answered', status: 200, body, isJson: true });

export class RunnerWorld {
  readonly store = new WorldStore();
  /** What the provider got, as `POST /void`. */
  readonly sent: string[] = [];
  readonly logged: { readonly event: string; readonly facts: LogFacts | undefined }[] = [];
  now = NOON;
  gate: SendGate = 'open';
  /** Which records the ledger misses. */
  lost: LostRecords | undefined;
  hasSecret = true;
  openSessions = 0;
  /** What each request that could move money comes to, in turn. @default done */
  results: (AttemptResult | SessionReply)[] = [];
  /** What each inquiry shows, in turn. @default a payment that is held */
  inquiries: InquiryResult[] = [];
  /** Happens while the provider works on a request. */
  during: ((path: string) => void) | undefined;
  /** Happens while a session is put back. */
  atClose: (() => void) | undefined;
  readonly deps: SweepDeps<BaseCredentials> & { readonly sleep: (ms: number) => Promise<void> };
  #ids = 0;

  constructor(traits: Partial<Traits> = {}) {
    const log = (event: string, facts?: LogFacts) => void this.logged.push({ event, facts });
    const base = {
      clock: () => this.now,
      random: () => 0,
      newId: () => `id-${++this.#ids}`,
      log: { info: log, error: log },
      sleep: async (ms: number) => {
        this.now += ms;
      },
    };
    this.deps = {
      ...base,
      connector: createConnector(traits),
      limits: STANDARD_LIMITS,
      store: this.store,
      ledger: createLedger({ ...base, store: this.store }),
      accounts: this.#accounts(),
      gates: { find: async () => this.gate, lost: () => this.lost, forget: () => undefined },
      sessions: {
        open: (_account, limits) => {
          this.openSessions++;
          return {
            send: async (request) => this.#send(request, limits.mayMoveMoney()),
            redact: (text) => text.replaceAll('secret', '[redacted]'),
            redactId: (id) => id.replaceAll('secret', 'redacted'),
            close: async () => {
              this.openSessions--;
              this.atClose?.();
            },
          };
        },
      },
    };
  }

  get runner(): RunnerDeps<BaseCredentials> {
    return this.deps;
  }

  get payment(): Payment {
    const payment = this.store.get(`${REF.merchantId}#${REF.provider}#${REF.paymentId}`);
    if (!payment) throw new Error('nothing is saved');
    return payment;
  }

  invocation(parts: Partial<Invocation> = {}): Invocation {
    const signal = new AbortController().signal;
    return { signal, deadline: this.now + 29_000, trigger: 'http', ...parts };
  }

  command(parts: Partial<Command> = {}): Command {
    return { ...REF, kind: 'cancellation', idempotencyKey: 'key-1', request: {}, ...parts };
  }

  #send(request: ProviderRequest, mayMoveMoney: boolean): SessionReply {
    const { method, path, movesMoney } = request;
    if (movesMoney && !mayMoveMoney)
      return { is: 'not_sent', code: 'provider_capacity', detail: 'there was no time left' };
    this.sent.push(`${method} ${path}`);
    const during = this.during;
    this.during = undefined;
    during?.(path);
    if (!movesMoney) return answered(this.inquiries.shift() ?? shown());
    const result = this.results.shift() ?? DONE;
    return 'is' in result ? result : answered(result);
  }

  #accounts(): Accounts<BaseCredentials> {
    const account: Account<BaseCredentials> = {
      merchantId: REF.merchantId,
      provider: REF.provider,
      secretVersion: 'v1',
      sessions: 1,
      endpoints: { api: 'https://acme.invalid' },
      credentials: { environment: 'sandbox' },
      refresh: async () => account,
    };
    const find = async () =>
      this.hasSecret
        ? ({ is: 'found', account } as const)
        : ({ is: 'missing', reason: new EstornoError('merchant_not_configured') } as const);
    return { find, findForStranger: find, findStored: find };
  }
}
