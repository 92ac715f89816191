import { DAY_MS } from '../domain/time.ts';
import type { PaymentSnapshot } from '../provider/payment-snapshot.ts';
import { amountsOf, askedAmount, asksForRest, refundedOf, totalOf } from './amounts.ts';
import { isReportedDone, isSoleRefusal, isTakenByProvider, lastSentAt, mayBeOurs } from './attempt-facts.ts';
import type { Operation } from './operation.ts';
import { toObstacle } from './payment-status.ts';
import { assessByKey, assessNewRefunds, assessRise, findOwnRefund } from './refund-evidence.ts';
import type { SnapshotBasis, Verdict } from './verdict.ts';

/** What a snapshot says of a void; undefined where it shows nothing of ours. */
export function assessVoid(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  return (
    findOwnRefund(operation, snapshot, basis) ??
    (basis.traits.evidence === 'refund_by_key'
      ? assessKeyedVoid(operation, snapshot, basis)
      : assessVoidedPayment(operation, snapshot, basis)) ??
    assessStatus(operation, snapshot, basis)
  );
}

/** Our key shows or does not, whatever the status of the payment says. */
function assessKeyedVoid(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  const byKey = assessByKey(operation, snapshot, basis);
  if (byKey || !isAllBack(snapshot, basis)) return byKey;
  return mayBeOurs(operation)
    ? { is: 'impossible', code: 'already_canceled', documented: true }
    : { is: 'foreign', code: 'already_canceled' };
}

/** The status says that all of it is back, or the figures say how much is. */
function assessVoidedPayment(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  if (isAllBack(snapshot, basis)) return assessAllBack(operation, snapshot, basis);
  const { evidence } = basis.traits;
  if (!mayBeOurs(operation) || evidence === 'status') return undefined;
  return evidence === 'refund_by_id'
    ? assessNewRefunds(operation, snapshot, basis)
    : assessRise(operation, snapshot, basis);
}

function isAllBack({ status }: PaymentSnapshot, { rules }: SnapshotBasis): boolean {
  return status === 'canceled' || (status === 'refunded' && rules.traits.sameCall === true);
}

/**
 * All of the payment is back. A whole void may have done that; a part of it only where the rest is what it asked for, since
 * what others canceled proves nothing of a part.
 */
function assessAllBack(operation: Operation, snapshot: PaymentSnapshot, { others }: SnapshotBasis): Verdict {
  if (!mayBeOurs(operation)) return { is: 'foreign', code: 'already_canceled' };
  if (snapshot.isCanceledByOthers) return { is: 'impossible', code: 'already_canceled', documented: true };
  if (!asksForRest(operation, others)) return { is: 'inconclusive', reason: 'ambiguous' };
  // What a provider shows of a canceled payment may be what is left of it, which is nothing.
  const rest = (operation.baseline?.total ?? totalOf(snapshot) ?? 0) - others.applied;
  // Another operation turned out to have given all of it back.
  if (operation.baseline?.total !== undefined && rest <= 0)
    return { is: 'inconclusive', reason: 'ambiguous' };
  const amount = askedAmount(operation) ?? (rest > 0 ? rest : undefined);
  return { is: 'applied', amount, ...(snapshot.status === 'refunded' && { method: 'refund' }) };
}

function assessStatus(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  const { status } = snapshot;
  const isListed = status !== 'unrecognized';
  const isByStatus = basis.traits.evidence === 'status';
  // The status says nothing about a partial void.
  if (isByStatus && mayBeOurs(operation) && !asksForRest(operation, basis.others))
    return assessRefusal(operation, snapshot, basis);
  if (isReportedDone(operation) && (snapshot.total === 0 || isNothingLeft(snapshot)))
    return { is: 'applied', amount: askedAmount(operation) };
  if (status === 'processing' && isTakenByProvider(operation)) return { is: 'in_progress' };
  if (isListed && !basis.traits.allowedFrom.includes(status))
    return { is: 'impossible', code: toObstacle('void', status) ?? 'not_cancelable', documented: true };
  if (isListed && isByStatus && isNothingLeft(snapshot)) return assessAllBack(operation, snapshot, basis);
  return assessRefusal(operation, snapshot, basis);
}

/** The provider itself shows that all of it is given back. */
function isNothingLeft(snapshot: PaymentSnapshot): boolean {
  const [total, refunded] = [totalOf(snapshot), refundedOf(snapshot)];
  return total !== undefined && total > 0 && refunded !== undefined && refunded >= total;
}

/** A refusal in unlisted words, of a request that could not succeed by the figures or by the clock, is a plain one. */
function assessRefusal(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  if (!isSoleRefusal(operation)) return undefined;
  if (asksTooMuch(operation)) {
    const amounts = amountsOf(snapshot, basis);
    return { is: 'impossible', code: 'amount_exceeds_available', documented: true, amounts };
  }
  return wasTooLate(operation, snapshot, basis)
    ? { is: 'impossible', code: 'cancel_window_closed', documented: false }
    : undefined;
}

/** More than there was before the request was sent: what is left since then may be less by what it did. */
function asksTooMuch({ request, baseline }: Operation): boolean {
  return request.amount !== undefined && baseline?.left !== undefined && request.amount > baseline.left;
}

/** The window had closed, by any reading of its zone, before the request was sent. */
function wasTooLate(
  operation: Operation,
  { clocks, status }: PaymentSnapshot,
  { rules }: SnapshotBasis,
): boolean {
  const { capturedAt } = operation.request;
  const known = { ...clocks, ...(capturedAt !== undefined && { capturedAt }) };
  const { closing } = rules.windows(known, status).cancel;
  return closing !== undefined && (lastSentAt(operation) ?? 0) >= closing.closesAt + DAY_MS;
}
