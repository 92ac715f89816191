import type { QueueMapping } from '../assembly/event-source-mappings.ts';
import type { Queues, ReceivedMessage } from '../queues/start-queues.ts';
import { failedItems } from './batch-answer.ts';
import { createBell } from './bell.ts';
import type { MappingParts, RunningMapping } from './running-mapping.ts';

/** Longer than any invocation: every end of one rings. */
const A_MINUTE_MS = 60_000;

/**
 * Hands the messages of a queue to a function, batch by batch, and removes what did not fail. What failed is left
 * alone: it is delivered again when its visibility timeout is over, or goes where the queue's redrive policy says.
 */
export function startQueueMapping(
  mapping: QueueMapping,
  parts: MappingParts & { readonly queues: Queues },
): RunningMapping {
  const { queues, functions } = parts;
  const pool = functions.poolOf(mapping.fn.arn);
  const ended = createBell();
  const running = new Set<Promise<void>>();
  let isStopped = false;

  async function handle(messages: readonly ReceivedMessage[]): Promise<void> {
    const result = await pool.invoke(JSON.stringify(toEvent(messages, mapping, parts.region)));
    if (isStopped) return;
    if (result.isError) parts.say(mapping, `What ${mapping.logicalId} handed over failed: ${result.payload}`);
    const ids = messages.map(({ MessageId }) => MessageId);
    const failed = failedItems(result, ids, mapping.reportsFailures);
    await queues.remove(
      mapping.queue,
      messages.filter(({ MessageId }) => !failed.includes(MessageId)),
    );
  }

  function begin(messages: readonly ReceivedMessage[]): void {
    const work = handle(messages)
      .catch((error: unknown) => {
        if (!isStopped) parts.say(mapping, `${mapping.logicalId} failed: ${error}`);
      })
      .finally(() => {
        running.delete(work);
        ended.ring();
      });
    running.add(work);
  }

  async function poll(): Promise<void> {
    while (!isStopped) {
      if (running.size >= mapping.maxConcurrency) await ended.wait(A_MINUTE_MS);
      else {
        const messages = await queues.receive(mapping.queue, mapping.batchSize);
        // What was received as the stack ended is nobody's any more.
        if (messages.length > 0 && !isStopped) begin(messages);
      }
    }
    await Promise.all(running);
  }

  const polling = poll().catch((error: unknown) => {
    if (!isStopped) parts.say(mapping, `${mapping.logicalId} has ended: ${error}`);
  });
  return {
    stop: () => {
      isStopped = true;
      ended.ring();
    },
    ended: polling,
  };
}

/** @source docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function toEvent(messages: readonly ReceivedMessage[], { queue }: QueueMapping, region: string): object {
  const Records = messages.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: message.MessageAttributes,
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  }));
  return { Records };
}
