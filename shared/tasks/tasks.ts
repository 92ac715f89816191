import * as z from 'zod/mini';
import { CORRELATION_ID } from '../domain/correlation.ts';
import { OPERATION_ID } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { toFailureFacts, toOperationView } from '../domain/views.ts';
import { parseInput } from '../input/parse-input.ts';
import type { CommandReader } from '../input/read-command.ts';
import { readPaymentRef } from '../input/read-payment-ref.ts';
import type { Operations } from '../operation/operations.ts';
import { type Invocation, type OperationsDeps, toStanding } from '../operation/steps.ts';
import type { BaseCredentials } from '../provider/connector.ts';

const CORRELATION_WORDS = 'must be 1 to 128 letters, digits and any of _ = + / : . -';

const actionSchema = z.looseObject({
  action: z.enum(['cancel', 'refund', 'settle']),
  /** Whatever the workflow goes by. */
  correlationId: z.optional(z.string().check(z.regex(CORRELATION_ID, CORRELATION_WORDS))),
});

const KIND_OF_ACTION = { cancel: 'cancellation', refund: 'refund' } as const;

/**
 * Answers tasks of a workflow: `cancel` and `refund` begin an operation, or repeat one, and throw its failure under its
 * code; `settle` does for one that is there what may be done now, and gives it as it stands, failed or not, so that a
 * workflow which polls tells an end from a poll that did not work.
 */
export function createTasks<C extends BaseCredentials>({
  connector,
  commands: { readCommand },
  ledger,
  operations,
}: Pick<OperationsDeps<C>, 'connector' | 'ledger'> & {
  readonly commands: CommandReader;
  readonly operations: Operations;
}) {
  return async (event: unknown, invocation: Invocation): Promise<object> => {
    const { action, correlationId, ...input } = parseInput(actionSchema, event);
    const correlated = { ...invocation, ...(correlationId !== undefined && { correlationId }) };
    return action === 'settle' ? settle(input, correlated) : begin(action, input, correlated);
  };

  async function begin(
    action: keyof typeof KIND_OF_ACTION,
    input: unknown,
    invocation: Invocation,
  ): Promise<object> {
    const command = readCommand(KIND_OF_ACTION[action], input);
    const { payment, operation } = await operations.begin(command, invocation);
    const { problem } = operation;
    if (operation.state === 'failed' && problem)
      throw new EstornoError(problem.code, toFailureFacts(payment, operation));
    return toOperationView(payment, operation);
  }

  async function settle(input: unknown, invocation: Invocation): Promise<object> {
    const { operationId, ...parts } = parseInput(settleSchema(connector.id), input);
    const ref = readPaymentRef(parts, connector);
    const before = toStanding(await ledger.read(ref), operationId);
    const { payment, operation } = await operations.resumeIfPossible(before, invocation);
    return toOperationView(payment, operation);
  }
}

function settleSchema(provider: string) {
  return z.strictObject({
    merchantId: z.string(),
    provider: z.literal(provider),
    paymentId: z.string(),
    operationId: z.string().check(z.regex(OPERATION_ID, 'must be an operation id: op_ and 26 hex digits')),
  });
}
