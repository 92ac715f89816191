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
  /** The idempotency key that the request carried, where it is not the operation's first one. */
  idempotencyKey: z.optional(z.string()),
  /** Absent: its sender died, or is still at work. */
  result: z.optional(recordedResultSchema),
  /** Earlier attempts with the same facts as this one, which are not kept. */
  omitted: z.optional(z.number()),
});

export type RecordedResult = AttemptResult & { readonly at: EpochMs };

export type Attempt = {
  readonly number: number;
  readonly method: Method;
  readonly sentAt: EpochMs;
  readonly owner: string;
  readonly amount?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly result?: RecordedResult | undefined;
  readonly omitted?: number | undefined;
};

/** Attempts that are kept of one operation: a request can be repeated for a day, and an item of the ledger has its limit. */
const MAX_KEPT = 8;

/**
 * The attempts with one more. One that provably did not leave is dropped once another is tried. Of many with the same
 * facts, the first with each key and the last are kept, and how many there were.
 */
export function withAttempt(attempts: readonly Attempt[], attempt: Attempt): readonly Attempt[] {
  const live = attempts.filter(({ result }) => result?.status !== 'not_sent');
  const kept = live.length < MAX_KEPT ? live : withoutRepeated(live);
  return [...kept, attempt];
}

function withoutRepeated(attempts: readonly Attempt[]): readonly Attempt[] {
  for (const [index, attempt] of attempts.entries()) {
    const isFirst = !attempts.slice(0, index).some((other) => hasSameKey(attempt, other));
    const later = attempts.slice(index + 1).find((other) => hasSameFacts(attempt, other));
    if (isFirst || !later) continue;
    const omitted = 1 + (attempt.omitted ?? 0) + (later.omitted ?? 0);
    return attempts
      .filter((one) => one !== attempt)
      .map((one) => (one === later ? { ...one, omitted } : one));
  }
  return attempts;
}

function hasSameKey(one: Attempt, other: Attempt): boolean {
  return one.method === other.method && one.idempotencyKey === other.idempotencyKey;
}

/** No rule would decide otherwise with the later one alone. */
function hasSameFacts(one: Attempt, later: Attempt): boolean {
  const [result, other] = [one.result, later.result];
  const isSameStatus = isOpen(one) ? isOpen(later) : result?.status === other?.status;
  return (
    hasSameKey(one, later) &&
    isSameStatus &&
    refundIdIn(result) === refundIdIn(other) &&
    result?.status !== 'rejected' &&
    result?.status !== 'ambiguous'
  );
}

/** No answer came, or one that says nothing. */
function isOpen({ result }: Attempt): boolean {
  return result === undefined || result.status === 'indeterminate';
}

function refundIdIn(result: RecordedResult | undefined): string | undefined {
  return result && 'refundId' in result ? result.refundId : undefined;
}
