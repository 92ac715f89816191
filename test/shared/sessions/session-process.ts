import { newNonce, sleep, systemClock } from '../../../shared/function/process.ts';
import type { Exchange, ProviderRequest } from '../../../shared/ports/exchange.ts';
import type { Log } from '../../../shared/ports/log.ts';
import type { Account, CallLimits, SessionHandle, SessionReply } from '../../../shared/ports/sessions.ts';
import type { AuthScheme } from '../../../shared/provider/auth-scheme.ts';
import { exchange as realExchange } from '../../../shared/provider/exchange.ts';
import { createSessions, type SessionStores } from '../../../shared/sessions/create-sessions.ts';
import type { SessionDeps } from '../../../shared/sessions/session-deps.ts';
import { createMemorySessionStores } from '../../contract/memory-session-stores.ts';

export const MERCHANT = 'loja-1';

/** What an invocation may last, in milliseconds. */
const INVOCATION_MS = 29_000;

/** A merchant's secret as it is stored. A test may change it at any time. */
export type Vault<C> = { credentials: C; version: string; reads: number };

export function createVault<C>(credentials: C): Vault<C> {
  return { credentials, version: 'v1', reads: 0 };
}

export type ProcessOptions<C> = {
  readonly auth: AuthScheme<C>;
  readonly provider: string;
  readonly baseUrl: string;
  readonly vault: Vault<C>;
  /** @default its own */
  readonly stores?: SessionStores;
  /** How many sessions the secret allows. @default 1 */
  readonly slots?: number;
  /** @default the machine's */
  readonly time?: Pick<SessionDeps, 'clock' | 'sleep'>;
  /** @default the real one */
  readonly exchange?: Exchange;
};

/** One process with real sessions; it has read the secret once, at its start. */
export type SessionProcess = {
  /** Names of the log lines so far. */
  readonly lines: readonly string[];
  open(limits?: Partial<CallLimits>): SessionHandle;
  /** One request under a session of its own. */
  send(request: ProviderRequest, limits?: Partial<CallLimits>): Promise<SessionReply>;
};

export function startProcess<C>({
  auth,
  vault,
  stores = createMemorySessionStores(),
  time = { clock: systemClock, sleep },
  exchange = realExchange,
  ...about
}: ProcessOptions<C>): SessionProcess {
  const lines: string[] = [];
  const log: Log = { info: (line) => lines.push(line), error: (line) => lines.push(line) };
  const world = { ...time, exchange, log, random: Math.random, newId: newNonce };
  const sessions = createSessions(auth, { ...world, stores });
  const account = toAccount(about, vault);
  const open: SessionProcess['open'] = (limits) =>
    sessions.open(account, toLimits({ deadline: time.clock() + INVOCATION_MS, ...limits }));
  return {
    lines,
    open,
    async send(request, limits) {
      const handle = open(limits);
      return handle.send(request).finally(() => handle.close());
    },
  };
}

/** The limits of an invocation that somebody waits for. */
export function toLimits(limits: Partial<CallLimits> & Pick<CallLimits, 'deadline'>): CallLimits {
  const { signal } = new AbortController();
  return { signal, isBackground: false, mayMoveMoney: () => true, ...limits };
}

function toAccount<C>(
  about: Pick<ProcessOptions<C>, 'provider' | 'baseUrl' | 'slots'>,
  vault: Vault<C>,
): Account<C> {
  const { provider, baseUrl, slots: sessions = 1 } = about;
  return {
    merchantId: MERCHANT,
    provider,
    endpoints: { api: baseUrl },
    credentials: vault.credentials,
    secretVersion: vault.version,
    sessions,
    async refresh() {
      vault.reads += 1;
      return toAccount(about, vault);
    },
  };
}
