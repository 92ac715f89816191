import type { Clock, Random } from '../domain/time.ts';
import { createProviderApi } from '../http/provider-api.ts';
import { createCommandReader } from '../input/read-command.ts';
import { createMeasure, type MeasureDeps } from '../observability/measure.ts';
import { toObservedOperations } from '../observability/observed-operations.ts';
import { createAccounts } from '../operation/accounts.ts';
import { createLedger } from '../operation/ledger.ts';
import { createOperations } from '../operation/operations.ts';
import { createPermits } from '../operation/permits.ts';
import { createSweeper } from '../operation/sweep.ts';
import { createOperator } from '../operator/operator.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { Log } from '../ports/log.ts';
import type { SecretReader } from '../ports/secret-reader.ts';
import type { ExclusiveSessionStore, SettingsStore, SharedSessionStore } from '../ports/session-store.ts';
import type { SwitchStore } from '../ports/switch-store.ts';
import { OPERATION_MS } from '../provider/budgets.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import type { SessionScheme } from '../provider/session-scheme.ts';
import { createAdaptiveSessions } from '../sessions/adaptive-sessions.ts';
import { createCheckLogin } from '../sessions/check-login.ts';
import { createExclusiveSessions } from '../sessions/exclusive-sessions.ts';
import { createProbe } from '../sessions/probe.ts';
import { createSettings } from '../sessions/settings.ts';
import { createSharedSessions } from '../sessions/shared-sessions.ts';
import { createStaticSessions } from '../sessions/static-sessions.ts';
import { createTasks } from '../tasks/tasks.ts';

/** Where a provider's function keeps things. */
export type ProviderStores = {
  readonly ledger: LedgerStore;
  readonly switches: SwitchStore;
  readonly exclusive: ExclusiveSessionStore;
  readonly shared: SharedSessionStore;
  readonly settings: SettingsStore;
};

/** Everything of the world that a provider's function touches. */
export type ProviderPorts<C> = {
  readonly stores: ProviderStores;
  readonly secrets: SecretReader<C>;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly log: Log;
  readonly count: MeasureDeps['count'];
};

/** What whoever deploys decides: see env.ts. */
export type ProviderSettings = {
  readonly baseUrl?: string | undefined;
  readonly notifyFrom: readonly string[];
  readonly merchantClaim?: string | undefined;
};

/** Everything that a provider's function does, made of what the provider's folder says; it begins nothing by itself. */
export function createProviderAnswers<C extends BaseCredentials>(
  connector: Connector<C>,
  ports: ProviderPorts<C>,
  { baseUrl, notifyFrom, merchantClaim }: ProviderSettings,
) {
  const { stores, secrets, exchange, count, ...world } = ports;
  const { clock, log } = world;
  const { id: provider, session: scheme } = connector;
  const { sessions, probe } = createSessions(scheme, ports);
  const parts = {
    // Once for all ways: making its schemas is most of what it takes to put a function together.
    commands: createCommandReader(connector),
    ...{ connector, ...world, sessions, store: stores.ledger, switchStore: stores.switches },
    ledger: createLedger({ ...world, store: stores.ledger }),
    permits: createPermits({ provider, store: stores.switches, clock, log }),
    accounts: createAccounts({ connector, secrets, baseUrl }),
  };
  const operations = toObservedOperations(createOperations(parts), log);
  return {
    http: createProviderApi({ ...parts, operations, notifyFrom, merchantClaim }),
    sweep: createSweeper({ ...parts, operations }),
    measure: createMeasure({
      ...{ provider, store: stores.ledger, switches: stores.switches },
      ...{ clock, log, count },
    }),
    operator: createOperator({
      ...{ ...parts, operations, probe },
      checkLogin: createCheckLogin({ scheme, exchange, clock }),
    }),
    tasks: createTasks({ ...parts, operations }),
    /** What takes commands from the bus needs, wherever they come from. */
    intake: { readCommand: parts.commands.readCommand, begin: operations.begin, roomMs: OPERATION_MS, log },
  };
}

/** Sessions as the provider's scheme wants them. */
function createSessions<C>(
  scheme: SessionScheme<C>,
  { stores, exchange, clock, random, sleep, newId, log }: Omit<ProviderPorts<C>, 'secrets'>,
) {
  if (scheme.mode === 'static') return { sessions: createStaticSessions({ scheme, exchange, clock, log }) };
  const parts = { scheme, exchange, clock, random, sleep, newId, log };
  if (scheme.mode === 'shared') return { sessions: createSharedSessions({ ...parts, store: stores.shared }) };

  const settings = createSettings({ store: stores.settings, clock, log });
  const exclusive = createExclusiveSessions({ ...parts, store: stores.exclusive, settings });
  const shared = createSharedSessions({ ...parts, store: stores.shared, settings });
  return {
    sessions: createAdaptiveSessions({ exclusive, shared, settings }),
    probe: createProbe({ scheme, exchange, store: stores.settings, clock }),
  };
}
