import type { ProblemCode } from '../domain/problem.ts';
import type { EpochMs } from '../domain/time.ts';
import type { AttemptResult, AttemptStatus } from '../provider/attempt-result.ts';
import { LONGEST_INVOCATION_MS } from '../provider/budgets.ts';
import type { Attempt } from './attempt.ts';
import type { Operation } from './operation.ts';
import type { ProblemRecord } from './problem-record.ts';

/** What follows from the attempts of an operation. Facts are stored, and these are derived from them. */

type Rejected = Extract<AttemptResult, { status: 'rejected' }>;

type Attempts = Pick<Operation, 'attempts' | 'method'>;

/** Attempts of the present method that left, or may have. */
export function liveAttempts({ attempts, method }: Attempts): readonly Attempt[] {
  return attempts.filter((attempt) => attempt.method === method && attempt.result?.status !== 'not_sent');
}

export function lastSentAt(operation: Attempts): EpochMs | undefined {
  return liveAttempts(operation).at(-1)?.sentAt;
}

/**
 * By when the request of an attempt had left, at the latest. It was decided before the login and the wait for a session; its
 * answer came after it left, and without one its sender's time ended.
 */
export function leftBy({ sentAt, result }: Attempt): EpochMs {
  return result ? Math.max(sentAt, result.at) : sentAt + LONGEST_INVOCATION_MS;
}

/** Milliseconds since the last request had left, at an instant. */
export function sinceLeft(operation: Attempts, at: EpochMs): number {
  return at - Math.max(0, ...liveAttempts(operation).map(leftBy));
}

export function firstSentAt(operation: Attempts): EpochMs | undefined {
  return liveAttempts(operation).at(0)?.sentAt;
}

/** How many attempts of the present method left, or may have, those that are not kept any more included. */
export function countLive(operation: Attempts): number {
  return countOf(liveAttempts(operation));
}

/** How many attempts, of whatever method, left or may have. */
export function countSent({ attempts }: Pick<Operation, 'attempts'>): number {
  return countOf(attempts.filter(({ result }) => result?.status !== 'not_sent'));
}

function countOf(attempts: readonly Attempt[]): number {
  return attempts.reduce((sum, { omitted = 0 }) => sum + 1 + omitted, 0);
}

/** The provider accepted an attempt or reported it done, so that what an inquiry shows is ours. */
export function isTakenByProvider(operation: Attempts): boolean {
  return hasResult(operation, 'accepted', 'succeeded');
}

/** The provider reported an attempt done, and an inquiry has still to confirm it. */
export function isReportedDone(operation: Attempts): boolean {
  return hasResult(operation, 'succeeded');
}

/** The code by which the provider authorized what it reported done. */
export function authorizationCodeOf(operation: Attempts): string | undefined {
  for (const { result } of liveAttempts(operation).toReversed())
    if (result?.status === 'succeeded') return result.authorizationCode;
  return undefined;
}

/** An attempt had no answer, or one that says nothing: the provider may be working on it. */
export function isUnanswered(operation: Attempts): boolean {
  return liveAttempts(operation).some(
    ({ result }) => result === undefined || result.status === 'indeterminate',
  );
}

/** The provider answered the last attempt with an error that says nothing of whether it was done. */
export function isLastAnsweredWithError(operation: Attempts): boolean {
  const result = liveAttempts(operation).at(-1)?.result;
  return result?.status === 'indeterminate' && result.isAnswered === true;
}

/** What an inquiry shows may be the effect of an attempt: not all of them were refused in listed words. */
export function mayBeOurs(operation: Attempts): boolean {
  const isUnlisted = liveAttempts(operation).some(
    ({ result }) => result?.status === 'ambiguous' && !result.isListed,
  );
  return isTakenByProvider(operation) || isUnanswered(operation) || isUnlisted || mayMeanDone(operation);
}

/** A refusal may be about the key, and so about a request of ours that was executed. */
export function mayMeanDone(operation: Attempts): boolean {
  return liveAttempts(operation).some(
    ({ result }) => result?.status === 'ambiguous' && result.mayMeanDone === true,
  );
}

/** A refusal came, which alone could not end the operation: nothing is sent again. */
export function refusalOf(operation: Attempts): ProblemRecord | undefined {
  const refused = liveAttempts(operation).findLast(
    ({ result }) => result?.status === 'rejected' || result?.status === 'ambiguous',
  );
  return refused && toRefusal(refused, operation);
}

/** The only attempt was refused, in words with several meanings, all of which say that it was not executed. */
export function isSoleListedRefusal(operation: Attempts): boolean {
  const [first, ...others] = liveAttempts(operation);
  const result = others.length === 0 ? first?.result : undefined;
  return result?.status === 'ambiguous' && result.isListed && !result.mayMeanDone;
}

/** The only attempt was refused, in whatever words. */
export function isSoleRefusal(operation: Attempts): boolean {
  const [first, ...others] = liveAttempts(operation);
  return first?.result?.status === 'ambiguous' && others.length === 0;
}

/** The code of a refusal that says no more than that the method is not possible. */
export function toRefusalCode({ method }: Pick<Operation, 'method'>): ProblemCode {
  return method === 'void' ? 'not_cancelable' : 'not_refundable';
}

/** The provider's own id of our refund, or of the request that people filed for it, once there is one. */
export function refundIdOf(operation: Operation): string | undefined {
  return refundIdsOf(operation).at(0);
}

/** Every id by which the provider ties a refund to the operation, the one that counts first. */
export function refundIdsOf(operation: Operation): readonly string[] {
  if (operation.requestId !== undefined) return [operation.requestId];
  const ended = operation.state === 'succeeded' ? operation.refundId : undefined;
  const named = liveAttempts(operation)
    .toReversed()
    .map(({ result }) =>
      result?.status === 'accepted' || result?.status === 'succeeded' ? result.refundId : undefined,
    );
  return [ended, ...named].flatMap((id) => id ?? []);
}

/** The problem of a refusal that a page lists. */
export function toRejection({ code, providerError }: Rejected): ProblemRecord {
  return code === 'payment_not_found' ? toNotFoundProblem(providerError) : { code, providerError };
}

/** The provider has no such payment: in its answer to a request, or to an inquiry. */
export function toNotFoundProblem(providerError: ProblemRecord['providerError']): ProblemRecord {
  const problem = { code: 'payment_not_found', paymentStatus: 'not_found' } as const;
  return providerError ? { ...problem, providerError } : problem;
}

function toRefusal({ result }: Attempt, operation: Attempts): ProblemRecord | undefined {
  if (result?.status === 'rejected') return toRejection(result);
  if (result?.status !== 'ambiguous') return undefined;
  const code = result.isListed ? (result.code ?? toRefusalCode(operation)) : 'declined_by_provider';
  return { code, providerError: result.providerError };
}

function hasResult(operation: Attempts, ...statuses: readonly AttemptStatus[]): boolean {
  return liveAttempts(operation).some(({ result }) => result && statuses.includes(result.status));
}
