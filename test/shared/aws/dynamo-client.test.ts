import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { fromItem, isRefusal, itemOfFailedCondition, toItem } from '../../../shared/aws/dynamo-client.ts';

const failedWith = (item?: Record<string, { S: string }>) =>
  new ConditionalCheckFailedException({ message: 'no', $metadata: {}, ...(item && { Item: item }) });

test('the item of a failed condition is the one that came with it', async () => {
  const read = () => Promise.reject(new Error('it is not read'));

  assert.deepEqual(await itemOfFailedCondition(failedWith({ a: { S: 'x' } }), read), { a: { S: 'x' } });
});

test('an engine that gives no item with a failed condition is asked for it', async () => {
  assert.deepEqual(await itemOfFailedCondition(failedWith(), async () => ({ a: { S: 'y' } })), {
    a: { S: 'y' },
  });
});

test('an error that is no failed condition stays what it is', async () => {
  const error = new Error('the connection was lost');

  await assert.rejects(
    itemOfFailedCondition(error, async () => ({})),
    error,
  );
});

describe('an error is a refusal when AWS answered with a 4xx, and was asked once:', () => {
  const rows: readonly { name: string; error: unknown; is: boolean }[] = [
    { name: '400', error: { $metadata: { httpStatusCode: 400 } }, is: true },
    { name: '400, sent once', error: { $metadata: { httpStatusCode: 400, attempts: 1 } }, is: true },
    {
      name: '400 to a repeat of what may have been done',
      error: { $metadata: { httpStatusCode: 400, attempts: 2 } },
      is: false,
    },
    { name: '413', error: { $metadata: { httpStatusCode: 413 } }, is: true },
    { name: '500', error: { $metadata: { httpStatusCode: 500 } }, is: false },
    { name: '503', error: { $metadata: { httpStatusCode: 503 } }, is: false },
    { name: 'a lost connection, as the SDK marks it', error: { $metadata: { attempts: 3 } }, is: false },
    { name: 'a lost connection', error: new Error('ECONNRESET'), is: false },
    { name: 'nothing', error: undefined, is: false },
    { name: 'null in place of facts', error: { $metadata: null }, is: false },
  ];
  for (const { name, error, is } of rows) test(name, () => assert.equal(isRefusal(error), is));
});

test('values survive the way to an item and back, and what is undefined does not go', () => {
  const value = { text: '', zero: 0, no: false, nothing: null, list: [], deep: [{ a: { b: [1.25] } }] };

  assert.deepEqual(fromItem(toItem({ ...value, gone: undefined })), value);
});
