import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { CommandQueue } from '../ports/command-queue.ts';
import { CLIENT_LIMITS } from './dynamo-client.ts';

/** Queues of commands in SQS, with one queue of dead letters in the same account. The client is made when it is needed. */
export function createSqsCommandQueue({
  deadLettersUrl,
  connect = connectToSqs,
}: {
  deadLettersUrl: string;
  connect?: () => SQSClient;
}): CommandQueue {
  let client: SQSClient | undefined;

  return {
    async delay({ queueArn, receiptHandle }, seconds) {
      client ??= connect();
      const QueueUrl = toQueueUrl(queueArn, deadLettersUrl);
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    },

    async setAside({ body }, why) {
      client ??= connect();
      const toAttribute = (text: string) => ({ DataType: 'String', StringValue: text });
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLettersUrl,
          MessageBody: body,
          MessageAttributes: { problem: toAttribute(why.problem), detail: toAttribute(why.detail) },
        }),
      );
    },
  };
}

/** By the endpoint that the environment says, as every other client: a queue's URL only names the queue. */
function connectToSqs(): SQSClient {
  return new SQSClient({ ...CLIENT_LIMITS, useQueueUrlAsEndpoint: false });
}

/** An event says the queue's ARN only. Its URL differs from that of its neighbor by the name alone. */
function toQueueUrl(queueArn: string, neighborUrl: string): string {
  return neighborUrl.replace(/[^/]+$/, queueArn.slice(queueArn.lastIndexOf(':') + 1));
}
