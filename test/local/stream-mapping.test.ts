import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { EngineName } from '../../local/engine/engine.ts';
import { findJava, isFit } from '../../local/engine/java.ts';
import { eventually } from './eventually.ts';
import { LEDGER } from './fixture-assembly.ts';
import { toMapping, toQueue, toStreamRights } from './fixture-events.ts';
import { startFixtureStack } from './fixture-stack.ts';

/** Prints what it gets; fails with the records that say so, or throws. */
const RELAY = `
export const handler = async ({ Records }) => {
  process.stdout.write('batch ' + JSON.stringify(Records) + '\\n');
  const orders = Records.map(({ dynamodb }) => ({
    order: dynamodb.NewImage?.order?.S, itemIdentifier: dynamodb.SequenceNumber,
  }));
  if (orders.some(({ order }) => order === 'throws')) throw new Error('as asked');
  return { batchItemFailures: orders.filter(({ order }) => order === 'fails') };
};`;

const WITH_EVENT = { dynamodb: { NewImage: { event: { M: { type: { S: [{ exists: true }] } } } } } };

const java = await findJava();
const ENGINES: readonly EngineName[] = java && isFit(java) ? ['dynamodb-local', 'dynalite'] : ['dynalite'];

for (const engine of ENGINES) {
  const stack = await startFixtureStack(
    {
      functions: {
        Relay: {
          source: RELAY,
          statements: [
            toStreamRights('Ledger'),
            { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
          ],
        },
      },
      resources: {
        Ledger: {
          ...LEDGER,
          Properties: { ...LEDGER.Properties, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
        },
        Dead: toQueue(),
        Mapping: toMapping(
          'Relay',
          { 'Fn::GetAtt': ['Ledger', 'StreamArn'] },
          {
            BatchSize: 10,
            BisectBatchOnFunctionError: true,
            DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
            FilterCriteria: { Filters: [{ Pattern: JSON.stringify(WITH_EVENT) }] },
            MaximumRetryAttempts: 1,
            StartingPosition: 'TRIM_HORIZON',
          },
        ),
      },
    },
    { engine },
  );

  const client = new DynamoDBClient({
    region: stack.region,
    endpoint: stack.awsUrl,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

  /** Saves an item with an event. */
  const save = (payment: string, n: number, order = '') =>
    client.send(
      new PutItemCommand({
        TableName: 'ledger',
        Item: {
          payment: { S: payment },
          n: { N: String(n) },
          order: { S: order },
          event: { M: { type: { S: 'PaymentCancellationSucceeded' } } },
        },
      }),
    );

  type Record = {
    eventName: string;
    dynamodb: { Keys: { payment: { S: string } }; NewImage: { n: { N: string }; order: { S: string } } };
  };

  const batches = (): Record[][] =>
    stack.logs
      .filter(({ line }) => line.startsWith('batch '))
      .map(({ line }) => JSON.parse(line.slice('batch '.length)));

  /** What the function got of some payments, in its order: `p1:1`. */
  const seenOf = (start: string) =>
    batches()
      .flat()
      .filter(({ dynamodb }) => dynamodb.Keys.payment.S.startsWith(start))
      .map(({ dynamodb }) => `${dynamodb.Keys.payment.S}:${dynamodb.NewImage.n.N}`);

  describe(`on ${engine}`, () => {
    test('a save is handed over as Lambda does it', async () => {
      await save('shape', 1);

      await eventually(() => seenOf('shape').length === 1);
      const record = batches().flat()[0];
      assert.ok(record);
      const { eventID, dynamodb, ...others } = JSON.parse(JSON.stringify(record));
      assert.ok(eventID);
      assert.deepEqual(others, {
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'sa-east-1',
        eventSourceARN: 'arn:aws:dynamodb:sa-east-1:111122223333:table/ledger/stream/2026-01-01T00:00:00.000',
      });
      assert.deepEqual(dynamodb.Keys, { payment: { S: 'shape' } });
      assert.deepEqual(dynamodb.NewImage.event, { M: { type: { S: 'PaymentCancellationSucceeded' } } });
      assert.match(dynamodb.SequenceNumber, /^\d+$/);
      assert.equal(dynamodb.StreamViewType, 'NEW_IMAGE');
    });

    test('an empty map or list is handed over with its type', async () => {
      const nested = { M: { none: { L: [] }, empty: { M: {} } } };
      const Item = {
        payment: { S: 'empty' },
        n: { N: '1' },
        map: { M: {} },
        list: { L: [nested] },
        event: { M: { type: { S: 'PaymentCancellationSucceeded' } } },
      };
      await client.send(new PutItemCommand({ TableName: 'ledger', Item }));

      await eventually(() => seenOf('empty').length === 1);
      const record = batches()
        .flat()
        .find(({ dynamodb }) => dynamodb.Keys.payment.S === 'empty');
      assert.deepEqual(record?.dynamodb.NewImage, Item);
    });

    test('every save comes, in order, with its own image, however quick they follow', async () => {
      await Promise.all(
        ['order-a', 'order-b'].map(async (payment) => {
          for (let n = 1; n <= 10; n += 1) await save(payment, n);
        }),
      );

      await eventually(() => seenOf('order').length === 20);
      for (const payment of ['order-a', 'order-b'])
        assert.deepEqual(
          seenOf(payment),
          Array.from({ length: 10 }, (_, index) => `${payment}:${index + 1}`),
        );
    });

    test('an update shows the whole item; a save without an event, one that changes nothing, and a deletion are not handed over', async () => {
      await save('quiet', 1);
      await save('quiet', 1);
      const Key = { payment: { S: 'quiet' } };
      const TableName = 'ledger';
      const update = (UpdateExpression: string, value?: string) =>
        client.send(
          new UpdateItemCommand({
            TableName,
            Key,
            UpdateExpression,
            ...(value && { ExpressionAttributeValues: { ':v': { N: value } } }),
          }),
        );
      await update('SET n = :v', '2');
      await client.send(new PutItemCommand({ TableName, Item: { ...Key, n: { N: '3' } } }));
      await client.send(new DeleteItemCommand({ TableName, Key }));
      await save('quiet', 4);

      await eventually(() => seenOf('quiet').length === 3);
      assert.deepEqual(seenOf('quiet'), ['quiet:1', 'quiet:2', 'quiet:4']);
      const names = batches()
        .flat()
        .filter(({ dynamodb }) => dynamodb.Keys.payment.S === 'quiet');
      assert.deepEqual(
        names.map(({ eventName }) => eventName),
        ['INSERT', 'MODIFY', 'INSERT'],
      );
    });

    test('a refused write is not handed over', async () => {
      const command = new PutItemCommand({
        TableName: 'ledger',
        Item: { payment: { S: 'refused' }, n: { N: '1' }, event: { M: { type: { S: 'x' } } } },
        ConditionExpression: 'attribute_exists(payment)',
      });
      await assert.rejects(client.send(command), { name: 'ConditionalCheckFailedException' });
      await save('refused-next', 1);

      await eventually(() => seenOf('refused-next').length === 1);
      assert.deepEqual(seenOf('refused'), ['refused-next:1']);
    });

    for (const order of ['fails', 'throws'])
      test(`a record that ${order} is given up alone and reported to the queue, and what follows is handed over`, async () => {
        const before = (await stack.queues.messages('Dead')).length;
        await Promise.all([save(`${order}-1`, 1), save(`${order}-2`, 1, order), save(`${order}-3`, 1)]);

        const dead = await eventually(
          () => stack.queues.messages('Dead'),
          (messages) => messages.length === before + 1,
        );
        await eventually(() => new Set(seenOf(order)).size === 3);
        const { requestContext, DDBStreamBatchInfo: place } = JSON.parse(dead[before]?.body ?? '{}');
        assert.equal(requestContext.condition, 'RetryAttemptsExhausted');
        assert.equal(
          requestContext.functionArn,
          'arn:aws:lambda:sa-east-1:111122223333:function:Estorno-Relay',
        );
        assert.equal(place.batchSize, 1);
        assert.equal(place.startSequenceNumber, place.endSequenceNumber);
        const times = (payment: string) => seenOf(payment).length;
        assert.ok(times(`${order}-2`) >= 2, 'it was tried again');
      });
  });
}
