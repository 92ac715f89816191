import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StreamMapping } from '../../local/assembly/event-source-mappings.ts';
import type { LocalFunction } from '../../local/assembly/lambda.ts';
import { createLocalClock } from '../../local/clock/local-clock.ts';
import type { FunctionPool } from '../../local/lambda/function-pool.ts';
import { startStreamMapping } from '../../local/mappings/start-stream-mapping.ts';
import type { StreamReader, StreamRecord } from '../../local/mappings/stream-reader.ts';

const fn: LocalFunction = {
  ...{
    logicalId: 'Relay',
    name: 'Relay',
    arn: 'arn:relay',
    handler: 'index.handler',
    folder: '',
    roleArn: '',
  },
  ...{ memoryMb: 128, timeoutMs: 1000, environment: {}, aliases: [], logFormat: 'Text' },
};

const MAPPING: StreamMapping = {
  ...{ logicalId: 'Mapping', fn, batchSize: 10, reportsFailures: true, filters: [], bisects: false },
  ...{ maxRetries: 1, maxRecordAgeMs: Number.POSITIVE_INFINITY, streamArn: 'arn:stream' },
  table: {
    ...{ logicalId: 'Ledger', name: 'ledger', arn: 'arn:ledger', streamArn: 'arn:stream' },
    schema: {
      KeySchema: [],
      AttributeDefinitions: [],
      GlobalSecondaryIndexes: [],
      LocalSecondaryIndexes: [],
    },
    partitionKey: () => undefined,
  },
};

const toRecord = (n: string): StreamRecord => ({
  ...{ eventID: n, eventName: 'INSERT' },
  dynamodb: { ApproximateCreationDateTime: 1_700_000_000, SequenceNumber: n },
});

/** What one invocation comes to: an error, or the sequence numbers that it reports. */
type Outcome = 'throws' | readonly string[];

/** Hands the records 1 to 4 over. @returns what each invocation got, and the places that were reported as given up */
async function run(changes: Partial<StreamMapping>, outcomes: readonly Outcome[]) {
  const got: string[] = [];
  const gaveUp: string[] = [];
  const left = [...outcomes];
  const ended = Promise.withResolvers<void>();
  const pool: FunctionPool = {
    ...{ fn, environments: () => [], warmUp: async () => {}, close: async () => {} },
    invoke: async (payload) => {
      const event: { Records: StreamRecord[] } = JSON.parse(payload);
      got.push(event.Records.map(({ eventID }) => eventID).join(''));
      const outcome = left.shift() ?? [];
      if (outcome === 'throws') return { payload: '{"errorType":"Error"}', isError: true };
      const batchItemFailures = outcome.map((itemIdentifier) => ({ itemIdentifier }));
      return { payload: JSON.stringify({ batchItemFailures }), isError: false };
    },
  };
  const records = ['1', '2', '3', '4'].map(toRecord);
  const reader: StreamReader = {
    ...{ shardId: () => 'shard', close: () => {} },
    read: async (most) => records.splice(0, most),
    wait: async () => ended.resolve(),
  };
  const running = startStreamMapping(
    { ...MAPPING, ...changes },
    {
      ...{ reader, region: 'sa-east-1', clock: createLocalClock(), say: () => {} },
      functions: { poolOf: () => pool },
      sendFailure: async (message) => {
        const { requestContext, DDBStreamBatchInfo: place } = JSON.parse(message);
        gaveUp.push(`${place.startSequenceNumber}-${place.endSequenceNumber} ${requestContext.condition}`);
      },
    },
  );
  await ended.promise;
  running.stop();
  await running.ended;
  return { got, gaveUp };
}

const EXHAUSTED = 'RetryAttemptsExhausted';

const ROWS: readonly {
  readonly what: string;
  readonly changes?: Partial<StreamMapping>;
  readonly outcomes: readonly Outcome[];
  readonly got: readonly string[];
  readonly gaveUp?: readonly string[];
}[] = [
  { what: 'a batch that succeeds is done', outcomes: [[]], got: ['1234'] },
  {
    what: 'a batch is never larger than the mapping says',
    changes: { batchSize: 3 },
    outcomes: [],
    got: ['123', '4'],
  },
  { what: 'the rest is handed over from the first failure on', outcomes: [['3']], got: ['1234', '34'] },
  { what: 'the first of several failures counts', outcomes: [['4', '2']], got: ['1234', '234'] },
  { what: 'a function that throws gets all again', outcomes: ['throws'], got: ['1234', '1234'] },
  {
    what: 'a batch that got shorter has all its tries before it',
    outcomes: ['throws', ['2'], ['2']],
    got: ['1234', '1234', '234', '234'],
  },
  {
    what: 'a batch is given up as a whole when its tries are spent',
    outcomes: ['throws', 'throws'],
    got: ['1234', '1234'],
    gaveUp: [`1-4 ${EXHAUSTED}`],
  },
  {
    what: 'a batch that may be split is halved down to the one that fails',
    changes: { bisects: true },
    outcomes: ['throws', [], 'throws', 'throws', 'throws', []],
    got: ['1234', '12', '34', '3', '3', '4'],
    gaveUp: [`3-3 ${EXHAUSTED}`],
  },
  {
    what: 'a batch that is too old is given up',
    changes: { maxRecordAgeMs: 0, maxRetries: 99 },
    outcomes: ['throws'],
    got: ['1234'],
    gaveUp: ['1-4 MaximumRecordAgeExceeded'],
  },
  {
    what: 'what fits no filter is passed over',
    changes: { filters: [(record) => JSON.stringify(record).includes('"2"')] },
    outcomes: [],
    got: ['2'],
  },
];

for (const { what, changes = {}, outcomes, got, gaveUp = [] } of ROWS)
  test(what, async () => {
    assert.deepEqual(await run(changes, outcomes), { got, gaveUp });
  });
