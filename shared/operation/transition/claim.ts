import type { EpochMs } from '../../domain/time.ts';
import { allTraitsOf } from '../../provider/traits.ts';
import { isLeased, type Operation, type OperationIn } from '../operation.ts';
import { needsFiling } from '../person-action.ts';
import { isTooLateToSend, toUnsent } from './end.ts';
import { credentialsRefusedSinceOf, enter, type Step, toLease } from './enter.ts';
import { isWholeOnly } from './refuse-amount.ts';
import { toFirstSend } from './send.ts';
import type { Inputs, TransitionContext } from './table.ts';

type Waiting = OperationIn<'accepted' | 'unknown' | 'processing' | 'awaiting_approval'>;

/**
 * Whether it may be taken now: no worker holds it, the provider did not ask for a pause, and it is due or somebody asks for
 * it. While people here have still to file the request there is nothing to inquire about.
 */
export function isClaimable(operation: Operation, { asked }: Inputs['claim'], now: EpochMs): boolean {
  switch (operation.state) {
    case 'sending':
      return !isLeased(operation, now);
    case 'accepted':
    case 'unknown':
    case 'processing':
    case 'awaiting_approval':
      if (isLeased(operation, now) || now < (operation.pausedUntil ?? 0)) return false;
      return (asked && !needsFiling(operation)) || operation.nextActionAt <= now;
    default:
      return false;
  }
}

/** What was never sent goes out, after an inquiry where one is needed first, if there is still time for it. */
export function claimAccepted(
  operation: OperationIn<'accepted'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'accepted' | 'sending' | 'failed'> | undefined {
  if (!isClaimable(operation, input, context.now)) return undefined;
  const { waitingFor } = operation;
  // What waited for the switch is tried once the provider is on again, however long that took.
  const wasOff = waitingFor?.code === 'provider_disabled';
  const claimed = wasOff ? { ...operation, suspendedAt: context.now } : operation;
  if (isTooLateToSend(claimed, context)) return toUnsent(claimed, context);
  if (!needsPreflight(claimed, context)) return toFirstSend(claimed, context, claimed.request.amount);
  const since = credentialsRefusedSinceOf(operation);
  const step = enter(claimed, 'accepted', {
    ...taken(operation, context),
    ...(waitingFor && { waitingFor }),
    ...(since !== undefined && { credentialsRefusedSince: since }),
  });
  return { ...step, effect: 'preflight' };
}

/** Its sender died, and left an attempt without a result. */
export function claimSending(
  operation: OperationIn<'sending'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'unknown'> | undefined {
  if (!isClaimable(operation, input, context.now)) return undefined;
  const fields = { nextActionAt: context.now, inquiries: 0, lease: toLease(context) };
  return { ...enter(operation, 'unknown', fields), effect: 'inquire' };
}

export function claimUnknown(
  operation: OperationIn<'unknown'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'unknown'> | undefined {
  if (!isClaimable(operation, input, context.now)) return undefined;
  return { ...enter(operation, 'unknown', taken(operation, context)), effect: 'inquire' };
}

export function claimProcessing(
  operation: OperationIn<'processing'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'processing'> | undefined {
  if (!isClaimable(operation, input, context.now)) return undefined;
  return { ...enter(operation, 'processing', taken(operation, context)), effect: 'inquire' };
}

export function claimAwaiting(
  operation: OperationIn<'awaiting_approval'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'awaiting_approval'> | undefined {
  if (!isClaimable(operation, input, context.now)) return undefined;
  return { ...enter(operation, 'awaiting_approval', taken(operation, context)), effect: 'inquire' };
}

function taken({ nextActionAt, inquiries }: Waiting, context: TransitionContext) {
  return { nextActionAt, inquiries, lease: toLease(context) };
}

/**
 * Whether an inquiry precedes the first send: where the traits say so; for a refund, of which the state of the payment
 * chooses the method; where the request needs an amount that the command does not give; where the provider takes none but
 * the whole one; where only a rise over a baseline can prove it; where the status alone proves it and the command names an
 * amount, which only what is shown before the send distinguishes from the whole; where a part has gone back already; and
 * while the ledger misses records.
 */
export function needsPreflight(
  { kind, method, request }: Pick<Operation, 'kind' | 'method' | 'request'>,
  { rules: { traits }, others, lost }: Pick<TransitionContext, 'rules' | 'others' | 'lost'>,
): boolean {
  if (kind === 'refund' || traits.readsFirst || lost) return true;
  return allTraitsOf(traits, method).some((ofKind) => {
    const { amount, evidence } = ofKind;
    if (request.amount === undefined ? amount === 'required' : isWholeOnly(ofKind)) return true;
    if (evidence === 'refunded_total' || evidence === 'refund_by_id') return true;
    if (evidence === 'status' && request.amount !== undefined) return true;
    return others.applied > 0;
  });
}
