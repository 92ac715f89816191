import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createSqsCommandQueue } from '../../../shared/aws/sqs-command-queue.ts';
import { message } from '../bus/fakes.ts';
import { startAwsService, toAnswer } from './aws-service.ts';

const ACCOUNT_URL = 'https://sqs.sa-east-1.amazonaws.com/000000000000';
const deadLettersUrl = `${ACCOUNT_URL}/dead-letters`;

test('a message is delayed in the queue that it came from', async (t) => {
  const { config, received } = await startAwsService(t, toAnswer({}));
  const queue = createSqsCommandQueue({
    deadLettersUrl,
    connect: () => new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
  });

  await queue.delay(message(), 60);

  assert.deepEqual(received(), [
    {
      target: 'AmazonSQS.ChangeMessageVisibility',
      body: { QueueUrl: `${ACCOUNT_URL}/letpay`, ReceiptHandle: 'receipt-1', VisibilityTimeout: 60 },
    },
  ]);
});

test('a message is set aside as it came, with the reason', async (t) => {
  const { body } = message();
  const md5 = createHash('md5').update(body).digest('hex');
  const { config, received } = await startAwsService(t, toAnswer({ MessageId: '1', MD5OfMessageBody: md5 }));
  const queue = createSqsCommandQueue({
    deadLettersUrl,
    connect: () => new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
  });

  await queue.setAside(message(), { problem: 'forbidden', detail: 'It is not yours.' });

  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  assert.deepEqual(received(), [
    {
      target: 'AmazonSQS.SendMessage',
      body: {
        QueueUrl: deadLettersUrl,
        MessageBody: body,
        MessageAttributes: { problem: text('forbidden'), detail: text('It is not yours.') },
      },
    },
  ]);
});
