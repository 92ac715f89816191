import type { Capabilities } from '../provider/capabilities.ts';
import type { HttpEvent } from './http-event.ts';
import { type HttpResponse, jsonResponse } from './responses.ts';
import { COMMON_ROUTES } from './routes.ts';
import { createUnrouted } from './unrouted.ts';

/** Answers the routes that belong to no provider, and whatever has no route. `providers`: those the stack has. */
export function createCommonApi({
  providers,
  capabilities,
}: {
  readonly providers: readonly string[];
  readonly capabilities: readonly Capabilities[];
}) {
  const unrouted = createUnrouted({ providers });
  const here = capabilities.filter(({ id }) => providers.includes(id));

  return async (event: HttpEvent): Promise<HttpResponse> => {
    const route = COMMON_ROUTES.find(({ method, path }) => event.routeKey === `${method} ${path}`);
    if (route?.path !== event.rawPath) return unrouted(event);
    return jsonResponse(200, { providers: here, links: { self: route.path } });
  };
}
