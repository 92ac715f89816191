import * as z from 'zod';
import type { LocalTable } from '../assembly/tables.ts';
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
export function openEngineStream(engine: Engine, table: LocalTable): StreamReader & { ring(): void } {
  const bell = createBell();
  let streamArn: string | undefined;
  let shardId: string | undefined;
  let iterator: string | undefined;
  let lastRead: string | undefined;

  const call = (operation: string, body: object) =>
    callEngine(engine, `DynamoDBStreams_20120810.${operation}`, body);

  async function findArn(): Promise<string> {
    const described = await callEngine(engine, 'DynamoDB_20120810.DescribeTable', { TableName: table.name });
    return Table.parse(described).Table.LatestStreamArn;
  }

  /** The first shard, or the one after that which has ended. */
  async function nextShard(arn: string): Promise<string | undefined> {
    const after = shardId === undefined ? {} : { ExclusiveStartShardId: shardId };
    const described = await call('DescribeStream', { StreamArn: arn, ...after });
    return Stream.parse(described).StreamDescription.Shards[0]?.ShardId;
  }

  async function nextIterator(): Promise<string | undefined> {
    streamArn ??= await findArn();
    const next = await nextShard(streamArn);
    if (next === undefined) return undefined;
    shardId = next;
    lastRead = undefined;
    return freshIterator();
  }

  /** Of the present shard, after the last record that was read of it. */
  async function freshIterator(): Promise<string> {
    const from = lastRead
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: lastRead }
      : { ShardIteratorType: 'TRIM_HORIZON' };
    const asked = { StreamArn: streamArn, ShardId: shardId, ...from };
    return Iterator.parse(await call('GetShardIterator', asked)).ShardIterator;
  }

  return {
    read: async (most) => {
      iterator ??= await nextIterator();
      if (iterator === undefined) return [];
      try {
        const got = await call('GetRecords', { ShardIterator: iterator, Limit: most });
        const { Records: records, NextShardIterator: next } = Records.parse(got);
        lastRead = records.at(-1)?.dynamodb.SequenceNumber ?? lastRead;
        iterator = next ?? undefined;
        return records.map(withTypes);
      } catch (error) {
        // DynamoDB Local says so of an iterator that waited for minutes before the first record.
        if (!String(error).includes('TrimmedDataAccessException')) throw error;
        iterator = await freshIterator();
        return [];
      }
    },
    wait: () => bell.wait(PATIENCE_MS),
    shardId: () => shardId ?? '',
    ring: bell.ring,
    close: bell.ring,
  };
}

function withTypes({ dynamodb, ...record }: StreamRecord): StreamRecord {
  const { NewImage, OldImage } = dynamodb;
  const images = {
    ...(NewImage !== undefined && { NewImage: withEmptyMaps(NewImage) }),
    ...(OldImage !== undefined && { OldImage: withEmptyMaps(OldImage) }),
  };
  return { ...record, dynamodb: { ...dynamodb, ...images } };
}
