import { firstSentAt } from '../../shared/operation/attempt-facts.ts';
import type { Operation } from '../../shared/operation/operation.ts';
import { type Evidence, type Traits, traitsOf } from '../../shared/provider/traits.ts';

/** What the watchers know of the provider of a run, and judge by. */
export type OwnRules = {
  readonly traits: Traits;
  /** Milliseconds from a send on from which nothing of it can land any more. */
  readonly settleMs: number;
  /** Centavos of each payment. */
  readonly total: number;
  /** The provider's figures are in another unit than its pages say. */
  readonly isMisread: boolean;
};

/** The same request may land twice and takes effect once. */
export function isHarmless({ traits, total }: OwnRules, operation: Operation, now: number): boolean {
  const { idempotency } = traitsOf(traits, operation.method);
  const { amount } = operation.request;
  if (idempotency.is === 'key') return now - (firstSentAt(operation) ?? now) < idempotency.lifetimeMs;
  return idempotency.is === 'by_nature' && (amount === undefined || amount === total);
}

/** How an effect of this operation shows at the provider. */
export function evidenceOf({ traits }: OwnRules, { method }: Pick<Operation, 'method'>): Evidence {
  return traitsOf(traits, method).evidence;
}
