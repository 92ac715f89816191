import * as z from 'zod';
import { type EventPattern, readEventPattern } from '../events/event-pattern.ts';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly, ResolvedResource } from './assembly.ts';
import { isNamedBy, type LocalFunction } from './lambda.ts';
import type { LocalQueue } from './queues.ts';
import type { ResourceType } from './resource-type.ts';
import type { LocalTable } from './tables.ts';

const MAPPING = 'AWS::Lambda::EventSourceMapping';

export const MAPPING_TYPES: readonly ResourceType[] = [
  {
    type: MAPPING,
    ref: ({ logicalId }) => logicalId,
    attributes: { Id: ({ logicalId }) => logicalId },
    properties: [
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'Enabled',
      'EventSourceArn',
      'FilterCriteria',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumRecordAgeInSeconds',
      'MaximumRetryAttempts',
      'MetricsConfig',
      'ScalingConfig',
      'StartingPosition',
      'Tags',
    ],
  },
];

type Common = {
  readonly logicalId: string;
  readonly fn: LocalFunction;
  readonly batchSize: number;
  /** Whether the function's answer names what failed; without, all is well unless the function fails. */
  readonly reportsFailures: boolean;
};

/** Messages of a queue for a function. */
export type QueueMapping = Common & {
  readonly queue: LocalQueue;
  /** Most invocations at once. */
  readonly maxConcurrency: number;
};

/** The saves of a table for a function. */
export type StreamMapping = Common & {
  readonly table: LocalTable;
  readonly streamArn: string;
  /** A record that fits none is passed over. */
  readonly filters: readonly EventPattern[];
  readonly bisects: boolean;
  /** Infinity: for ever. */
  readonly maxRetries: number;
  readonly maxRecordAgeMs: number;
  /** Where the place of a batch that was given up is sent. */
  readonly onFailure?: LocalQueue;
};

export type LocalMappings = {
  readonly ofQueues: readonly QueueMapping[];
  readonly ofStreams: readonly StreamMapping[];
};

export type MappingSources = {
  readonly functions: readonly LocalFunction[];
  readonly queues: readonly LocalQueue[];
  readonly tables: readonly LocalTable[];
};

const COMMON = {
  Enabled: z.literal(true).optional(),
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  /** There are no metrics on one machine. */
  MetricsConfig: z.strictObject({ Metrics: z.array(z.literal('EventCount')) }).optional(),
  Tags: z.unknown().optional(),
};

const QueueProperties = z.strictObject({
  ...COMMON,
  BatchSize: z.number().max(10).default(10),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().min(2) }).optional(),
});

/** How AWS writes "no limit". */
const UNLIMITED = -1;

const StreamProperties = z.strictObject({
  ...COMMON,
  BatchSize: z.number().default(100),
  BisectBatchOnFunctionError: z.boolean().default(false),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }).optional(),
  FilterCriteria: z
    .strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) })
    .default({ Filters: [] }),
  MaximumRecordAgeInSeconds: z.number().default(UNLIMITED),
  MaximumRetryAttempts: z.number().default(UNLIMITED),
  StartingPosition: z.literal('TRIM_HORIZON'),
});

/** Invocations at once of a mapping that says nothing of it: where Lambda begins. */
const DEFAULT_CONCURRENCY = 5;

/** @throws LocalStackError on a mapping whose source or function is not in the template, or that asks for what is not known */
export function readMappings(assembly: Assembly, sources: MappingSources): LocalMappings {
  const read = assembly.resourcesOf(MAPPING).map((resource) => {
    const { EventSourceArn: arn } = parse(z.looseObject({ EventSourceArn: z.string() }), resource);
    const queue = sources.queues.find((candidate) => candidate.arn === arn);
    if (queue) return { ofQueue: toQueueMapping(resource, queue, sources) };
    const table = sources.tables.find(
      ({ streamArn, schema }) => schema.StreamSpecification && streamArn === arn,
    );
    if (table) return { ofStream: toStreamMapping(resource, table, sources) };
    throw new LocalStackError(
      `The mapping ${resource.logicalId} reads ${arn}, which is no queue and no table's stream of the template. ` +
        'The local stack knows no other source.',
    );
  });
  return {
    ofQueues: read.flatMap(({ ofQueue }) => ofQueue ?? []),
    ofStreams: read.flatMap(({ ofStream }) => ofStream ?? []),
  };
}

function toQueueMapping(
  resource: ResolvedResource,
  queue: LocalQueue,
  sources: MappingSources,
): QueueMapping {
  const properties = parse(QueueProperties, resource);
  const common = toCommon(resource, properties, sources);
  if (queue.visibilityTimeoutMs < common.fn.timeoutMs)
    throw new LocalStackError(
      `The queue ${queue.logicalId} shows its messages again after ${queue.visibilityTimeoutMs / 1000} s, and the ` +
        `function ${common.fn.logicalId} may take ${common.fn.timeoutMs / 1000} s: Lambda refuses that mapping ` +
        `(${resource.logicalId}). Make the queue's visibility timeout six times the function's timeout.`,
    );
  return {
    ...common,
    queue,
    maxConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
  };
}

function toStreamMapping(
  resource: ResolvedResource,
  table: LocalTable,
  sources: MappingSources,
): StreamMapping {
  const properties = parse(StreamProperties, resource);
  const target = properties.DestinationConfig?.OnFailure.Destination;
  const onFailure = sources.queues.find(({ arn }) => arn === target);
  if (target !== undefined && !onFailure)
    throw new LocalStackError(
      `The failures of ${resource.logicalId} go to ${target}, which is no queue of the template. Make it in the stack.`,
    );
  const { MaximumRecordAgeInSeconds: age, MaximumRetryAttempts: retries } = properties;
  return {
    ...toCommon(resource, properties, sources),
    table,
    streamArn: table.streamArn,
    filters: properties.FilterCriteria.Filters.map(({ Pattern: pattern }) =>
      readEventPattern(JSON.parse(pattern), `a filter of ${resource.logicalId}`),
    ),
    bisects: properties.BisectBatchOnFunctionError,
    maxRetries: retries === UNLIMITED ? Number.POSITIVE_INFINITY : retries,
    maxRecordAgeMs: age === UNLIMITED ? Number.POSITIVE_INFINITY : age * 1000,
    ...(onFailure && { onFailure }),
  };
}

function toCommon(
  { logicalId }: ResolvedResource,
  properties: Pick<z.infer<typeof QueueProperties>, 'BatchSize' | 'FunctionName' | 'FunctionResponseTypes'>,
  { functions }: MappingSources,
): Common {
  const fn = functions.find((each) => isNamedBy(each, properties.FunctionName));
  if (!fn)
    throw new LocalStackError(
      `The mapping ${logicalId} feeds ${properties.FunctionName}, which is no function of the template.`,
    );
  return {
    logicalId,
    fn,
    batchSize: properties.BatchSize,
    reportsFailures: properties.FunctionResponseTypes.length > 0,
  };
}

function parse<T>(schema: z.ZodType<T>, { logicalId, properties }: ResolvedResource): T {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new LocalStackError(
    `The local stack does not know what ${logicalId} asks for: ${z.prettifyError(parsed.error)}. ` +
      'It knows mappings of queues in batches of at most 10, and of streams from their beginning.',
  );
}
