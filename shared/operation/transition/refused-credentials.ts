import type { ProblemCode } from '../../domain/problem.ts';
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import type { Operation } from '../operation.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { credentialsRefusedSinceOf, type Step, toAccepted, toFailed } from './enter.ts';
import type { TransitionContext } from './table.ts';

/** The provider has to refuse the credentials for so long before that ends an operation: a trouble of minutes does not. */
const PATIENCE_MS = 10 * MINUTE_MS;

/** Answers of a provider in trouble: it was asked, and did not refuse the credentials. */
const ANSWERED: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'provider_unavailable',
  'provider_rate_limited',
]);

/**
 * Since when the provider has refused the credentials each time that it was asked, after something else kept the operation from
 * being sent; undefined where that was another answer.
 */
export function stillRefusedSince(operation: Operation, { code }: ProblemRecord): EpochMs | undefined {
  return ANSWERED.has(code) ? undefined : credentialsRefusedSinceOf(operation);
}

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
