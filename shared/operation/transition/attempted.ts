import type { AttemptResult } from '../../provider/attempt-result.ts';
import { isWhole } from '../amounts.ts';
import type { Attempt } from '../attempt.ts';
import { isSoleListedRefusal, liveAttempts, mayMeanDone, toRejection } from '../attempt-facts.ts';
import type { Operation, OperationIn } from '../operation.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { LONGEST_TROUBLE_PAUSE_MS } from '../schedule.ts';
import { isTooLateToSend, toRefused, toSucceeded, toUnsent } from './end.ts';
import { enter, isOwner, type Step, toAccepted, toFailed, toLease, toWaiting } from './enter.ts';
import { afterRefusedCredentials, stillRefusedSince } from './refused-credentials.ts';
import type { Inputs, TransitionContext } from './table.ts';

type Sending = OperationIn<'sending'>;
type Succeeded = Extract<AttemptResult, { status: 'succeeded' }>;
type NotSent = Extract<AttemptResult, { status: 'not_sent' }>;

/** What the result of an attempt makes of an operation that is being sent. */
export function attempted(
  operation: Sending,
  input: Inputs['attempt'],
  context: TransitionContext,
): Step<'accepted' | 'unknown' | 'processing' | 'succeeded' | 'failed' | 'manual_review'> | undefined {
  const { number, result } = input;
  if (result.status === 'succeeded') return afterSuccess(operation, number, result, context);
  const isTheOneOut = operation.attempts.at(-1)?.number === number;
  if (!isOwner(operation, context) || !isTheOneOut) return undefined;
  const after = withResult(operation, input, context);
  switch (result.status) {
    case 'accepted':
      return toWaiting(withStatus(after, result.providerStatus), 'processing', context);
    case 'rejected':
      return afterRejection(after, toRejection(result), context);
    case 'ambiguous':
      return afterAmbiguity(after, context);
    case 'indeterminate':
      return toWaiting(after, 'unknown', context, result);
    case 'not_sent':
      return afterNotSent(after, result, context);
  }
}

/** A success that comes late: the answer to our own request proves it, whatever was decided since. */
export function attemptedLate(
  operation: Exclude<Operation, { state: 'sending' | 'succeeded' | 'failed' }>,
  { number, result }: Inputs['attempt'],
  context: TransitionContext,
): Step<'succeeded' | 'processing'> | undefined {
  return result.status === 'succeeded' ? afterSuccess(operation, number, result, context) : undefined;
}

export function attemptedAfterFailure(
  operation: OperationIn<'failed'>,
  { number, result }: Inputs['attempt'],
  context: TransitionContext,
): Step<'succeeded'> | undefined {
  return result.status === 'succeeded' ? toAnswered(operation, number, result, context) : undefined;
}

/** An answer that reports it done is believed, but for a whole of which only an inquiry shows the amount. */
function afterSuccess(
  operation: Exclude<Operation, { state: 'succeeded' | 'failed' }>,
  number: number,
  result: Succeeded,
  context: TransitionContext,
): Step<'succeeded' | 'processing'> {
  const attempt = findAttempt(operation, number);
  if (!attempt || !needsConfirmation(operation, attempt))
    return toAnswered(operation, number, result, context);
  const goesOn = isOwner(operation, context);
  const after = withStatus(withResult(operation, { number, result }, context), result.providerStatus);
  const step = enter({ ...after, method: attempt.method }, 'processing', {
    nextActionAt: context.now,
    inquiries: 0,
    ...(goesOn && { lease: toLease(context) }),
  });
  return goesOn ? { ...step, effect: 'inquire' } : step;
}

/** The answer to this attempt says that it is done. */
function toAnswered(
  operation: Operation,
  number: number,
  result: Succeeded,
  context: TransitionContext,
): Step<'succeeded'> {
  const after = withStatus(withResult(operation, { number, result }, context), result.providerStatus);
  const { refundId, authorizationCode } = result;
  const attempt = findAttempt(operation, number);
  const amount = result.amount ?? attempt?.amount;
  return toSucceeded(
    after,
    { amount, method: attempt?.method, refundId, authorizationCode, isOurs: true },
    context,
  );
}

/** One that is not kept any more was like the last one. */
function findAttempt({ attempts }: Operation, number: number): Attempt | undefined {
  return attempts.find((attempt) => attempt.number === number) ?? attempts.at(-1);
}

/** A whole void whose amount came from an inquiry is done only when a later inquiry shows that nothing is left. */
function needsConfirmation(operation: Operation, { method, amount }: Attempt): boolean {
  return method === 'void' && isWhole(operation) && amount !== undefined;
}

/** A refusal ends only the sole attempt: an earlier one may still take effect. */
function afterRejection(
  operation: Sending,
  problem: ProblemRecord,
  context: TransitionContext,
): Step<'accepted' | 'failed' | 'unknown' | 'manual_review'> {
  if (liveAttempts(operation).length === 1) return toRefused(operation, problem, context);
  return toWaiting(operation, 'unknown', context);
}

/** One listed refusal with several meanings: an inquiry shows at once which it is. */
function afterAmbiguity(operation: Sending, context: TransitionContext): Step<'unknown' | 'manual_review'> {
  if (!isSoleListedRefusal(operation) && !mayMeanDone(operation))
    return toWaiting(operation, 'unknown', context);
  const fields = { nextActionAt: context.now, inquiries: 0, lease: toLease(context) };
  return { ...enter(operation, 'unknown', fields), effect: 'inquire' };
}

function afterNotSent(
  operation: Sending,
  result: NotSent,
  context: TransitionContext,
): Step<'accepted' | 'failed' | 'unknown' | 'manual_review'> {
  const { code, detail, permanent, credentialsRefused } = result;
  // Nothing left, so that the pauses go on growing.
  const { retryAfterMs } = result;
  const pause = { retryAfterMs, tries: operation.inquiries, longestMs: LONGEST_TROUBLE_PAUSE_MS };
  if (liveAttempts(operation).length > 0) return toWaiting(operation, 'unknown', context, pause);
  const problem: ProblemRecord = { code, ...(detail !== undefined && { detail }) };
  if (permanent) return toFailed(operation, problem, context);
  if (credentialsRefused) return afterRefusedCredentials(operation, problem, context);
  if (isTooLateToSend(operation, context)) return toUnsent(operation, context, problem);
  // It was read before that with the same credentials, and nobody refused them since.
  const credentialsRefusedSince = operation.baseline ? undefined : stillRefusedSince(operation, problem);
  return toAccepted(operation, context, problem, { retryAfterMs, credentialsRefusedSince });
}

/** The result is a fact of its attempt, once. */
function withResult<O extends Operation>(
  operation: O,
  { number, result }: Inputs['attempt'],
  { now }: TransitionContext,
): O {
  const attempts = operation.attempts.map(
    (attempt): Attempt =>
      attempt.number === number && (attempt.result === undefined || result.status === 'succeeded')
        ? { ...attempt, result: { ...result, at: now } }
        : attempt,
  );
  return { ...operation, attempts };
}

function withStatus<O extends Operation>(operation: O, providerStatus: string | undefined): O {
  return providerStatus === undefined ? operation : { ...operation, providerStatus };
}
