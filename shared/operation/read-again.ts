import { nameOfError } from '../ports/log.ts';
import { type OperationContext, toOperationContext } from './payment.ts';
import type { RunnerDeps } from './runner.ts';

/** Milliseconds for which what was read is shown as the state of now. */
export const OF_NOW_MS = 1_000;

/** An operation as it is now. Where it cannot be read it is given as it was last seen, marked as such. */
export async function readAgain(
  { ledger, log }: Pick<RunnerDeps<never>, 'ledger' | 'log'>,
  context: OperationContext,
): Promise<OperationContext> {
  try {
    return toOperationContext(await ledger.read(context.payment), context.operation.id);
  } catch (error) {
    log.error('not_read_again', { operation: context.operation.id, error: nameOfError(error) });
    return { ...context, isStale: true };
  }
}
