import * as z from 'zod/mini';
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
        Keys: z.object({ payment: z.object({ S: z.string() }) }),
        /** Absent where an item was deleted. */
        NewImage: z.optional(z.unknown()),
      }),
    }),
  ),
});

export type StreamRecord = LedgerRecord & { readonly sequenceNumber: string };

/** @throws Error when the event is no batch of the ledger's stream */
export function readStreamRecords(event: unknown): StreamRecord[] {
  return streamEventSchema
    .parse(event)
    .Records.filter(({ dynamodb }) => dynamodb.NewImage !== undefined)
    .map(({ dynamodb: { SequenceNumber, Keys, NewImage } }) => ({
      sequenceNumber: SequenceNumber,
      key: Keys.payment.S,
      readImage: () => fromImage(NewImage),
    }));
}
