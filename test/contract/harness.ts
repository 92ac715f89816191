import type { Answer, Reading } from '../../shared/domain/answer.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { Operation } from '../../shared/domain/operation.ts';
import { newPayment, withOperationBegun } from '../../shared/domain/payment.ts';
import type { BaseCredentials, Connector, SendToProvider } from '../../shared/provider/connector.ts';
import { type Exchange, exchange, type ProviderRequest } from '../../shared/provider/exchange.ts';
import { redactAnswer, redactReading } from '../../shared/provider/redact.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { newNonce, sleep, systemClock } from '../../shared/runtime/process.ts';
import { createExclusiveSessions } from '../../shared/sessions/exclusive-sessions.ts';
import type { Account, Call, SessionDeps, Sessions } from '../../shared/sessions/session.ts';
import { type SessionKey, toSessionKey } from '../../shared/sessions/session-store.ts';
import { createSettings } from '../../shared/sessions/settings.ts';
import { createSharedSessions } from '../../shared/sessions/shared-sessions.ts';
import { createStaticSessions } from '../../shared/sessions/static-sessions.ts';
import { createMemorySessionStores, type MemorySessionStores } from './memory-session-stores.ts';

export const MERCHANT = 'loja-1';

const MACHINE = { clock: systemClock, sleep };

export type HarnessOptions<C> = {
  readonly baseUrl: string;
  readonly credentials: C;
  /** What the secret is when it is read past the cache. @default the same */
  readonly refreshed?: C;
  readonly stores?: MemorySessionStores;
  /** Ends an exchange as its time limit would, where that is too long for a test. @default nothing does */
  readonly patience?: (request: ProviderRequest) => AbortSignal | undefined;
  /** Sessions that the account may have at once. @default 1 */
  readonly slots?: number;
  /** @default the machine's */
  readonly time?: Pick<SessionDeps<C>, 'clock' | 'sleep'>;
};

export type Harness<C> = {
  readonly account: Account<C>;
  readonly sessions: Sessions<C>;
  readonly stores: MemorySessionStores;
  /** Names the session that is used where there is one. */
  readonly session: SessionKey;
  /** Everything that was said: log lines, answers, readings, errors. */
  readonly said: unknown[];
  cancel(command: CancelCommand, call?: Partial<Call>): Promise<Answer>;
  read(paymentId: string, call?: Partial<Call>): Promise<Reading>;
  /** Whatever else a connector does, under a session. */
  under<T>(work: (send: SendToProvider) => Promise<T>): Promise<T>;
};

export type CancelCommand = Pick<Command, 'paymentId' | 'amount' | 'details'>;

/** A cancellation, or a refund that is no cancellation in disguise. */
type Wish = Pick<Command, 'kind' | 'strategy'>;

/** One process: the real exchange, the real sessions and the real connector; only the store is in memory. */
export function createHarness<C extends BaseCredentials>(
  connector: Connector<C>,
  { baseUrl, credentials, refreshed = credentials, ...options }: HarnessOptions<C>,
): Harness<C> {
  const { stores = createMemorySessionStores(), patience, slots = 1, time = MACHINE } = options;
  const said: unknown[] = [];
  const log: Log = { info: (...line) => said.push(line), error: (...line) => said.push(line) };
  const sessions = toSessions(connector, stores, { log, exchange: toExchange(patience), ...time });
  const account = toAccount(connector, baseUrl, { credentials, refreshed, slots });

  async function heard<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      said.push(result);
      return result;
    } catch (error) {
      said.push(error instanceof Error ? `${error.name} ${error.message} ${error.stack}` : error);
      throw error;
    }
  }

  return {
    account,
    sessions,
    stores,
    session: toSessionKey(MERCHANT, connector.id, connector.session.mode === 'shared' ? 'shared' : 0),
    said,
    async cancel(command, call) {
      const { operation, context } = toOperation(connector.id, command);
      const hold = sessions.open(account, toCall(call));
      const cancel = connector.cancel(operation, context, (request) => hold.send(request));
      const answer = cancel.then((said) => redactAnswer(said, hold.redact));
      return heard(answer.finally(() => hold.close()));
    },
    async read(paymentId, call) {
      const hold = sessions.open(account, toCall(call));
      const ref = { merchantId: MERCHANT, provider: connector.id, paymentId };
      const reading = connector.read(undefined, ref, (request) => hold.send(request));
      const read = reading.then((said) => redactReading(said, hold.redact));
      return heard(read.finally(() => hold.close()));
    },
    async under(work) {
      const hold = sessions.open(account, toCall());
      return heard(work((request) => hold.send(request)).finally(() => hold.close()));
    },
  };
}

/** So long that only what hangs takes longer, on a busy machine too. In milliseconds. */
const AMPLE_MS = 5 * 60_000;

/** The limits of an invocation that has just begun, and has ample time. */
export function toCall(limits: Partial<Call> = {}): Call {
  const { signal } = new AbortController();
  return { signal, deadline: Date.now() + AMPLE_MS, mayMoveMoney: () => true, ...limits };
}

/** The real exchange with ample time, less patient where that is asked for. */
function toExchange(patience: HarnessOptions<never>['patience']): Exchange {
  return (baseUrl, request, limits) => {
    const over = patience?.(request);
    const signal = over ? AbortSignal.any([limits.signal, over]) : limits.signal;
    return exchange(baseUrl, request, { ...limits, timeoutMs: AMPLE_MS, signal });
  };
}

function toSessions<C extends BaseCredentials>(
  { session: scheme }: Connector<C>,
  stores: MemorySessionStores,
  parts: Pick<SessionDeps<C>, 'log' | 'exchange' | 'clock' | 'sleep'>,
): Sessions<C> {
  if (scheme.mode === 'static') return createStaticSessions({ scheme, ...parts });
  const deps = { scheme, random: Math.random, newId: newNonce, ...parts };
  return scheme.mode === 'exclusive'
    ? createExclusiveSessions({
        ...deps,
        store: stores.exclusive,
        settings: createSettings({ ...parts, store: stores.settings }),
      })
    : createSharedSessions({ ...deps, store: stores.shared });
}

function toAccount<C extends BaseCredentials>(
  { id }: Connector<C>,
  baseUrl: string,
  { credentials, refreshed, slots }: { credentials: C; refreshed: C; slots: number },
): Account<C> {
  const account = { merchantId: MERCHANT, provider: id, baseUrl, sessions: slots };
  const now = refreshed === credentials ? 'v1' : 'v2';
  const refresh = async (): Promise<Account<C>> => ({
    ...account,
    credentials: refreshed,
    secretVersion: now,
    refresh,
  });
  return { ...account, credentials, secretVersion: 'v1', refresh };
}

/** An operation in its first attempt, made by the ledger's own rules. */
export function toOperation(
  provider: string,
  command: CancelCommand,
  wish: Wish = { kind: 'cancellation' },
): { operation: Operation; context: Context } {
  const ref = { merchantId: MERCHANT, provider, paymentId: command.paymentId };
  const by = { owner: 'o', leaseUntil: Date.now() + 34_000, now: Date.now(), random: 0, trigger: 'http' };
  const whole: Command = { ...command, ...ref, ...wish, idempotencyKey: 'key-1' };
  const [operation] = withOperationBegun(newPayment(ref), whole, by).operations;
  if (!operation) throw new Error('no operation was begun');
  return { operation, context: { ...ref, alreadyApplied: 0 } };
}

type Context = { merchantId: string; provider: string; paymentId: string; alreadyApplied: number };
