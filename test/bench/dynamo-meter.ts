import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { AwsAnswer, AwsRequest, AwsService } from '../../local/aws/aws-service.ts';

/** One call of DynamoDB as it passed. Instants are those of `performance.now()`. */
export type MeteredCall = {
  readonly operation: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: number;
  /** Units as AWS bills them, those of indexes too. */
  readonly readUnits: number;
  readonly writeUnits: number;
};

export type DynamoMeter = {
  /** In place of the service itself. */
  readonly service: AwsService;
  /** Oldest first. */
  readonly calls: MeteredCall[];
};

const Body = z.record(z.string(), z.unknown());

const Consumed = z.object({
  ConsumedCapacity: z.object({ CapacityUnits: z.number() }).optional(),
  Item: z.record(z.string(), z.unknown()).optional(),
});

/** Bytes of a write unit. */
const WRITE_UNIT_BYTES = 1024;

/** Of a read that finds nothing, eventually consistent. */
const LEAST_UNITS = 0.5;

const READS = ['GetItem', 'Query'];

/**
 * Counts what passes to DynamoDB, and in what units. Every call is late by `lateMs`, so that two that do not wait for
 * each other are seen side by side.
 */
export function createDynamoMeter(service: AwsService, lateMs: number): DynamoMeter {
  const calls: MeteredCall[] = [];
  return {
    calls,
    service: {
      ...service,
      handle: async (request) => {
        const startedAt = performance.now();
        await delay(lateMs);
        const answer = await service.handle(withCapacity(request));
        const { operation } = request;
        const units = toUnits(answer);
        const isRead = READS.includes(operation);
        calls.push({
          ...{ operation, startedAt, endedAt: performance.now(), status: answer.status },
          ...{ readUnits: isRead ? units : 0, writeUnits: isRead ? 0 : units },
        });
        return answer;
      },
    },
  };
}

function withCapacity(request: AwsRequest): AwsRequest {
  const body = { ...Body.parse(request.body), ReturnConsumedCapacity: 'INDEXES' };
  return { ...request, body, rawBody: Buffer.from(JSON.stringify(body)) };
}

/**
 * A write whose condition fails is billed by the size of the item that is there, and never for an index.
 * @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
 */
function toUnits({ status, body }: AwsAnswer): number {
  const { ConsumedCapacity: consumed, Item: kept } = Consumed.parse(JSON.parse(String(body)));
  // DynamoDB Local counts nothing for a query that finds nothing; AWS bills half a unit.
  if (status === 200) return Math.max(consumed?.CapacityUnits ?? 0, LEAST_UNITS);
  return kept ? Math.ceil(Buffer.byteLength(JSON.stringify(kept)) / WRITE_UNIT_BYTES) : 1;
}

/** How many calls had to wait for one another: the longest chain of which each began when the one before had ended. */
export function tripsInSequence(calls: readonly MeteredCall[]): number {
  let trips = 0;
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (const { startedAt, endedAt } of calls.toSorted((a, b) => a.endedAt - b.endedAt)) {
    if (startedAt < lastEnd) continue;
    trips += 1;
    lastEnd = endedAt;
  }
  return trips;
}
