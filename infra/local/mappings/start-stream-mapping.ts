import { setTimeout as delay } from 'node:timers/promises';
import type { StreamMapping } from '../assembly/event-source-mappings.ts';
import { failedItems } from './batch-answer.ts';
import type { MappingParts, RunningMapping } from './running-mapping.ts';
import type { StreamReader, StreamRecord } from './stream-reader.ts';
import { type GivenUp, toFailureMessage } from './to-failure-message.ts';

/** Between two tries of a batch: doubled each time, up to the second. Lambda waits longer. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** Until a reader that failed is asked again. */
const READ_PAUSE_MS = 500;

export type StreamParts = MappingParts & {
  readonly reader: StreamReader;
  /** Tells of a batch that was given up. */
  sendFailure(message: string): Promise<void>;
};

/**
 * Hands the saves of a table to a function, batch by batch and in their order: a batch that fails holds up the rest,
 * from its first failure on, until it succeeds or is given up.
 */
export function startStreamMapping(mapping: StreamMapping, parts: StreamParts): RunningMapping {
  const { reader, clock } = parts;
  const pool = parts.functions.poolOf(mapping.fn.arn);
  const end = new AbortController();

  async function handOver(records: readonly StreamRecord[]): Promise<{ readonly failedAt: number }> {
    const event = { Records: records.map((record) => toOurs(record, mapping, parts.region)) };
    const result = await pool.invoke(JSON.stringify(event));
    if (result.isError && !end.signal.aborted)
      parts.say(mapping, `What ${mapping.logicalId} handed over failed: ${result.payload}`);
    const ids = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const failed = failedItems(result, ids, mapping.reportsFailures);
    return {
      failedAt: failed.length === 0 ? records.length : Math.min(...failed.map((id) => ids.indexOf(id))),
    };
  }

  /** @param since when the oldest record was read, in milliseconds since 1970 */
  async function work(batch: readonly StreamRecord[], since: number): Promise<void> {
    let records = batch;
    for (let tries = 1; !end.signal.aborted; tries += 1) {
      const { failedAt } = await handOver(records);
      if (failedAt === records.length || end.signal.aborted) return;
      if (failedAt > 0) {
        records = records.slice(failedAt);
        tries = 0; // what is left is another batch
      } else if (mapping.bisects && records.length > 1) {
        const half = Math.ceil(records.length / 2);
        await work(records.slice(0, half), since);
        return work(records.slice(half), since);
      } else {
        const condition = whyGivenUp(tries, since);
        if (condition)
          return giveUp({ mapping, records, tries, condition, shardId: reader.shardId(), at: clock.now() });
      }
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS));
    }
  }

  function whyGivenUp(tries: number, since: number): string | undefined {
    if (tries > mapping.maxRetries) return 'RetryAttemptsExhausted';
    return clock.now() - since >= mapping.maxRecordAgeMs ? 'MaximumRecordAgeExceeded' : undefined;
  }

  async function giveUp(batch: GivenUp): Promise<void> {
    parts.say(mapping, `${mapping.logicalId} gives up ${batch.records.length} records: ${batch.condition}.`);
    await parts.sendFailure(JSON.stringify(toFailureMessage(batch)));
  }

  const pause = (ms: number) => delay(ms, undefined, { signal: end.signal }).catch(() => {});

  async function follow(): Promise<void> {
    while (!end.signal.aborted) {
      const records = await reader.read(mapping.batchSize);
      const fitting = records.filter((record) => fits(record, mapping));
      if (records.length === 0) await reader.wait();
      else if (fitting.length > 0) await work(fitting, clock.now());
    }
  }

  async function followOn(): Promise<void> {
    while (!end.signal.aborted)
      await follow().catch(async (error: unknown) => {
        if (end.signal.aborted) return;
        parts.say(mapping, `${mapping.logicalId} failed: ${error}`);
        await pause(READ_PAUSE_MS);
      });
  }

  return {
    stop: () => {
      end.abort();
      reader.close();
    },
    ended: followOn(),
  };
}

function fits(record: StreamRecord, { filters }: StreamMapping): boolean {
  return filters.length === 0 || filters.some((fitsFilter) => fitsFilter(record));
}

/** The engine has a region and an ARN of its own. */
function toOurs(record: StreamRecord, { streamArn }: StreamMapping, region: string): object {
  return { ...record, awsRegion: region, eventSourceARN: streamArn };
}
