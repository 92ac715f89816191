import { setTimeout as delay } from 'node:timers/promises';
import type { StreamMapping } from '../assembly/event-source-mappings.ts';
import { failedItems } from './batch-answer.ts';
import type { MappingParts, RunningMapping } from './running-mapping.ts';
import type { StreamReader, StreamRecord } from './stream-reader.ts';
import { toFailureMessage } from './to-failure-message.ts';

/** Between two tries of a batch: doubled each time, up to the second. Lambda waits longer. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** Until a reader that failed is asked again. */
const READ_PAUSE_MS = 500;

export type StreamParts = MappingParts & {
  readonly reader: StreamReader;
  /** Reports a batch that was given up. */
  sendFailure(message: string): Promise<void>;
};

/**
 * Hands the saves of a table to a function, batch by batch and in their order: a batch that fails holds up the rest,
 * from its first failure on, until it succeeds or is given up.
 */
export function startStreamMapping(mapping: StreamMapping, parts: StreamParts): RunningMapping {
  const stream = new RunningStream(mapping, parts);
  return { stop: () => stream.stop(), ended: stream.followOn() };
}

class RunningStream {
  readonly #mapping: StreamMapping;
  readonly #parts: StreamParts;
  readonly #end = new AbortController();

  constructor(mapping: StreamMapping, parts: StreamParts) {
    this.#mapping = mapping;
    this.#parts = parts;
  }

  stop(): void {
    this.#end.abort();
    this.#parts.reader.close();
  }

  /** Follows the stream until it is stopped; a reader that fails is asked again. */
  async followOn(): Promise<void> {
    while (!this.#hasEnded())
      await this.#follow().catch(async (error: unknown) => {
        if (this.#hasEnded()) return;
        this.#say(`${this.#mapping.logicalId} failed: ${error}`);
        await this.#pause(READ_PAUSE_MS);
      });
  }

  async #follow(): Promise<void> {
    const { reader, clock } = this.#parts;
    while (!this.#hasEnded()) {
      const records = await reader.read(this.#mapping.batchSize);
      const fitting = records.filter((record) => fits(record, this.#mapping));
      if (records.length === 0) await reader.wait();
      else if (fitting.length > 0) await this.#work(fitting, clock.now());
    }
  }

  /** @param since when the oldest record was read, in milliseconds since 1970 */
  async #work(batch: readonly StreamRecord[], since: number): Promise<void> {
    let records = batch;
    for (let tries = 1; !this.#hasEnded(); tries += 1) {
      const failedAt = await this.#handOver(records);
      if (failedAt === records.length || this.#hasEnded()) return;
      if (failedAt > 0) {
        records = records.slice(failedAt);
        tries = 0; // what is left is another batch
      } else if (this.#mapping.bisects && records.length > 1) {
        const half = Math.ceil(records.length / 2);
        await this.#work(records.slice(0, half), since);
        return this.#work(records.slice(half), since);
      } else {
        const condition = this.#whyGivenUp(tries, since);
        if (condition) return this.#giveUp(records, tries, condition);
      }
      await this.#pause(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS));
    }
  }

  /** Where the first record failed; the number of records where none did. */
  async #handOver(records: readonly StreamRecord[]): Promise<number> {
    const { functions, region } = this.#parts;
    const event = { Records: records.map((record) => toOurs(record, this.#mapping, region)) };
    const result = await functions.poolOf(this.#mapping.fn.arn).invoke(JSON.stringify(event));
    if (result.isError && !this.#hasEnded())
      this.#say(`What ${this.#mapping.logicalId} handed over failed: ${result.payload}`);
    const ids = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const failed = failedItems(result, ids, this.#mapping.reportsFailures);
    return failed.length === 0 ? records.length : Math.min(...failed.map((id) => ids.indexOf(id)));
  }

  #whyGivenUp(tries: number, since: number): string | undefined {
    if (tries > this.#mapping.maxRetries) return 'RetryAttemptsExhausted';
    const age = this.#parts.clock.now() - since;
    return age >= this.#mapping.maxRecordAgeMs ? 'MaximumRecordAgeExceeded' : undefined;
  }

  async #giveUp(records: readonly StreamRecord[], tries: number, condition: string): Promise<void> {
    const { reader, clock, sendFailure } = this.#parts;
    const mapping = this.#mapping;
    this.#say(`${mapping.logicalId} gives up ${records.length} records: ${condition}.`);
    const batch = { mapping, records, tries, condition, shardId: reader.shardId(), at: clock.now() };
    await sendFailure(JSON.stringify(toFailureMessage(batch)));
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#end.signal }).catch(() => undefined);
  }

  #hasEnded(): boolean {
    return this.#end.signal.aborted;
  }

  #say(sentence: string): void {
    this.#parts.say(this.#mapping, sentence);
  }
}

function fits(record: StreamRecord, { filters }: StreamMapping): boolean {
  return filters.length === 0 || filters.some((fitsFilter) => fitsFilter(record));
}

/** The engine has a region and an ARN of its own. */
function toOurs(record: StreamRecord, { streamArn }: StreamMapping, region: string): object {
  return { ...record, awsRegion: region, eventSourceARN: streamArn };
}
