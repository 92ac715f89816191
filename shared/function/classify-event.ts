import * as z from 'zod/mini';
import { type SqsEvent, toSqsEvent } from '../bus/sqs-commands.ts';
import { CORRELATION_ID, type CorrelationId } from '../domain/correlation.ts';
import { correlationIdOf, type HttpEvent, httpEventSchema } from '../http/http-event.ts';

/** What triggered an invocation. */
export type Trigger =
  | { readonly type: 'http'; readonly event: HttpEvent; readonly correlationId?: CorrelationId | undefined }
  /** Every minute. */
  | { readonly type: 'sweep' }
  /** Every few minutes. */
  | { readonly type: 'measure' }
  /** A task of a workflow. */
  | { readonly type: 'task'; readonly event: unknown; readonly correlationId?: CorrelationId | undefined }
  /** A task of the stack's own flow. `execution`: its ARN. `command`: what the execution was started with, or its ids. */
  | { readonly type: 'flow'; readonly execution: string; readonly command: unknown }
  /** Commands from the bus, a batch at a time. */
  | { readonly type: 'bus'; readonly batch: SqsEvent }
  /** Records of the ledger's stream, a batch at a time. */
  | { readonly type: 'stream'; readonly event: unknown }
  | { readonly type: 'unknown' };

/** Where the events of a function come from. Of what is absent, any source is accepted. */
export type EventSources = {
  /** The ids of the HTTP APIs that invoke the function. */
  readonly apiIds?: readonly string[] | undefined;
  /** The ARN of the queue with its commands. */
  readonly queueArn?: string | undefined;
};

/** The fields by which a kind of event is recognized. No event has two of them. */
const MARKS = ['trigger', 'action', 'Records', 'requestContext'] as const;

type Mark = (typeof MARKS)[number];

const UNKNOWN = { type: 'unknown' } as const;

/**
 * Recognizes an event by the one field that only its kind has, and by the source that it names. An event that could be of
 * two kinds is of none: nobody gets one kind of event handled with the right to send another.
 *
 * Pure, and never throws: what it does not know is `unknown`.
 */
export function classifyEvent(event: unknown, sources: EventSources = {}): Trigger {
  const [mark, ...others] = MARKS.filter((name) => hasField(event, name));
  if (mark === undefined || others.length > 0) return UNKNOWN;
  return BY_MARK[mark](event, sources);
}

function hasField(event: unknown, name: Mark): boolean {
  return typeof event === 'object' && event !== null && Object.hasOwn(event, name);
}

const BY_MARK: Readonly<Record<Mark, (event: unknown, sources: EventSources) => Trigger>> = {
  trigger: readNamed,
  action: readTask,
  Records: readBatch,
  requestContext: readHttp,
};

const EXECUTION = /^arn:[\w-]+:states:[\w-]+:\d{12}:execution:[\w.-]{1,80}:[\w.-]{1,80}$/;

/** Strict: events that name their trigger are made by the stack, and have nothing else. */
const namedSchema = z.discriminatedUnion('trigger', [
  z.strictObject({ trigger: z.literal('sweep') }),
  z.strictObject({ trigger: z.literal('measure') }),
  z.strictObject({
    trigger: z.literal('flow'),
    execution: z.string().check(z.regex(EXECUTION)),
    command: z.unknown(),
  }),
]);

function readNamed(event: unknown): Trigger {
  const named = namedSchema.safeParse(event).data;
  switch (named?.trigger) {
    case 'sweep':
    case 'measure':
      return { type: named.trigger };
    case 'flow':
      return { type: 'flow', execution: named.execution, command: named.command };
    case undefined:
      return UNKNOWN;
  }
}

const taskSchema = z.object({
  correlationId: z.catch(z.optional(z.string().check(z.regex(CORRELATION_ID))), undefined),
});

function readTask(event: unknown): Trigger {
  return { type: 'task', event, correlationId: taskSchema.safeParse(event).data?.correlationId };
}

const batchSchema = z.object({ Records: z.array(z.object({ eventSource: z.optional(z.string()) })) });

function readBatch(event: unknown, { queueArn }: EventSources): Trigger {
  const [first] = batchSchema.safeParse(event).data?.Records ?? [];
  if (first?.eventSource === 'aws:dynamodb') return { type: 'stream', event };
  const batch = toSqsEvent(event);
  const isOwn = batch?.Records.every(({ eventSourceARN }) => eventSourceARN === (queueArn ?? eventSourceARN));
  return batch && isOwn ? { type: 'bus', batch } : UNKNOWN;
}

function readHttp(event: unknown, { apiIds }: EventSources): Trigger {
  const http = httpEventSchema.safeParse(event).data;
  if (!http || (apiIds && !apiIds.includes(http.requestContext.apiId ?? ''))) return UNKNOWN;
  return { type: 'http', event: http, correlationId: correlationIdOf(http) };
}
