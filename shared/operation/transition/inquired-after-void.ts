import type { OperationIn } from '../operation.ts';
import { isPaid } from '../payment-status.ts';
import { isVoidOfUnpaid } from '../void-of-unpaid.ts';
import type { Step } from './enter.ts';
import type { Inputs, TransitionContext } from './table.ts';

/**
 * What was canceled before anybody had paid may be paid nevertheless, by a payment that was under way. The void stays what it
 * is; that there is money to be given back is published once.
 */
export function inquiredAfterVoid(
  operation: OperationIn<'succeeded'>,
  { inquiry }: Inputs['inquiry'],
  { now }: TransitionContext,
): Step<'succeeded'> | undefined {
  if (!isVoidOfUnpaid(operation) || operation.paidAfterwardsAt !== undefined) return undefined;
  if (inquiry.is !== 'snapshot' || !isPaid(inquiry.snapshot.status)) return undefined;
  const marked = { ...operation, paidAfterwardsAt: now, lastPublishedState: operation.state };
  return { operation: marked, events: ['PaidAfterwards'] };
}
