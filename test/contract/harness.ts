import { toOperationId } from '../../shared/domain/ids.ts';
import { STANDARD_LIMITS } from '../../shared/domain/limits.ts';
import type { EpochMs } from '../../shared/domain/time.ts';
import { newNonce, sleep } from '../../shared/function/process.ts';
import { toLocal } from '../../shared/operation/accounts.ts';
import type { Command } from '../../shared/operation/command.ts';
import { createLedger } from '../../shared/operation/ledger.ts';
import { dueAtOf, isFinal, type Operation } from '../../shared/operation/operation.ts';
import { begin, resume } from '../../shared/operation/operations.ts';
import { type OperationContext, toOperationContext } from '../../shared/operation/payment.ts';
import { attempt, inquire, toOrder } from '../../shared/operation/perform.ts';
import { redactInput, redactInquiry } from '../../shared/operation/redact-input.ts';
import type { RunnerDeps } from '../../shared/operation/runner.ts';
import type { Exchange } from '../../shared/ports/exchange.ts';
import type { Log } from '../../shared/ports/log.ts';
import { type SessionKey, toSessionKey } from '../../shared/ports/session-store.ts';
import type { Account, CallLimits, Sessions } from '../../shared/ports/sessions.ts';
import type { AttemptResult } from '../../shared/provider/attempt-result.ts';
import type { BaseCredentials, Connector, InquiryOptions } from '../../shared/provider/connector.ts';
import { exchange } from '../../shared/provider/exchange.ts';
import type { InquiryResult } from '../../shared/provider/payment-snapshot.ts';
import type { Method } from '../../shared/provider/traits.ts';
import { createSessions } from '../../shared/sessions/create-sessions.ts';
import { operationIn } from '../shared/sample-operation.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createMemorySessionStores, type MemorySessionStores } from './memory-session-stores.ts';

export const MERCHANT = 'loja-1';

/** Milliseconds that an invocation lasts. */
const INVOCATION_MS = 29_000;

export type HarnessOptions<C> = {
  readonly baseUrl: string;
  readonly credentials: C;
  /** What the secret is when it is read past the cache. @default the same */
  readonly refreshed?: C;
  /** Milliseconds that a request which moves money may take, where its budget is too long for a test. */
  readonly patienceMs?: number;
  readonly clock: () => EpochMs;
};

/** One request that could move money. The same words are the same request, however often it is sent. */
export type Wanted = {
  readonly paymentId: string;
  readonly method: Method;
  /** Centavos that the request is to carry, if any. */
  readonly amount?: number | undefined;
  /** @default 'key-1' */
  readonly key?: string;
};

/** What a caller asks for. */
export type Asked = Pick<Command, 'paymentId' | 'kind'> &
  Partial<Command['request']> & {
    /** @default 'key-1' */
    readonly key?: string;
  };

/** One process: the real exchange, sessions, connector and core; only the stores are in memory. */
export class Harness<C extends BaseCredentials> {
  readonly account: Account<C>;
  readonly stores: MemorySessionStores = createMemorySessionStores();
  /** Everything that came out: log lines, results, inquiries, operations, errors. */
  readonly outputs: unknown[] = [];
  /** Names the session that is used where there is one. */
  readonly session: SessionKey;
  readonly #connector: Connector<C>;
  readonly #sessions: Sessions<C>;
  readonly #deps: RunnerDeps<C>;

  constructor(connector: Connector<C>, options: HarnessOptions<C>) {
    const write = (...line: unknown[]) => void this.outputs.push(line);
    const log: Log = { info: write, error: write };
    const { clock, patienceMs } = options;
    const world = { clock, random: Math.random, newId: newNonce, sleep, log };
    this.#connector = connector;
    this.#sessions = createSessions(connector.auth, {
      ...world,
      exchange: toExchange(patienceMs),
      stores: this.stores,
    });
    this.account = toAccount(connector, options);
    this.session = toSessionKey(MERCHANT, connector.id, connector.auth.type === 'bearer' ? 'shared' : 0);
    const find = async () => ({ is: 'found', account: this.account }) as const;
    this.#deps = {
      ...world,
      connector,
      limits: STANDARD_LIMITS,
      sessions: this.#sessions,
      ledger: createLedger({ ...world, store: createMemoryLedger() }),
      accounts: { find, findForStranger: find, findStored: find },
      gates: { find: async () => 'open', lost: () => undefined, forget: () => undefined },
    };
  }

  /** Sends one request. `account`: in place of its own. */
  async attempt(
    wanted: Wanted,
    limits?: Partial<CallLimits>,
    account: Account<C> = this.account,
  ): Promise<AttemptResult> {
    const order = toOrder(this.#toRef(wanted.paymentId), this.#toSent(wanted));
    const handle = this.#sessions.open(account, this.toLimits(limits));
    const result = await attempt(this.#connector, order, (request) => handle.send(request));
    await handle.close();
    const input = redactInput({ type: 'attempt', number: 1, result }, handle);
    if (input.type !== 'attempt') throw new Error('an attempt became something else');
    return this.#record(input.result);
  }

  async inquire(
    paymentId: string,
    options: Partial<InquiryOptions> = {},
    limits?: Partial<CallLimits>,
  ): Promise<InquiryResult> {
    const handle = this.#sessions.open(this.account, this.toLimits(limits));
    const asked = { method: this.#connector.void ? 'void' : 'refund', ...options } as const;
    const result = await inquire(this.#connector, this.#toRef(paymentId), asked, {
      send: (request) => handle.send(request),
      log: this.#deps.log,
      credentials: this.account.credentials,
    });
    await handle.close();
    return this.#record(redactInquiry(result, handle));
  }

  /** Begins an operation, as a caller's request does. */
  async begin(asked: Asked): Promise<Operation> {
    const context = await begin(this.#deps, this.#toCommand(asked), this.#toInvocation());
    return this.#record(context.operation);
  }

  /** Goes on with an operation once, whether or not it is due, as for a caller who asks again. */
  async resume(paymentId: string, { id }: Operation): Promise<Operation> {
    const payment = await this.#deps.ledger.read(this.#toRef(paymentId));
    const context: OperationContext = toOperationContext(payment, id);
    const after = await resume(this.#deps, context, this.#toInvocation(), { asked: true });
    return this.#record(after.operation);
  }

  /** When the operation is due next; undefined where only a person can go on with it, or nobody. */
  dueAtOf(operation: Operation): EpochMs | undefined {
    if (isFinal(operation) || operation.state === 'manual_review') return undefined;
    return operation.state === 'awaiting_approval' ? undefined : dueAtOf(operation);
  }

  /** The limits of an invocation that has just begun. */
  toLimits(limits: Partial<CallLimits> = {}): CallLimits {
    const { signal, deadline } = this.#toInvocation();
    return { signal, deadline, isBackground: false, mayMoveMoney: () => true, ...limits };
  }

  #toInvocation() {
    const { signal } = new AbortController();
    return { signal, deadline: this.#deps.clock() + INVOCATION_MS, trigger: 'http' };
  }

  #toRef(paymentId: string) {
    return { merchantId: MERCHANT, provider: this.#connector.id, paymentId };
  }

  #toCommand({ paymentId, kind, key = 'key-1', ...request }: Asked): Command {
    const details = this.#defaultDetails();
    return {
      ...this.#toRef(paymentId),
      kind,
      idempotencyKey: key,
      request,
      ...(details && { details }),
    };
  }

  #defaultDetails() {
    return this.#connector.details?.parse(undefined);
  }

  /** An operation whose only attempt is on its way. */
  #toSent({ paymentId, method, amount, key = 'key-1' }: Wanted): Operation {
    const sent = { number: 1, method, sentAt: this.#deps.clock(), owner: 'owner-1' } as const;
    const details = this.#defaultDetails();
    return operationIn('sending', {
      id: toOperationId(this.#toRef(paymentId), key),
      kind: method === 'void' ? 'cancellation' : 'refund',
      method,
      request: amount === undefined ? {} : { amount },
      attempts: [amount === undefined ? sent : { ...sent, amount }],
      ...(details && { details: { ...details } }),
    });
  }

  #record<T>(result: T): T {
    this.outputs.push(result);
    return result;
  }
}

/** The real exchange, less patient with requests that move money where that is asked for. */
function toExchange(patienceMs: number = Number.POSITIVE_INFINITY): Exchange {
  return (endpoints, request, limits) => {
    const timeoutMs = Math.min(limits.timeoutMs, request.movesMoney ? patienceMs : limits.timeoutMs);
    return exchange(endpoints, request, { ...limits, timeoutMs });
  };
}

function toAccount<C extends BaseCredentials>(
  { id, endpoints }: Connector<C>,
  { baseUrl, credentials, refreshed = credentials }: HarnessOptions<C>,
): Account<C> {
  const account = {
    merchantId: MERCHANT,
    provider: id,
    endpoints: toLocal(endpoints(credentials), baseUrl),
    sessions: 1,
  };
  const version = refreshed === credentials ? 'v1' : 'v2';
  const refresh = async (): Promise<Account<C>> => ({
    ...account,
    credentials: refreshed,
    secretVersion: version,
    refresh,
  });
  return { ...account, credentials, secretVersion: 'v1', refresh };
}
