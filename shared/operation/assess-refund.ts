import type { PaymentSnapshot } from '../provider/payment-snapshot.ts';
import { askedAmount, asksForRest } from './amounts.ts';
import { mayBeOurs, refundIdOf } from './attempt-facts.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { Operation } from './operation.ts';
import {
  AMBIGUOUS,
  assessByKey,
  assessNewRefunds,
  assessRise,
  findOwnRefund,
  UNREADABLE,
} from './refund-evidence.ts';
import type { SnapshotBasis, Verdict } from './verdict.ts';

/** What a snapshot says of a refund; undefined where it shows nothing of ours. */
export function assessRefund(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  const own = findOwnRefund(operation, snapshot, basis);
  if (own) return own;
  if (refundIdOf(operation) !== undefined) return UNREADABLE;
  const { evidence } = basis.traits;
  const byKey = evidence === 'refund_by_key' ? assessByKey(operation, snapshot, basis) : undefined;
  if (byKey) return byKey;
  if (!mayBeOurs(operation)) return assessOfOthers(snapshot);
  switch (evidence) {
    case 'refund_by_key':
      return explainRefusal(operation, snapshot, basis);
    case 'refund_by_id':
      return assessNewRefunds(operation, snapshot, basis);
    case 'refunded_total':
      return assessRise(operation, snapshot, basis);
    case 'status':
      return assessRefunded(operation, snapshot, basis);
  }
}

/** Every attempt was refused, so that a refund that shows is of others. */
function assessOfOthers({ status }: PaymentSnapshot): Verdict | undefined {
  if (status === 'refunded') return { is: 'foreign', code: 'already_refunded' };
  return status === 'canceled' ? { is: 'foreign', code: 'already_canceled' } : undefined;
}

/** Only the status of the payment shows what was done, which says nothing of a part. */
function assessRefunded(
  operation: Operation,
  snapshot: PaymentSnapshot,
  { rules, others }: SnapshotBasis,
): Verdict | undefined {
  const { status } = snapshot;
  const isAllBack = status === 'refunded' || (status === 'canceled' && rules.traits.sameCall === true);
  if (!isAllBack) return undefined;
  if (!asksForRest(operation, others)) return AMBIGUOUS;
  return { is: 'applied', amount: askedAmount(operation) };
}
