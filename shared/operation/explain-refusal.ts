import type { PaymentSnapshot } from '../provider/payment-snapshot.ts';
import { amountsOf, carriedAmount } from './amounts.ts';
import { isSoleRefusal, lastSentAt } from './attempt-facts.ts';
import type { Operation } from './operation.ts';
import type { SnapshotBasis, Verdict } from './verdict.ts';

/**
 * The only request was refused, and our key does not show: more than the others left, which they would not have if ours had
 * been executed, or a time that was over explains it.
 */
export function explainRefusal(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  if (!isSoleRefusal(operation)) return undefined;
  const amounts = amountsOf(snapshot, basis);
  const [asked, { left }] = [carriedAmount(operation), amounts];
  if (asked !== undefined && left !== undefined && asked > left) {
    const code = left > 0 ? 'amount_exceeds_available' : 'already_refunded';
    return { is: 'impossible', code, documented: true, amounts };
  }
  const { closing } = basis.rules.windows(snapshot.clocks, snapshot.status).refund;
  const isOver = closing !== undefined && (lastSentAt(operation) ?? 0) >= closing.closesAt;
  return isOver ? { is: 'impossible', code: 'refund_window_closed', documented: true } : undefined;
}
