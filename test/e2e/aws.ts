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

/** Moves every lease of either table an hour into the past, as if the time of whoever holds one were over. */
export async function endLeases(stack: LocalStack): Promise<void> {
  for (const TableName of [stack.tableName('Ledger'), stack.tableName('Sessions')]) {
    const { Items } = Scanned.parse(await callAws(stack, 'DynamoDB_20120810.Scan', { TableName }));
    for (const item of Items.map((one) => JSON.stringify(unmarshall(one)))) {
      const over = item.replace(
        /"(leaseUntil|dueAt)":(\d+)/g,
        (_, name, at) => `"${name}":${at - 3_600_000}`,
      );
      const Item = marshall(JSON.parse(over));
      if (over !== item) await callAws(stack, 'DynamoDB_20120810.PutItem', { TableName, Item });
    }
  }
}
