import type { InquiryResult, PaymentSnapshot } from '../../provider/payment-snapshot.ts';
import { traitsOf, withKeyLifetime } from '../../provider/traits.ts';
import { assess } from '../assess.ts';
import {
  isReportedDone,
  isSoleListedRefusal,
  isTakenByProvider,
  mayBeOurs,
  refundIdOf,
  refusalOf,
  sinceLeft,
} from '../attempt-facts.ts';
import { hasLostAttempt, mayBeLostSuccess, withShownMethod } from '../lost-attempts.ts';
import type { Operation, OperationIn } from '../operation.ts';
import { LONGEST_TROUBLE_PAUSE_MS } from '../schedule.ts';
import type { Verdict } from '../verdict.ts';
import { afterAbsence, type Findings, type InquiredStep, toStatusWord } from './after-absence.ts';
import { mayChangeMethod, toImpossible, toRefused, toSucceeded } from './end.ts';
import {
  enter,
  isOwner,
  type Step,
  toAwaiting,
  toFailed,
  toLease,
  toManualReview,
  toWaiting,
  toWithdrawn,
} from './enter.ts';
import type { Inputs, TransitionContext } from './table.ts';

type Inquired = OperationIn<'unknown' | 'processing'>;

/** What an inquiry after a send makes of an operation. */
export function inquired(
  stored: Inquired,
  input: Inputs['inquiry'],
  context: TransitionContext,
): InquiredStep | undefined {
  const operation = withShownMethod(stored, toSnapshot(input.inquiry), context.now);
  const findings = toFindings(operation, input, context);
  const step = afterFindings(operation, findings, context);
  const code = step?.operation.state === 'failed' ? step.operation.problem?.code : undefined;
  return mayBeLostSuccess(operation, code, context, findings.snapshot)
    ? toManualReview(withStatus(operation, findings.snapshot), context)
    : step;
}

function afterFindings(
  operation: Inquired,
  findings: Findings,
  context: TransitionContext,
): InquiredStep | undefined {
  const { verdict, snapshot } = findings;
  const shown = withStatus(operation, snapshot);
  if (verdict.is === 'applied') return toSucceeded(shown, verdict, context);
  if (!isOwner(operation, context)) return undefined;
  switch (verdict.is) {
    case 'foreign': {
      const { providerError } = refusalOf(operation) ?? {};
      const problem = { code: verdict.code, paymentStatus: toStatusWord(snapshot), providerError };
      return toFailed(shown, problem, context);
    }
    case 'in_progress':
      return toWaiting(shown, 'processing', context);
    case 'impossible':
      return afterImpossible(shown, verdict, findings, context);
    case 'not_applied':
      return isUnprepared(shown) ? toPreflight(shown, context) : afterAbsence(shown, findings, context);
    default:
      return afterAbsence(shown, findings, context);
  }
}

/** A restored refund that was not sent after all, of which the copy does not have what its request is made of. */
function isUnprepared({ method, baseline, attempts }: Operation): boolean {
  return method === 'refund' && baseline === undefined && hasLostAttempt({ attempts });
}

function toPreflight(operation: Operation, context: TransitionContext): Step<'accepted'> {
  const fields = { nextActionAt: context.now, inquiries: 0, lease: toLease(context) };
  return { ...enter(operation, 'accepted', fields), effect: 'preflight' };
}

/** An inquiry about a request that people filed; nothing was sent, and nothing will be. */
export function inquiredAwaiting(
  operation: OperationIn<'awaiting_approval'>,
  input: Inputs['inquiry'],
  context: TransitionContext,
): Step<'awaiting_approval' | 'succeeded' | 'failed' | 'manual_review'> | undefined {
  const { verdict, snapshot } = toFindings(operation, input, context);
  const shown = withStatus(operation, snapshot);
  // Without a request nothing can be tied to this operation.
  const isFollowed = operation.requestId !== undefined;
  if (isFollowed && verdict.is === 'applied') return toSucceeded(shown, verdict, context);
  if (!isOwner(operation, context)) return undefined;
  if (!isFollowed || verdict.is !== 'impossible' || !verdict.documented)
    return toAwaiting(shown, context, toPause(verdict));
  if (verdict.withdrawn) return toWithdrawn(shown, context);
  return toFailed(shown, { code: verdict.code }, context);
}

/** Of what waits for a person, only proof of success counts. */
export function inquiredInReview(
  operation: OperationIn<'manual_review'>,
  input: Inputs['inquiry'],
  context: TransitionContext,
): Step<'succeeded'> | undefined {
  const { verdict, snapshot } = toFindings(operation, input, context);
  return verdict.is === 'applied'
    ? toSucceeded(withStatus(operation, snapshot), verdict, context)
    : undefined;
}

function toFindings(
  operation: Operation,
  { inquiry, beganAt }: Inputs['inquiry'],
  { rules, others }: TransitionContext,
): Findings {
  const verdict = assess(operation, inquiry, { rules, others, beganAt });
  const snapshot = toSnapshot(inquiry);
  const paymentMethod = snapshot?.paymentMethod ?? operation.paymentMethod;
  const ofMethod = traitsOf(rules.traits, operation.method, paymentMethod);
  const traits = withKeyLifetime(ofMethod, snapshot?.keyLifetimeMs);
  const isSettled = sinceLeft(operation, beganAt) >= traits.settleMs;
  // One that was not answered says nothing of when the next one will be.
  const longestMs = snapshot ? undefined : LONGEST_TROUBLE_PAUSE_MS;
  return { verdict, snapshot, traits, isSettled, pause: { ...toPause(verdict), longestMs } };
}

function toSnapshot(inquiry: InquiryResult): PaymentSnapshot | undefined {
  return inquiry.is === 'snapshot' ? inquiry.snapshot : undefined;
}

function toPause(verdict: Verdict): Findings['pause'] {
  return verdict.is === 'inconclusive' ? { retryAfterMs: verdict.retryAfterMs } : {};
}

/** It cannot happen any more: at once where that is sure, else once nothing of ours can take effect. */
function afterImpossible(
  operation: Inquired,
  verdict: Extract<Verdict, { is: 'impossible' }>,
  { snapshot, isSettled }: Findings,
  context: TransitionContext,
): InquiredStep {
  if (verdict.withdrawn) return toWithdrawn(operation, context);
  const { code, amounts, documented, providerError } = verdict;
  const isNotFound = code === 'payment_not_found';
  const problem = toImpossible(operation, {
    code,
    paymentStatus: isNotFound ? 'not_found' : toStatusWord(snapshot),
    ...(amounts && { amounts }),
    ...(providerError && { providerError }),
  });
  if (isSoleListedRefusal(operation)) return toRefused(operation, problem, context);
  // What the provider reported and what it shows contradict each other: a person finds out.
  const isContradicted = isReportedDone(operation) || (isNotFound && mayBeOurs(operation));
  // The other method begins only when nothing of this one can take effect any more, however sure that is.
  if (documented && !isContradicted && !mayChangeMethod(operation, problem, context))
    return toFailed(operation, problem, context);
  if (!isSettled) return toWaiting(operation, operation.state, context);
  const isLeftOpen = isContradicted || (!documented && isTakenByProvider(operation));
  return isLeftOpen ? toManualReview(operation, context) : toRefused(operation, problem, context);
}

function withStatus<O extends Operation>(operation: O, snapshot: PaymentSnapshot | undefined): O {
  if (!snapshot) return operation;
  const providerStatus = shownStatus(operation, snapshot);
  const { paymentMethod } = snapshot;
  return {
    ...operation,
    ...(providerStatus !== '' && { providerStatus }),
    ...(paymentMethod !== undefined && { paymentMethod }),
  };
}

/** As the provider names it: of our refund where its status shows, else of the payment. */
function shownStatus(operation: Operation, { refunds, providerStatus }: PaymentSnapshot): string {
  const id = refundIdOf(operation)?.toLowerCase();
  const ours = refunds?.find((refund) => refund.id.toLowerCase() === id);
  return ours?.providerStatus ?? providerStatus;
}
