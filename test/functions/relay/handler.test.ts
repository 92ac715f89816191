import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { startAwsService, toAnswer } from '../../shared/aws/aws-service.ts';
import { onlyOperation, refundIn, toStreamRecord } from '../../shared/events/images.ts';
import { invocationContext, useAwsAt } from '../context.ts';

const QUEUE_URL = 'https://sqs.sa-east-1.amazonaws.com/000000000000/aside';
const FLOW_ARN = 'arn:aws:states:sa-east-1:000000000000:stateMachine:refund';

test('a batch of the stream is published on the bus, its refunds are driven, and what cannot be is set aside', async (t) => {
  const open = refundIn('accepted');
  const newer = { ...open, payment: 'loja-2#letpay#x', schema: 2 };
  const aside = JSON.stringify({
    payment: newer.payment,
    operationId: onlyOperation(open).id,
    sequenceNumber: '200',
    reason: 'newer_item',
  });
  const aws = await startAwsService(
    t,
    toAnswer({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
    toAnswer({ executionArn: 'arn:x', startDate: 1_700_000_000 }),
    toAnswer({ MessageId: '1', MD5OfMessageBody: hash('md5', aside) }),
  );
  useAwsAt(aws.config.endpoint, {
    EVENT_BUS_NAME: 'estorno',
    REFUND_FLOW_ARN: FLOW_ARN,
    RELAY_DLQ_URL: QUEUE_URL,
  });
  const { handler } = await import('../../../functions/relay/handler.ts');

  const answer = await handler(
    { Records: [toStreamRecord(open, '100'), toStreamRecord(newer, '200')] },
    invocationContext(),
  );

  assert.deepEqual(answer, { batchItemFailures: [] });
  assert.deepEqual(
    aws.received().map(({ target }) => target),
    ['AWSEvents.PutEvents', 'AWSStepFunctions.StartExecution', 'AmazonSQS.SendMessage'],
  );
  assert.equal(aws.received()[1]?.body.name, onlyOperation(open).id);
  assert.deepEqual(aws.received()[2]?.body, { QueueUrl: QUEUE_URL, MessageBody: aside });
});

test('what is no batch of the stream is an error', async () => {
  const { handler } = await import('../../../functions/relay/handler.ts');

  await assert.rejects(handler({ Records: [{ body: '{}' }] }, invocationContext()), {
    name: 'validation_failed',
  });
  await assert.rejects(handler({ Records: [{ eventSource: 'aws:dynamodb' }] }, invocationContext()), {
    name: 'internal_error',
  });
});
