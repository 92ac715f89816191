import { createProviderApi } from './api/provider-api.ts';
import { createDynamoClient } from './aws/dynamo-client.ts';
import { createDynamoLedgerStore } from './aws/dynamo-ledger-store.ts';
import { createDynamoSwitchStore } from './aws/dynamo-switch-store.ts';
import { createExclusiveSessionStore } from './aws/exclusive-session-store.ts';
import { createSecretReader, createSecretsClient } from './aws/secret-reader.ts';
import { createSettingsStore } from './aws/settings-store.ts';
import { createSharedSessionStore } from './aws/shared-session-store.ts';
import { createCommandReader } from './commands/read-command.ts';
import { createCommands } from './create-commands.ts';
import { createHandler } from './create-handler.ts';
import { createLedger } from './ledger/ledger.ts';
import { createMeasure } from './observability/measure.ts';
import { toObservedExchange } from './observability/observed-exchange.ts';
import { toObservedOperations } from './observability/observed-operations.ts';
import {
  toObservedExclusiveStore,
  toObservedLedgerStore,
  toObservedSharedStore,
} from './observability/observed-stores.ts';
import { createObserver, type Observer } from './observability/observer.ts';
import { createPowertools } from './observability/powertools.ts';
import { createAccounts } from './operations/accounts.ts';
import { createOperations } from './operations/operations.ts';
import { createPermits } from './operations/permits.ts';
import { createSweeper } from './operations/sweep.ts';
import { createOperator } from './operator/operator.ts';
import { OPERATION_MS } from './provider/budgets.ts';
import type { BaseCredentials, Connector } from './provider/connector.ts';
import { type Exchange, exchange as exchangeOnce } from './provider/exchange.ts';
import { readProviderEnv } from './runtime/env.ts';
import { systemClock as clock, newNonce as newId, sleep } from './runtime/process.ts';
import { createAdaptiveSessions } from './sessions/adaptive-sessions.ts';
import { createCheckLogin } from './sessions/check-login.ts';
import { createExclusiveSessions } from './sessions/exclusive-sessions.ts';
import { createProbe } from './sessions/probe.ts';
import type { SessionScheme } from './sessions/session.ts';
import { createSettings } from './sessions/settings.ts';
import { createSharedSessions } from './sessions/shared-sessions.ts';
import { createTasks } from './tasks/tasks.ts';

const random = Math.random;

/** Everything that a provider's function is made of, but for what the provider's folder says. Runs at cold start. */
export function createProviderHandler<C extends BaseCredentials>(connector: Connector<C>) {
  const env = readProviderEnv(connector.id);
  const observer = createObserver({ provider: connector.id, clock, sink: createPowertools() });
  const { log, timed } = observer;
  const client = createDynamoClient();
  const store = toObservedLedgerStore(createDynamoLedgerStore({ client, table: env.ledgerTable }), observer);
  const switchStore = createDynamoSwitchStore({ client, table: env.ledgerTable });
  const permits = createPermits({ provider: connector.id, store: switchStore, clock, log });
  const ledger = createLedger({ store, clock, random, newId, sleep });
  const exchange = toObservedExchange(exchangeOnce, { observer, provider: connector.id, clock });
  const sessionsTable = { client, table: env.sessionsTable };
  const { sessions, probe } = createSessions(connector.session, sessionsTable, { observer, exchange });
  const secrets = createSecretReader({
    client: createSecretsClient(),
    provider: connector.id,
    schema: connector.credentials,
    clock,
    log,
  });
  const accounts = createAccounts({
    connector,
    secrets: { read: (...asked) => timed('secret', () => secrets.read(...asked)) },
    baseUrl: env.baseUrl,
  });
  const parts = {
    ...{ connector, store, switchStore, permits, ledger, sessions, accounts },
    ...{ clock, random, newId, sleep, log },
  };
  const operations = toObservedOperations(createOperations(parts), log);

  return createHandler({
    answers: {
      http: createProviderApi({
        ...parts,
        operations,
        notifyFrom: env.notifyFrom,
        merchantClaim: env.merchantClaim,
      }),
      commands: createCommands({
        readCommand: createCommandReader(connector).readCommand,
        begin: operations.begin,
        roomMs: OPERATION_MS,
        log,
      }),
      sweep: createSweeper({ ...parts, operations }),
      measure: createMeasure({ ...parts, provider: connector.id, count: observer.count }),
      operator: createOperator({
        ...{ ...parts, operations, probe },
        checkLogin: createCheckLogin({ scheme: connector.session, exchange, clock }),
      }),
      tasks: createTasks({ ...parts, operations }),
    },
    observer,
  });
}

/** Sessions as the provider's scheme wants them. */
function createSessions<C>(
  scheme: SessionScheme<C>,
  table: Parameters<typeof createSharedSessionStore>[0],
  { observer, exchange }: { observer: Observer; exchange: Exchange },
) {
  const { log } = observer;
  const parts = { scheme, exchange, clock, random, sleep, newId, log };
  const sharedStore = toObservedSharedStore(createSharedSessionStore(table), observer);
  if (scheme.mode === 'shared') return { sessions: createSharedSessions({ ...parts, store: sharedStore }) };

  const settingsStore = createSettingsStore(table);
  const settings = createSettings({ store: settingsStore, clock, log });
  const exclusive = createExclusiveSessions({
    ...parts,
    store: toObservedExclusiveStore(createExclusiveSessionStore(table), observer),
    settings,
  });
  const shared = createSharedSessions({ ...parts, store: sharedStore, settings });
  return {
    sessions: createAdaptiveSessions({ exclusive, shared, settings }),
    probe: createProbe({ scheme, exchange, store: settingsStore, clock }),
  };
}
