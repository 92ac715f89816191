import type { MethodTraits } from '../../provider/traits.ts';
import type { Amounts } from '../amounts.ts';
import type { Operation } from '../operation.ts';
import { type Step, toFailed } from './enter.ts';
import type { TransitionContext } from './table.ts';

/** More than is left is refused unsent: two refunds of 60 on 100 can never both pass. */
export function refuseTooMuch(
  operation: Operation,
  amounts: Amounts,
  context: TransitionContext,
): Step<'failed'> | undefined {
  const { left } = amounts;
  if (left === undefined) return undefined;
  const asked = operation.request.amount ?? left;
  if (left > 0 && asked <= left) return undefined;
  if (left > 0) return toFailed(operation, { code: 'amount_exceeds_available', amounts }, context);
  const [code, paymentStatus] =
    operation.method === 'void'
      ? (['already_canceled', 'canceled'] as const)
      : (['already_refunded', 'refunded'] as const);
  return toFailed(operation, { code, paymentStatus, amounts }, context);
}

/** No suggestion: a caller who follows it without a check would give all of it back. */
const WHOLE_ONLY = 'This provider gives back whole payments only: leave `amount` out.';

/** A part is refused where the provider takes none, unless it turns out to be the whole. */
export function refusePart(
  operation: Operation,
  amounts: Amounts,
  traits: MethodTraits,
  context: TransitionContext,
): Step<'failed'> | undefined {
  const { amount } = operation.request;
  if (!isWholeOnly(traits) || amount === undefined || amount === amounts.total) return undefined;
  return toFailed(operation, { code: 'partial_not_supported', detail: WHOLE_ONLY, amounts }, context);
}

/** The provider takes no part of a payment, or no amount with a request. */
export function isWholeOnly({ partial, amount }: MethodTraits): boolean {
  return partial === 'no' || amount === 'never';
}

/** The figures that a request depends on could not be read. What a void of the whole does depends on none. */
export function isAmountUnreadable(
  { method, request: { amount: asked } }: Operation,
  { returned, left }: Amounts,
  trait: MethodTraits['amount'],
): boolean {
  if (left !== undefined || (trait === 'never' && method === 'void')) return false;
  return asked !== undefined || trait === 'required' || returned !== 0;
}

/** Where a request carries no amount it means the whole payment; of the rest, the amount has to be given. */
export function toRequestAmount(
  { request: { amount: asked } }: Operation,
  { returned, left }: Amounts,
  trait: MethodTraits['amount'],
): number | undefined {
  if (trait === 'never') return undefined;
  return asked ?? (trait === 'required' || returned !== 0 ? left : undefined);
}
