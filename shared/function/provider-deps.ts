import { type Limits, STANDARD_LIMITS } from '../domain/limits.ts';
import type { Clock, Random } from '../domain/time.ts';
import { createCommandReader } from '../input/read-command.ts';
import type { MeasureDeps } from '../observability/measure.ts';
import { createAccounts } from '../operation/accounts.ts';
import { createLedger } from '../operation/ledger.ts';
import type { Payment } from '../operation/payment.ts';
import { createSendGates } from '../operation/send-gate.ts';
import { createSources } from '../operation/sources.ts';
import { createWaitSlots } from '../operation/wait-slots.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { InquiryQueue } from '../ports/inquiry-queue.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { Log } from '../ports/log.ts';
import type { SecretReader } from '../ports/secret-reader.ts';
import type { SourcesStore } from '../ports/sources-store.ts';
import type { SwitchStore } from '../ports/switch-store.ts';
import type { WaitStore } from '../ports/wait-store.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import { createSessions, type SessionStores } from '../sessions/create-sessions.ts';

/** Where a provider's function keeps things. */
export type ProviderStores = SessionStores & {
  readonly ledger: LedgerStore<Payment>;
  readonly switches: SwitchStore;
  readonly sources: SourcesStore;
  readonly waits: WaitStore;
};

/** Everything of the world that a provider's function touches. */
export type ProviderPorts<C> = {
  readonly stores: ProviderStores;
  readonly secrets: SecretReader<C>;
  readonly exchange: Exchange;
  /** Where inquiries wait that notifications ask for. Absent: the sweeper makes them. */
  readonly inquiries?: InquiryQueue | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly log: Log;
  readonly count: MeasureDeps['count'];
};

/** The settings of a deployment: see env.ts. */
export type ProviderSettings = {
  readonly baseUrl?: string | undefined;
  /** Addresses from which notifications are accepted. Absent: those that the provider publishes. */
  readonly notifyFrom?: readonly string[] | undefined;
  readonly merchantClaim?: string | undefined;
  /** Requests that may wait at once. Absent: there is no bound. */
  readonly mostWaits?: number | undefined;
  /** @default the standard ones */
  readonly limits?: Limits | undefined;
};

/** What the answers work with: each takes of it what it needs. */
export function toProviderDeps<C extends BaseCredentials>(
  connector: Connector<C>,
  { stores, secrets, ...world }: ProviderPorts<C>,
  { baseUrl, notifyFrom, merchantClaim, mostWaits, limits = STANDARD_LIMITS }: ProviderSettings,
) {
  const { clock, log } = world;
  return {
    ...world,
    connector,
    limits,
    // Once for all triggers: making its schemas is most of what it takes to put a function together.
    commands: createCommandReader(connector),
    sessions: createSessions(connector.auth, { ...world, stores }),
    ledger: createLedger({ ...world, store: stores.ledger }),
    accounts: createAccounts({ connector, secrets, baseUrl, limits }),
    gates: createSendGates({ provider: connector.id, store: stores.switches, clock, log }),
    store: stores.ledger,
    switchStore: stores.switches,
    settingsStore: stores.settings,
    waits:
      mostWaits === undefined
        ? undefined
        : createWaitSlots({ ...world, provider: connector.id, store: stores.waits, most: mostWaits }),
    sources: createSources({
      provider: connector.id,
      store: stores.sources,
      deployed: notifyFrom,
      clock,
      log,
    }),
    sourcesStore: stores.sources,
    deployedSources: notifyFrom,
    merchantClaim,
  };
}
