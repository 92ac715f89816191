import { EstornoError } from '../domain/problem.ts';
import type { OperationContext } from './payment.ts';
import { toOperationSummary } from './view.ts';

/**
 * Refuses to show an operation as it stood before the ledger gave no answer.
 * @throws EstornoError internal_error with the outcome `unknown`
 */
export function refuseStale({ payment, operation, isStale }: OperationContext): void {
  if (!isStale) return;
  throw new EstornoError('internal_error', {
    outcome: 'unknown',
    detail: 'The ledger gave no answer. Repeat the request with the same key.',
    operation: toOperationSummary(payment, operation),
  });
}

/** The same where nothing had been sent by then: it may have been sent since. @throws EstornoError internal_error */
export function refuseStaleUnsent(context: OperationContext): void {
  if (context.operation.state === 'accepted') refuseStale(context);
}
