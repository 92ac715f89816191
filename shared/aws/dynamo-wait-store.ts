import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { WaitStore, Waits } from '../ports/wait-store.ts';
import { fromItem, toItem } from './dynamo-client.ts';

const NONE: Waits = { version: 0, waiting: [] };

/** What cannot be read counts as nobody who waits: it is replaced by the next save. */
const itemSchema = z.object({
  version: z.number(),
  waiting: z.catch(z.array(z.object({ id: z.string(), merchant: z.string(), until: z.number() })), []),
});

/** In the table of sessions, one item for each provider, under a key that no session has. */
export function createDynamoWaitStore({
  client,
  table,
}: {
  client: DynamoDBClient;
  table: string;
}): WaitStore {
  const at = (provider: string) => ({ TableName: table, Key: { session: { S: `*#${provider}#waits` } } });
  return {
    async read(provider) {
      const { Item: item } = await client.send(new GetItemCommand({ ...at(provider), ConsistentRead: true }));
      return item ? (itemSchema.safeParse(fromItem(item)).data ?? NONE) : NONE;
    },

    async save(provider, { version, waiting }) {
      try {
        await client.send(
          new UpdateItemCommand({
            ...at(provider),
            UpdateExpression: 'SET #version = :version, waiting = :waiting',
            ConditionExpression: 'attribute_not_exists(#version) OR #version = :seen',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: toItem({
              ':version': version,
              ':waiting': waiting,
              ':seen': version - 1,
            }),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
