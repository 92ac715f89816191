import type { ProviderRules } from '../provider/connector.ts';
import type { PaymentSnapshot } from '../provider/payment-snapshot.ts';
import { amountsOf, refundedOf } from './amounts.ts';
import type { Baseline } from './operation-records.ts';
import type { OtherOperations } from './verdict.ts';
import { isUnpaidBeforeVoid } from './void-of-unpaid.ts';

/** What the provider shows before a request goes out, against which its effect is recognized. */
export function toBaseline(
  snapshot: PaymentSnapshot,
  basis: { readonly rules: ProviderRules; readonly others: OtherOperations },
): Baseline {
  const { applied } = basis.others;
  const { total, left } = amountsOf(snapshot, basis);
  const refunded = refundedOf(snapshot);
  return {
    refundIds: (snapshot.refunds ?? []).map(({ id }) => id),
    othersApplied: applied,
    ...(snapshot.reference && { reference: snapshot.reference }),
    ...(total !== undefined && { total }),
    ...(refunded !== undefined && { refunded: Math.max(refunded, applied) }),
    ...(left !== undefined && { left }),
    ...(isUnpaidBeforeVoid(snapshot, basis.rules.traits) && { isUnpaid: true }),
  };
}
