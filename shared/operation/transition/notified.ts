import { isLeased, type OperationIn } from '../operation.ts';
import type { Step } from './enter.ts';
import type { Inputs, TransitionContext } from './table.ts';

type Waiting = OperationIn<'accepted' | 'unknown' | 'processing' | 'awaiting_approval'>;

/**
 * The provider reports a change of the payment: it is due now, or when the pause ends that the provider asked for. What a
 * worker holds, or is due already, stays as it is.
 */
export function notified<O extends Waiting>(
  operation: O,
  _input: Inputs['notified'],
  { now }: TransitionContext,
): { readonly operation: O; readonly events: Step['events'] } | undefined {
  const dueAt = Math.max(now, operation.pausedUntil ?? 0);
  if (isLeased(operation, now) || operation.nextActionAt <= dueAt) return undefined;
  return { operation: { ...operation, nextActionAt: dueAt }, events: [] };
}
