import type { EpochMs } from '../../domain/time.ts';
import { type MethodTraits, traitsOf } from '../../provider/traits.ts';
import { type Attempt, withAttempt } from '../attempt.ts';
import { leftBy } from '../attempt-facts.ts';
import { nextIdempotencyKey } from '../idempotency.ts';
import type { Operation, OperationIn } from '../operation.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { credentialsRefusedSinceOf, enter, type Step, toLease, triesOf } from './enter.ts';
import type { TransitionContext } from './table.ts';

const TOO_SOON: ProblemRecord = {
  code: 'provider_rate_limited',
  detail: 'The provider asks for a pause between two requests for one payment. It will be sent after that.',
};

/** The first attempt by this method, at once or after the pause that the provider asks for. */
export function toFirstSend(
  operation: OperationIn<'accepted'>,
  context: TransitionContext,
  amount?: number,
): Step<'accepted' | 'sending'> {
  const at = earliestSendAt(operation, context);
  if (context.now >= at) return toSending(operation, context, amount);
  const { inquiries } = operation;
  return enter(operation, 'accepted', { nextActionAt: at, inquiries, pausedUntil: at, waitingFor: TOO_SOON });
}

/** When a request for this payment may leave, by the pause that the provider asks for between two. */
export function earliestSendAt(operation: Operation, context: TransitionContext): EpochMs {
  const sent = operation.attempts.filter(({ result }) => result?.status !== 'not_sent');
  const lastLeftBy = Math.max(0, context.others.lastLeftBy ?? 0, ...sent.map(leftBy));
  return lastLeftBy === 0 ? 0 : lastLeftBy + traitsFor(operation, context).minGapMs;
}

function traitsFor({ method, paymentMethod }: Operation, { rules }: TransitionContext): MethodTraits {
  return traitsOf(rules.traits, method, paymentMethod);
}

/** One more attempt, saved before the request leaves. */
export function toSending(
  operation: Operation,
  context: TransitionContext,
  amount?: number,
): Step<'sending'> {
  const { now, owner } = context;
  const { attempts, method } = operation;
  const number = 1 + Math.max(0, ...attempts.map((attempt) => attempt.number));
  const idempotencyKey = nextIdempotencyKey(operation, { number, amount }, traitsFor(operation, context));
  const attempt: Attempt = {
    number,
    method,
    sentAt: now,
    owner,
    ...(amount !== undefined && { amount }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
  const since = credentialsRefusedSinceOf(operation);
  const step = enter({ ...operation, attempts: withAttempt(attempts, attempt) }, 'sending', {
    lease: toLease(context),
    inquiries: triesOf(operation),
    ...(since !== undefined && { credentialsRefusedSince: since }),
  });
  return { ...step, effect: 'send' };
}
