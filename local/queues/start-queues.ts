import * as z from 'zod';
import { type Place, toArn } from '../assembly/place.ts';
import type { LocalQueue } from '../assembly/queues.ts';
import { LocalStackError } from '../local-stack-error.ts';

/** What SQS answered. */
export type SqsAnswer = {
  readonly status: number;
  readonly body: string;
  /** An error's code as the older protocol writes it, which the SDK still reads. */
  readonly queryError?: string;
};

/** A message as ReceiveMessage gives it. */
export type ReceivedMessage = z.infer<typeof Received>['Messages'][number];

/** A message that stands in a queue. */
export type QueuedMessage = {
  readonly id: string;
  readonly body: string;
  /** How often it was received. */
  readonly receiveCount: number;
  /** `in flight`: somebody has it, or it waits for its next try. */
  readonly state: 'ready' | 'delayed' | 'in flight';
  /** When one in flight is seen again: milliseconds since 1970. */
  readonly visibleAt?: number;
};

/** The template's queues, in this process. */
export type Queues = {
  /** One call in SQS's JSON protocol. */
  call(operation: string, body: object): Promise<SqsAnswer>;
  send(queue: LocalQueue, body: string): Promise<void>;
  /** Waits until there is a message, or for a second. */
  receive(queue: LocalQueue, most: number): Promise<readonly ReceivedMessage[]>;
  remove(queue: LocalQueue, messages: readonly ReceivedMessage[]): Promise<void>;
  /** Every message of a queue, those that are being worked on too: nobody notices. */
  list(queue: LocalQueue): Promise<readonly QueuedMessage[]>;
  /** Ends every wait, then everything. */
  close(): Promise<void>;
};

const Received = z.object({
  Messages: z
    .array(
      z.object({
        MessageId: z.string(),
        ReceiptHandle: z.string(),
        Body: z.string(),
        MD5OfBody: z.string(),
        Attributes: z.record(z.string(), z.string()).default({}),
        MessageAttributes: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
});

const Inside = z.object({
  messageId: z.string(),
  body: z.string(),
  approximateReceiveCount: z.number(),
});

const Inspected = z.object({
  messages: z.object({
    ready: z.array(Inside),
    delayed: z.array(Inside),
    inflight: z.array(z.object({ message: Inside, visibilityDeadline: z.number() })),
  }),
});

/** Short: a wait that begins while the stack closes keeps its process alive so long. */
const LONG_POLL_SECONDS = 1;

/** fauxqs in this process, without a port of its own: what calls SQS passes the local AWS port. */
export async function startQueues(queues: readonly LocalQueue[], place: Place): Promise<Queues> {
  // A stack without queues does without it: its import takes longer than all the rest of the start.
  const fauxqs = queues.length > 0 ? await import('fauxqs') : undefined;
  const app = fauxqs?.buildApp({ logger: false, defaultRegion: place.region });

  async function call(operation: string, body: object): Promise<SqsAnswer> {
    if (!app) throw new LocalStackError('The template has no queue. Make one in the stack.');
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
    };
    const response = await app.inject({ method: 'POST', url: '/', headers, payload: JSON.stringify(body) });
    const queryError = response.headers['x-amzn-query-error'];
    const text = toOurs(response.body, place);
    return { status: response.statusCode, body: text, ...(queryError && { queryError: String(queryError) }) };
  }

  async function must(operation: string, body: object): Promise<unknown> {
    const answer = await call(operation, body);
    if (answer.status === 200) return JSON.parse(answer.body);
    throw new LocalStackError(`The local SQS refused ${operation}: ${answer.body}`);
  }

  for (const { name, attributes } of queues)
    await must('CreateQueue', { QueueName: name, Attributes: attributes });
  for (const { name, redrive } of queues)
    if (redrive) await must('SetQueueAttributes', toRedrive(name, redrive));

  const closing = Promise.withResolvers<void>();
  return {
    call,
    send: async ({ name }, body) => {
      await must('SendMessage', { QueueUrl: toUrl(name), MessageBody: body });
    },
    receive: async ({ name }, most) => {
      const receiving = must('ReceiveMessage', {
        QueueUrl: toUrl(name),
        MaxNumberOfMessages: most,
        WaitTimeSeconds: LONG_POLL_SECONDS,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      const answer = await Promise.race([receiving, closing.promise]);
      return answer === undefined ? [] : Received.parse(answer).Messages;
    },
    remove: async ({ name }, messages) => {
      for (const { ReceiptHandle } of messages)
        await must('DeleteMessage', { QueueUrl: toUrl(name), ReceiptHandle });
    },
    list: async ({ name }) => {
      const response = await app?.inject({ url: `/_fauxqs/queues/${encodeURIComponent(name)}` });
      return toMessages(Inspected.parse(JSON.parse(response?.body ?? '{}')), Date.now());
    },
    close: async () => {
      // fauxqs ends the waits that it has begun; one that is on its way to it would be waited for.
      closing.resolve();
      await app?.close();
    },
  };
}

/** fauxqs finds a queue by the last part of its URL, and is of one account, whatever the place. */
function toUrl(name: string): string {
  return `http://sqs/${name}`;
}

const FAUXQS_ACCOUNT = '000000000000';

function toOurs(body: string, place: Place): string {
  const theirs = toArn({ ...place, accountId: FAUXQS_ACCOUNT }, 'sqs', '');
  return body.replaceAll(theirs, toArn(place, 'sqs', ''));
}

function toRedrive(
  name: string,
  { deadLetterArn, maxReceiveCount }: NonNullable<LocalQueue['redrive']>,
): object {
  const [service = '', region = ''] = deadLetterArn.split(':').slice(2);
  const target = `arn:aws:${service}:${region}:${FAUXQS_ACCOUNT}:${deadLetterArn.split(':').at(-1)}`;
  const policy = JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount });
  return { QueueUrl: toUrl(name), Attributes: { RedrivePolicy: policy } };
}

function toMessages({ messages }: z.infer<typeof Inspected>, now: number): readonly QueuedMessage[] {
  const toMessage = (message: z.infer<typeof Inside>, state: QueuedMessage['state']): QueuedMessage => ({
    id: message.messageId,
    body: message.body,
    receiveCount: message.approximateReceiveCount,
    state,
  });
  return [
    ...messages.ready.map((message) => toMessage(message, 'ready')),
    ...messages.delayed.map((message) => toMessage(message, 'delayed')),
    ...messages.inflight.map(({ message, visibilityDeadline }) =>
      // It is moved only when somebody asks for messages.
      visibilityDeadline <= now
        ? toMessage(message, 'ready')
        : { ...toMessage(message, 'in flight'), visibleAt: visibilityDeadline },
    ),
  ];
}
