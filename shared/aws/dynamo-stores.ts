import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { notificationSourcesSchema, toSourcesKey } from '../domain/notification-sources.ts';
import { switchesSchema, toSwitchesKey } from '../domain/switches.ts';
import type { LedgerItem } from '../ports/ledger-store.ts';
import { createDynamoLedgerStore } from './dynamo-ledger-store.ts';
import { createDynamoSettingStore } from './dynamo-setting.ts';
import { createDynamoWaitStore } from './dynamo-wait-store.ts';
import { createExclusiveSessionStore } from './exclusive-session-store.ts';
import { createSettingsStore } from './settings-store.ts';
import { createSharedSessionStore } from './shared-session-store.ts';

export type DynamoTables<Item> = {
  /** The names of the two tables. */
  readonly ledger: string;
  readonly sessions: string;
  /** What an item of the ledger is. @throws where it has a form that cannot be read */
  readonly parse: (item: unknown) => Item;
};

/** Everything that is kept in DynamoDB. */
export function createDynamoStores<Item extends LedgerItem>(
  client: DynamoDBClient,
  { ledger, sessions, parse }: DynamoTables<Item>,
) {
  return {
    ledger: createDynamoLedgerStore({ client, table: ledger, parse }),
    switches: createDynamoSettingStore({
      client,
      table: ledger,
      toKey: toSwitchesKey,
      parse: (item) => switchesSchema.parse(item),
    }),
    sources: createDynamoSettingStore({
      client,
      table: ledger,
      toKey: toSourcesKey,
      parse: (item) => notificationSourcesSchema.parse(item),
    }),
    exclusive: createExclusiveSessionStore({ client, table: sessions }),
    shared: createSharedSessionStore({ client, table: sessions }),
    settings: createSettingsStore({ client, table: sessions }),
    waits: createDynamoWaitStore({ client, table: sessions }),
  };
}
