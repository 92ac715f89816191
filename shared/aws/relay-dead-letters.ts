import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { RelayDeadLetters } from '../ports/relay-dead-letters.ts';
import { CLIENT_LIMITS } from './dynamo-client.ts';

/** A queue in SQS. The client is made when there is something to set aside. */
export function createRelayDeadLetters({
  url,
  connect = connectToSqs,
}: {
  url: string;
  connect?: () => SQSClient;
}): RelayDeadLetters {
  let client: SQSClient | undefined;

  return {
    async put(record) {
      client ??= connect();
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(record) }));
    },
  };
}

/** By the endpoint that the environment says, as every other client: a queue's URL only names the queue. */
function connectToSqs(): SQSClient {
  return new SQSClient({ ...CLIENT_LIMITS, useQueueUrlAsEndpoint: false });
}
