import * as z from 'zod/mini';
import { SECOND_MS } from '../domain/time.ts';
import type { LedgerRecord } from '../ports/ledger-record.ts';
import { fromImage } from './stream-image.ts';

/**
 * What we read of a batch of a table's stream.
 *
 * @source https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
const streamEventSchema = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        SequenceNumber: z.string(),
        /** Seconds since 1970. */
        ApproximateCreationDateTime: z.number(),
        Keys: z.object({ payment: z.object({ S: z.string() }) }),
        /** Absent where an item was deleted. */
        NewImage: z.optional(z.unknown()),
      }),
    }),
  ),
});

/** @throws Error when the event is no batch of the ledger's stream */
export function readStreamRecords(event: unknown): LedgerRecord[] {
  return streamEventSchema
    .parse(event)
    .Records.filter(({ dynamodb }) => dynamodb.NewImage !== undefined)
    .map(({ dynamodb: { SequenceNumber, ApproximateCreationDateTime, Keys, NewImage } }) => ({
      key: Keys.payment.S,
      sequenceNumber: SequenceNumber,
      savedAt: ApproximateCreationDateTime * SECOND_MS,
      readImage: () => fromImage(NewImage),
    }));
}
