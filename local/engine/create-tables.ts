import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { LocalTable } from '../assembly/tables.ts';
import { callEngine } from './call-engine.ts';
import type { Engine } from './engine.ts';

const Description = z.object({
  Table: z.object({
    TableStatus: z.string(),
    GlobalSecondaryIndexes: z.array(z.object({ IndexStatus: z.string() })).default([]),
  }),
});

/** Makes the template's tables, all paid by use. Streams are left out where the engine has none. */
export async function createTables(tables: readonly LocalTable[], engine: Engine): Promise<void> {
  await Promise.all(tables.map((table) => createTable(table, engine)));
}

async function createTable(table: LocalTable, engine: Engine): Promise<void> {
  const {
    GlobalSecondaryIndexes: global,
    LocalSecondaryIndexes: local,
    StreamSpecification: stream,
  } = table.schema;
  await callEngine(engine, 'DynamoDB_20120810.CreateTable', {
    TableName: table.name,
    KeySchema: table.schema.KeySchema,
    AttributeDefinitions: table.schema.AttributeDefinitions,
    BillingMode: 'PAY_PER_REQUEST',
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(stream &&
      engine.name === 'dynamodb-local' && { StreamSpecification: { ...stream, StreamEnabled: true } }),
  });
  while (!(await isActive(table, engine))) await delay(10);
}

async function isActive(table: LocalTable, engine: Engine): Promise<boolean> {
  const { Table: state } = Description.parse(
    await callEngine(engine, 'DynamoDB_20120810.DescribeTable', { TableName: table.name }),
  );
  return [state.TableStatus, ...state.GlobalSecondaryIndexes.map(({ IndexStatus }) => IndexStatus)].every(
    (status) => status === 'ACTIVE',
  );
}
