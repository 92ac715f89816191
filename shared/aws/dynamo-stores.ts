import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoLedgerStore } from './dynamo-ledger-store.ts';
import { createDynamoSwitchStore } from './dynamo-switch-store.ts';
import { createExclusiveSessionStore } from './exclusive-session-store.ts';
import { createSettingsStore } from './settings-store.ts';
import { createSharedSessionStore } from './shared-session-store.ts';

/** Everything that is kept in DynamoDB, by the names of the two tables. */
export function createDynamoStores(
  client: DynamoDBClient,
  { ledger, sessions }: { readonly ledger: string; readonly sessions: string },
) {
  return {
    ledger: createDynamoLedgerStore({ client, table: ledger }),
    switches: createDynamoSwitchStore({ client, table: ledger }),
    exclusive: createExclusiveSessionStore({ client, table: sessions }),
    shared: createSharedSessionStore({ client, table: sessions }),
    settings: createSettingsStore({ client, table: sessions }),
  };
}
