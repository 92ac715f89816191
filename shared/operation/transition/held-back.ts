import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { isLeased, type OperationIn } from '../operation.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { isTooLateToSend, toUnsent } from './end.ts';
import { enter, type Step, toAccepted, toAwaiting, toWaiting } from './enter.ts';
import type { Inputs, TransitionContext } from './table.ts';

/** When to try again while the switch is off: soon after it is turned on, and cheap meanwhile. */
const SUSPENDED_MS = 3 * MINUTE_MS;

/** Spread by up to this much, so that not everything that waited goes out in one moment. */
const SPREAD_MS = MINUTE_MS;

const SWITCHED_OFF: ProblemRecord = {
  code: 'provider_disabled',
  detail: 'The provider is switched off at the moment. It will be sent when it is on again.',
};

const SWITCH_UNREADABLE: ProblemRecord = {
  code: 'internal_error',
  detail: 'Whether the provider is switched off could not be read, so nothing was sent.',
};

/**
 * The kill switch keeps it from being sent. What was never sent waits for as long as that lasts, unless its caller's limit
 * or the provider's window ends it: the day that it has otherwise begins anew.
 */
export function gateAccepted(
  operation: OperationIn<'accepted'>,
  { gate }: Inputs['gate'],
  context: TransitionContext,
): Step<'accepted' | 'failed'> | undefined {
  if (isHeldByOther(operation, context)) return undefined;
  if (gate === 'unreadable') return toAccepted(operation, context, SWITCH_UNREADABLE);
  const suspended = { ...operation, suspendedAt: context.now };
  if (isTooLateToSend(suspended, context)) return toUnsent(suspended, context, SWITCHED_OFF);
  const { inquiries } = operation;
  return enter(suspended, 'accepted', {
    nextActionAt: afterSwitch(context),
    inquiries,
    waitingFor: SWITCHED_OFF,
  });
}

/** The next request waits; that the switch is off costs none of the inquiries, and none of the time for repeats. */
export function gateAfterSend(
  operation: OperationIn<'unknown' | 'processing'>,
  { gate }: Inputs['gate'],
  context: TransitionContext,
): Step<'unknown' | 'processing'> | undefined {
  if (isHeldByOther(operation, context)) return undefined;
  const suspended = gate === 'closed' ? { ...operation, suspendedAt: context.now } : operation;
  const fields = { nextActionAt: afterSwitch(context), inquiries: operation.inquiries };
  return operation.state === 'unknown'
    ? enter(suspended, 'unknown', fields)
    : enter(suspended, 'processing', fields);
}

function afterSwitch({ now, random }: TransitionContext): EpochMs {
  return Math.round(now + SUSPENDED_MS + SPREAD_MS * random);
}

function isHeldByOther(
  operation: OperationIn<'accepted' | 'unknown' | 'processing'>,
  { owner, now }: TransitionContext,
): boolean {
  return isLeased(operation, now) && operation.lease?.owner !== owner;
}

/** Nothing could be done about it now: try again later, so that it keeps nothing else from its turn. */
export function postponeAccepted(
  operation: OperationIn<'accepted'>,
  { problem }: Inputs['postpone'],
  context: TransitionContext,
): Step<'accepted' | 'failed'> | undefined {
  if (isLeased(operation, context.now)) return undefined;
  return isTooLateToSend(operation, context)
    ? toUnsent(operation, context, problem)
    : toAccepted(operation, context, problem);
}

/** Its sender died, and left an attempt without a result. */
export function postponeSending(
  operation: OperationIn<'sending'>,
  _input: Inputs['postpone'],
  context: TransitionContext,
): Step<'unknown' | 'manual_review'> | undefined {
  return isLeased(operation, context.now) ? undefined : toWaiting(operation, 'unknown', context);
}

export function postponeAfterSend(
  operation: OperationIn<'unknown' | 'processing'>,
  _input: Inputs['postpone'],
  context: TransitionContext,
): Step<'unknown' | 'processing' | 'manual_review'> | undefined {
  return isLeased(operation, context.now) ? undefined : toWaiting(operation, operation.state, context);
}

export function postponeAwaiting(
  operation: OperationIn<'awaiting_approval'>,
  _input: Inputs['postpone'],
  context: TransitionContext,
): Step<'awaiting_approval' | 'manual_review'> | undefined {
  return isLeased(operation, context.now) ? undefined : toAwaiting(operation, context);
}
