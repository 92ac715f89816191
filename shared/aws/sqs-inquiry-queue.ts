import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { toInquiryRequest } from '../domain/inquiry-request.ts';
import type { InquiryQueue } from '../ports/inquiry-queue.ts';

/** The sender of a notification waits for this call: it is given up long before that sender gives up. */
const LIMITS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 500, throwOnRequestTimeout: true },
} as const;

/** The queue of the provider's commands, whose messages invoke this function. The client is made when it is needed. */
export function createSqsInquiryQueue({
  queueUrl,
  connect = () => new SQSClient({ ...LIMITS, useQueueUrlAsEndpoint: false }),
}: {
  queueUrl: string;
  connect?: () => SQSClient;
}): InquiryQueue {
  let client: SQSClient | undefined;
  return {
    async put(ref) {
      client ??= connect();
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: toInquiryRequest(ref) }));
    },
  };
}
