import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createProviderApi } from '../../shared/api/provider-api.ts';
import { createDynamoLedgerStore } from '../../shared/aws/dynamo-ledger-store.ts';
import { createDynamoSwitchStore } from '../../shared/aws/dynamo-switch-store.ts';
import { createExclusiveSessionStore } from '../../shared/aws/exclusive-session-store.ts';
import { createSecretReader } from '../../shared/aws/secret-reader.ts';
import { createSettingsStore } from '../../shared/aws/settings-store.ts';
import { createSharedSessionStore } from '../../shared/aws/shared-session-store.ts';
import type { HttpEvent } from '../../shared/http/http-event.ts';
import type { HttpResponse } from '../../shared/http/responses.ts';
import { createLedger } from '../../shared/ledger/ledger.ts';
import { createAccounts } from '../../shared/operations/accounts.ts';
import { createOperations } from '../../shared/operations/operations.ts';
import { createPermits } from '../../shared/operations/permits.ts';
import type { Invocation } from '../../shared/operations/steps.ts';
import { createSweeper, type Swept } from '../../shared/operations/sweep.ts';
import { createOperator } from '../../shared/operator/operator.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';
import type { Exchange } from '../../shared/provider/exchange.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { createAdaptiveSessions } from '../../shared/sessions/adaptive-sessions.ts';
import { createCheckLogin } from '../../shared/sessions/check-login.ts';
import { createExclusiveSessions } from '../../shared/sessions/exclusive-sessions.ts';
import { createProbe } from '../../shared/sessions/probe.ts';
import type { SessionScheme } from '../../shared/sessions/session.ts';
import { createSettings } from '../../shared/sessions/settings.ts';
import { createSharedSessions } from '../../shared/sessions/shared-sessions.ts';

/** Everything that a process touches of the world. */
export type Ports = {
  readonly client: DynamoDBClient;
  /** The `send` of a Secrets Manager client. */
  readonly readSecret: (command: unknown) => Promise<object>;
  readonly exchange: Exchange;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly log: Log;
};

/** What one process can be asked to do. */
export type Handlers = {
  readonly api: (event: HttpEvent, invocation: Invocation) => Promise<HttpResponse>;
  readonly sweep: (invocation: Invocation) => Promise<Swept>;
  readonly operator: (event: unknown, invocation: Invocation) => Promise<object>;
};

/** The parts of a provider's function, put together as create-provider-handler.ts does it, on other ports. */
export function createHandlers<C extends BaseCredentials>(connector: Connector<C>, ports: Ports): Handlers {
  const { client, readSecret, clock, random, newId, sleep, log } = ports;
  const secretsClient: SecretsManagerClient = Object.assign(Object.create(SecretsManagerClient.prototype), {
    send: readSecret,
  });
  const store = createDynamoLedgerStore({ client, table: 'ledger' });
  const switchStore = createDynamoSwitchStore({ client, table: 'ledger' });
  const permits = createPermits({ provider: connector.id, store: switchStore, clock, log });
  const ledger = createLedger({ store, clock, random, newId, sleep });
  const secrets = createSecretReader({
    client: secretsClient,
    provider: connector.id,
    schema: connector.credentials,
    clock,
    log,
  });
  const { sessions, probe } = createSessions(connector.session, ports);
  const accounts = createAccounts({ connector, secrets });
  const parts = {
    connector,
    store,
    switchStore,
    permits,
    ledger,
    sessions,
    accounts,
    clock,
    random,
    newId,
    sleep,
    log,
  };
  const operations = createOperations(parts);
  return {
    api: createProviderApi({ ...parts, operations, notifyFrom: [NOTIFIER] }),
    sweep: createSweeper({ ...parts, operations }),
    operator: createOperator({
      ...{ ...parts, operations, probe },
      checkLogin: createCheckLogin({ scheme: connector.session, exchange: ports.exchange, clock }),
    }),
  };
}

/** From where the provider's callbacks come. */
export const NOTIFIER = '127.0.0.1';

function createSessions<C>(scheme: SessionScheme<C>, ports: Ports) {
  const { client, exchange, clock, random, sleep, newId, log } = ports;
  const table = { client, table: 'sessions' };
  const parts = { scheme, exchange, clock, random, sleep, newId, log };
  const sharedStore = createSharedSessionStore(table);
  if (scheme.mode === 'shared') return { sessions: createSharedSessions({ ...parts, store: sharedStore }) };

  const settingsStore = createSettingsStore(table);
  const settings = createSettings({ store: settingsStore, clock, log });
  const exclusive = createExclusiveSessions({
    ...parts,
    store: createExclusiveSessionStore(table),
    settings,
  });
  const shared = createSharedSessions({ ...parts, store: sharedStore, settings });
  return {
    sessions: createAdaptiveSessions({ exclusive, shared, settings }),
    probe: createProbe({ scheme, exchange, store: settingsStore, clock }),
  };
}
