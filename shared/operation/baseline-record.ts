import * as z from 'zod/mini';
import type { Reference } from '../provider/payment-snapshot.ts';

const text = z.string();

/** What the provider showed before we sent: amounts in centavos. */
export const baselineSchema = z.looseObject({
  /** Its refunds of this payment, by its own ids. */
  refundIds: z.array(text),
  total: z.optional(z.number()),
  /** Certainly given back by then, by us or by others. Never less than what this ledger saw succeed. */
  refunded: z.optional(z.number()),
  /** What could still be given back. */
  left: z.optional(z.number()),
  /** What the other operations of the payment had given back, as this ledger knew then. */
  othersApplied: z.optional(z.number()),
  /** What the provider's requests about this payment are made of, beside its id. */
  reference: z.optional(z.record(text, text)),
});

export type Baseline = {
  readonly refundIds: readonly string[];
  readonly total?: number | undefined;
  readonly refunded?: number | undefined;
  readonly left?: number | undefined;
  readonly othersApplied?: number | undefined;
  readonly reference?: Reference | undefined;
};
