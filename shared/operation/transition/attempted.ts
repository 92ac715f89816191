import type { AttemptResult } from '../../provider/attempt-result.ts';
import { traitsOf } from '../../provider/traits.ts';
import { isWhole } from '../amounts.ts';
import type { Attempt } from '../attempt.ts';
import { isSoleListedRefusal, liveAttempts } from '../attempt-facts.ts';
import type { Operation, OperationIn } from '../operation.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { isTooLateToSend, toRefused, toSucceeded, toUnsent } from './end.ts';
import {
  credentialsRefusedSinceOf,
  enter,
  isOwner,
  type Step,
  toAccepted,
  toFailed,
  toLease,
  toWaiting,
} from './enter.ts';
import { afterRefusedCredentials } from './refused-credentials.ts';
import type { Inputs, TransitionContext } from './table.ts';

type Sending = OperationIn<'sending'>;
type Succeeded = Extract<AttemptResult, { status: 'succeeded' }>;
type NotSent = Extract<AttemptResult, { status: 'not_sent' }>;

/** What the result of an attempt makes of an operation that is being sent. */
export function attempted(
  operation: Sending,
  { number, result }: Inputs['attempt'],
  context: TransitionContext,
): Step<'accepted' | 'unknown' | 'processing' | 'succeeded' | 'failed' | 'manual_review'> | undefined {
  const after = { ...operation, attempts: withResult(operation, number, result, context) };
  if (result.status === 'succeeded') return afterSuccess(after, number, result, context);
  const isOurs = operation.attempts.some((one) => one.number === number);
  if (!isOwner(operation, context) || !isOurs) return undefined;
  switch (result.status) {
    case 'accepted':
      return toWaiting(withStatus(after, result.providerStatus), 'processing', context);
    case 'rejected':
      return afterRejection(after, { code: result.code, providerError: result.providerError }, context);
    case 'ambiguous':
      return afterAmbiguity(after, context);
    case 'indeterminate':
      return toWaiting(after, 'unknown', context);
    case 'not_sent':
      return afterNotSent(after, result, context);
  }
}

/** A success that comes late, from whoever sent it: the answer to our own request proves it, whatever was decided since. */
export function attemptedLate(
  operation: Exclude<Operation, { state: 'sending' | 'succeeded' | 'failed' }>,
  { number, result }: Inputs['attempt'],
  context: TransitionContext,
): Step<'succeeded' | 'processing'> | undefined {
  if (result.status !== 'succeeded') return undefined;
  const after = { ...operation, attempts: withResult(operation, number, result, context) };
  return afterSuccess(after, number, result, context);
}

export function attemptedAfterFailure(
  operation: OperationIn<'failed'>,
  { number, result }: Inputs['attempt'],
  context: TransitionContext,
): Step<'succeeded'> | undefined {
  if (result.status !== 'succeeded') return undefined;
  const after = { ...operation, attempts: withResult(operation, number, result, context) };
  return toSucceeded(after, { ...result, attribution: 'ours' }, context);
}

/** Whoever said it is done is believed, but for a whole of which only a read says how much it is. */
function afterSuccess(
  operation: Operation,
  number: number,
  result: Succeeded,
  context: TransitionContext,
): Step<'succeeded' | 'processing'> {
  const attempt = operation.attempts.find((one) => one.number === number);
  if (!attempt || !needsConfirmation(operation, attempt, context))
    return toSucceeded(
      operation,
      { ...result, amount: result.amount ?? attempt?.amount, attribution: 'ours' },
      context,
    );
  const goesOn = isOwner(operation, context);
  const fields = { nextActionAt: context.now, inquiries: 0, ...(goesOn && { lease: toLease(context) }) };
  const step = enter(withStatus(operation, result.providerStatus), 'processing', fields);
  return goesOn ? { ...step, effect: 'inquire' } : step;
}

/** A whole void whose amount came from a read is done only when a later read agrees that nothing is left. */
function needsConfirmation(
  operation: Operation,
  { method, amount }: Attempt,
  { rules }: TransitionContext,
): boolean {
  if (method !== 'void' || !isWhole(operation) || amount === undefined) return false;
  return traitsOf(rules.traits, 'void').amount === 'required';
}

/** A refusal ends only the sole attempt: an earlier one may still take effect. */
function afterRejection(
  operation: Sending,
  problem: ProblemRecord,
  context: TransitionContext,
): Step<'accepted' | 'failed' | 'unknown' | 'processing' | 'manual_review'> {
  if (liveAttempts(operation).length === 1) return toRefused(operation, problem, context);
  return toWaiting(operation, 'unknown', context);
}

/** One listed refusal with several meanings: an inquiry tells at once which it is. */
function afterAmbiguity(
  operation: Sending,
  context: TransitionContext,
): Step<'unknown' | 'processing' | 'manual_review'> {
  if (!isSoleListedRefusal(operation)) return toWaiting(operation, 'unknown', context);
  const fields = { nextActionAt: context.now, inquiries: 0, lease: toLease(context) };
  return { ...enter(operation, 'unknown', fields), effect: 'inquire' };
}

function afterNotSent(
  operation: Sending,
  result: NotSent,
  context: TransitionContext,
): Step<'accepted' | 'failed' | 'unknown' | 'processing' | 'manual_review'> {
  const { code, detail, permanent, retryAfterMs, credentialsRefused } = result;
  if (liveAttempts(operation).length > 0) return toWaiting(operation, 'unknown', context, { retryAfterMs });
  const problem: ProblemRecord = { code, ...(detail !== undefined && { detail }) };
  if (permanent) return toFailed(operation, problem, context);
  if (credentialsRefused) return afterRefusedCredentials(operation, problem, context);
  if (isTooLateToSend(operation, context)) return toUnsent(operation, context, problem);
  const credentialsRefusedSince = credentialsRefusedSinceOf(operation);
  return toAccepted(operation, context, problem, { retryAfterMs, credentialsRefusedSince });
}

/** The result is a fact of its attempt, once. */
function withResult(
  { attempts }: Operation,
  number: number,
  result: AttemptResult,
  { now }: TransitionContext,
): readonly Attempt[] {
  return attempts.map((attempt) =>
    attempt.number === number && (attempt.result === undefined || result.status === 'succeeded')
      ? { ...attempt, result: { ...result, at: now } }
      : attempt,
  );
}

function withStatus<O extends Operation>(operation: O, providerStatus: string | undefined): O {
  return providerStatus === undefined ? operation : { ...operation, providerStatus };
}
