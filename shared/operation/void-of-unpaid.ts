import type { PaymentSnapshot } from '../provider/payment-snapshot.ts';
import { type Traits, traitsOf } from '../provider/traits.ts';
import { countSent } from './attempt-facts.ts';
import type { Operation, OperationIn } from './operation.ts';
import { isPaid } from './payment-status.ts';

/** A void that took effect although nobody had paid: it gave no money back, and a payment may arrive nevertheless. */
type VoidOfUnpaid = OperationIn<'succeeded'> & { readonly method: 'void' };

/** Whether nobody had paid, and the provider's void cannot give back what somebody pays meanwhile. */
export function isUnpaidBeforeVoid({ status, paymentMethod }: PaymentSnapshot, traits: Traits): boolean {
  if (status !== 'pending' || !traits.void || traits.sameCall === true) return false;
  return !traitsOf(traits, 'void', paymentMethod).allowedFrom.some(isPaid);
}

/** What a person recorded counts as given back, however that was done. */
export function isVoidOfUnpaid(operation: Operation): operation is VoidOfUnpaid {
  return (
    operation.state === 'succeeded' &&
    operation.method === 'void' &&
    operation.baseline?.isUnpaid === true &&
    operation.attribution !== 'recorded'
  );
}

/**
 * The last operation that sent something, where it is such a void and no payment was seen since: a notification may report
 * one.
 */
export function voidToWatch(operations: readonly Operation[]): VoidOfUnpaid | undefined {
  const last = operations.findLast((operation) => operation.state !== 'failed' || countSent(operation) > 0);
  return last && isVoidOfUnpaid(last) && last.paidAfterwardsAt === undefined ? last : undefined;
}
