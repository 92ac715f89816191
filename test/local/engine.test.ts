import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DescribeTableCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { ENGINE_NAMES } from '../../local/engine/engine.ts';
import { findJava, isFit, requireFit } from '../../local/engine/java.ts';
import { LEDGER } from './fixture-assembly.ts';
import { startFixtureStack } from './fixture-stack.ts';

const java = await findJava();

for (const engine of ENGINE_NAMES) {
  const skip = engine === 'dynamodb-local' && !(java && isFit(java)) ? 'this machine has no Java 17' : false;
  test(`${engine} has the tables of the template, with keys and indexes`, { skip }, async () => {
    const stack = await startFixtureStack({ resources: { Ledger: LEDGER } }, { engine });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new DynamoDBClient({ region: stack.region, endpoint: stack.awsUrl, credentials });
    const TableName = stack.tableName('Ledger');

    const { Table: table } = await client.send(new DescribeTableCommand({ TableName }));
    const item = { payment: { S: 'p' }, dueShard: { S: '0' }, dueAt: { N: '7' }, other: { S: 'x' } };
    await client.send(new PutItemCommand({ TableName, Item: item }));
    const due = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'due',
        KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
        ExpressionAttributeValues: { ':shard': { S: '0' }, ':now': { N: '7' } },
      }),
    );

    assert.equal(stack.engine, engine);
    assert.deepEqual(table?.KeySchema, LEDGER.Properties.KeySchema);
    assert.deepEqual(due.Items, [{ payment: { S: 'p' }, dueShard: { S: '0' }, dueAt: { N: '7' } }]);
  });
}

describe('DynamoDB Local where Java does not fit says so:', () => {
  for (const [what, found, says] of [
    ['none', undefined, /this machine has none/],
    ['an old one', { command: 'java', major: 11 }, /this machine has Java 11/],
  ] as const)
    test(what, () => assert.throws(() => requireFit(found), { name: 'LocalStackError', message: says }));
});
