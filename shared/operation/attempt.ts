import * as z from 'zod/mini';
import type { EpochMs } from '../domain/time.ts';
import { type AttemptResult, recordedResultSchema } from '../provider/attempt-result.ts';
import type { Method } from '../provider/traits.ts';

/** One request that could move money, as the ledger keeps it. */
export const attemptSchema = z.looseObject({
  number: z.number(),
  method: z.enum(['void', 'refund']),
  sentAt: z.number(),
  /** Who sent it. */
  owner: z.string(),
  /** Centavos that the request carried; absent where it carried none. */
  amount: z.optional(z.number()),
  /** Absent: its sender died, or is still at work. */
  result: z.optional(recordedResultSchema),
});

export type RecordedResult = AttemptResult & { readonly at: EpochMs };

export type Attempt = {
  readonly number: number;
  readonly method: Method;
  readonly sentAt: EpochMs;
  readonly owner: string;
  readonly amount?: number | undefined;
  readonly result?: RecordedResult | undefined;
};
