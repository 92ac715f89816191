import type { ProblemCode } from '../../domain/problem.ts';
import type { InquiryResult, PaymentSnapshot } from '../../provider/payment-snapshot.ts';
import { traitsOf } from '../../provider/traits.ts';
import { type Amounts, amountsOf } from '../amounts.ts';
import type { Baseline, OperationIn } from '../operation.ts';
import { isPaid, isUnpaid, toObstacle, toPaymentStatusWord } from '../payment-status.ts';
import { isTooLateToSend, toRefused, toUnsent, toWindowClosed } from './end.ts';
import {
  credentialsRefusedSinceOf,
  enter,
  isOwner,
  type Step,
  toAccepted,
  toFailed,
  toSending,
} from './enter.ts';
import { afterRefusedCredentials } from './refused-credentials.ts';
import type { Inputs, TransitionContext } from './table.ts';

type Accepted = OperationIn<'accepted'>;
type PreflightStep = Step<'accepted' | 'sending' | 'awaiting_approval' | 'failed'>;

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
        ? toFailed(operation, { code: 'payment_not_found', paymentStatus: 'not_found' }, context)
        : notReadable(operation, context);
    case 'snapshot': {
      const { providerStatus } = inquiry.snapshot;
      const shown: Accepted = { ...operation, providerStatus };
      return operation.kind === 'cancellation'
        ? preflightVoid(shown, inquiry.snapshot, context)
        : preflightRefund(shown, inquiry.snapshot, context);
    }
  }
}

function afterUnavailable(
  operation: Accepted,
  { code, detail, retryAfterMs, credentialsRefused }: Extract<InquiryResult, { is: 'unavailable' }>,
  context: TransitionContext,
): PreflightStep {
  const problem = { code, ...(detail !== undefined && { detail }) };
  if (credentialsRefused) return afterRefusedCredentials(operation, problem, context);
  if (isTooLateToSend(operation, context)) return toUnsent(operation, context, problem);
  const credentialsRefusedSince = credentialsRefusedSinceOf(operation);
  return toAccepted(operation, context, problem, { retryAfterMs, credentialsRefusedSince });
}

function notReadable(operation: Accepted, context: TransitionContext): PreflightStep {
  const detail = 'The payment could not be read, so nothing was sent.';
  return afterUnavailable(operation, { is: 'unavailable', code: 'provider_unavailable', detail }, context);
}

function preflightVoid(
  operation: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): PreflightStep {
  const { traits } = context.rules;
  const { allowedFrom } = traitsOf(traits, 'void', snapshot.paymentMethod);
  if (!allowedFrom.includes(snapshot.status)) return refuseForStatus(operation, snapshot, context);
  return sendVoid(operation, snapshot, context);
}

/** A void of the whole, or of a part where the provider can: never of more than is left. */
function sendVoid(operation: Accepted, snapshot: PaymentSnapshot, context: TransitionContext): PreflightStep {
  const { amount, partial } = traitsOf(context.rules.traits, 'void', snapshot.paymentMethod);
  const amounts = amountsIn(snapshot, context);
  const asked = operation.request.amount;
  if (partial === 'no' && asked !== undefined && asked !== amounts.total)
    return toFailed(operation, { code: 'partial_not_supported', detail: WHOLE_ONLY }, context);
  const baseline = toBaseline(snapshot, amounts);
  if (amount === 'never') return toSending({ ...operation, baseline }, context);
  if (amounts.left === undefined) return notReadable(operation, context);
  const refusal = refuseTooMuch(operation, 'void', amounts, context);
  return refusal ?? toSending({ ...operation, baseline }, context, asked ?? amounts.left);
}

function preflightRefund(
  operation: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): PreflightStep {
  if (operation.method === 'void' && isVoidable(snapshot, context)) {
    const { window } = operation;
    if (!window || context.now < window.refusedFrom) return sendVoid(operation, snapshot, context);
    const closed = toWindowClosed('cancel_window_closed', window);
    return toRefused(operation, { ...closed, paymentStatus: 'paid' }, context);
  }
  const refund: Accepted = { ...operation, method: 'refund' };
  return refuseRefund(refund, snapshot, context) ?? sendRefund(refund, snapshot, context);
}

function isVoidable(snapshot: PaymentSnapshot, { rules: { traits } }: TransitionContext): boolean {
  return (
    traits.void !== undefined &&
    traitsOf(traits, 'void', snapshot.paymentMethod).allowedFrom.includes(snapshot.status)
  );
}

/** By the status of the payment, by what the provider never does, or by the clock. */
function refuseRefund(
  operation: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): Step<'failed'> | undefined {
  const { rules, now } = context;
  if (toObstacle('refund', snapshot.status)) return refuseForStatus(operation, snapshot, context);
  const { capturedAt } = operation.request;
  const clocks = { ...snapshot.clocks, ...(capturedAt !== undefined && { capturedAt }) };
  const { closing, never } = rules.windows(clocks, snapshot.status).refund;
  if (never) return toFailed(operation, never, context);
  // What was asked for in time is not refused for having waited.
  const isClosed = closing !== undefined && operation.createdAt >= closing.refusedFrom;
  if (isClosed) return toFailed(operation, toWindowClosed('refund_window_closed', closing), context);
  if (rules.traits.refundBy !== 'nobody') return undefined;
  const detail = `${rules.name} gives money back only by hand, outside this API.`;
  return toFailed(operation, { code: 'manual_action_required', detail }, { ...context, now });
}

function sendRefund(
  operation: Accepted,
  snapshot: PaymentSnapshot,
  context: TransitionContext,
): PreflightStep {
  const { traits } = context.rules;
  const amounts = amountsIn(snapshot, context);
  const refusal = refuseTooMuch(operation, 'refund', amounts, context);
  if (refusal) return refusal;
  const prepared: Accepted = { ...operation, baseline: toBaseline(snapshot, amounts) };
  if (traits.refundBy === 'people') return toPeople(prepared, context);
  const { evidence, amount } = traitsOf(traits, 'refund', snapshot.paymentMethod);
  if (evidence === 'refund_by_id' && !snapshot.refunds) return notReadable(operation, context);
  const asked = operation.request.amount;
  if (amounts.left === undefined && (asked !== undefined || amount === 'required' || amounts.returned !== 0))
    return notReadable(operation, context);
  return toSending(prepared, context, toRefundAmount(asked, amounts, amount));
}

/** Where a request carries no amount it means the whole payment; of the rest, the amount has to be said. */
function toRefundAmount(
  asked: number | undefined,
  { returned, left }: Amounts,
  trait: 'never' | 'optional' | 'required',
): number | undefined {
  if (trait === 'never') return undefined;
  return asked ?? (trait === 'required' || returned !== 0 ? left : undefined);
}

/** A person has to file the request at the provider, and is told so. */
function toPeople(operation: Accepted, { now }: TransitionContext): Step<'awaiting_approval'> {
  return enter(operation, 'awaiting_approval', { nextActionAt: now, inquiries: 0 });
}

function refuseForStatus(
  operation: Accepted,
  { status }: PaymentSnapshot,
  context: TransitionContext,
): Step<'failed'> {
  const { method } = operation;
  const fallback: ProblemCode = method === 'void' ? 'not_cancelable' : 'not_refundable';
  const problem = {
    code: toObstacle(method, status) ?? fallback,
    paymentStatus: toPaymentStatusWord(status),
  };
  if (method === 'refund' && isUnpaid(status))
    return toFailed(operation, { ...problem, suggestion: 'cancel', detail: NOT_PAID }, context);
  const suggestion = method === 'void' && isPaid(status) ? 'refund' : undefined;
  return toFailed(operation, { ...problem, ...(suggestion && { suggestion }) }, context);
}

/** More than is left is refused unsent: two refunds of 60 on 100 can never both pass. */
function refuseTooMuch(
  operation: Accepted,
  method: 'void' | 'refund',
  amounts: Amounts,
  context: TransitionContext,
): Step<'failed'> | undefined {
  const { left } = amounts;
  if (left === undefined) return undefined;
  const asked = operation.request.amount ?? left;
  if (left > 0 && asked <= left) return undefined;
  if (left > 0) return toFailed(operation, { code: 'amount_exceeds_available', amounts }, context);
  const [code, paymentStatus] =
    method === 'void'
      ? (['already_canceled', 'canceled'] as const)
      : (['already_refunded', 'refunded'] as const);
  return toFailed(operation, { code, paymentStatus, amounts }, context);
}

function amountsIn(snapshot: PaymentSnapshot, { rules, others }: TransitionContext): Amounts {
  return amountsOf(snapshot, others, rules.traits.showsReturned ? undefined : 0);
}

function toBaseline({ refunds }: PaymentSnapshot, { total, returned, left }: Amounts): Baseline {
  return {
    refundIds: (refunds ?? []).map(({ id }) => id),
    ...(total !== undefined && { total }),
    ...(returned !== undefined && { refunded: returned }),
    ...(left !== undefined && { left }),
  };
}

/** What a void at this provider can be of. No suggestion: whoever follows one blindly would cancel all of it. */
const WHOLE_ONLY =
  'The payment is not paid yet, and this provider cancels whole payments only: leave `amount` out.';

const NOT_PAID = 'The payment is not paid yet: cancel it.';
