import type { InquiryResult, PaymentSnapshot } from '../../provider/payment-snapshot.ts';
import { type MethodTraits, traitsOf } from '../../provider/traits.ts';
import { isHarmlessToRepeat } from '../amounts.ts';
import { assess } from '../assess.ts';
import {
  isSoleListedRefusal,
  isTakenByProvider,
  lastSentAt,
  liveAttempts,
  mayBeOurs,
  refusalOf,
} from '../attempt-facts.ts';
import { type Operation, type OperationIn, toBase } from '../operation.ts';
import { toObstacle, toPaymentStatusWord } from '../payment-status.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { nextRepeatAt, repeatsHaveEnded } from '../schedule.ts';
import type { Verdict } from '../verdict.ts';
import { mayChangeMethod, toImpossible, toRefused, toSucceeded } from './end.ts';
import {
  enter,
  isOwner,
  type Step,
  toAwaiting,
  toFailed,
  toManualReview,
  toSending,
  toWaiting,
  toWithdrawn,
} from './enter.ts';
import type { Inputs, TransitionContext } from './table.ts';

/** At most this many requests that could take effect twice; after the last, only inquiries follow. */
const MAX_SENDS = 3;

type Inquired = OperationIn<'unknown' | 'processing'>;
type InquiredStep = Step<
  'unknown' | 'processing' | 'sending' | 'accepted' | 'succeeded' | 'failed' | 'manual_review'
>;

/** What an inquiry is judged with. */
type Findings = {
  readonly verdict: Verdict;
  readonly snapshot: PaymentSnapshot | undefined;
  readonly traits: MethodTraits;
  /** Nothing of ours can still take effect: so much time had passed when the inquiry began. */
  readonly isSettled: boolean;
};

export function inquired(
  operation: Inquired,
  input: Inputs['inquiry'],
  context: TransitionContext,
): InquiredStep | undefined {
  const findings = toFindings(operation, input, context);
  const shown = withStatus(operation, findings.snapshot);
  const { verdict } = findings;
  if (verdict.is === 'applied') return toSucceeded(shown, verdict, context);
  if (!isOwner(operation, context)) return undefined;
  switch (verdict.is) {
    case 'foreign': {
      const paymentStatus = toStatusWord(findings.snapshot);
      const { providerError } = refusalOf(operation) ?? {};
      return toFailed(shown, { code: verdict.code, paymentStatus, providerError }, context);
    }
    case 'in_progress':
      return toWaiting(shown, 'processing', context);
    case 'impossible':
      return afterImpossible(shown, verdict, findings, context);
    default:
      return afterAbsence(shown, findings, context);
  }
}

/** An inquiry about a request that people filed; nothing was sent, and nothing will be. */
export function inquiredAwaiting(
  operation: OperationIn<'awaiting_approval'>,
  input: Inputs['inquiry'],
  context: TransitionContext,
): Step<'awaiting_approval' | 'succeeded' | 'failed' | 'manual_review' | 'accepted'> | undefined {
  const { verdict, snapshot } = toFindings(operation, input, context);
  const shown = withStatus(operation, snapshot);
  // Without a request nothing can be tied to this operation.
  const isFollowed = operation.requestId !== undefined;
  if (isFollowed && verdict.is === 'applied') return toSucceeded(shown, verdict, context);
  if (!isOwner(operation, context)) return undefined;
  if (!isFollowed || verdict.is !== 'impossible' || !verdict.documented) {
    const retryAfterMs = verdict.is === 'inconclusive' ? verdict.retryAfterMs : undefined;
    return toAwaiting(shown, context, { retryAfterMs });
  }
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
  const snapshot = toSnapshot(inquiry);
  const traits = traitsOf(rules.traits, operation.method, snapshot?.paymentMethod);
  return {
    verdict: assess(operation, inquiry, { rules, others, beganAt }),
    snapshot,
    traits,
    isSettled: beganAt - (lastSentAt(operation) ?? 0) >= traits.settleMs,
  };
}

function toSnapshot(inquiry: InquiryResult): PaymentSnapshot | undefined {
  return inquiry.is === 'snapshot' ? inquiry.snapshot : undefined;
}

/** It cannot happen any more: at once where the provider documents that end, else once nothing of ours can land. */
function afterImpossible(
  operation: Inquired,
  verdict: Extract<Verdict, { is: 'impossible' }>,
  { snapshot, isSettled }: Findings,
  context: TransitionContext,
): InquiredStep {
  if (verdict.withdrawn) return toWithdrawn(operation, context);
  const { code, amounts, documented } = verdict;
  const providerError = refusalOf(operation)?.providerError;
  const status = code === 'payment_not_found' ? 'not_found' : toStatusWord(snapshot);
  const problem = toImpossible(operation, {
    code,
    paymentStatus: status,
    ...(amounts && { amounts }),
    ...(providerError && { providerError }),
  });
  if (isSoleListedRefusal(operation)) return toRefused(operation, problem, context);
  // The other method begins only when nothing of this one can take effect any more, whatever is documented.
  if (documented && !mayChangeMethod(operation, problem, context))
    return toFailed(operation, problem, context);
  if (!isSettled) return toWaiting(operation, operation.state, context);
  if (documented || !mayBeOurs(operation)) return toRefused(operation, problem, context);
  return isTakenByProvider(operation) || verdict.code === 'payment_not_found'
    ? toManualReview(operation, context)
    : toRefused(operation, problem, context);
}

/** Nothing of ours shows. The order of the lines is the rule. */
function afterAbsence(operation: Inquired, findings: Findings, context: TransitionContext): InquiredStep {
  const { verdict, snapshot, traits, isSettled } = findings;
  const retryAfterMs = verdict.is === 'inconclusive' ? verdict.retryAfterMs : undefined;
  const wait = () => toWaiting(operation, operation.state, context, { retryAfterMs });
  if (!snapshot) return wait();
  if (isSoleListedRefusal(operation) && isReadable(findings))
    return toRefused(operation, explainRefusal(operation, snapshot), context);
  const refusal = refusalOf(operation);
  if (refusal && verdict.is === 'not_applied') return toRefused(operation, refusal, context);
  if (refusal) return isSettled && isReadable(findings) ? toManualReview(operation, context) : wait();
  if (isHarmlessToRepeat(operation, traits, snapshot.total))
    return repeatHarmless(operation, findings, context);
  if (!isSettled) return wait();
  if (verdict.is !== 'not_applied') return isReadable(findings) ? toManualReview(operation, context) : wait();
  if (liveAttempts(operation).length >= MAX_SENDS) return toManualReview(operation, context);
  return toSending(operation, context, liveAttempts(operation).at(-1)?.amount);
}

/** The figures and lists that matter could be read: another inquiry will show no more than this one. */
function isReadable({ verdict }: Findings): boolean {
  return verdict.is !== 'inconclusive' || verdict.reason !== 'unreadable';
}

/** The same request again, with growing pauses: it can take effect only once. */
function repeatHarmless(
  operation: Inquired,
  { verdict, snapshot, isSettled }: Findings,
  context: TransitionContext,
): InquiredStep {
  const isTaken = operation.state === 'processing' || isTakenByProvider(operation);
  const tellsNothing = verdict.is === 'inconclusive' && verdict.reason !== 'not_settled';
  if ((isTaken || tellsNothing) && !isSettled) return toWaiting(operation, operation.state, context);
  if (tellsNothing && verdict.reason === 'unreadable') return toWaiting(operation, operation.state, context);
  if (repeatsHaveEnded(operation, context.now)) {
    if (isSettled) return toManualReview(operation, context);
    return toWaiting(operation, operation.state, context);
  }
  const attempts = liveAttempts(operation);
  const repeatAt = nextRepeatAt(attempts.length, lastSentAt(operation) ?? context.now);
  if (context.now >= repeatAt) return toSending(operation, context, attempts.at(-1)?.amount);
  return waitUntil(operation, repeatAt, snapshot);
}

function waitUntil(
  operation: Inquired,
  at: number,
  snapshot: PaymentSnapshot | undefined,
): Step<'unknown' | 'processing'> {
  const fields = { nextActionAt: at, inquiries: operation.inquiries + 1 };
  const base = toBase(withStatus(operation, snapshot));
  return operation.state === 'unknown' ? enter(base, 'unknown', fields) : enter(base, 'processing', fields);
}

/** The only attempt was refused in words with several meanings, and nothing was done: the payment's state says why. */
function explainRefusal(operation: Operation, snapshot: PaymentSnapshot): ProblemRecord {
  const code = toObstacle(operation.method, snapshot.status);
  const providerError = refusalOf(operation)?.providerError;
  return toImpossible(operation, {
    ...(code && { code }),
    paymentStatus: toStatusWord(snapshot),
    ...(providerError && { providerError }),
  });
}

function toStatusWord(snapshot: PaymentSnapshot | undefined): string | undefined {
  return snapshot && snapshot.status !== 'unrecognized' ? toPaymentStatusWord(snapshot.status) : undefined;
}

function withStatus<O extends Operation>(operation: O, snapshot: PaymentSnapshot | undefined): O {
  return snapshot ? { ...operation, providerStatus: snapshot.providerStatus } : operation;
}
