import * as z from 'zod';
import type { LocalTable } from '../assembly/tables.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import { callEngine } from '../engine/call-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { createBell } from './bell.ts';
import { type StreamReader, StreamRecord } from './stream-reader.ts';
import { withEmptyMaps } from './with-empty-maps.ts';

/** Every write rings, so this is only for a record that shows up after its write was answered. */
const PATIENCE_MS = 500;

const Table = z.object({ Table: z.object({ LatestStreamArn: z.string() }) });

const Stream = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});

const Iterator = z.object({ ShardIterator: z.string() });

/** The iterator of a shard that has ended is null. */
const Records = z.object({ Records: z.array(StreamRecord), NextShardIterator: z.string().nullish() });

/** The engine's own stream of a table: its shards one after the other, each from its beginning. */
export function openEngineStream(
  engine: Engine,
  table: LocalTable,
  clock: LocalClock,
): StreamReader & { ring(): void } {
  const bell = createBell();
  const stream = new EngineStream(engine, table);
  return {
    read: async (most) => (await stream.read(most)).map((record) => withTime(record, clock.now())),
    wait: () => bell.wait(PATIENCE_MS),
    shardId: () => stream.shardId ?? '',
    ring: bell.ring,
    close: bell.ring,
  };
}

class EngineStream {
  readonly #engine: Engine;
  readonly #table: LocalTable;
  #streamArn: string | undefined;
  #shardId: string | undefined;
  #iterator: string | undefined;
  #lastRead: string | undefined;

  constructor(engine: Engine, table: LocalTable) {
    this.#engine = engine;
    this.#table = table;
  }

  get shardId(): string | undefined {
    return this.#shardId;
  }

  async read(most: number): Promise<StreamRecord[]> {
    this.#iterator ??= await this.#nextIterator();
    if (this.#iterator === undefined) return [];
    try {
      const got = await this.#call('GetRecords', { ShardIterator: this.#iterator, Limit: most });
      const { Records: records, NextShardIterator: next } = Records.parse(got);
      this.#lastRead = records.at(-1)?.dynamodb.SequenceNumber ?? this.#lastRead;
      this.#iterator = next ?? undefined;
      return records.map(withTypes);
    } catch (error) {
      // DynamoDB Local says so of an iterator that waited for minutes before the first record.
      if (!String(error).includes('TrimmedDataAccessException')) throw error;
      this.#iterator = await this.#freshIterator();
      return [];
    }
  }

  async #nextIterator(): Promise<string | undefined> {
    this.#streamArn ??= await this.#findArn();
    const next = await this.#nextShard(this.#streamArn);
    if (next === undefined) return undefined;
    this.#shardId = next;
    this.#lastRead = undefined;
    return this.#freshIterator();
  }

  async #findArn(): Promise<string> {
    const target = 'DynamoDB_20120810.DescribeTable';
    const described = await callEngine(this.#engine, target, { TableName: this.#table.name });
    return Table.parse(described).Table.LatestStreamArn;
  }

  /** The first shard, or the one after that which has ended. */
  async #nextShard(arn: string): Promise<string | undefined> {
    const after = this.#shardId === undefined ? {} : { ExclusiveStartShardId: this.#shardId };
    const described = await this.#call('DescribeStream', { StreamArn: arn, ...after });
    return Stream.parse(described).StreamDescription.Shards[0]?.ShardId;
  }

  /** Of the present shard, after the last record that was read of it. */
  async #freshIterator(): Promise<string> {
    const from = this.#lastRead
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#lastRead }
      : { ShardIteratorType: 'TRIM_HORIZON' };
    const asked = { StreamArn: this.#streamArn, ShardId: this.#shardId, ...from };
    return Iterator.parse(await this.#call('GetShardIterator', asked)).ShardIterator;
  }

  #call(operation: string, body: object): Promise<unknown> {
    return callEngine(this.#engine, `DynamoDBStreams_20120810.${operation}`, body);
  }
}

function withTypes({ dynamodb, ...record }: StreamRecord): StreamRecord {
  const { NewImage, OldImage } = dynamodb;
  const images = {
    ...(NewImage !== undefined && { NewImage: withEmptyMaps(NewImage) }),
    ...(OldImage !== undefined && { OldImage: withEmptyMaps(OldImage) }),
  };
  return { ...record, dynamodb: { ...dynamodb, ...images } };
}

/** The engine has the time of the machine, and the stack one of its own. */
function withTime({ dynamodb, ...record }: StreamRecord, now: number): StreamRecord {
  return { ...record, dynamodb: { ...dynamodb, ApproximateCreationDateTime: Math.floor(now / 1000) } };
}
