import * as z from 'zod/mini';
import type { Invocation } from '../operation/runner.ts';
import type { CommandMessage } from '../ports/command-queue.ts';
import { type IntakeDeps, takeCommands } from './command-intake.ts';

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

/** Answers a batch of messages with those that are to be delivered again. */
export async function answerBatch(
  deps: IntakeDeps,
  { Records }: SqsEvent,
  invocation: Invocation,
): Promise<object> {
  const left = await takeCommands(deps, Records.map(toMessage), invocation);
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
