import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromItem, toItem } from './dynamo-client.ts';

/** A setting of one provider: an item of the ledger's table whose saves are counted. */
type Setting = { readonly payment: string; readonly version: number };

type SettingTable<S> = {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly toKey: (provider: string) => string;
  /** @throws where the item has a form that cannot be read */
  readonly parse: (item: unknown) => S;
};

/** Settings in the ledger's table: every read consistent, every write conditional on the version before. */
export function createDynamoSettingStore<S extends Setting>({
  client,
  table,
  toKey,
  parse,
}: SettingTable<S>) {
  return {
    async read(provider: string): Promise<S | undefined> {
      const key = { payment: { S: toKey(provider) } };
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
      );
      return item && parse(fromItem(item));
    },

    async save(setting: S): Promise<boolean> {
      const condition =
        setting.version === 1
          ? { ConditionExpression: 'attribute_not_exists(payment)' }
          : {
              ConditionExpression: 'version = :seen',
              ExpressionAttributeValues: toItem({ ':seen': setting.version - 1 }),
            };
      try {
        await client.send(new PutItemCommand({ TableName: table, Item: toItem(setting), ...condition }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
