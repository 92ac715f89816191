import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { callEngine } from './call-engine.ts';
import type { Engine } from './engine.ts';

const itemSchema = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
);

const pageSchema = z.object({ Items: z.array(itemSchema), LastEvaluatedKey: itemSchema.optional() });

/** Every item of a table, as the engine has them now. */
export async function readItems(engine: Engine, tableName: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let from: z.infer<typeof itemSchema> | undefined;
  do {
    const page = pageSchema.parse(
      await callEngine(engine, 'DynamoDB_20120810.Scan', {
        TableName: tableName,
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    items.push(...page.Items.map((item) => unmarshall(item)));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}
