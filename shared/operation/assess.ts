import { DAY_MS } from '../domain/time.ts';
import type { InquiryResult, PaymentSnapshot } from '../provider/payment-snapshot.ts';
import { type MethodTraits, traitsOf } from '../provider/traits.ts';
import { amountsOf, askedAmount, isHarmlessToRepeat } from './amounts.ts';
import { assessRefund } from './assess-refund.ts';
import {
  isSaidToBeDone,
  isSoleRefusal,
  isTakenByProvider,
  isUnanswered,
  lastSentAt,
  mayBeOurs,
} from './attempt-facts.ts';
import type { Operation } from './operation.ts';
import { toObstacle } from './payment-status.ts';
import type { AssessmentBasis, Verdict } from './verdict.ts';

/**
 * What an inquiry proves about an operation. Pure, and the only place that decides it, for every provider. It never says
 * `applied` without evidence, and never `not_applied` while a request of ours can still take effect.
 */
export function assess(operation: Operation, inquiry: InquiryResult, basis: AssessmentBasis): Verdict {
  switch (inquiry.is) {
    case 'unavailable':
      return { is: 'inconclusive', reason: 'unreadable', retryAfterMs: inquiry.retryAfterMs };
    case 'not_found':
      return inquiry.conclusive
        ? { is: 'impossible', code: 'payment_not_found', documented: false }
        : { is: 'inconclusive', reason: 'unreadable' };
    case 'snapshot':
      return assessSnapshot(operation, inquiry.snapshot, basis);
  }
}

function assessSnapshot(operation: Operation, snapshot: PaymentSnapshot, basis: AssessmentBasis): Verdict {
  const traits = traitsOf(basis.rules.traits, operation.method, snapshot.paymentMethod);
  const shown =
    operation.method === 'void'
      ? assessVoid(operation, snapshot, { ...basis, traits })
      : assessRefund(operation, snapshot, { ...basis, traits });
  return shown ?? assessAbsence(operation, snapshot, { ...basis, traits });
}

type Basis = AssessmentBasis & { readonly traits: MethodTraits };

/** What the status of the payment says of a void; undefined where it shows nothing of ours. */
function assessVoid(operation: Operation, snapshot: PaymentSnapshot, basis: Basis): Verdict | undefined {
  const { status } = snapshot;
  if (status === 'canceled') return assessCanceled(operation, snapshot, basis);
  if (isSaidToBeDone(operation) && isNothingLeft(snapshot, basis))
    return { is: 'applied', amount: askedAmount(operation) };
  if (status === 'unrecognized') return assessRefusal(operation, snapshot, basis);
  if (status === 'processing' && isTakenByProvider(operation)) return { is: 'in_progress' };
  if (!basis.traits.allowedFrom.includes(status))
    return { is: 'impossible', code: toObstacle('void', status) ?? 'not_cancelable', documented: true };
  return assessRefusal(operation, snapshot, basis);
}

function assessCanceled(operation: Operation, snapshot: PaymentSnapshot, { others }: Basis): Verdict {
  if (!mayBeOurs(operation)) return { is: 'foreign', code: 'already_canceled' };
  const rest = snapshot.total === undefined ? undefined : snapshot.total - others.applied;
  // What a provider shows of a canceled payment may be what is left of it, which is nothing.
  const amount = askedAmount(operation) ?? (rest !== undefined && rest > 0 ? rest : undefined);
  return { is: 'applied', amount };
}

/** The provider shows that nothing is left to give back. */
function isNothingLeft({ total, refunded }: PaymentSnapshot, { others }: Basis): boolean {
  if (total === 0) return true;
  return total !== undefined && refunded !== undefined && Math.max(refunded, others.applied) >= total;
}

/** A refusal in unlisted words, of a request that could not succeed by the figures or by the clock, is a plain one. */
function assessRefusal(operation: Operation, snapshot: PaymentSnapshot, basis: Basis): Verdict | undefined {
  if (!isSoleRefusal(operation)) return undefined;
  const { total, returned, left } = amountsOf(snapshot, basis.others);
  const asked = operation.request.amount;
  if (asked !== undefined && total !== undefined && asked > (left ?? total)) {
    const amounts = { total, returned, left };
    return { is: 'impossible', code: 'amount_exceeds_available', documented: true, amounts };
  }
  if (operation.method === 'void' && wasTooLate(operation, snapshot, basis))
    return { is: 'impossible', code: 'cancel_window_closed', documented: true };
  return undefined;
}

/** The window had closed, by any reading of its zone, before the request was sent. */
function wasTooLate(operation: Operation, { clocks, status }: PaymentSnapshot, { rules }: Basis): boolean {
  const { capturedAt } = operation.request;
  const known = { ...clocks, ...(capturedAt !== undefined && { capturedAt }) };
  const { closing } = rules.windows(known, status).cancel;
  return closing !== undefined && (lastSentAt(operation) ?? 0) >= closing.closesAt + DAY_MS;
}

/** Nothing of ours shows: what that proves depends on what is out, and for how long. */
function assessAbsence(operation: Operation, snapshot: PaymentSnapshot, basis: Basis): Verdict {
  const { traits, beganAt } = basis;
  if (snapshot.status === 'unrecognized' && operation.method === 'void')
    return { is: 'inconclusive', reason: 'unrecognized' };
  if (beganAt - (lastSentAt(operation) ?? 0) < traits.settleMs)
    return { is: 'inconclusive', reason: 'not_settled' };
  const isHarmless = isHarmlessToRepeat(operation, traits, snapshot.total);
  const mayBeWorkedOn = isUnanswered(operation) || isTakenByProvider(operation);
  if (!isHarmless && !traits.inquiryShowsProgress && mayBeWorkedOn)
    return { is: 'inconclusive', reason: 'progress_not_shown' };
  return { is: 'not_applied' };
}
