import type { Invocation } from '../operation/steps.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps, Handle } from './api-deps.ts';
import { createAuthorizeMerchant } from './authorize-merchant.ts';
import type { HttpEvent } from './http-event.ts';
import { createNotificationRoute } from './notifications.ts';
import { createOperationRoutes } from './operation-routes.ts';
import { createListRoute } from './operations-list.ts';
import { findRoute } from './path.ts';
import { createPaymentRoutes } from './payments.ts';
import type { HttpResponse } from './responses.ts';
import type { RouteName } from './routes.ts';

/** Answers the HTTP routes of one provider. */
export function createProviderApi<C extends BaseCredentials>(deps: ApiDeps<C>) {
  const cancellations = createOperationRoutes(deps, 'cancellation');
  const refunds = createOperationRoutes(deps, 'refund');
  const handles: Record<RouteName, Handle> = {
    cancel: cancellations.begin,
    readCancellation: cancellations.readOne,
    withdrawCancellation: cancellations.withdraw,
    refund: refunds.begin,
    readRefund: refunds.readOne,
    withdrawRefund: refunds.withdraw,
    ...createPaymentRoutes(deps),
    ...createListRoute(deps),
    ...createNotificationRoute(deps),
  };

  const authorize = createAuthorizeMerchant(deps.merchantClaim);

  return async (event: HttpEvent, invocation: Invocation): Promise<HttpResponse> => {
    const { name, parameters } = findRoute(event, deps.connector.id);
    // Its caller is the provider, and its handler decides that.
    if (name !== 'notify') authorize(event, parameters.merchantId);
    return handles[name](event, parameters, invocation);
  };
}
