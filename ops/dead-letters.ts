import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { toOpsError } from './to-ops-error.ts';

/** Visibility timeout in seconds of a message that is being shown: an interrupted command releases it by then. */
const HIDDEN_S = 60;

/** The most messages that one command reads. */
const MAX_MESSAGES = 1000;

/** A dead-letter message. */
export type DeadLetter = {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  readonly sentAt: string;
  readonly receives: number;
  /** Why the function refused it; absent where the queue or the bus stopped retrying. */
  readonly problem?: string | undefined;
  readonly detail?: string | undefined;
};

/** Dead-letter queues, with the permissions of the person who asks. */
export type DeadLetters = {
  count(url: string): Promise<number>;
  /** Every message, each once. They stay in the queue, and are invisible to others until `release`, or for a minute. */
  take(url: string): Promise<readonly DeadLetter[]>;
  release(url: string, letters: readonly DeadLetter[]): Promise<void>;
  /** Sends the message before it removes it: an interruption in between leaves it twice, and never loses it. */
  move(from: string, to: string, letter: DeadLetter): Promise<void>;
  remove(url: string, letter: DeadLetter): Promise<void>;
};

export function createDeadLetters(client: SQSClient): DeadLetters {
  return { count, take, release, move, remove };

  async function count(url: string): Promise<number> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes: has = {} } = await ask(
      client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] })),
    );
    return names.reduce((sum, name) => sum + Number(has[name] ?? 0), 0);
  }

  async function take(url: string): Promise<readonly DeadLetter[]> {
    const letters = new Map<string, DeadLetter>();
    while (letters.size < MAX_MESSAGES) {
      const { Messages: messages = [] } = await ask(
        client.send(
          new ReceiveMessageCommand({
            ...{ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN_S, WaitTimeSeconds: 1 },
            MessageSystemAttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
        ),
      );
      const fresh = messages.map(toDeadLetter).filter(({ id }) => !letters.has(id));
      for (const letter of fresh) letters.set(letter.id, letter);
      if (fresh.length === 0) break;
    }
    return [...letters.values()];
  }

  async function release(url: string, letters: readonly DeadLetter[]): Promise<void> {
    for (const { receipt } of letters)
      await ask(
        client.send(
          new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: 0 }),
        ),
      );
  }

  async function move(from: string, to: string, letter: DeadLetter): Promise<void> {
    await ask(client.send(new SendMessageCommand({ QueueUrl: to, MessageBody: letter.body })));
    await remove(from, letter);
  }

  async function remove(url: string, { receipt }: DeadLetter): Promise<void> {
    await ask(client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt })));
  }
}

function ask<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw toOpsError(error, 'the queue');
  });
}

function toDeadLetter({
  MessageId,
  ReceiptHandle,
  Body,
  Attributes = {},
  MessageAttributes = {},
}: Message): DeadLetter {
  return {
    id: MessageId ?? '',
    receipt: ReceiptHandle ?? '',
    body: Body ?? '',
    sentAt: new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString(),
    receives: Number(Attributes.ApproximateReceiveCount ?? 0),
    problem: MessageAttributes.problem?.StringValue,
    detail: MessageAttributes.detail?.StringValue,
  };
}
