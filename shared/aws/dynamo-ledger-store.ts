import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import {
  type DuePage,
  type LedgerItem,
  type LedgerStore,
  LedgerUnanswered,
  type SaveResult,
} from '../ports/ledger-store.ts';
import {
  type Item as DynamoItem,
  fromItem,
  isRefusal,
  itemOfFailedCondition,
  toItem,
} from './dynamo-client.ts';

/** The conditions of a save, by name. */
const IS_ABSENT = 'attribute_not_exists(payment)';
const IS_THE_VERSION_SEEN = 'version = :seen';

/** The index that the sweeper reads: keys only. */
const DUE_INDEX = 'due';

const dueSchema = z.object({ payment: z.string(), dueAt: z.number() });

export type LedgerTable<Item> = {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** What a stored item is. @throws where it has a form that cannot be read */
  readonly parse: (item: unknown) => Item;
};

/** Payments in DynamoDB: one item each, every write conditional, every read consistent. */
export function createDynamoLedgerStore<Item extends LedgerItem>(
  ledger: LedgerTable<Item>,
): LedgerStore<Item> {
  return {
    read: (paymentKey) => readItem(ledger, paymentKey),
    save: (item) => saveItem(ledger, item),
    listDue: (shard, page) => listDue(ledger, shard, page),
  };
}

async function readItem<Item>(ledger: LedgerTable<Item>, payment: string): Promise<Item | undefined> {
  const item = await get(ledger, payment);
  return item && ledger.parse(fromItem(item));
}

async function saveItem<Item extends LedgerItem>(
  ledger: LedgerTable<Item>,
  item: Item,
): Promise<SaveResult<Item>> {
  try {
    await ledger.client.send(new PutItemCommand(toPut(ledger.table, item)));
    return { saved: true };
  } catch (error) {
    const kept = await itemOfFailedCondition(error, () => get(ledger, item.payment)).catch(unanswered);
    if (!kept) throw new LedgerUnanswered('the condition failed, yet there is no item');
    return { saved: false, kept: ledger.parse(fromItem(kept)) };
  }
}

async function listDue<Item>({ client, table }: LedgerTable<Item>, shard: string, page: DuePage) {
  const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand(toQuery(table, shard, page)));
  return {
    payments: Items.map((item) => dueSchema.parse(fromItem(item)).payment),
    next: LastEvaluatedKey && dueSchema.parse(fromItem(LastEvaluatedKey)),
  };
}

async function get<Item>(
  { client, table }: LedgerTable<Item>,
  payment: string,
): Promise<DynamoItem | undefined> {
  const key = { payment: { S: payment } };
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  return item;
}

function toPut(table: string, item: LedgerItem): PutItemCommandInput {
  const condition =
    item.version === 1
      ? { ConditionExpression: IS_ABSENT }
      : {
          ConditionExpression: IS_THE_VERSION_SEEN,
          ExpressionAttributeValues: { ':seen': { N: String(item.version - 1) } },
        };
  return {
    TableName: table,
    Item: toItem(item),
    ...condition,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

function toQuery(
  table: string,
  shard: string,
  { until, keyPrefix, limit, after }: DuePage,
): QueryCommandInput {
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

function unanswered(error: unknown): never {
  if (isRefusal(error)) throw error;
  throw new LedgerUnanswered('the ledger gave no answer', { cause: error });
}
