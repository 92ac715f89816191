import type { InquiryResult, PaymentSnapshot } from '../provider/payment-snapshot.ts';
import { type MethodTraits, traitsOf } from '../provider/traits.ts';
import { asksForRest, refundedOf, totalOf } from './amounts.ts';
import { assessRefund } from './assess-refund.ts';
import { assessVoid } from './assess-void.ts';
import { isReportedDone, isTakenByProvider, isUnanswered, mayBeOurs, sinceLeft } from './attempt-facts.ts';
import type { Operation } from './operation.ts';
import type { AssessmentBasis, SnapshotBasis, Verdict } from './verdict.ts';

/**
 * What an inquiry proves about an operation. Pure, and the only place that decides it, for every provider. It never says
 * `applied` without evidence, and never `not_applied` while a request of ours can still take effect.
 */
export function assess(operation: Operation, inquiry: InquiryResult, basis: AssessmentBasis): Verdict {
  switch (inquiry.is) {
    case 'unavailable':
      return { is: 'inconclusive', reason: 'unreadable', retryAfterMs: inquiry.retryAfterMs };
    case 'not_found':
      return inquiry.conclusive ? toNotFound(inquiry) : { is: 'inconclusive', reason: 'unreadable' };
    case 'snapshot':
      return assessSnapshot(operation, inquiry.snapshot, basis);
  }
}

function toNotFound({ providerError }: Extract<InquiryResult, { is: 'not_found' }>): Verdict {
  const given = providerError && { providerError };
  return { is: 'impossible', code: 'payment_not_found', documented: false, ...given };
}

function assessSnapshot(operation: Operation, snapshot: PaymentSnapshot, basis: AssessmentBasis): Verdict {
  const traits = traitsOf(
    basis.rules.traits,
    operation.method,
    snapshot.paymentMethod ?? operation.paymentMethod,
  );
  const assessMethod = operation.method === 'void' ? assessVoid : assessRefund;
  const withTraits = { ...basis, traits };
  const shown = assessMethod(operation, snapshot, withTraits);
  if (shown) return shown;
  // What the provider took shows as its work on the payment.
  if (snapshot.status === 'processing' && isTakenByProvider(operation)) return { is: 'in_progress' };
  return assessAbsence(operation, snapshot, withTraits);
}

/** The provider works on the payment, and no list says on what: it may be a request of ours. */
function isWorkUnnamed({ status }: PaymentSnapshot, { evidence }: MethodTraits): boolean {
  return status === 'processing' && (evidence === 'status' || evidence === 'refunded_total');
}

/** Nothing of ours shows: what that proves depends on what would show, on what is out, and for how long. */
function assessAbsence(operation: Operation, snapshot: PaymentSnapshot, basis: SnapshotBasis): Verdict {
  const { traits, beganAt } = basis;
  const isSettled = sinceLeft(operation, beganAt) >= traits.settleMs;
  if (traits.evidence === 'status' && mayBeOurs(operation)) {
    const wouldShow = asksForRest(operation, basis.others);
    if (wouldShow && snapshot.status === 'unrecognized')
      return { is: 'inconclusive', reason: 'unrecognized' };
    // Something is back, and of how much is not readable.
    if (wouldShow && totalOf(snapshot) === undefined && (refundedOf(snapshot) ?? 0) > 0)
      return { is: 'inconclusive', reason: 'unreadable' };
    if (!wouldShow && isSettled) return { is: 'inconclusive', reason: 'not_shown' };
  }
  const mayBeWorkedOn = isUnanswered(operation) || isTakenByProvider(operation);
  if (!isSettled || (mayBeOurs(operation) && isWorkUnnamed(snapshot, traits)))
    return { is: 'inconclusive', reason: 'not_settled' };
  if (isReportedDone(operation) || (mayBeWorkedOn && !traits.inquiryShowsProgress))
    return { is: 'inconclusive', reason: 'not_shown' };
  return { is: 'not_applied' };
}
