import * as z from 'zod';
import type { LocalTable } from '../assembly/tables.ts';
import type { AroundCall } from '../aws/dynamodb.ts';

/** One save, as a stream shows it. What is not named here is passed on as it is. */
export const StreamRecord = z.looseObject({
  eventID: z.string(),
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.looseObject({
    /** Seconds since 1970. */
    ApproximateCreationDateTime: z.number(),
    SequenceNumber: z.string(),
  }),
});

export type StreamRecord = z.infer<typeof StreamRecord>;

/** Reads the stream of one table from its beginning. */
export type StreamReader = {
  /** The next records, in the order of the saves; none when there is nothing new. */
  read(most: number): Promise<readonly StreamRecord[]>;
  /** Settles when there may be something new, or at the end. */
  wait(): Promise<void>;
  shardId(): string;
  close(): void;
};

export type TableStreams = {
  open(table: LocalTable): StreamReader;
  /** Every DynamoDB call passes here, so that a save is shown at once. */
  readonly around: AroundCall;
};
