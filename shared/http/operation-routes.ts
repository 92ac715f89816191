import { OPERATION_ID, type PaymentRef } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { SECOND_MS } from '../domain/time.ts';
import { toCommand } from '../input/read-command.ts';
import { readPaymentRef } from '../input/read-payment-ref.ts';
import type { Command } from '../operation/command.ts';
import type { Operation } from '../operation/operation.ts';
import { begin } from '../operation/operations.ts';
import { findOperation } from '../operation/payment.ts';
import { withdraw } from '../operation/withdraw.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps, RouteRequest } from './api-deps.ts';
import { showDryRun } from './dry-run.ts';
import { toRequestName } from './http-event.ts';
import type { PathParameters } from './path.ts';
import { readBody, readIdempotencyKey, readWaitSeconds } from './read-request.ts';
import { respondWith, respondWithView } from './respond.ts';
import type { HttpResponse } from './responses.ts';
import { arrivalOf, toWaitingInvocation, waitIfPossible } from './wait.ts';

type Kind = Command['kind'];

/** `POST …/cancellations` and `…/refunds`: begins one, or repeats one. */
export async function beginOperation<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  { event, parameters, invocation }: RouteRequest,
  kind: Kind,
): Promise<HttpResponse> {
  const { commands, connector } = deps;
  const ref = readPaymentRef(parameters, connector);
  const idempotencyKey = readIdempotencyKey(event);
  const body = readBody(event, commands.requestSchemas[kind]);
  const command = toCommand(commands, kind, { ref, idempotencyKey, body });
  if (body.dryRun) return showDryRun(deps, command, invocation);

  const wait = readWaitSeconds(event, deps.limits);
  const arrivedAt = arrivalOf(event, deps.clock());
  const limited = wait ? toWaitingInvocation(invocation, arrivedAt) : invocation;
  const { replayed, ...begun } = await begin(deps, command, limited);
  const until = arrivedAt + (wait ?? 0) * SECOND_MS;
  const { context, hasWaited } = wait
    ? await waitIfPossible(deps, begun, until, limited)
    : { context: begun, hasWaited: wait !== undefined };
  return respondWith(
    context,
    { ...toRequestName(event), now: deps.clock() },
    {
      ...(replayed && { 'idempotent-replayed': 'true' }),
      ...(hasWaited && { 'preference-applied': `wait=${wait}` }),
    },
  );
}

/** `GET …/{operationId}`: an operation as it stands. @throws EstornoError operation_not_found */
export async function showOperation<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  { parameters }: RouteRequest,
  kind: Kind,
): Promise<HttpResponse> {
  const ref = readPaymentRef(parameters, deps.connector);
  return respondWithView(ref, await findOfKind(deps, ref, readOperationId(parameters), kind));
}

/** `POST …/{operationId}/withdraw`: takes one back. @throws EstornoError operation_not_found, withdraw_not_allowed */
export async function withdrawOperation<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  { parameters, invocation }: RouteRequest,
  kind: Kind,
): Promise<HttpResponse> {
  const ref = readPaymentRef(parameters, deps.connector);
  const { id } = await findOfKind(deps, ref, readOperationId(parameters), kind);
  const { operation } = await withdraw(deps, ref, id, invocation);
  return respondWithView(ref, operation);
}

async function findOfKind<C extends BaseCredentials>(
  { ledger }: ApiDeps<C>,
  ref: PaymentRef,
  operationId: string,
  kind: Kind,
): Promise<Operation> {
  const operation = findOperation(await ledger.read(ref), operationId);
  if (operation?.kind !== kind) throw new EstornoError('operation_not_found');
  return operation;
}

/** @throws EstornoError operation_not_found */
function readOperationId({ operationId = '' }: PathParameters): string {
  if (!OPERATION_ID.test(operationId)) throw new EstornoError('operation_not_found');
  return operationId;
}
