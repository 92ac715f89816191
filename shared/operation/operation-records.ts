import * as z from 'zod/mini';
import type { EpochMs } from '../domain/time.ts';
import type { Reference } from '../provider/payment-snapshot.ts';

/** The records that an operation holds. */

const text = z.string();
const epochMs = z.number();

/** Who works on an operation, until when. */
export const leaseSchema = z.looseObject({ owner: text, expiresAt: epochMs });

/** What a person recorded, who, when and on what evidence. */
export const recordingSchema = z.looseObject({
  outcome: z.enum(['succeeded', 'failed']),
  evidence: text,
  by: text,
  at: epochMs,
});

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
  /** Nobody had paid, so that a void gives no money back. */
  isUnpaid: z.optional(z.boolean()),
  /** What the provider's requests about this payment are made of, beside its id. */
  reference: z.optional(z.record(text, text)),
});

/** The provider's window for it, as its clock ran at the beginning. */
export const windowSchema = z.looseObject({
  rule: text,
  basis: z.enum(['documented', 'inferred']),
  closesAt: epochMs,
  refusedFrom: epochMs,
});

export type Lease = { readonly owner: string; readonly expiresAt: EpochMs };

export type Recording = Readonly<z.infer<z.ZodMiniObject<(typeof recordingSchema)['shape']>>>;

export type Baseline = {
  readonly refundIds: readonly string[];
  readonly total?: number | undefined;
  readonly refunded?: number | undefined;
  readonly left?: number | undefined;
  readonly othersApplied?: number | undefined;
  readonly isUnpaid?: boolean | undefined;
  readonly reference?: Reference | undefined;
};
