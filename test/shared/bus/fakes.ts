import type { CommandMessage, CommandQueue } from '../../../shared/ports/command-queue.ts';
import type { EventBus, OutgoingEvent } from '../../../shared/ports/event-bus.ts';
import type { Log } from '../../../shared/ports/log.ts';
import { REF } from '../sample-operation.ts';

export const silentLog: Log = { info: () => undefined, error: () => undefined };

/** The id of the event that brings a command, where a test says no other. */
export const COMMAND_ID = '6a7e8feb-b491-4cf7-a9f1-bf3703467718';

/** A message with a command as the bus brings it; `undefined` takes a field of the detail away. */
export function message(
  detail: unknown = {},
  parts: Partial<CommandMessage> & { source?: string; type?: string; id?: string } = {},
): CommandMessage {
  const {
    source = 'estorno.merchant.loja-1',
    type = 'PaymentCancellationRequested',
    id = COMMAND_ID,
  } = parts;
  const whole = isObject(detail) ? { ...REF, idempotencyKey: 'key-1', ...detail } : detail;
  return {
    messageId: parts.messageId ?? 'message-1',
    receives: parts.receives ?? 1,
    receiptHandle: 'receipt-1',
    queueArn: 'arn:aws:sqs:sa-east-1:000000000000:letpay',
    body: parts.body ?? JSON.stringify({ version: '0', id, source, 'detail-type': type, detail: whole }),
  };
}

/** A message as Lambda hands it over. */
export function toSqsRecord({ messageId, receiptHandle, body, queueArn, receives }: CommandMessage) {
  const attributes = { ApproximateReceiveCount: String(receives), SentTimestamp: '0' };
  const source = { eventSource: 'aws:sqs', eventSourceARN: queueArn, awsRegion: 'sa-east-1' };
  return { messageId, receiptHandle, body, attributes, messageAttributes: {}, md5OfBody: '', ...source };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A bus that remembers what was published; `takes` says what becomes of each put. */
export function createFakeBus(takes: (events: readonly OutgoingEvent[]) => readonly number[] = () => []) {
  const published: OutgoingEvent[] = [];
  const puts: (readonly OutgoingEvent[])[] = [];
  const bus: EventBus = {
    async put(events) {
      puts.push(events);
      const refused = takes(events);
      published.push(...events.filter((_, at) => !refused.includes(at)));
      return refused;
    },
  };
  return { bus, published, puts };
}

/** A queue that remembers what it was asked; `fails` makes it fail. */
export function createFakeQueue({ fails = [] }: { fails?: readonly (keyof CommandQueue)[] } = {}) {
  const delays: { messageId: string; seconds: number }[] = [];
  const aside: { body: string; problem: string; detail: string }[] = [];
  const queue: CommandQueue = {
    async delay({ messageId }, seconds) {
      if (fails.includes('delay')) throw new Error('no answer');
      delays.push({ messageId, seconds });
    },
    async setAside({ body }, why) {
      if (fails.includes('setAside')) throw new Error('no answer');
      aside.push({ body, ...why });
    },
  };
  return { queue, delays, aside };
}
