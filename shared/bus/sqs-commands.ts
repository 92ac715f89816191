import * as z from 'zod/mini';
import type { CommandMessage } from '../ports/command-queue.ts';

/**
 * What we read of a batch of SQS messages.
 *
 * @source https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
const sqsEventSchema = z.object({
  Records: z
    .array(
      z.object({
        eventSource: z.literal('aws:sqs'),
        eventSourceARN: z.string(),
        messageId: z.string(),
        receiptHandle: z.string(),
        body: z.string(),
        attributes: z.object({
          ApproximateReceiveCount: z.string().check(z.regex(/^[1-9]\d{0,8}$/)),
          AWSTraceHeader: z.optional(z.string()),
        }),
      }),
    )
    .check(z.minLength(1)),
});

export type SqsEvent = z.infer<typeof sqsEventSchema>;

/** The batch, if the event is one. */
export function toSqsEvent(event: unknown): SqsEvent | undefined {
  return sqsEventSchema.safeParse(event).data;
}

export function toMessages({ Records }: SqsEvent): readonly CommandMessage[] {
  return Records.map(toMessage);
}

/** The answer to a batch: the messages that are to be delivered again. */
export function toBatchAnswer(left: readonly CommandMessage[]): object {
  return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

function toMessage({
  eventSourceARN: queueArn,
  attributes,
  ...record
}: SqsEvent['Records'][number]): CommandMessage {
  const { ApproximateReceiveCount: receives, AWSTraceHeader: traceHeader } = attributes;
  return {
    ...record,
    queueArn,
    receives: Number(receives),
    ...(traceHeader !== undefined && { traceHeader }),
  };
}
