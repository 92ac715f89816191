import type { PaymentSnapshot } from '../../provider/payment-snapshot.ts';
import type { MethodTraits } from '../../provider/traits.ts';
import { amountsOf } from '../amounts.ts';
import {
  countLive,
  isReportedDone,
  isSoleListedRefusal,
  isTakenByProvider,
  lastSentAt,
  liveAttempts,
  refusalOf,
} from '../attempt-facts.ts';
import { toBaseline } from '../baseline.ts';
import { isHarmlessToRepeat } from '../idempotency.ts';
import type { Operation, OperationIn } from '../operation.ts';
import { toObstacle, toPaymentStatusWord } from '../payment-status.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { nextRepeatAt, repeatsHaveEnded } from '../schedule.ts';
import type { InconclusiveReason, Verdict } from '../verdict.ts';
import { toImpossible, toRefused } from './end.ts';
import { enter, type Step, toManualReview, toWaiting } from './enter.ts';
import { refuseTooMuch } from './refuse-amount.ts';
import { earliestSendAt, toSending } from './send.ts';
import type { TransitionContext } from './table.ts';

type Inquired = OperationIn<'unknown' | 'processing'>;

export type InquiredStep = Step<
  'unknown' | 'processing' | 'sending' | 'accepted' | 'succeeded' | 'failed' | 'manual_review'
>;

/** What an inquiry is judged with. */
export type Findings = {
  readonly verdict: Verdict;
  readonly snapshot: PaymentSnapshot | undefined;
  readonly traits: MethodTraits;
  /** Nothing of ours can still take effect: so much time had passed when the inquiry began. */
  readonly isSettled: boolean;
  readonly pause: { readonly retryAfterMs?: number | undefined; readonly longestMs?: number | undefined };
};

/** The same where the inquiry was answered. */
type Shown = Findings & { readonly snapshot: PaymentSnapshot };

/** Nothing of ours shows. The order of the lines is the rule. */
export function afterAbsence(
  operation: Inquired,
  findings: Findings,
  context: TransitionContext,
): InquiredStep {
  const { verdict, snapshot, traits, isSettled, pause } = findings;
  const wait = () => toWaiting(operation, operation.state, context, pause);
  if (!snapshot) return wait();
  const shown = { ...findings, snapshot };
  if (isReportedDone(operation)) return isSettled ? toManualReview(operation, context) : wait();
  if (refusalOf(operation)) return afterRefusal(operation, shown, context);
  if (isHarmlessToRepeat(operation, traits, context.now)) return repeatHarmless(operation, shown, context);
  if (!isSettled || isFor(verdict, 'unreadable', 'unrecognized', 'not_settled')) return wait();
  if (verdict.is !== 'not_applied' || countLive(operation) >= context.limits.attemptsPerOperation)
    return toManualReview(operation, context);
  return sendAgain(operation, shown, context);
}

function isFor(verdict: Verdict, ...reasons: readonly InconclusiveReason[]): boolean {
  return verdict.is === 'inconclusive' && reasons.includes(verdict.reason);
}

/** An attempt was refused, so that nothing is sent again. */
function afterRefusal(operation: Inquired, findings: Shown, context: TransitionContext): InquiredStep {
  const { verdict, snapshot, isSettled } = findings;
  const isReadable = !isFor(verdict, 'unreadable');
  if (isSoleListedRefusal(operation) && isReadable)
    return toRefused(operation, explainRefusal(operation, snapshot), context);
  const refusal = refusalOf(operation);
  const paymentStatus = toStatusWord(snapshot);
  if (refusal && verdict.is === 'not_applied')
    return toRefused(operation, { ...refusal, ...(paymentStatus && { paymentStatus }) }, context);
  return isSettled && isReadable && !isFor(verdict, 'not_settled')
    ? toManualReview(operation, context)
    : toWaiting(operation, operation.state, context);
}

/** The same request again, with growing pauses: it can take effect only once. */
function repeatHarmless(operation: Inquired, findings: Shown, context: TransitionContext): InquiredStep {
  const { verdict, isSettled } = findings;
  const wait = () => toWaiting(operation, operation.state, context, findings.pause);
  if (isFor(verdict, 'unreadable')) return wait();
  const isTaken = operation.state === 'processing' || isTakenByProvider(operation);
  const provesNothing = isFor(verdict, 'unrecognized', 'ambiguous');
  if ((isTaken || provesNothing) && !isSettled) return wait();
  if (repeatsHaveEnded(operation, context)) return isSettled ? toManualReview(operation, context) : wait();
  return sendAgain(operation, findings, context);
}

/** The request goes out again, of no more than is left, once its pause is over. */
function sendAgain(operation: Inquired, findings: Shown, context: TransitionContext): InquiredStep {
  const { snapshot, verdict } = findings;
  const at = Math.max(
    nextRepeatAt(countLive(operation), lastSentAt(operation) ?? context.now, context.limits),
    earliestSendAt(operation, context),
  );
  if (context.now < at) return waitUntil(operation, at);
  const wait = () => toWaiting(operation, operation.state, context);
  const amounts = amountsOf(snapshot, context);
  const amount = liveAttempts(operation).at(-1)?.amount;
  if (operation.baseline?.left !== undefined && amounts.left === undefined) return wait();
  const isAbsent = verdict.is === 'not_applied';
  const refusal = refuseTooMuch(operation, amounts, context);
  // That less is left may be the effect of our own request.
  if (refusal) return isAbsent ? refusal : wait();
  const possible = amount === undefined ? undefined : Math.min(amount, amounts.left ?? amount);
  // Another amount is another request, unless it is still for all that is left.
  const isHarmless = isAbsent || findings.traits.idempotency.is === 'by_nature';
  if (possible !== amount && !isHarmless) return wait();
  // Of what was sent before, nothing can take effect any more: from here on counts what is there now.
  const prepared = isAbsent ? { ...operation, baseline: toBaseline(snapshot, context) } : operation;
  return toSending(prepared, context, possible);
}

function waitUntil(operation: Inquired, at: number): Step<'unknown' | 'processing'> {
  const fields = { nextActionAt: at, inquiries: operation.inquiries + 1 };
  return operation.state === 'unknown'
    ? enter(operation, 'unknown', fields)
    : enter(operation, 'processing', fields);
}

/** The only attempt was refused in words with several meanings, and nothing was done: the payment's state says why. */
function explainRefusal(operation: Operation, snapshot: PaymentSnapshot): ProblemRecord {
  const code = toObstacle(operation.method, snapshot.status) ?? refusalOf(operation)?.code;
  return toImpossible(operation, { ...(code && { code }), paymentStatus: toStatusWord(snapshot) });
}

/** The status of the payment as problems name it, where a page lists it. */
export function toStatusWord(snapshot: PaymentSnapshot | undefined): string | undefined {
  return snapshot && snapshot.status !== 'unrecognized' ? toPaymentStatusWord(snapshot.status) : undefined;
}
