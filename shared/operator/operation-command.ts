import * as z from 'zod/mini';
import { EstornoError } from '../domain/problem.ts';
import { readPaymentRef } from '../input/read-payment-ref.ts';
import { logOperation } from '../operation/log-step.ts';
import { type OperationContext, toOperationContext } from '../operation/payment.ts';
import { decide, type Invocation } from '../operation/runner.ts';
import type { Input } from '../operation/transition/table.ts';
import { type OperationView, toOperationView } from '../operation/view.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { OperatorDeps } from './operator-deps.ts';
import { requirePrincipal } from './principal.ts';

/** At least one character. */
export const text = z.string().check(z.minLength(1));

/** How a command names an operation. */
export const operationShape = { merchantId: text, paymentId: text, operationId: text };

type OperationName = {
  readonly merchantId: string;
  readonly paymentId: string;
  readonly operationId: string;
};

/** @throws EstornoError validation_failed, operation_not_found */
export async function readOperation<C extends BaseCredentials>(
  { connector, ledger }: OperatorDeps<C>,
  { operationId, ...parts }: OperationName,
): Promise<OperationContext> {
  const ref = readPaymentRef(parts, connector);
  return toOperationContext(await ledger.read(ref), operationId);
}

/** Decides on what a person says of an operation; who that was is part of its trail. @throws EstornoError internal_error where the ledger gave no answer */
export async function decideForPerson<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  before: OperationContext,
  input: Input,
  invocation: Invocation,
): Promise<OperationContext> {
  const trail = {
    at: deps.clock(),
    by: invocation.trigger,
    step: 'command' as const,
    result: input.type,
    requests: [],
    requester: { principal: requirePrincipal(invocation) },
  };
  const { context } = await decide(deps, before, input, { owner: '', invocation, gate: 'open', trail });
  if (context.isStale) throw new EstornoError('internal_error', { outcome: 'unknown', detail: NO_ANSWER });
  return logOperation(deps.log, context);
}

const NO_ANSWER =
  'The ledger gave no answer, so it is not known whether this was stored. Check the operation before you repeat the command.';

/** An operation as the API shows it. */
export function toView({ payment, operation }: OperationContext): OperationView {
  return toOperationView(payment, operation);
}

export function refuse(detail: string): EstornoError {
  return new EstornoError('validation_failed', { detail });
}
