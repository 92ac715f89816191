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

/** Seconds for which a message that is looked at is nobody else's. Whoever is interrupted gives it free by then. */
const HIDDEN_S = 60;

/** The most that are looked at in one go. */
const MOST = 1000;

/** A message that nothing more is tried with. */
export type DeadLetter = {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  readonly sentAt: string;
  readonly receives: number;
  /** Why the function set it aside; absent where the queue or the bus gave it up. */
  readonly problem?: string | undefined;
  readonly detail?: string | undefined;
};

/** Queues, under the right of whoever asks. */
export type DeadLetters = {
  count(url: string): Promise<number>;
  /** Every message, each once. They stay in the queue; until `release` or a minute is over nobody else sees them. */
  take(url: string): Promise<readonly DeadLetter[]>;
  release(url: string, letters: readonly DeadLetter[]): Promise<void>;
  /** Sends first and removes then: interrupted in between, it is there twice, and never lost. */
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
    while (letters.size < MOST) {
      const { Messages: messages = [] } = await ask(
        client.send(
          new ReceiveMessageCommand({
            ...{ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN_S, WaitTimeSeconds: 1 },
            MessageSystemAttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
        ),
      );
      const fresh = messages.map(toLetter).filter(({ id }) => !letters.has(id));
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

function toLetter({
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
