import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { NewerSchema, type Payment, paymentSchema, SCHEMA } from '../domain/payment.ts';
import { type DuePage, type LedgerStore, LedgerUnanswered } from '../ports/ledger-store.ts';
import { fromItem, type Item, isRefusal, itemOfFailedCondition, toItem } from './dynamo-client.ts';

/** The conditions of a save, by name. */
const IS_ABSENT = 'attribute_not_exists(payment)';
const IS_THE_VERSION_SEEN = 'version = :seen';

/** The index that the sweeper reads: keys only. */
const DUE_INDEX = 'due';

const dueSchema = z.object({ payment: z.string(), dueAt: z.number() });

/** Payments in DynamoDB: one item each, every write conditional, every read consistent. */
export function createDynamoLedgerStore({
  client,
  table,
}: {
  client: DynamoDBClient;
  table: string;
}): LedgerStore {
  return {
    async read(paymentKey) {
      const item = await get(paymentKey);
      return item && toPayment(item);
    },

    async save(payment) {
      try {
        await client.send(new PutItemCommand(toPut(payment)));
        return { saved: true };
      } catch (error) {
        const kept = await itemOfFailedCondition(error, () => get(payment.payment)).catch(unanswered);
        if (!kept) throw new LedgerUnanswered('the condition failed, yet there is no item');
        return { saved: false, kept: toPayment(kept) };
      }
    },

    async listDue(shard, page) {
      const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand(toQuery(shard, page)));
      return {
        payments: Items.map((item) => dueSchema.parse(fromItem(item)).payment),
        next: LastEvaluatedKey && dueSchema.parse(fromItem(LastEvaluatedKey)),
      };
    },
  };

  function toQuery(shard: string, { until, keyPrefix, limit, after }: DuePage): QueryCommandInput {
    const isDue = until === undefined ? '' : ' AND dueAt <= :until';
    return {
      TableName: table,
      IndexName: DUE_INDEX,
      KeyConditionExpression: `dueShard = :shard${isDue}`,
      ...(keyPrefix && { FilterExpression: 'begins_with(payment, :prefix)' }),
      ExpressionAttributeValues: toItem({ ':shard': shard, ':until': until, ':prefix': keyPrefix }),
      Limit: limit,
      ...(after && { ExclusiveStartKey: toItem({ dueShard: shard, ...after }) }),
    };
  }

  async function get(payment: string): Promise<Item | undefined> {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: table, Key: { payment: { S: payment } }, ConsistentRead: true }),
    );
    return item;
  }

  function toPut(payment: Payment) {
    const condition =
      payment.version === 1
        ? { ConditionExpression: IS_ABSENT }
        : {
            ConditionExpression: IS_THE_VERSION_SEEN,
            ExpressionAttributeValues: { ':seen': { N: String(payment.version - 1) } },
          };
    return {
      TableName: table,
      Item: toItem(payment),
      ...condition,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;
  }
}

function unanswered(error: unknown): never {
  if (isRefusal(error)) throw error;
  throw new LedgerUnanswered('the ledger gave no answer', { cause: error });
}

const schemaSchema = z.object({ schema: z.number() });

/** @throws EstornoError internal_error (503) when a newer version of this code wrote what cannot be read here */
function toPayment(item: Item): Payment {
  const record = fromItem(item);
  const payment = paymentSchema.safeParse(record);
  if (payment.success) return payment.data;
  const { data } = schemaSchema.safeParse(record);
  if (data && data.schema > SCHEMA) throw new NewerSchema();
  throw new Error('an item of the ledger has a form that is not known');
}
