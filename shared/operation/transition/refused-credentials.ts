import { MINUTE_MS } from '../../domain/time.ts';
import type { Operation } from '../operation.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { credentialsRefusedSinceOf, type Step, toAccepted, toFailed } from './enter.ts';
import type { TransitionContext } from './table.ts';

/** The provider has to refuse the credentials for so long before that ends an operation: a trouble of minutes does not. */
const PATIENCE_MS = 10 * MINUTE_MS;

/** The provider itself refused the credentials just now; nothing was sent. */
export function afterRefusedCredentials(
  operation: Operation,
  problem: ProblemRecord,
  context: TransitionContext,
): Step<'accepted' | 'failed'> {
  const since = credentialsRefusedSinceOf(operation) ?? context.now;
  if (context.now - since >= PATIENCE_MS) return toFailed(operation, problem, context);
  return toAccepted(operation, context, problem, { credentialsRefusedSince: since });
}
