import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** One conditional write and nothing else, timed where it is made: what a trip to the database costs here. */

/** About as long as an item of the ledger. */
const PADDING = 'x'.repeat(700);

const client = new DynamoDBClient({});

export async function handler({ pathParameters }: APIGatewayProxyEventV2) {
  const startedAt = performance.now();
  await client.send(
    new PutItemCommand({
      TableName: process.env.WRITE_TABLE,
      Item: { id: { S: pathParameters?.paymentId ?? '' }, padding: { S: PADDING } },
      ConditionExpression: 'attribute_not_exists(id)',
    }),
  );
  return { statusCode: 200, body: JSON.stringify({ writeMs: performance.now() - startedAt }) };
}
