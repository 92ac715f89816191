import type * as z from 'zod/mini';
import { type Command, cancellationRequestSchema } from '../domain/command.ts';
import { MERCHANT_ID, OPERATION_ID, type PaymentRef } from '../domain/ids.ts';
import { toOptions } from '../domain/options.ts';
import { findOperation } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import type { Clock } from '../domain/time.ts';
import { toOperationView, toPaymentLink } from '../domain/views.ts';
import type { HttpEvent } from '../http/http-event.ts';
import { readBody, readIdempotencyKey, readWaitSeconds, validationFailed } from '../http/read-request.ts';
import { type HttpResponse, jsonResponse } from '../http/responses.ts';
import { fillPath, PROVIDER_ROUTES, type RouteName } from '../http/routes.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Operations } from '../operations/operations.ts';
import type { Invocation } from '../operations/steps.ts';
import { waitUntilFinal } from '../operations/wait.ts';
import type { Connector } from '../provider/connector.ts';
import { respondWith } from './respond.ts';

export type ApiDeps = {
  readonly connector: Pick<Connector<never>, 'id' | 'details' | 'paymentId' | 'preview'>;
  readonly operations: Operations;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

type Handle = (event: HttpEvent, ref: PaymentRef, invocation: Invocation) => Promise<HttpResponse>;

/** Answers the HTTP routes of one provider. */
export function createProviderApi(deps: ApiDeps) {
  const { connector, operations, ledger, clock } = deps;
  const { details, id: provider, paymentId: rule } = connector;
  const requestSchema = cancellationRequestSchema(provider, details);

  const handles: Record<RouteName, Handle> = { cancel, readCancellation, readPayment };

  return async (event: HttpEvent, invocation: Invocation): Promise<HttpResponse> => {
    const { name, parameters } = findRoute(event, provider);
    return handles[name](event, readPaymentRef(parameters), invocation);
  };

  async function cancel(event: HttpEvent, ref: PaymentRef, invocation: Invocation): Promise<HttpResponse> {
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

  /** Says what would be sent first. Nothing is stored, nothing is sent. */
  async function rehearse(command: Command, invocation: Invocation): Promise<HttpResponse> {
    await operations.check(command, invocation);
    const requests = connector
      .preview(command)
      .map(({ method, path, body }) => ({ method, path, body: body ?? null }));
    const { merchantId, paymentId } = command;
    return jsonResponse(200, { dryRun: true, merchantId, provider, paymentId, requests });
  }

  async function readCancellation(event: HttpEvent, ref: PaymentRef): Promise<HttpResponse> {
    const id = event.pathParameters?.operationId ?? '';
    const payment = OPERATION_ID.test(id) ? await ledger.read(ref) : undefined;
    const operation = findOperation(payment, id);
    if (operation?.kind !== 'cancellation') throw new EstornoError('operation_not_found');
    return jsonResponse(200, toOperationView(ref, operation));
  }

  async function readPayment(
    _event: HttpEvent,
    ref: PaymentRef,
    invocation: Invocation,
  ): Promise<HttpResponse> {
    const [payment, reading] = await Promise.all([ledger.read(ref), operations.look(ref, invocation)]);
    return jsonResponse(200, {
      ...ref,
      operations: (payment?.operations ?? []).map((operation) => toOperationView(ref, operation)),
      options: toOptions(payment, reading),
      links: { self: toPaymentLink(ref) },
    });
  }

  function readPaymentRef({ merchantId = '', paymentId = '' }: Readonly<Record<string, string>>): PaymentRef {
    const errors = [];
    if (!MERCHANT_ID.test(merchantId)) {
      errors.push({
        pointer: '/merchantId',
        detail: 'must be 1 to 63 lower-case letters, digits and hyphens',
      });
    }
    if (!rule.pattern.test(paymentId))
      errors.push({ pointer: '/paymentId', detail: `must be ${rule.describe}` });
    if (errors.length > 0) throw validationFailed(errors);
    return { merchantId, provider, paymentId };
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

/** How a request is named in answers and logs. */
export function toRequest({ rawPath, requestContext }: HttpEvent, now: number) {
  return { instance: rawPath, traceId: requestContext.requestId ?? '', now };
}

/**
 * The route of an event, by its key. The path is built anew from the parameters and must be the one received:
 * what a gateway or a proxy made of it is not trusted. @throws EstornoError route_not_found
 */
function findRoute(
  event: HttpEvent,
  provider: string,
): { name: RouteName; parameters: Readonly<Record<string, string>> } {
  const route = PROVIDER_ROUTES.find(
    ({ method, path }) => event.routeKey === `${method} ${fillPath(path, { provider })}`,
  );
  const parameters = Object.fromEntries(
    Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, value ?? '']),
  );
  if (!route || fillPath(route.path, { ...parameters, provider }) !== event.rawPath)
    throw new EstornoError('route_not_found');
  return { name: route.name, parameters };
}
