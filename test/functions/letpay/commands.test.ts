import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { startAwsService, toAnswer } from '../../shared/aws/aws-service.ts';
import { message, toSqsRecord } from '../../shared/bus/fakes.ts';
import { invocationContext, useAwsAt } from '../context.ts';

test("a provider's function takes the commands for it: a malformed one is refused, one of an unknown merchant waits", async (t) => {
  const bad = message({ amout: 1 });
  const aws = await startAwsService(
    t,
    toAnswer({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
    toAnswer({ MessageId: '1', MD5OfMessageBody: createHash('md5').update(bad.body).digest('hex') }),
    toAnswer({ __type: 'ResourceNotFoundException' }, 400),
    toAnswer({}),
    toAnswer({}),
  );
  useAwsAt(aws.config.endpoint, {
    LEDGER_TABLE: 'ledger',
    SESSIONS_TABLE: 'sessions',
    EVENT_BUS_NAME: 'estorno',
    COMMANDS_DLQ_URL: 'https://sqs.sa-east-1.amazonaws.com/000000000000/dead-letters',
    COMMANDS_MAX_RECEIVES: '10',
  });
  const { handler } = await import('../../../functions/letpay/handler.ts');

  const answers = [
    await handler({ Records: [toSqsRecord(bad)] }, invocationContext()),
    await handler({ Records: [toSqsRecord(message())] }, invocationContext()),
  ];

  const [refused, waiting] = answers;
  assert.deepEqual(refused, { batchItemFailures: [] });
  assert.deepEqual(waiting, { batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  const targets = aws.received().map(({ target }) => target);
  assert.deepEqual(targets.slice(0, 2), ['AWSEvents.PutEvents', 'AmazonSQS.SendMessage']);
  // The kill switch is read beside the secret, in whatever order; then the payment.
  const together = ['DynamoDB_20120810.GetItem', 'secretsmanager.GetSecretValue'];
  assert.deepEqual(targets.slice(2, 4).toSorted(), together);
  assert.equal(targets.slice(4).includes('AWSEvents.PutEvents'), false, 'it may be executed yet');
});
