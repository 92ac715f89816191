import type { EventName } from '../../domain/event-type.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Attempt } from '../attempt.ts';
import {
  type FieldsOf,
  type Lease,
  type Operation,
  type OperationBase,
  type OperationIn,
  type OperationState,
  toBase,
} from '../operation.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { inquiriesHaveEnded, nextActionAt } from '../schedule.ts';
import { type Effect, EVENT_OF_STATE, type TransitionContext } from './table.ts';

/** The operation as it is to be saved, what is to be published with it, and what its owner does next. */
export type Step<S extends OperationState = OperationState> = {
  readonly operation: OperationIn<S>;
  readonly events: readonly EventName[];
  readonly effect?: Effect | undefined;
};

/** Enters a state: its fields, what changes beside them, and the event of it where it is news. */
export function enter<S extends OperationState>(
  from: Operation | OperationBase,
  state: S,
  fields: FieldsOf<S>,
  changes: Partial<OperationBase> = {},
): Step<S> {
  const base = { ...('state' in from ? toBase(from) : from), ...changes };
  const event = toEvent(base, state, fields);
  // Back in the state that was published last, after an attempt between: no news.
  const isNews = event !== undefined && base.lastPublishedState !== state;
  const operation = { ...base, ...(isNews && { lastPublishedState: state }), state, ...fields };
  return { operation: operation as OperationIn<S>, events: isNews ? [event] : [] };
}

/** What somebody is still at work on is not published, but for a refund that begins: that starts its flow. */
function toEvent(
  { kind }: OperationBase,
  state: OperationState,
  fields: { readonly withdrawn?: boolean | undefined; readonly lease?: Lease | undefined },
): EventName | undefined {
  if (state === 'failed' && fields.withdrawn) return 'Withdrawn';
  if (fields.lease && !(state === 'accepted' && kind === 'refund')) return undefined;
  return EVENT_OF_STATE[state];
}

export function toLease({ owner, leaseExpiresAt }: TransitionContext): Lease {
  return { owner, expiresAt: leaseExpiresAt };
}

/** Whether whoever works holds the lease of the operation. */
export function isOwner(operation: Operation, { owner }: TransitionContext): boolean {
  return owner !== '' && 'lease' in operation && operation.lease?.owner === owner;
}

/** How often it was tried without progress. */
export function triesOf(operation: Operation): number {
  return 'inquiries' in operation ? operation.inquiries : 0;
}

export function credentialsRefusedSinceOf(operation: Operation): EpochMs | undefined {
  return 'credentialsRefusedSince' in operation ? operation.credentialsRefusedSince : undefined;
}

/** One more attempt, saved before the request leaves. */
export function toSending(
  operation: Operation,
  context: TransitionContext,
  amount?: number,
): Step<'sending'> {
  const { now, owner } = context;
  const number = 1 + Math.max(0, ...operation.attempts.map((attempt) => attempt.number));
  const attempt: Attempt = {
    number,
    method: operation.method,
    sentAt: now,
    owner,
    ...(amount !== undefined && { amount }),
  };
  // One that provably did not leave is no fact that anything follows from, once another is tried.
  const kept = operation.attempts.filter(({ result }) => result?.status !== 'not_sent');
  const changes = { attempts: [...kept, attempt] };
  const since = credentialsRefusedSinceOf(operation);
  const sending = {
    lease: toLease(context),
    inquiries: triesOf(operation),
    ...(since !== undefined && { credentialsRefusedSince: since }),
  };
  return { ...enter(operation, 'sending', sending, changes), effect: 'send' };
}

/** Nothing is out, and it is tried again later. */
export function toAccepted(
  operation: Operation,
  context: TransitionContext,
  waitingFor: ProblemRecord | undefined,
  { retryAfterMs, changes, ...more }: AcceptedMore = {},
): Step<'accepted'> {
  const tries = triesOf(operation);
  const at = nextActionAt(tries, context, retryAfterMs);
  const since = more.credentialsRefusedSince;
  return enter(
    operation,
    'accepted',
    {
      nextActionAt: at,
      inquiries: tries + 1,
      ...(waitingFor && { waitingFor }),
      ...(since !== undefined && { credentialsRefusedSince: since }),
    },
    changes,
  );
}

type AcceptedMore = WaitingMore & { readonly credentialsRefusedSince?: EpochMs | undefined };

type WaitingMore = {
  readonly retryAfterMs?: number | undefined;
  readonly changes?: Partial<OperationBase> | undefined;
};

/** An inquiry is made again later, or a person decides when the schedule has ended. */
export function toWaiting<S extends 'unknown' | 'processing'>(
  operation: Operation,
  state: S,
  context: TransitionContext,
  more?: WaitingMore,
): Step<S | 'manual_review'>;
export function toWaiting(
  operation: Operation,
  state: 'unknown' | 'processing',
  context: TransitionContext,
  { retryAfterMs, changes }: WaitingMore = {},
): Step<'unknown' | 'processing' | 'manual_review'> {
  const after = changes?.attempts ? { ...operation, attempts: changes.attempts } : operation;
  if (inquiriesHaveEnded(after, context.now)) return toManualReview(operation, context, changes);
  // The first inquiry after a send comes soon, however often it was tried to send it.
  const tries = operation.state === 'sending' ? 0 : triesOf(operation);
  const waiting = { nextActionAt: nextActionAt(tries, context, retryAfterMs), inquiries: tries + 1 };
  return state === 'unknown'
    ? enter(operation, 'unknown', waiting, changes)
    : enter(operation, 'processing', waiting, changes);
}

/** People at the provider have not decided yet, or people here have not filed the request. */
export function toAwaiting(
  operation: Operation,
  context: TransitionContext,
  { retryAfterMs, changes }: WaitingMore = {},
): Step<'awaiting_approval' | 'manual_review'> {
  if (inquiriesHaveEnded(operation, context.now)) return toManualReview(operation, context, changes);
  const tries = triesOf(operation);
  const waiting = { nextActionAt: nextActionAt(tries, context, retryAfterMs), inquiries: tries + 1 };
  return enter(operation, 'awaiting_approval', waiting, changes);
}

export function toManualReview(
  operation: Operation,
  { now }: TransitionContext,
  changes?: Partial<OperationBase>,
): Step<'manual_review'> {
  return enter(operation, 'manual_review', { since: now }, changes);
}

export function toFailed(
  operation: Operation,
  problem: ProblemRecord,
  { now }: TransitionContext,
  changes?: Partial<OperationBase>,
): Step<'failed'> {
  return enter(operation, 'failed', { completedAt: now, problem }, changes);
}

/** Withdrawn by whoever asked for it. */
export function toWithdrawn(operation: Operation, { now }: TransitionContext): Step<'failed'> {
  return enter(operation, 'failed', { completedAt: now, withdrawn: true });
}
