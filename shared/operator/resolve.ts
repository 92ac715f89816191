import * as z from 'zod/mini';
import { MINUTE_MS } from '../domain/time.ts';
import { note } from '../input/note.ts';
import type { Operation } from '../operation/operation.ts';
import type { Recording } from '../operation/operation-records.ts';
import type { Invocation } from '../operation/runner.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { traitsOf } from '../provider/traits.ts';
import { decideForPerson, operationShape, readOperation, refuse, toView } from './operation-command.ts';
import type { OperatorDeps } from './operator-deps.ts';
import { requirePrincipal } from './principal.ts';

export const resolveSchema = z.object({
  command: z.literal('resolve'),
  ...operationShape,
  outcome: z.enum(['succeeded', 'failed']),
  evidence: note({ least: 10, most: 2000, absent: 'is required' }),
});

/** Records the outcome that a person found out at the provider, with the evidence. */
export async function resolve<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  command: z.infer<typeof resolveSchema>,
  invocation: Invocation,
): Promise<object> {
  const { outcome, evidence } = command;
  const by = requirePrincipal(invocation);
  const before = await readOperation(deps, command);
  const recording: Recording = { outcome, evidence, by, at: deps.clock() };
  const context = await decideForPerson(deps, before, { type: 'record', recording }, invocation);
  if (isRecorded(context.operation, recording)) return toView(context);
  const { state, method, paymentMethod } = context.operation;
  const minutes = traitsOf(deps.connector.traits, method, paymentMethod).settleMs / MINUTE_MS;
  throw refuse(
    `The operation is ${state}. "succeeded" can be recorded of any operation that has not succeeded. "failed" can be ` +
      `recorded only in manual_review, and only ${minutes} minutes or more after the last send: until then a request can ` +
      'still take effect.',
  );
}

function isRecorded(operation: Operation, { at, by }: Recording): boolean {
  if (operation.state !== 'succeeded' && operation.state !== 'failed') return false;
  return operation.recording?.at === at && operation.recording.by === by;
}
