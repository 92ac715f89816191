import type { Command } from '../domain/command.ts';
import { OPERATION_ID } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import { toOptions } from '../domain/options.ts';
import { findOperation } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import { readPaymentRef } from '../input/read-payment-ref.ts';
import type { Invocation } from '../operation/steps.ts';
import { waitUntilFinal } from '../operation/wait.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps, Handle } from './api-deps.ts';
import { type HttpEvent, toRequestName } from './http-event.ts';
import type { PathParameters } from './path.ts';
import { readBody, readIdempotencyKey, readWaitSeconds } from './read-request.ts';
import { respondWith, respondWithView } from './respond.ts';
import { type HttpResponse, jsonResponse } from './responses.ts';

/** `…/cancellations` or `…/refunds`: begin one, read one, take one back. */
export function createOperationRoutes<C extends BaseCredentials>(deps: ApiDeps<C>, kind: Operation['kind']) {
  const { connector, commands, operations, ledger, clock } = deps;
  const { id: provider } = connector;
  const { requestSchemas, toCommand } = commands;

  return { begin, readOne, withdraw } satisfies Record<string, Handle>;

  async function begin(
    event: HttpEvent,
    parameters: PathParameters,
    invocation: Invocation,
  ): Promise<HttpResponse> {
    const ref = readPaymentRef(parameters, connector);
    const idempotencyKey = readIdempotencyKey(event);
    const { dryRun, ...request } = readBody(event, requestSchemas[kind]);
    const command = toCommand(kind, { ref, idempotencyKey, request });
    if (dryRun) return rehearse(command, invocation);

    const { replayed, ...standing } = await operations.begin(command, invocation);
    const wait = readWaitSeconds(event);
    const after = wait ? await waitUntilFinal(standing, wait, invocation, deps) : standing;
    return respondWith(
      after,
      { ...toRequestName(event), now: clock() },
      {
        ...(replayed && { 'idempotent-replayed': 'true' }),
        ...(wait !== undefined && { 'preference-applied': `wait=${wait}` }),
      },
    );
  }

  /** Says what would be sent first. Nothing is stored and nothing is sent, so the provider is not asked either. */
  async function rehearse(command: Command, invocation: Invocation): Promise<HttpResponse> {
    const payment = await operations.check(command, invocation);
    const { preview } = kind === 'refund' ? connector.refunds : connector;
    const requests = preview(command).map(({ method, path, body, onlyIf }) => ({
      ...{ method, path, body: body ?? null },
      ...(onlyIf && { onlyIf }),
    }));
    const { merchantId, paymentId, capturedAt } = command;
    const options = toOptions({
      ...{ payment, reading: { said: 'cannot_tell' }, now: clock() },
      windows: connector.windows({ capturedAt }, undefined),
    });
    return jsonResponse(200, { dryRun: true, merchantId, provider, paymentId, options, requests });
  }

  async function readOne(_event: HttpEvent, parameters: PathParameters): Promise<HttpResponse> {
    const ref = readPaymentRef(parameters, connector);
    const operation = findOperation(await ledger.read(ref), readOperationId(parameters));
    if (operation?.kind !== kind) throw new EstornoError('operation_not_found');
    return respondWithView(ref, operation);
  }

  async function withdraw(
    _event: HttpEvent,
    parameters: PathParameters,
    invocation: Invocation,
  ): Promise<HttpResponse> {
    const ref = readPaymentRef(parameters, connector);
    const id = readOperationId(parameters);
    if (findOperation(await ledger.read(ref), id)?.kind !== kind)
      throw new EstornoError('operation_not_found');
    const { operation } = await operations.withdraw(ref, id, invocation);
    return respondWithView(ref, operation);
  }
}

/** @throws EstornoError operation_not_found */
function readOperationId({ operationId = '' }: PathParameters): string {
  if (!OPERATION_ID.test(operationId)) throw new EstornoError('operation_not_found');
  return operationId;
}
