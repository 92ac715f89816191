import type { EventName } from '../../domain/event-type.ts';
import type { EpochMs } from '../../domain/time.ts';
import {
  type FieldsOf,
  type Operation,
  type OperationBase,
  type OperationIn,
  type OperationState,
  toBase,
} from '../operation.ts';
import type { Lease } from '../operation-records.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { approvalEndsAt, inquiriesHaveEnded, LONGEST_TROUBLE_PAUSE_MS, nextActionAt } from '../schedule.ts';
import { type Effect, EVENT_OF_STATE, type TransitionContext } from './table.ts';

/** The operation as it is to be saved, what is to be published with it, and what its owner does next. */
export type Step<S extends OperationState = OperationState> = {
  readonly operation: OperationIn<S>;
  /** One at most: a save publishes one event. */
  readonly events: readonly EventName[];
  readonly effect?: Effect | undefined;
};

/** Enters a state, with its fields, and the event of it where it was not published last. */
export function enter<S extends OperationState>(
  from: Operation | OperationBase,
  state: S,
  fields: FieldsOf<S>,
): Step<S> {
  const base = 'state' in from ? toBase(from) : from;
  const event = toEvent(base, state, fields);
  // Back in the state that was published last, after an attempt between: not published again.
  const isPublished = event !== undefined && base.lastPublishedState !== state;
  const operation = { ...base, ...(isPublished && { lastPublishedState: state }), state, ...fields };
  return { operation: operation as OperationIn<S>, events: isPublished ? [event] : [] };
}

/** No event while a worker goes on with it, but for a refund that begins: that event starts its flow. */
function toEvent(
  { kind, lastPublishedState }: OperationBase,
  state: OperationState,
  fields: { readonly withdrawn?: boolean | undefined; readonly lease?: Lease | undefined },
): EventName | undefined {
  if (state === 'failed' && fields.withdrawn) return 'Withdrawn';
  const begins = state === 'accepted' && kind === 'refund' && lastPublishedState === undefined;
  if (fields.lease && !begins) return undefined;
  return EVENT_OF_STATE[state];
}

export function toLease({ owner, leaseExpiresAt }: TransitionContext): Lease {
  return { owner, expiresAt: leaseExpiresAt };
}

/** Whether the worker of this transition holds the lease of the operation. */
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

/**
 * `retryAfterMs`: the provider asks to wait so long. `longestMs`: the longest pause of our own. `tries`: without progress,
 * where that is not what the operation says.
 */
type Pause = {
  readonly retryAfterMs?: number | undefined;
  readonly longestMs?: number | undefined;
  readonly tries?: number;
};

/** Nothing is out, and it is tried again later. */
export function toAccepted(
  operation: Operation,
  context: TransitionContext,
  waitingFor: ProblemRecord,
  pause: Pause & { readonly credentialsRefusedSince?: EpochMs | undefined } = {},
): Step<'accepted'> {
  const { credentialsRefusedSince: since } = pause;
  return enter(operation, 'accepted', {
    ...toLater(triesOf(operation), context, { ...pause, longestMs: LONGEST_TROUBLE_PAUSE_MS }),
    waitingFor,
    ...(since !== undefined && { credentialsRefusedSince: since }),
  });
}

/** An inquiry is made again later, or a person decides when the schedule has ended. */
export function toWaiting<S extends 'unknown' | 'processing'>(
  operation: Operation,
  state: S,
  context: TransitionContext,
  pause?: Pause,
): Step<S | 'manual_review'>;
export function toWaiting(
  operation: Operation,
  state: 'unknown' | 'processing',
  context: TransitionContext,
  pause: Pause = {},
): Step<'unknown' | 'processing' | 'manual_review'> {
  if (inquiriesHaveEnded(operation, context)) return toManualReview(operation, context);
  // The first inquiry after a send comes soon, however often it was tried to send it.
  const { tries = operation.state === 'sending' ? 0 : triesOf(operation) } = pause;
  const later = toLater(tries, context, pause);
  return state === 'unknown' ? enter(operation, 'unknown', later) : enter(operation, 'processing', later);
}

/**
 * People at the provider have not decided yet; or people here have not filed the request, without which no inquiry could
 * show anything of it.
 */
export function toAwaiting(
  operation: Operation,
  context: TransitionContext,
  pause: Pause = {},
): Step<'awaiting_approval' | 'manual_review'> {
  if (inquiriesHaveEnded(operation, context)) return toManualReview(operation, context);
  if (operation.requestId === undefined)
    return enter(operation, 'awaiting_approval', { nextActionAt: approvalEndsAt(operation), inquiries: 0 });
  return enter(operation, 'awaiting_approval', toLater(triesOf(operation), context, pause));
}

/** When it is tried again, and until when no repeat or notification makes a worker try. */
function toLater(tries: number, context: TransitionContext, { retryAfterMs = 0, longestMs }: Pause) {
  return {
    nextActionAt: nextActionAt(tries, context, { retryAfterMs, longestMs }),
    inquiries: tries + 1,
    ...(retryAfterMs > 0 && { pausedUntil: context.now + retryAfterMs }),
  };
}

export function toManualReview(operation: Operation, { now }: TransitionContext): Step<'manual_review'> {
  return enter(operation, 'manual_review', { since: now });
}

export function toFailed(
  operation: Operation,
  problem: ProblemRecord,
  { now }: TransitionContext,
): Step<'failed'> {
  return enter(operation, 'failed', { completedAt: now, problem });
}

/** Withdrawn by its caller or an operator. */
export function toWithdrawn(operation: Operation, { now }: TransitionContext): Step<'failed'> {
  return enter(operation, 'failed', { completedAt: now, withdrawn: true });
}
