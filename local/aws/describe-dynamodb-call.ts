import * as z from 'zod';
import type { LocalTable } from '../assembly/tables.ts';
import type { AwsCallDescription, NeededRight } from './aws-service.ts';
import { toTableDecryptRights } from './decrypt-right.ts';

/** What is known of the tables. */
export type KnownTables = {
  readonly tables: readonly LocalTable[];
  toTableArn(name: string): string;
};

const AttributeValue = z.record(z.string(), z.unknown());
const Item = z.record(z.string(), AttributeValue);

/** The part of an operation's parameters that says which item of which table it is about. */
const OneTable = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  Key: Item.optional(),
  Item: Item.optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: Item.default({}),
});

type OneTable = z.infer<typeof OneTable>;

const Transaction = z.object({ TransactItems: z.array(z.record(z.string(), OneTable)) });

const BatchGet = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(Item) })) });

const BatchWrite = z.object({
  RequestItems: z.record(
    z.string(),
    z.array(
      z.object({
        PutRequest: z.object({ Item }).optional(),
        DeleteRequest: z.object({ Key: Item }).optional(),
      }),
    ),
  ),
});

const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/**
 * Which rights a DynamoDB call needs, and which partition keys it names.
 * @throws ZodError when the parameters are not those of a known operation
 */
export function describeDynamodbCall(
  operation: string,
  body: unknown,
  known: KnownTables,
): AwsCallDescription {
  const parts = toParts(operation, body);
  const [first] = parts;
  const described = parts.map((part) => toRights(part, known));
  return {
    rights: described.flatMap(({ rights }) => rights),
    keys: described.flatMap(({ keys }) => keys),
    ...(first && { table: toTableName(first.parameters.TableName) }),
  };
}

type Part = {
  readonly action: string;
  readonly parameters: OneTable;
  readonly items: readonly Item[];
  readonly enclosing?: string;
};

type Item = z.infer<typeof Item>;

function toParts(operation: string, body: unknown): readonly Part[] {
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems')
    return Transaction.parse(body).TransactItems.flatMap((entry) =>
      Object.entries(entry).map(([kind, parameters]) => ({
        action: TRANSACTION_ACTIONS[kind] ?? kind,
        parameters,
        items: toItems(parameters),
        enclosing: operation,
      })),
    );
  if (operation === 'BatchGetItem')
    return Object.entries(BatchGet.parse(body).RequestItems).map(([table, { Keys: items }]) =>
      toBatchPart(operation, table, items),
    );
  if (operation === 'BatchWriteItem')
    return Object.entries(BatchWrite.parse(body).RequestItems).map(([table, requests]) =>
      toBatchPart(
        operation,
        table,
        requests.map(({ PutRequest: put, DeleteRequest: remove }) => put?.Item ?? remove?.Key ?? {}),
      ),
    );
  const parameters = OneTable.parse(body);
  return [{ action: operation, parameters, items: toItems(parameters) }];
}

function toBatchPart(action: string, table: string, items: readonly Item[]): Part {
  return { action, parameters: OneTable.parse({ TableName: table }), items };
}

function toItems({ Key: key, Item: item }: OneTable): readonly Item[] {
  return [key, item].filter((one) => one !== undefined);
}

function toRights(
  part: Part,
  known: KnownTables,
): { rights: readonly NeededRight[]; keys: readonly string[] } {
  const name = toTableName(part.parameters.TableName);
  const index = part.parameters.IndexName;
  const table = known.tables.find((candidate) => candidate.name === name);
  const keyName = table?.partitionKey(index);
  const keys = keyName
    ? [...part.items.map((item) => toText(item[keyName])), ...queriedKeys(part.parameters, keyName)]
    : [];
  const tableArn = known.toTableArn(name);
  const right = {
    action: `dynamodb:${part.action}`,
    resourceArn: index ? `${tableArn}/index/${index}` : tableArn,
    context: {
      ...(keys.length > 0 && { 'dynamodb:LeadingKeys': keys }),
      ...(part.enclosing !== undefined && { 'dynamodb:EnclosingOperation': part.enclosing }),
    },
  };
  return { rights: [right, ...(table ? toTableDecryptRights(table) : [])], keys };
}

/** `#pk = :payment`: the value that a query's condition asks of the partition key. */
function queriedKeys(parameters: OneTable, keyName: string): readonly string[] {
  const comparisons = (parameters.KeyConditionExpression ?? '').matchAll(/(#?\w+)\s*=\s*(:\w+)/g);
  return [...comparisons].flatMap(([, name = '', value = '']) =>
    (parameters.ExpressionAttributeNames[name] ?? name) === keyName
      ? [toText(parameters.ExpressionAttributeValues[value])]
      : [],
  );
}

/** Calls may name a table by its ARN. */
function toTableName(nameOrArn: string): string {
  return nameOrArn.split('table/').at(-1) ?? nameOrArn;
}

/** `{ S: 'x' }` or `{ N: '1' }`; what has neither is no key, and the engine says so. */
function toText(value: Item[string] | undefined): string {
  return String(value?.S ?? value?.N ?? value?.B ?? '');
}
