import type { Capabilities } from '../provider/capabilities.ts';
import type { HttpEvent } from './http-event.ts';
import { type HttpResponse, jsonResponse } from './responses.ts';
import { COMMON_ROUTES } from './routes.ts';
import { refuseUnrouted } from './unrouted.ts';

/** What no provider answers for. `providers`: those that the stack has. */
export type CommonApi = {
  readonly providers: readonly string[];
  readonly capabilities: readonly Capabilities[];
};

/** Answers the routes that belong to no provider. @throws EstornoError for whatever has no route */
export function answerCommonRoute({ providers, capabilities }: CommonApi, event: HttpEvent): HttpResponse {
  const route = COMMON_ROUTES.find(({ method, path }) => event.routeKey === `${method} ${path}`);
  if (route?.path !== event.rawPath) return refuseUnrouted(event, providers);
  const here = capabilities.filter(({ id }) => providers.includes(id));
  return jsonResponse(200, { providers: here, links: { self: route.path } });
}
