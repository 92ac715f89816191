import { traitsOf } from '../../provider/traits.ts';
import { askedAmount } from '../amounts.ts';
import { refusalOf, sinceLeft } from '../attempt-facts.ts';
import { isLeased, type Operation, type OperationIn } from '../operation.ts';
import type { Recording } from '../operation-records.ts';
import { enter, type Step, toWithdrawn } from './enter.ts';
import { EVENT_OF_STATE, type Inputs, type TransitionContext } from './table.ts';

/** Its caller takes it back, which is possible while nothing has been sent and nobody is at work on it. */
export function withdrawAccepted(
  operation: OperationIn<'accepted'>,
  _input: Inputs['withdraw'],
  context: TransitionContext,
): Step<'failed'> | undefined {
  return isLeased(operation, context.now) ? undefined : toWithdrawn(operation, context);
}

/** A request that people filed is taken back once the provider itself has given it back. */
export function withdrawAwaiting(
  operation: OperationIn<'awaiting_approval'>,
  { byProvider }: Inputs['withdraw'],
  context: TransitionContext,
): Step<'failed'> | undefined {
  const isFiled = operation.requestId !== undefined;
  if (isFiled ? !byProvider : isLeased(operation, context.now)) return undefined;
  return toWithdrawn(operation, context);
}

/** From now on the operation follows this request. One request gives money back once, and belongs to one operation. */
export function attachRequest(
  operation: OperationIn<'awaiting_approval'>,
  { requestId }: Inputs['attach_request'],
  { now, others }: TransitionContext,
): Step<'awaiting_approval'> | undefined {
  if (operation.requestId !== undefined || others.refundIds.includes(requestId.toLowerCase()))
    return undefined;
  const { lease } = operation;
  const fields = { nextActionAt: now, inquiries: 0, ...(lease && { lease }) };
  return enter({ ...operation, requestId }, 'awaiting_approval', fields);
}

/** That it is done may be recorded of whatever has not succeeded. */
export function recordSuccess(
  operation: Exclude<Operation, { state: 'succeeded' }>,
  { recording }: Inputs['record'],
): Step<'succeeded'> | undefined {
  if (recording.outcome !== 'succeeded') return undefined;
  const appliedAmount = askedAmount(operation);
  return enter(operation, 'succeeded', {
    completedAt: recording.at,
    attribution: 'recorded',
    recording,
    ...(appliedAmount !== undefined && { appliedAmount }),
  });
}

/** That it is not done may be recorded only of what waits for a person, once nothing of ours can take effect any more. */
export function recordInReview(
  operation: OperationIn<'manual_review'>,
  input: Inputs['record'],
  context: TransitionContext,
): Step<'succeeded' | 'failed'> | undefined {
  const { recording } = input;
  if (recording.outcome === 'succeeded') return recordSuccess(operation, input);
  if (!isSettled(operation, recording, context)) return undefined;
  const problem = refusalOf(operation) ?? { code: 'declined_by_provider', detail: 'Recorded by a person.' };
  return enter(operation, 'failed', { completedAt: recording.at, problem, recording });
}

function isSettled(operation: Operation, { at }: Recording, { rules }: TransitionContext): boolean {
  const { settleMs } = traitsOf(rules.traits, operation.method, operation.paymentMethod);
  return sinceLeft(operation, at) >= settleMs;
}

/** The state as it is, published as a new event. */
export function republish<O extends Operation>(
  operation: O,
  _input: Inputs['republish'],
  { now }: TransitionContext,
): { readonly operation: O; readonly events: Step['events'] } | undefined {
  const event = EVENT_OF_STATE[operation.state];
  if (!event) return undefined;
  const isWithdrawn = operation.state === 'failed' && operation.withdrawn === true;
  return {
    operation: { ...operation, lastPublishedState: operation.state, republishRequestedAt: now },
    events: [isWithdrawn ? 'Withdrawn' : event],
  };
}
