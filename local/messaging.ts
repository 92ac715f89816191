import type { Assembly } from './assembly/assembly.ts';
import { type LocalMappings, readMappings } from './assembly/event-source-mappings.ts';
import { type LocalBus, readBuses } from './assembly/events.ts';
import type { LocalFunction } from './assembly/lambda.ts';
import { type LocalQueue, readQueues } from './assembly/queues.ts';
import type { LocalTable } from './assembly/tables.ts';
import type { Authorizer } from './aws/authorizer.ts';
import type { AwsService } from './aws/aws-service.ts';
import { createEventBridge, type EventBridge } from './aws/event-bridge.ts';
import { refuseRules } from './aws/refuse-rules.ts';
import { createSqs } from './aws/sqs.ts';
import type { LocalClock } from './clock/local-clock.ts';
import type { Engine } from './engine/engine.ts';
import { createEventLog, type EventLog } from './events/event-log.ts';
import type { Functions } from './lambda/functions.ts';
import type { LogBook } from './lambda/log-book.ts';
import { LocalStackError } from './local-stack-error.ts';
import { refuseMappings, startMappings } from './mappings/start-mappings.ts';
import type { TableStreams } from './mappings/stream-reader.ts';
import { createTableStreams } from './mappings/table-streams.ts';
import { type QueuedMessage, type Queues, startQueues } from './queues/start-queues.ts';

/** An event for a bus, in the words of its envelope. */
export type NewEvent = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Name of the bus. @default the only one of the template */
  readonly busName?: string;
};

/** What tests see of the queues. A queue is named by the beginning of its logical id. */
export type QueueWindow = {
  /** Every message in it, those that are being worked on too: nobody notices. */
  messages(logicalIdStart: string): Promise<readonly QueuedMessage[]>;
  /** As the functions see it. */
  url(logicalIdStart: string): string;
};

/** Buses, queues, streams and what feeds functions from them. */
export type Messaging = {
  readonly services: readonly AwsService[];
  readonly streams: TableStreams;
  readonly events: EventLog;
  readonly queues: QueueWindow;
  /** @returns the event's id. @throws LocalStackError when the bus does not take it */
  putEvent(event: NewEvent): Promise<string>;
  /** Begins to feed the functions. @throws LocalStackError when a role or a queue does not allow it */
  start(parts: MessagingParts): Promise<void>;
  /** Feeds nothing more. What is at work goes on, until its function ends. */
  stop(): void;
  /** Closes the queues, and settles when nothing is at work. */
  close(): Promise<void>;
};

export type MessagingParts = {
  readonly functions: Pick<Functions, 'poolOf'>;
  readonly logs: LogBook;
  readonly authorizer: Authorizer;
};

export type MessagingOptions = {
  readonly assembly: Assembly;
  readonly engine: Engine;
  readonly tables: readonly LocalTable[];
  readonly functions: readonly LocalFunction[];
  readonly clock: LocalClock;
  /** Of the local AWS port, once it listens. */
  awsUrl(): string;
};

/** @throws LocalStackError by name on whatever of it the local stack does not know */
export async function createMessaging(options: MessagingOptions): Promise<Messaging> {
  const { assembly, engine, tables, functions, clock } = options;
  const { place } = assembly;
  const queues = readQueues(assembly);
  const buses = readBuses(assembly, queues);
  const mappings = readMappings(assembly, { functions, queues, tables });
  await refuseRules(buses, place);
  const events = createEventLog();
  const engineOfQueues = await startQueues(queues, place);
  const streams = createTableStreams(engine, tables, place, clock);
  const eventBridge = createEventBridge({
    ...{ buses, place, clock },
    deliver: engineOfQueues.send,
    onEvent: events.add,
  });
  const sqs = createSqs({ queues, place, engine: engineOfQueues, urlOf: options.awsUrl });
  return {
    services: [eventBridge, sqs],
    streams,
    events,
    queues: toWindow(queues, engineOfQueues, (name) => `${options.awsUrl()}/${place.accountId}/${name}`),
    putEvent: (event) => putEvent(event, eventBridge, buses),
    ...createFeeding(mappings, { queues: engineOfQueues, streams, region: place.region, clock }),
  };
}

type Sources = {
  readonly queues: Queues;
  readonly streams: TableStreams;
  readonly region: string;
  readonly clock: LocalClock;
};

function createFeeding(
  mappings: LocalMappings,
  sources: Sources,
): Pick<Messaging, 'start' | 'stop' | 'close'> {
  let running: ReturnType<typeof startMappings> | undefined;
  return {
    start: async ({ authorizer, ...parts }) => {
      await refuseMappings(mappings, authorizer);
      running = startMappings(mappings, { ...parts, ...sources });
    },
    stop: () => running?.stop(),
    close: async () => {
      // The mappings end with the waits at the queues.
      await sources.queues.close();
      await running?.ended;
    },
  };
}

function toWindow(
  queues: readonly LocalQueue[],
  engine: Queues,
  toUrl: (name: string) => string,
): QueueWindow {
  const find = (start: string) => {
    const queue = queues.find(({ logicalId }) => logicalId.startsWith(start));
    if (queue) return queue;
    const known = queues.map(({ logicalId }) => logicalId).join(', ') || 'none';
    throw new LocalStackError(`The stack has no queue ${start}. It has ${known}.`);
  };
  return { messages: async (start) => engine.list(find(start)), url: (start) => toUrl(find(start).name) };
}

async function putEvent(
  { source, detailType, detail, busName }: NewEvent,
  eventBridge: EventBridge,
  buses: readonly LocalBus[],
): Promise<string> {
  const result = await eventBridge.put({
    Source: source,
    DetailType: detailType,
    Detail: JSON.stringify(detail),
    EventBusName: busName ?? (buses.length === 1 ? buses[0]?.name : undefined),
    Resources: [],
  });
  if ('EventId' in result) return result.EventId;
  throw new LocalStackError(`The bus does not take the event: ${result.ErrorMessage}`);
}
