import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { LocalTable } from '../assembly/tables.ts';
import { LocalStackError } from '../local-stack-error.ts';
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
  await call(engine, 'CreateTable', {
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
  const { Table: state } = Description.parse(await call(engine, 'DescribeTable', { TableName: table.name }));
  return [state.TableStatus, ...state.GlobalSecondaryIndexes.map(({ IndexStatus }) => IndexStatus)].every(
    (status) => status === 'ACTIVE',
  );
}

/** The engines look at the form of a signature only. */
async function call(engine: Engine, operation: string, body: unknown): Promise<unknown> {
  const response = await fetch(engine.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/sa-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new LocalStackError(`${engine.name} refused ${operation}: ${answer}`);
  return JSON.parse(answer);
}
