import type { Invocation } from '../operation/runner.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps, RouteHandler } from './api-deps.ts';
import { authorizeMerchant } from './authorize-merchant.ts';
import type { HttpEvent } from './http-event.ts';
import { handleNotification } from './notifications.ts';
import { beginOperation, showOperation, withdrawOperation } from './operation-routes.ts';
import { listOperations } from './operations-list.ts';
import { findRoute } from './path.ts';
import { showPayment } from './payments.ts';
import type { HttpResponse } from './responses.ts';
import type { RouteName } from './routes.ts';

const HANDLERS: Readonly<Record<RouteName, RouteHandler>> = {
  cancel: (deps, request) => beginOperation(deps, request, 'cancellation'),
  readCancellation: (deps, request) => showOperation(deps, request, 'cancellation'),
  withdrawCancellation: (deps, request) => withdrawOperation(deps, request, 'cancellation'),
  refund: (deps, request) => beginOperation(deps, request, 'refund'),
  readRefund: (deps, request) => showOperation(deps, request, 'refund'),
  withdrawRefund: (deps, request) => withdrawOperation(deps, request, 'refund'),
  readPayment: showPayment,
  listOperations,
  notify: handleNotification,
};

/** Answers the HTTP routes of one provider. @throws EstornoError */
export async function answerProviderRoute<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  event: HttpEvent,
  invocation: Invocation,
): Promise<HttpResponse> {
  const { name, parameters } = findRoute(event, deps.connector.id);
  // Its caller is the provider, and its handler decides that.
  if (name !== 'notify') authorizeMerchant(deps.merchantClaim, event, parameters.merchantId);
  return HANDLERS[name](deps, { event, parameters, invocation });
}
