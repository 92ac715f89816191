import type { ProviderRules } from '../../provider/connector.ts';
import { traitsOf } from '../../provider/traits.ts';
import { isLeased, type Operation, type OperationIn } from '../operation.ts';
import type { OtherOperations } from '../verdict.ts';
import { isTooLateToSend, toUnsent } from './end.ts';
import { enter, type Step, toLease, toSending } from './enter.ts';
import type { Inputs, TransitionContext } from './table.ts';

type Claimable = OperationIn<'accepted' | 'sending' | 'unknown' | 'processing' | 'awaiting_approval'>;

/** Whether it may be taken now: nobody is at work on it, and it is due or somebody asks for it. */
function isFree(operation: Claimable, { asked }: Inputs['claim'], { now }: TransitionContext): boolean {
  if (isLeased(operation, now)) return false;
  return asked || operation.state === 'sending' || operation.nextActionAt <= now;
}

/** What was never sent goes out, after an inquiry where one is needed first, if there is still time for it. */
export function claimAccepted(
  operation: OperationIn<'accepted'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'accepted' | 'sending' | 'failed'> | undefined {
  if (!isFree(operation, input, context)) return undefined;
  if (isTooLateToSend(operation, context)) return toUnsent(operation, context);
  if (!needsPreflight(operation, context.rules, context.others))
    return toSending(operation, context, operation.request.amount);
  return {
    ...enter(operation, 'accepted', { ...fieldsOf(operation), lease: toLease(context) }),
    effect: 'preflight',
  };
}

function fieldsOf({ nextActionAt, inquiries, waitingFor, credentialsRefusedSince }: OperationIn<'accepted'>) {
  return {
    nextActionAt,
    inquiries,
    ...(waitingFor && { waitingFor }),
    ...(credentialsRefusedSince !== undefined && { credentialsRefusedSince }),
  };
}

/** Its sender died, and left an attempt without a result. */
export function claimSending(
  operation: OperationIn<'sending'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'unknown'> | undefined {
  if (!isFree(operation, input, context)) return undefined;
  const taken = { nextActionAt: context.now, inquiries: 0, lease: toLease(context) };
  return { ...enter(operation, 'unknown', taken), effect: 'inquire' };
}

export function claimUnknown(
  operation: OperationIn<'unknown'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'unknown'> | undefined {
  if (!isFree(operation, input, context)) return undefined;
  return { ...enter(operation, 'unknown', taken(operation, context)), effect: 'inquire' };
}

export function claimProcessing(
  operation: OperationIn<'processing'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'processing'> | undefined {
  if (!isFree(operation, input, context)) return undefined;
  return { ...enter(operation, 'processing', taken(operation, context)), effect: 'inquire' };
}

export function claimAwaiting(
  operation: OperationIn<'awaiting_approval'>,
  input: Inputs['claim'],
  context: TransitionContext,
): Step<'awaiting_approval'> | undefined {
  if (!isFree(operation, input, context)) return undefined;
  return { ...enter(operation, 'awaiting_approval', taken(operation, context)), effect: 'inquire' };
}

function taken(
  { nextActionAt, inquiries }: OperationIn<'unknown' | 'processing' | 'awaiting_approval'>,
  context: TransitionContext,
) {
  return { nextActionAt, inquiries, lease: toLease(context) };
}

/**
 * Whether the payment is read before the first send: for a refund, of which the state of the payment chooses the method;
 * where the request needs an amount that the command does not give; where only a rise over a baseline can prove it; and
 * where a part of the payment has gone back already.
 */
export function needsPreflight(
  operation: Pick<Operation, 'kind' | 'method' | 'request'>,
  { traits }: ProviderRules,
  others: OtherOperations,
): boolean {
  if (operation.kind === 'refund') return true;
  const { amount, evidence } = traitsOf(traits, operation.method);
  if (amount === 'required' && operation.request.amount === undefined) return true;
  if (evidence === 'refunded_total' || evidence === 'refund_by_id') return true;
  return amount !== 'never' && others.applied > 0;
}
