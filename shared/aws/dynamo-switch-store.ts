import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { switchesSchema, toSwitchesKey } from '../domain/switches.ts';
import type { SwitchStore } from '../ports/switch-store.ts';
import { fromItem, toItem } from './dynamo-client.ts';

/** The kill switches, in the ledger's table: one item for each provider. */
export function createDynamoSwitchStore({
  client,
  table,
}: {
  client: DynamoDBClient;
  table: string;
}): SwitchStore {
  return {
    async read(provider) {
      const key = { payment: { S: toSwitchesKey(provider) } };
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
      );
      return item && switchesSchema.parse(fromItem(item));
    },

    async save(switches) {
      const condition =
        switches.version === 1
          ? { ConditionExpression: 'attribute_not_exists(payment)' }
          : {
              ConditionExpression: 'version = :seen',
              ExpressionAttributeValues: toItem({ ':seen': switches.version - 1 }),
            };
      try {
        await client.send(new PutItemCommand({ TableName: table, Item: toItem(switches), ...condition }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
