import type { PaymentRef } from '../domain/ids.ts';
import type { Operation } from '../operation/operation.ts';
import { isFinal } from '../operation/operation.ts';
import type { OperationContext } from '../operation/payment.ts';
import { refuseStaleUnsent } from '../operation/refuse-stale.ts';
import { type OperationView, toFailureFacts, toOperationView } from '../operation/view.ts';
import type { RequestName } from './problems.ts';
import { type HttpResponse, jsonResponse, problemResponse } from './responses.ts';

/**
 * How an operation is answered to its caller: 200 done, 202 not final yet, else the problem with which it failed.
 * The same for a first request and for every repeat, but for the mark of the repeat.
 * @throws EstornoError internal_error where the ledger gave no answer, so that it may have been sent by now
 */
export function respondWith(
  context: OperationContext,
  request: RequestName & { readonly now: number },
  headers: Readonly<Record<string, string>>,
): HttpResponse {
  refuseStaleUnsent(context);
  const { payment, operation } = context;
  if (operation.state === 'failed' && operation.problem)
    return problemResponse(operation.problem.code, toFailureFacts(payment, operation), request, headers);
  const view = toOperationView(payment, operation);
  const located = { location: view.links.self, ...headers };
  if (isFinal(operation)) return jsonResponse(200, view, located);
  return jsonResponse(202, view, { 'retry-after': toRetryAfter(view, request.now), ...located });
}

/** An operation as it stands, whatever came of it. */
export function respondWithView(ref: PaymentRef, operation: Operation): HttpResponse {
  const view = toOperationView(ref, operation);
  return jsonResponse(200, view, { location: view.links.self });
}

/** Seconds to wait for a person, where nothing else will change it. */
const REVIEW_SECONDS = 3600;

function toRetryAfter({ nextCheckAt }: OperationView, now: number): string {
  const seconds = nextCheckAt === null ? REVIEW_SECONDS : Math.ceil((Date.parse(nextCheckAt) - now) / 1000);
  return String(Math.max(1, seconds));
}
