import type { Policy } from '../answer.ts';
import type { Operation, StoredProblem } from '../operation.ts';
import type { EpochMs } from '../time.ts';
import { failed, succeeded } from './moves.ts';

/** What a person found out, and how. */
export type Recording = {
  readonly outcome: 'succeeded' | 'failed';
  readonly evidence: string;
  /** Who says so. */
  readonly by: string;
  readonly at: EpochMs;
};

/**
 * A person records the outcome. That it is done may be recorded of whatever has not succeeded; that it is not, only
 * of what waits for a person, and once nothing of ours can land any more.
 */
export function recorded(
  operation: Operation,
  recording: Recording,
  { settleMs }: Policy,
): Operation | undefined {
  const { outcome, at } = recording;
  if (operation.state === 'succeeded') return undefined;
  if (outcome === 'succeeded') {
    const attribution = operation.acceptedByProvider ? 'ours' : 'unproven';
    return { ...succeeded(operation, { is: 'done', amount: operation.amount }, at), attribution, recording };
  }
  if (operation.state !== 'manual_review' || at - (operation.sentAt ?? 0) < settleMs) return undefined;
  const problem: StoredProblem = operation.refusal ?? {
    code: 'declined_by_provider',
    detail: 'Recorded by a person.',
  };
  return { ...failed(operation, problem, at), recording };
}
