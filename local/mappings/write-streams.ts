import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Place } from '../assembly/place.ts';
import type { LocalTable } from '../assembly/tables.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import { callEngine } from '../engine/call-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { type Bell, createBell } from './bell.ts';
import type { StreamRecord, TableStreams } from './stream-reader.ts';

const SHARD = 'shardId-00000000000000000000-00000000';

const A_MINUTE_MS = 60_000;

const Item = z.record(z.string(), z.unknown());

type Item = z.infer<typeof Item>;

const OneItem = z.object({ TableName: z.string(), Key: Item.optional(), Item: Item.optional() });

const ManyItems = z.object({ RequestItems: z.record(z.string(), z.unknown()) });

const Got = z.object({ Item: Item.optional() });

/** What was written since somebody began to read. */
type Reader = { readonly table: LocalTable; readonly records: StreamRecord[]; readonly bell: Bell };

/**
 * Streams for an engine that has none: an item is read before and after each write that passes, one write of a
 * table at a time. As on AWS, a write that changes nothing is not shown.
 */
export function createWriteStreams(
  engine: Engine,
  tables: readonly LocalTable[],
  place: Place,
  clock: LocalClock,
): TableStreams {
  const readers: Reader[] = [];
  const lastWrites = new Map<string, Promise<unknown>>();
  let count = 0;

  async function read({ name }: LocalTable, key: Item): Promise<Item | undefined> {
    const body = { TableName: name, Key: key, ConsistentRead: true };
    return Got.parse(await callEngine(engine, 'DynamoDB_20120810.GetItem', body)).Item;
  }

  function append(table: LocalTable, key: Item, before: Item | undefined, after: Item | undefined): void {
    if (isDeepStrictEqual(before, after)) return;
    count += 1;
    const record = toRecord({ table, key, before, after, count, at: clock.now() }, place);
    for (const reader of readers.filter((candidate) => candidate.table.name === table.name)) {
      reader.records.push(record);
      reader.bell.ring();
    }
  }

  return {
    open: (table) => {
      const records: StreamRecord[] = [];
      const bell = createBell();
      readers.push({ table, records, bell });
      return {
        read: async (most) => records.splice(0, most),
        wait: () => bell.wait(A_MINUTE_MS),
        shardId: () => SHARD,
        close: bell.ring,
      };
    },
    around: ({ operation, body }, call) => {
      const table = tables.find(
        ({ name, schema }) => schema.StreamSpecification && isWritten(operation, body, name),
      );
      if (!table) return call();
      const key = toKey(table, body);
      const write = async () => {
        const before = await read(table, key);
        const answer = await call();
        if (answer.status === 200) append(table, key, before, await read(table, key));
        return answer;
      };
      const turn = (lastWrites.get(table.name) ?? Promise.resolve()).then(write, write);
      lastWrites.set(table.name, turn);
      return turn;
    },
  };
}

/** @throws LocalStackError on a batch, whose items this does not read */
function isWritten(operation: string, body: unknown, table: string): boolean {
  if (operation === 'BatchWriteItem' && table in ManyItems.parse(body).RequestItems)
    throw new LocalStackError(
      `The local stack does not know BatchWriteItem on ${table}, which has a stream, over dynalite. ` +
        'Write the items one by one, or use --engine dynamodb-local.',
    );
  if (!['DeleteItem', 'PutItem', 'UpdateItem'].includes(operation)) return false;
  return OneItem.parse(body).TableName.split('table/').at(-1) === table;
}

function toKey({ schema }: LocalTable, body: unknown): Item {
  const { Key: key, Item: item } = OneItem.parse(body);
  const names = schema.KeySchema.map(({ AttributeName: name }) => name);
  return Object.fromEntries(names.map((name) => [name, (key ?? item)?.[name]]));
}

type Write = {
  readonly table: LocalTable;
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Of all writes of this stack. */
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** @source docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html */
function toRecord({ table, key, before, after, count, at }: Write, place: Place): StreamRecord {
  const view = table.schema.StreamSpecification?.StreamViewType ?? 'KEYS_ONLY';
  const images = {
    ...(after && ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(view) && { NewImage: after }),
    ...(before && ['OLD_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(view) && { OldImage: before }),
  };
  return {
    eventID: randomUUID(),
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: place.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: key,
      ...images,
      SequenceNumber: String(count).padStart(21, '0'),
      SizeBytes: JSON.stringify(after ?? key).length,
      StreamViewType: view,
    },
  };
}
