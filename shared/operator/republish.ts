import * as z from 'zod/mini';
import type { Invocation } from '../operation/runner.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { decideForPerson, operationShape, readOperation, refuse, toView } from './operation-command.ts';
import type { OperatorDeps } from './operator-deps.ts';

export const republishSchema = z.object({ command: z.literal('republish'), ...operationShape });

/**
 * Publishes the present state of an operation as a new event, where an event of it was lost. It has the next number of its
 * payment, so that consumers who received the lost one after all get a newer event that says the same.
 */
export async function republish<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  command: z.infer<typeof republishSchema>,
  invocation: Invocation,
): Promise<object> {
  const before = await readOperation(deps, command);
  const askedAt = deps.clock();
  const context = await decideForPerson(deps, before, { type: 'republish' }, invocation);
  const { state, republishRequestedAt = 0 } = context.operation;
  if (republishRequestedAt >= askedAt) return toView(context);
  throw refuse(
    `The operation is ${state}, for which no event is published. Try again when it has left this state.`,
  );
}
