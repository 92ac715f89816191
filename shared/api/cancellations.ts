import type * as z from 'zod/mini';
import { type Command, cancellationRequestSchema } from '../domain/command.ts';
import { OPERATION_ID, type PaymentRef } from '../domain/ids.ts';
import { toOptions } from '../domain/options.ts';
import { findOperation } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import { type HttpEvent, toRequest } from '../http/http-event.ts';
import { readBody, readIdempotencyKey, readWaitSeconds } from '../http/read-request.ts';
import { type HttpResponse, jsonResponse } from '../http/responses.ts';
import type { Invocation } from '../operations/steps.ts';
import { waitUntilFinal } from '../operations/wait.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps, Handle } from './api-deps.ts';
import { type PathParameters, readPaymentRef } from './path.ts';
import { respondWith, respondWithView } from './respond.ts';

/** `…/cancellations`: begin one, read one, take one back. */
export function createCancellationRoutes<C extends BaseCredentials>(deps: ApiDeps<C>) {
  const { connector, operations, ledger, clock } = deps;
  const { details, id: provider } = connector;
  const requestSchema = cancellationRequestSchema(provider, details);

  return { cancel, readCancellation, withdrawCancellation } satisfies Record<string, Handle>;

  async function cancel(
    event: HttpEvent,
    parameters: PathParameters,
    invocation: Invocation,
  ): Promise<HttpResponse> {
    const ref = readPaymentRef(parameters, connector);
    const idempotencyKey = readIdempotencyKey(event);
    const { dryRun, ...request } = readBody(event, requestSchema);
    const command = toCommand(ref, idempotencyKey, request);
    if (dryRun) return rehearse(command, invocation);

    const { replayed, ...standing } = await operations.cancel(command, invocation);
    const wait = readWaitSeconds(event);
    const after = wait ? await waitUntilFinal(standing, wait, invocation, deps) : standing;
    return respondWith(after, toRequest(event, clock()), {
      ...(replayed && { 'idempotent-replayed': 'true' }),
      ...(wait !== undefined && { 'preference-applied': `wait=${wait}` }),
    });
  }

  /** Says what would be sent first. Nothing is stored and nothing is sent, so the provider is not asked either. */
  async function rehearse(command: Command, invocation: Invocation): Promise<HttpResponse> {
    const payment = await operations.check(command, invocation);
    const requests = connector
      .preview(command)
      .map(({ method, path, body }) => ({ method, path, body: body ?? null }));
    const { merchantId, paymentId } = command;
    const options = toOptions(payment, { said: 'cannot_tell' });
    return jsonResponse(200, { dryRun: true, merchantId, provider, paymentId, options, requests });
  }

  async function readCancellation(_event: HttpEvent, parameters: PathParameters): Promise<HttpResponse> {
    const ref = readPaymentRef(parameters, connector);
    const operation = findOperation(await ledger.read(ref), readOperationId(parameters));
    if (operation?.kind !== 'cancellation') throw new EstornoError('operation_not_found');
    return respondWithView(ref, operation);
  }

  async function withdrawCancellation(_event: HttpEvent, parameters: PathParameters): Promise<HttpResponse> {
    const ref = readPaymentRef(parameters, connector);
    const { operation } = await operations.withdraw(ref, readOperationId(parameters));
    return respondWithView(ref, operation);
  }

  function toCommand(
    ref: PaymentRef,
    idempotencyKey: string,
    request: z.infer<typeof requestSchema>,
  ): Command {
    const { amount, reason, reference, capturedAt, notAfter } = request;
    const own = Object.entries(request).find(([name]) => name === provider)?.[1];
    const parsed = details?.safeParse(own);
    return {
      ...ref,
      kind: 'cancellation',
      idempotencyKey,
      ...{ amount, reason, reference, capturedAt, notAfter },
      details: parsed?.success ? parsed.data : undefined,
    };
  }
}

/** @throws EstornoError operation_not_found */
function readOperationId({ operationId = '' }: PathParameters): string {
  if (!OPERATION_ID.test(operationId)) throw new EstornoError('operation_not_found');
  return operationId;
}
