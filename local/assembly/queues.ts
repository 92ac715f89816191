import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly, ResolvedResource } from './assembly.ts';
import { toArn } from './place.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

/** What a queue's URL begins with on AWS; on this machine the local AWS port takes its place. */
export const QUEUE_ORIGIN = /https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?=\/)/g;

const QUEUE = 'AWS::SQS::Queue';
const QUEUE_POLICY = 'AWS::SQS::QueuePolicy';

export const QUEUE_TYPES: readonly ResourceType[] = [
  {
    type: QUEUE,
    nameProperty: 'QueueName',
    ref: toQueueUrl,
    attributes: { Arn: toQueueArn, QueueName: ({ name }) => name, QueueUrl: toQueueUrl },
    properties: [
      'DelaySeconds',
      'MaximumMessageSize',
      'MessageRetentionPeriod', // kept and returned; nothing local lives long enough to reach it
      'QueueName',
      'ReceiveMessageWaitTimeSeconds',
      'RedrivePolicy',
      'SqsManagedSseEnabled',
      'Tags',
      'VisibilityTimeout',
    ],
  },
  { type: QUEUE_POLICY, ref: ({ logicalId }) => logicalId, properties: ['PolicyDocument', 'Queues'] },
];

/** A standard queue of the template. */
export type LocalQueue = {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly visibilityTimeoutMs: number;
  /** In SQS's own words, as CreateQueue takes them; the redrive policy is apart. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
  /** The resource policies that name it. */
  readonly policies: readonly Readonly<Record<string, unknown>>[];
};

const PASSED_ON = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
];

const DEFAULT_VISIBILITY_SECONDS = 30;

const QueueProperties = z.looseObject({
  VisibilityTimeout: z.coerce.number().default(DEFAULT_VISIBILITY_SECONDS),
  RedrivePolicy: z
    .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
    .optional(),
});

const PolicyProperties = z.object({
  PolicyDocument: z.record(z.string(), z.unknown()),
  Queues: z.array(z.string()),
});

/** @throws LocalStackError when a queue's dead letters go to no queue of the template */
export function readQueues(assembly: Assembly): readonly LocalQueue[] {
  const policies = assembly
    .resourcesOf(QUEUE_POLICY)
    .map(({ properties }) => PolicyProperties.parse(properties));
  const resources = assembly.resourcesOf(QUEUE);
  const arns = resources.map(toQueueArn);
  return resources.map((resource) => {
    const own = policies.filter(({ Queues: urls }) => urls.includes(toQueueUrl(resource)));
    const queue = toQueue(
      resource,
      own.map(({ PolicyDocument: document }) => document),
    );
    const target = queue.redrive?.deadLetterArn;
    if (target === undefined || arns.includes(target)) return queue;
    throw new LocalStackError(
      `The dead letters of ${resource.logicalId} go to ${target}, which is no queue of the template. Make it in the stack.`,
    );
  });
}

function toQueue(resource: ResolvedResource, policies: LocalQueue['policies']): LocalQueue {
  const properties = QueueProperties.parse(resource.properties);
  const attributes = PASSED_ON.flatMap((name) =>
    properties[name] === undefined ? [] : [[name, String(properties[name])]],
  );
  const redrive = properties.RedrivePolicy;
  return {
    logicalId: resource.logicalId,
    name: resource.name,
    arn: toQueueArn(resource),
    visibilityTimeoutMs: properties.VisibilityTimeout * 1000,
    attributes: Object.fromEntries(attributes),
    ...(redrive && {
      redrive: { deadLetterArn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount },
    }),
    policies,
  };
}

function toQueueUrl({ place, name }: NamedResource): string {
  return `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${name}`;
}

function toQueueArn({ place, name }: NamedResource): string {
  return toArn(place, 'sqs', name);
}
