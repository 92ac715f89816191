import type { ProblemCode } from '../../domain/problem.ts';
import type { InquiryResult, PaymentSnapshot } from '../../provider/payment-snapshot.ts';
import { type MethodTraits, traitsOf } from '../../provider/traits.ts';
import { amountsOf, isWhole, mayBeUnrecorded, totalOf } from '../amounts.ts';
import { refusalOf, toNotFoundProblem } from '../attempt-facts.ts';
import { toBaseline } from '../baseline.ts';
import { mayBeLostSuccess } from '../lost-attempts.ts';
import type { OperationIn } from '../operation.ts';
import { isPaid, isUnpaid, toObstacle, toPaymentStatusWord } from '../payment-status.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { approvalEndsAt } from '../schedule.ts';
import { isTooLateToSend, isVoidOver, toRefused, toUnsent, toWindowClosed } from './end.ts';
import { enter, isOwner, type Step, toAccepted, toFailed, toManualReview } from './enter.ts';
import {
  isAmountUnreadable,
  isWholeOnly,
  refusePart,
  refuseTooMuch,
  toRequestAmount,
} from './refuse-amount.ts';
import { afterRefusedCredentials, stillRefusedSince } from './refused-credentials.ts';
import { toFirstSend } from './send.ts';
import type { Inputs, TransitionContext } from './table.ts';

type Accepted = OperationIn<'accepted'>;
type PreflightStep = Step<'accepted' | 'sending' | 'awaiting_approval' | 'manual_review' | 'failed'>;

/** What the payment shows before the first send: whether it can be done, by which method, and how much. */
export function preflight(
  operation: Accepted,
  { inquiry }: Inputs['preflight'],
  context: TransitionContext,
): PreflightStep | undefined {
  if (!isOwner(operation, context)) return undefined;
  switch (inquiry.is) {
    case 'unavailable':
      return afterUnavailable(operation, inquiry, context);
    case 'not_found':
      return inquiry.conclusive
        ? toFailed(operation, toNotFoundProblem(inquiry.providerError), context)
        : notReadable(operation, context);
    case 'snapshot': {
      const { providerStatus, paymentMethod } = inquiry.snapshot;
      // That it can be read does not end a refusal: the credentials may be good for reading alone.
      const shown: Accepted = {
        ...operation,
        providerStatus,
        ...(paymentMethod !== undefined && { paymentMethod }),
      };
      return operation.kind === 'cancellation'
        ? preflightVoid(shown, inquiry.snapshot, context)
        : preflightRefund(shown, inquiry.snapshot, context);
    }
  }
}

function afterUnavailable(
  operation: Accepted,
  {
    code,
    detail,
    permanent,
    retryAfterMs,
    credentialsRefused,
  }: Extract<InquiryResult, { is: 'unavailable' }>,
  context: TransitionContext,
): Step<'accepted' | 'failed'> {
  const problem = { code, ...(detail !== undefined && { detail }) };
  if (permanent) return toFailed(operation, problem, context);
  if (credentialsRefused) return afterRefusedCredentials(operation, problem, context);
  if (isTooLateToSend(operation, context)) return toUnsent(operation, context, problem);
  const credentialsRefusedSince = stillRefusedSince(operation, problem);
  return toAccepted(operation, context, problem, { retryAfterMs, credentialsRefusedSince });
}

/** What the payment shows is not enough to send anything. */
function notReadable(operation: Accepted, context: TransitionContext): Step<'accepted' | 'failed'> {
  const detail = 'The payment could not be read, so nothing was sent.';
  return afterUnavailable(operation, { is: 'unavailable', code: 'provider_unavailable', detail }, context);
}

function preflightVoid(
  operation: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): PreflightStep {
  if (isVoidable(snapshot, context)) return sendVoid(operation, snapshot, context);
  return snapshot.status === 'unrecognized'
    ? notReadable(operation, context)
    : refuseForStatus(operation, snapshot, context);
}

function isVoidable({ paymentMethod, status }: PaymentSnapshot, { rules }: TransitionContext): boolean {
  const { traits } = rules;
  return traits.void !== undefined && traitsOf(traits, 'void', paymentMethod).allowedFrom.includes(status);
}

/** A void of the whole, or of a part where the provider can: never of more than is left. */
function sendVoid(
  voided: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): Step<'accepted' | 'sending' | 'manual_review' | 'failed'> {
  const { traits } = context.rules;
  // One request serves both methods, and of what is paid it is a refund.
  const isRefund = traits.sameCall === true && isPaid(snapshot.status);
  const operation: Accepted = isRefund ? { ...voided, method: 'refund' } : voided;
  return sendWithin(operation, snapshot, context);
}

/** The request, of no more than is left, and with all that is needed to recognize its effect. */
function sendWithin(
  operation: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): Step<'accepted' | 'sending' | 'manual_review' | 'failed'> {
  const traits = traitsOf(context.rules.traits, operation.method, snapshot.paymentMethod);
  if (context.lost && !isHarmless(operation, traits) && mayBeUnrecorded(snapshot, context.others))
    return toManualReview(operation, context);
  const amounts = amountsOf(snapshot, context);
  const refusal =
    refusePart(operation, amounts, traits, context) ?? refuseTooMuch(operation, amounts, context);
  if (refusal) return unlessLost(refusal, operation, context);
  const isShown = traits.evidence !== 'refund_by_id' || snapshot.refunds !== undefined;
  if (!isShown || isAmountUnreadable(operation, amounts, traits.amount))
    return notReadable(operation, context);
  const prepared = { ...operation, baseline: toBaseline(snapshot, context) };
  return toFirstSend(prepared, context, toRequestAmount(operation, amounts, traits.amount));
}

/** What shows as given back may be what this operation did, where records are missed. */
function unlessLost(
  refusal: Step<'failed'>,
  operation: Accepted,
  context: TransitionContext,
): Step<'manual_review' | 'failed'> {
  const isLost = mayBeLostSuccess(operation, refusal.operation.problem?.code, context);
  return isLost ? toManualReview(operation, context) : refusal;
}

/** The provider can do it once only, so that what a ledger that misses records does not know of cannot happen again. */
function isHarmless(operation: Accepted, { idempotency }: MethodTraits): boolean {
  return idempotency.is === 'by_nature' && isWhole(operation);
}

function preflightRefund(
  operation: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): PreflightStep {
  const { window } = operation;
  if (
    operation.method === 'void' &&
    isVoidable(snapshot, context) &&
    !isBetterRefunded(operation, snapshot, context)
  ) {
    if (!window || context.now < window.refusedFrom) return sendVoid(operation, snapshot, context);
    const closed = toWindowClosed('cancel_window_closed', window);
    return toRefused(operation, { ...closed, paymentStatus: 'paid' }, context);
  }
  const refund: Accepted = { ...operation, method: 'refund' };
  return refuseRefund(refund, snapshot, context) ?? sendRefund(refund, snapshot, context);
}

/** A part, of which the provider voids none, is refunded where that is possible too. */
function isBetterRefunded(
  { request: { amount } }: Accepted,
  snapshot: PaymentSnapshot,
  { rules: { traits } }: TransitionContext,
): boolean {
  const isPart = amount !== undefined && amount !== totalOf(snapshot);
  const voidsWhole = isWholeOnly(traitsOf(traits, 'void', snapshot.paymentMethod));
  return isPart && voidsWhole && traits.refundBy !== 'nobody' && !toObstacle('refund', snapshot.status);
}

/** By the status of the payment, by what the provider never does, or by the clock. */
function refuseRefund(
  operation: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): Step<'failed' | 'manual_review'> | undefined {
  const { rules } = context;
  if (toObstacle('refund', snapshot.status)) return refuseForStatus(operation, snapshot, context);
  const { capturedAt } = operation.request;
  const clocks = { ...snapshot.clocks, ...(capturedAt !== undefined && { capturedAt }) };
  const { closing, never } = rules.windows(clocks, snapshot.status).refund;
  const obstacle = never ?? snapshot.notRefundable;
  if (obstacle) return toFailed(operation, obstacle, context);
  // What was asked for in time is not refused for having waited.
  const isClosed = closing !== undefined && operation.createdAt >= closing.refusedFrom;
  if (isClosed) return toFailed(operation, toWindowClosed('refund_window_closed', closing), context);
  if (rules.traits.refundBy !== 'nobody') return undefined;
  const detail = `${rules.name} gives money back only by hand, outside this API.`;
  return toFailed(operation, { code: 'manual_action_required', detail }, context);
}

function sendRefund(
  operation: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): PreflightStep {
  const { traits } = context.rules;
  if (traits.refundBy === 'people') return toPeople(operation, snapshot, context);
  const { allowedFrom } = traitsOf(traits, 'refund', snapshot.paymentMethod);
  if (!allowedFrom.includes(snapshot.status)) return notReadable(operation, context);
  return sendWithin(operation, snapshot, context);
}

/** A person has to file the request at the provider. */
function toPeople(operation: Accepted, snapshot: PaymentSnapshot, context: TransitionContext): PreflightStep {
  const amounts = amountsOf(snapshot, context);
  const refusal = refuseTooMuch(operation, amounts, context);
  if (refusal) return refusal;
  // The request that they file is compared with the amount.
  if (isAmountUnreadable(operation, amounts, 'required')) return notReadable(operation, context);
  const prepared = { ...operation, baseline: toBaseline(snapshot, context) };
  return enter(prepared, 'awaiting_approval', { nextActionAt: approvalEndsAt(operation), inquiries: 0 });
}

function refuseForStatus(
  operation: Accepted,
  { status }: PaymentSnapshot,
  context: TransitionContext,
): Step<'failed' | 'manual_review'> {
  const { attempts, method, methodChangedAt, waitingFor } = operation;
  const fallback: ProblemCode = method === 'void' ? 'not_cancelable' : 'not_refundable';
  const problem = {
    code: toObstacle(method, status) ?? fallback,
    paymentStatus: toPaymentStatusWord(status),
  };
  if (mayBeLostSuccess(operation, problem.code, context)) return toManualReview(operation, context);
  if (method === 'void')
    return toFailed(operation, withSuggestion(problem, isPaid(status), 'refund'), context);
  // The void was refused before, and that is why, whatever else was waited for since then.
  const refusal = [refusalOf({ attempts, method: 'void' }), waitingFor].find(isVoidOver);
  if (methodChangedAt !== undefined && refusal && isUnpaid(status))
    return toFailed(operation, { ...refusal, paymentStatus: problem.paymentStatus }, context);
  const unpaid = { ...problem, detail: NOT_PAID, suggestion: 'cancel' } as const;
  return toFailed(operation, isUnpaid(status) ? unpaid : problem, context);
}

function withSuggestion(
  problem: ProblemRecord,
  fits: boolean,
  suggestion: 'cancel' | 'refund',
): ProblemRecord {
  return fits ? { ...problem, suggestion } : problem;
}

const NOT_PAID = 'The payment is not paid yet: cancel it.';
