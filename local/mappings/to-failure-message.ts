import { randomUUID } from 'node:crypto';
import type { StreamMapping } from '../assembly/event-source-mappings.ts';
import { toInvoked } from '../assembly/lambda.ts';
import type { StreamRecord } from './stream-reader.ts';

/** A batch of a stream that is not tried again. */
export type GivenUp = {
  readonly mapping: StreamMapping;
  readonly records: readonly StreamRecord[];
  readonly tries: number;
  /** As Lambda calls the reason. */
  readonly condition: string;
  readonly shardId: string;
  /** When it was given up: milliseconds since 1970. */
  readonly at: number;
};

/**
 * The message that Lambda sends about a batch that it gave up: its place in the stream, and never the records themselves.
 * @source docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function toFailureMessage({ mapping, records, tries, condition, shardId, at }: GivenUp): object {
  const { arn, version } = toInvoked(mapping.fn);
  const [first, last] = [records[0], records.at(-1)];
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: arn,
      condition,
      approximateInvokeCount: tries,
    },
    responseContext: { statusCode: 200, executedVersion: version, functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date(at).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.dynamodb.SequenceNumber,
      endSequenceNumber: last?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: toInstant(first),
      approximateArrivalOfLastRecord: toInstant(last),
      batchSize: records.length,
      streamArn: mapping.streamArn,
    },
  };
}

function toInstant(record: StreamRecord | undefined): string | undefined {
  return record && new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
}
