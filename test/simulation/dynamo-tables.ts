import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { applied, type Context, holds, type Item } from './dynamo-expressions.ts';

/** The primary key's name, by table. */
const KEYS: Readonly<Record<string, string>> = { ledger: 'payment', sessions: 'session' };

/** A change of one item, told in the moment in which it happens. */
export type Change = {
  readonly table: string;
  readonly key: string;
  readonly before: Item | undefined;
  readonly after: Item;
};

export type TablesOptions = {
  readonly onChange: (change: Change) => void;
  /** The index is brought up to date by calling `update`, at once or later. */
  readonly onIndexed: (update: () => void) => void;
  /** The engine leaves out the item of a failed condition, as some do. */
  readonly hidesKept: () => boolean;
};

export type Tables = ReturnType<typeof createTables>;

/** Two tables and one index in memory: conditional writes as DynamoDB does them, one item at a time. */
export function createTables({ onChange, onIndexed, hidesKept }: TablesOptions) {
  const tables: Readonly<Record<string, Map<string, Item>>> = { ledger: new Map(), sessions: new Map() };
  const index = new Map<string, Item>();

  return { execute, itemOf, put, keysOf: (table: string) => [...tableOf(table).keys()] };

  /** What one command does and answers. @throws ConditionalCheckFailedException */
  function execute(command: unknown): object {
    if (command instanceof GetItemCommand) {
      const { TableName: table = '', Key } = command.input;
      return { Item: itemOf(table, keyOf(table, Key)) };
    }
    if (command instanceof QueryCommand) return query(command.input);
    if (command instanceof PutItemCommand) {
      const { TableName: table = '', Item: item = {} } = command.input;
      write(table, keyOf(table, item), command.input, () => item);
      return {};
    }
    if (command instanceof UpdateItemCommand) {
      const { TableName: table = '', Key: key = {}, UpdateExpression: update = '' } = command.input;
      const after = write(table, keyOf(table, key), command.input, (context) => ({
        ...applied(update, context),
        ...key,
      }));
      return command.input.ReturnValues === 'ALL_NEW' ? { Attributes: after } : {};
    }
    throw new Error('the simulated DynamoDB does not know this command');
  }

  type Conditional = PutItemCommand['input'] | UpdateItemCommand['input'];

  function write(table: string, key: string, input: Conditional, next: (context: Context) => Item): Item {
    const before = itemOf(table, key);
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
    const context = { item: before, names, values };
    if (!holds(input.ConditionExpression, context)) throw conditionFailed(before);
    const after = next(context);
    put(table, key, after);
    onChange({ table, key, before, after });
    return after;
  }

  function conditionFailed(kept: Item | undefined): ConditionalCheckFailedException {
    const told = kept && !hidesKept() ? { Item: { ...kept } } : {};
    return new ConditionalCheckFailedException({
      $metadata: { httpStatusCode: 400 },
      message: 'The conditional request failed',
      ...told,
    });
  }

  /** A query of the index `due`: keys only, those due first in front. */
  function query({
    KeyConditionExpression,
    ExpressionAttributeValues = {},
    Limit = 1,
    ...more
  }: QueryCommand['input']) {
    const entries = [...index.values()]
      .filter((item) => holds(KeyConditionExpression, { item, names: {}, values: ExpressionAttributeValues }))
      .sort(
        (a, b) =>
          Number(a.dueAt?.N) - Number(b.dueAt?.N) || (a.payment?.S ?? '').localeCompare(b.payment?.S ?? ''),
      );
    const { ExclusiveStartKey: start } = more;
    const from = start ? entries.findIndex(({ payment }) => payment?.S === start.payment?.S) + 1 : 0;
    const Items = entries.slice(from, from + Limit);
    return { Items, ...(entries.length > from + Limit && { LastEvaluatedKey: Items.at(-1) }) };
  }

  function put(table: string, key: string, item: Item): void {
    tableOf(table).set(key, item);
    if (table === 'ledger') onIndexed(() => reindex(key));
  }

  function reindex(key: string): void {
    const { payment, dueShard, dueAt } = itemOf('ledger', key) ?? {};
    if (payment && dueShard && dueAt) index.set(key, { payment, dueShard, dueAt });
    else index.delete(key);
  }

  function itemOf(table: string, key: string): Item | undefined {
    return tableOf(table).get(key);
  }

  function tableOf(table: string): Map<string, Item> {
    const found = tables[table];
    if (!found) throw new Error(`there is no table ${table}`);
    return found;
  }

  function keyOf(table: string, item: Item | undefined): string {
    return item?.[KEYS[table] ?? '']?.S ?? '';
  }
}

/** An item as plain values. */
export function plain(item: Item): Record<string, unknown> {
  return unmarshall({ ...item });
}
