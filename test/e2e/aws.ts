import assert from 'node:assert/strict';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { LocalStack } from '../../local/local-stack.ts';

/** Calls AWS as the one who may do everything: `callAws(stack, 'DynamoDB_20120810.GetItem', {…})`. */
export async function callAws(stack: LocalStack, target: string, body: object): Promise<unknown> {
  const credential = `local/20260101/${stack.region}/dynamodb/aws4_request`;
  const response = await fetch(stack.awsUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  assert.ok(response.ok, answer);
  return JSON.parse(answer);
}

const Scanned = z.object({ Items: z.array(z.record(z.string(), z.any())) });

const HOUR_MS = 3_600_000;

/** Fields that hold the end of a lease, or the time at which the sweeper acts. */
const ENDS: ReadonlySet<string> = new Set(['leaseUntil', 'dueAt', 'nextActionAt']);

/** Moves every lease of either table an hour into the past, and makes all that is open due. */
export async function endLeases(stack: LocalStack): Promise<void> {
  for (const TableName of [stack.tableName('Ledger'), stack.tableName('Sessions')]) {
    const { Items } = Scanned.parse(await callAws(stack, 'DynamoDB_20120810.Scan', { TableName }));
    for (const item of Items.map((one) => JSON.stringify(unmarshall(one)))) {
      const ended: unknown = JSON.parse(item, toEnded);
      if (JSON.stringify(ended) !== item)
        await callAws(stack, 'DynamoDB_20120810.PutItem', { TableName, Item: marshall(ended) });
    }
  }
}

/** A token's `expiresAt` stays as it is: only that of a lease ends. */
function toEnded(name: string, value: unknown): unknown {
  if (typeof value === 'number' && ENDS.has(name)) return value - HOUR_MS;
  if (name !== 'lease') return value;
  const lease = leaseSchema.parse(value);
  return { ...lease, expiresAt: lease.expiresAt - HOUR_MS };
}

const leaseSchema = z.looseObject({ expiresAt: z.number() });
