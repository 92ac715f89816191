import { createProviderApi } from './api/routes.ts';
import { createDynamoClient } from './aws/dynamo-client.ts';
import { createDynamoLedgerStore } from './aws/dynamo-ledger-store.ts';
import { createExclusiveSessionStore, createSharedSessionStore } from './aws/dynamo-session-stores.ts';
import { createSecretReader, createSecretsClient } from './aws/secret-reader.ts';
import { createHandler } from './create-handler.ts';
import { createLedger } from './ledger/ledger.ts';
import { createAccounts } from './operations/accounts.ts';
import { createOperations } from './operations/operations.ts';
import type { BaseCredentials, Connector } from './provider/connector.ts';
import { exchange } from './provider/exchange.ts';
import { readProviderEnv } from './runtime/env.ts';
import { consoleLog as log } from './runtime/log.ts';
import { systemClock as clock, newNonce as newId, sleep } from './runtime/process.ts';
import { createExclusiveSessions } from './sessions/exclusive-sessions.ts';
import { createSharedSessions } from './sessions/shared-sessions.ts';

/** Everything that a provider's function is made of, but for what the provider's folder says. Runs at cold start. */
export function createProviderHandler<C extends BaseCredentials>(connector: Connector<C>) {
  const env = readProviderEnv(connector.id);
  const client = createDynamoClient();
  const random = Math.random;

  const secrets = createSecretReader({
    client: createSecretsClient(),
    provider: connector.id,
    schema: connector.credentials,
    clock,
    log,
  });
  const ledger = createLedger({
    store: createDynamoLedgerStore({ client, table: env.ledgerTable }),
    ...{ clock, random, newId, sleep },
  });
  const table = { client, table: env.sessionsTable };
  const parts = { scheme: connector.session, exchange, clock, random, sleep, newId, log };
  const sessions =
    connector.session.mode === 'exclusive'
      ? createExclusiveSessions({ ...parts, store: createExclusiveSessionStore(table) })
      : createSharedSessions({ ...parts, store: createSharedSessionStore(table) });
  const accounts = createAccounts({ connector, secrets, baseUrl: env.baseUrl });
  const operations = createOperations({ connector, ledger, sessions, accounts, clock, random, newId, log });

  return createHandler({ answer: createProviderApi({ connector, operations, ledger, clock, sleep }), log });
}
