import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { readOperation } from './shapes.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const { stack } = world;
const dynamo = new DynamoDBClient({
  ...{ region: stack.region, endpoint: stack.awsUrl },
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
after(() => dynamo.destroy());
after(() => world.close());

/** Lets these merchants wait at LetPay, for a minute. */
async function setWaiting(...merchants: readonly string[]): Promise<void> {
  const until = world.now() + 60_000;
  const waiting = merchants.map((merchant, at) => ({ id: `other-${at}`, merchant, until }));
  await dynamo.send(
    new UpdateItemCommand({
      TableName: stack.tableName('Sessions'),
      Key: { session: { S: '*#letpay#waits' } },
      UpdateExpression: 'SET #version = :version, waiting = :waiting',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: marshall({ ':version': 1, ':waiting': waiting }),
    }),
  );
}

let count = 0;
const cancelAndWait = () =>
  world.cancel(world.newPayment('letpay'), { key: `wait-${++count}`, headers: { prefer: 'wait=2' } });

async function readWaiting(): Promise<unknown> {
  const items = await stack.readItems('Sessions');
  return items.find(({ session }) => session === '*#letpay#waits')?.waiting;
}

test('a request waits while there is room, and leaves its place', async () => {
  const answer = await cancelAndWait();
  assert.equal(answer.headers['preference-applied'], 'wait=2');
  assert.deepEqual(await readWaiting(), []);
});

for (const [why, merchants] of [
  ['two others wait', ['loja-8', 'loja-9']],
  ['one of the same merchant waits', ['loja-1']],
] as const)
  test(`a request is answered at once where ${why}: the operation goes on without it`, async () => {
    await setWaiting(...merchants);
    const answer = await cancelAndWait();

    const operation = readOperation(answer, 202);
    assert.equal(answer.headers['preference-applied'], undefined);
    assert.equal(operation.attempts, 1);
    assert.ok(answer.headers['retry-after']);
  });

test('a place whose request ended without leaving it is free after its time', async () => {
  await setWaiting();
  const answer = await cancelAndWait();
  assert.equal(answer.headers['preference-applied'], 'wait=2');
});
