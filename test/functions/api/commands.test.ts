import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { startAwsService, toAnswer } from '../../shared/aws/aws-service.ts';
import { message, toSqsRecord } from '../../shared/bus/fakes.ts';
import { invocationContext, useAwsAt } from '../context.ts';

test('the refusal of a command that names no provider is published; what cannot be is delivered again', async (t) => {
  const lost = message({ provider: 'acme' });
  const aws = await startAwsService(
    t,
    toAnswer({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
    toAnswer({ MessageId: '1', MD5OfMessageBody: createHash('md5').update(lost.body).digest('hex') }),
    toAnswer({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] }),
    toAnswer({}),
  );
  useAwsAt(aws.config.endpoint, {
    PROVIDERS: 'letpay,sopague',
    EVENT_BUS_NAME: 'estorno',
    COMMANDS_DLQ_URL: 'https://sqs.sa-east-1.amazonaws.com/000000000000/dead-letters',
    COMMANDS_MAX_RECEIVES: '10',
  });
  const { handler } = await import('../../../functions/api/handler.ts');

  const first = await handler({ Records: [toSqsRecord(lost)] }, invocationContext());
  const second = await handler({ Records: [toSqsRecord(lost)] }, invocationContext());

  assert.deepEqual(first, { batchItemFailures: [] });
  assert.deepEqual(second, { batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  assert.deepEqual(
    aws.received().map(({ target }) => target),
    [
      ...['AWSEvents.PutEvents', 'AmazonSQS.SendMessage'],
      ...['AWSEvents.PutEvents', 'AmazonSQS.ChangeMessageVisibility'],
    ],
  );
});
