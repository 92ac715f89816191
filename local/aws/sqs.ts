import * as z from 'zod';
import { type Place, toArn } from '../assembly/place.ts';
import { type LocalQueue, QUEUE_ORIGIN } from '../assembly/queues.ts';
import type { Queues } from '../queues/start-queues.ts';
import type { AwsAnswer, AwsErrorCode, AwsService } from './aws-service.ts';

const ERRORS: Readonly<Record<AwsErrorCode, { readonly status: number; readonly type: string }>> = {
  AccessDenied: { status: 403, type: 'com.amazon.coral.service#AccessDeniedException' },
  Throttled: { status: 400, type: 'com.amazonaws.sqs#RequestThrottled' },
  Unavailable: { status: 500, type: 'com.amazonaws.sqs#InternalError' },
  UnknownOperation: { status: 400, type: 'com.amazonaws.sqs#InvalidAction' },
  Invalid: { status: 400, type: 'com.amazon.coral.service#SerializationException' },
};

/** What may be called, and the right that it needs: of the queues themselves, the template has the say. */
const RIGHTS: Readonly<Record<string, string>> = {
  ChangeMessageVisibility: 'sqs:ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'sqs:ChangeMessageVisibility',
  DeleteMessage: 'sqs:DeleteMessage',
  DeleteMessageBatch: 'sqs:DeleteMessage',
  GetQueueAttributes: 'sqs:GetQueueAttributes',
  GetQueueUrl: 'sqs:GetQueueUrl',
  PurgeQueue: 'sqs:PurgeQueue',
  ReceiveMessage: 'sqs:ReceiveMessage',
  SendMessage: 'sqs:SendMessage',
  SendMessageBatch: 'sqs:SendMessage',
};

const About = z.looseObject({ QueueUrl: z.string().optional(), QueueName: z.string().optional() });

export type SqsParts = {
  readonly queues: readonly LocalQueue[];
  readonly engine: Queues;
  readonly place: Place;
  /** Of the local AWS port: there the queues' URLs point. */
  urlOf(): string;
};

/** SQS: every call about a queue of the template goes to the engine as it came. */
export function createSqs({ queues, engine, place, urlOf }: SqsParts): AwsService {
  return {
    targetPrefix: 'AmazonSQS',
    describe: ({ operation, body }) => {
      const name = toQueueName(body);
      const action = RIGHTS[operation] ?? `sqs:${operation}`;
      // An action that nobody knows is nobody's right: the answer says so.
      const rights = RIGHTS[operation] ? [{ action, resourceArn: toArn(place, 'sqs', name) }] : [];
      return { keys: [name], rights };
    },
    handle: async ({ operation, body }) => {
      if (!RIGHTS[operation]) return toUnknown(operation);
      const queue = queues.find(({ name }) => name === toQueueName(body));
      if (operation === 'GetQueueUrl' && queue)
        return toAnswer(200, JSON.stringify({ QueueUrl: `${urlOf()}/${place.accountId}/${queue.name}` }));
      const answer = await engine.call(operation, About.parse(body));
      return toAnswer(answer.status, answer.body, answer.queryError);
    },
    toError: (code, message) =>
      toAnswer(ERRORS[code].status, JSON.stringify({ __type: ERRORS[code].type, message })),
  };
}

/** A text that names queues by their URLs of AWS, with those of this machine. */
export function withLocalQueueUrls(text: string, awsUrl: string): string {
  return text.replaceAll(QUEUE_ORIGIN, awsUrl);
}

function toQueueName(body: unknown): string {
  const { QueueUrl: url, QueueName: name } = About.parse(body);
  return name ?? url?.split('/').at(-1) ?? '*';
}

function toUnknown(operation: string): AwsAnswer {
  const { status, type } = ERRORS.UnknownOperation;
  const message = `The local SQS does not know ${operation}. It knows ${Object.keys(RIGHTS).join(', ')}.`;
  return toAnswer(status, JSON.stringify({ __type: type, message }));
}

function toAnswer(status: number, body: string, queryError?: string): AwsAnswer {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    ...(queryError !== undefined && { 'x-amzn-query-error': queryError }),
  };
  return { status, headers, body };
}
