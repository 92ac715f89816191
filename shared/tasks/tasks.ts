import * as z from 'zod/mini';
import { CORRELATION_ID } from '../domain/correlation.ts';
import { OPERATION_ID } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { parseInput } from '../input/parse-input.ts';
import { type CommandReader, readCommand } from '../input/read-command.ts';
import { readPaymentRef } from '../input/read-payment-ref.ts';
import { begin, resumeIfPossible } from '../operation/operations.ts';
import { type OperationContext, toOperationContext } from '../operation/payment.ts';
import { refuseStaleUnsent } from '../operation/refuse-stale.ts';
import type { Invocation, RunnerDeps } from '../operation/runner.ts';
import { type OperationView, toFailureFacts, toOperationView } from '../operation/view.ts';
import type { BaseCredentials } from '../provider/connector.ts';

const CORRELATION_WORDS = 'must be 1 to 128 letters, digits and any of _ = + / : . -';

const actionSchema = z.looseObject({
  action: z.enum(['cancel', 'refund', 'settle']),
  /** Whatever the workflow decides by. */
  correlationId: z.optional(z.string().check(z.regex(CORRELATION_ID, CORRELATION_WORDS))),
});

const KIND_OF_ACTION = { cancel: 'cancellation', refund: 'refund' } as const;

export type TaskDeps<C extends BaseCredentials> = RunnerDeps<C> & { readonly commands: CommandReader };

/**
 * Answers a task of a workflow: `cancel` and `refund` begin an operation, or repeat one, and throw its failure under its
 * code; `settle` does for one that is there what may be done now, and gives it as it stands, failed or not, so that a
 * workflow which polls can distinguish an end from a poll that did not work.
 */
export async function answerTask<C extends BaseCredentials>(
  deps: TaskDeps<C>,
  event: unknown,
  invocation: Invocation,
): Promise<OperationView> {
  const { action, correlationId, ...input } = parseInput(actionSchema, event);
  const correlated = { ...invocation, ...(correlationId !== undefined && { correlationId }) };
  if (action === 'settle') return settle(deps, input, correlated);
  const context = await begin(deps, readCommand(deps.commands, KIND_OF_ACTION[action], input), correlated);
  const { payment, operation } = context;
  if (operation.state === 'failed' && operation.problem)
    throw new EstornoError(operation.problem.code, toFailureFacts(payment, operation));
  return toView(context);
}

async function settle<C extends BaseCredentials>(
  deps: TaskDeps<C>,
  input: unknown,
  invocation: Invocation,
): Promise<OperationView> {
  const { connector, ledger } = deps;
  const { operationId, ...parts } = parseInput(settleSchema(connector.id), input);
  const ref = readPaymentRef(parts, connector);
  const known = toOperationContext(await ledger.read(ref), operationId);
  return toView(await resumeIfPossible(deps, known, invocation));
}

function settleSchema(provider: string) {
  return z.strictObject({
    merchantId: z.string(),
    provider: z.literal(provider),
    paymentId: z.string(),
    operationId: z.string().check(z.regex(OPERATION_ID, 'must be an operation id: op_ and 26 hex digits')),
  });
}

/** @throws EstornoError internal_error where it may have been sent by now, and the ledger gave no answer */
function toView(context: OperationContext): OperationView {
  refuseStaleUnsent(context);
  return toOperationView(context.payment, context.operation);
}
