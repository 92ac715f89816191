import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { LocalBus } from '../assembly/events.ts';
import { type Place, toArn } from '../assembly/place.ts';
import type { LocalQueue } from '../assembly/queues.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import type { EventEnvelope, LoggedEvent } from '../events/event-log.ts';
import {
  checkEntry,
  type EntryError,
  type GoodEntry,
  invalid,
  PutEntry,
  sizeOf,
} from '../events/put-entry.ts';
import type { AwsAnswer, AwsErrorCode, AwsService } from './aws-service.ts';

const ERRORS: Readonly<Record<AwsErrorCode, { readonly status: number; readonly type: string }>> = {
  AccessDenied: { status: 400, type: 'AccessDeniedException' },
  Throttled: { status: 400, type: 'ThrottlingException' },
  Unavailable: { status: 500, type: 'InternalException' },
  UnknownOperation: { status: 400, type: 'UnknownOperationException' },
  Invalid: { status: 400, type: 'ValidationException' },
};

/** Of all entries of a call together. @source docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const SIZE_LIMIT_BYTES = 256 * 1024;

const MOST_ENTRIES = 10;

const DEFAULT_BUS = 'default';

const PutEvents = z.object({ Entries: z.array(PutEntry) });

/** What came of one entry. */
export type PutResult = { readonly EventId: string } | EntryError;

/** EventBridge's PutEvents over the buses of the template. */
export type EventBridge = AwsService & {
  put(entry: PutEntry): Promise<PutResult>;
};

export type EventBridgeParts = {
  readonly buses: readonly LocalBus[];
  readonly place: Place;
  readonly clock: LocalClock;
  deliver(queue: LocalQueue, body: string): Promise<void>;
  onEvent(event: LoggedEvent): void;
};

/** An event is in the queues of its rules before its putter hears that the bus has it. */
export function createEventBridge({ buses, place, clock, deliver, onEvent }: EventBridgeParts): EventBridge {
  async function put(entry: PutEntry): Promise<PutResult> {
    const good = checkEntry(entry);
    if ('ErrorCode' in good) return good;
    const bus = buses.find(({ name }) => name === toBusName(entry));
    if (!bus) return toUnknownBus(entry, buses);
    const event = toEnvelope(entry, good, place, clock.now());
    const rules = bus.rules.filter(({ fits }) => fits(event));
    onEvent({ busName: bus.name, event, ruleIds: rules.map(({ logicalId }) => logicalId) });
    const body = JSON.stringify(event);
    for (const queue of rules.flatMap(({ targets }) => targets)) await deliver(queue, body);
    return { EventId: event.id };
  }

  return {
    put,
    targetPrefix: 'AWSEvents',
    describe: ({ operation, body }) => {
      if (operation !== 'PutEvents') return { keys: [], rights: [] };
      const { Entries: entries } = PutEvents.parse(body);
      return {
        keys: [...new Set(entries.map(toBusName))],
        rights: entries.map((entry) => toRight(entry, place)),
      };
    },
    handle: async ({ operation, body }) => {
      if (operation !== 'PutEvents')
        return toError(
          'UnknownOperation',
          `The local EventBridge does not know ${operation}. It knows PutEvents.`,
        );
      const { Entries: entries } = PutEvents.parse(body);
      const refusal = refusalOf(entries);
      if (refusal !== undefined) return toError('Invalid', refusal);
      const results: PutResult[] = [];
      for (const entry of entries) results.push(await put(entry));
      const failed = results.filter((result) => 'ErrorCode' in result).length;
      return toAnswer(200, { FailedEntryCount: failed, Entries: results });
    },
    toError,
  };
}

function refusalOf(entries: readonly PutEntry[]): string | undefined {
  if (entries.length < 1 || entries.length > MOST_ENTRIES)
    return (
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ` +
      (entries.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MOST_ENTRIES}`)
    );
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  return bytes >= SIZE_LIMIT_BYTES
    ? 'Total size of the entries in the request is over the limit.'
    : undefined;
}

function toRight(entry: PutEntry, place: Place) {
  return {
    action: 'events:PutEvents',
    resourceArn: toArn(place, 'events', `event-bus/${toBusName(entry)}`),
    context: {
      ...(entry.Source !== undefined && { 'events:source': [entry.Source] }),
      ...(entry.DetailType !== undefined && { 'events:detail-type': [entry.DetailType] }),
    },
  };
}

/** Entries may name a bus by its ARN. */
function toBusName({ EventBusName: nameOrArn = DEFAULT_BUS }: PutEntry): string {
  return nameOrArn.split('event-bus/').at(-1) ?? nameOrArn;
}

/** AWS takes the event and drops it; here that is an error, since nobody ever intends it. */
function toUnknownBus(entry: PutEntry, buses: readonly LocalBus[]): EntryError {
  const known = buses.map(({ name }) => name).join(', ') || 'none';
  return invalid('EventBusName', `There is no event bus ${toBusName(entry)}; the stack has ${known}.`);
}

function toEnvelope(
  entry: PutEntry,
  { source, detailType, detail }: GoodEntry,
  place: Place,
  now: number,
): EventEnvelope {
  const at = new Date(entry.Time === undefined ? now : entry.Time * 1000);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: place.accountId,
    time: `${at.toISOString().slice(0, 19)}Z`,
    region: place.region,
    resources: entry.Resources,
    detail,
  };
}

function toError(code: AwsErrorCode, message: string): AwsAnswer {
  const { status, type } = ERRORS[code];
  return toAnswer(status, { __type: type, message });
}

function toAnswer(status: number, body: object): AwsAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  return { status, headers, body: JSON.stringify(body) };
}
