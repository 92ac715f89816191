import { EstornoError } from '../domain/problem.ts';
import type { HttpEvent } from './http-event.ts';
import { fillPath, PROVIDER_ROUTES, type RouteName } from './routes.ts';

export type PathParameters = Readonly<Record<string, string>>;

/**
 * The route of an event, by its key. The path is built anew from the parameters and must be the one received:
 * what a gateway or a proxy made of it is not trusted. @throws EstornoError route_not_found
 */
export function findRoute(
  event: HttpEvent,
  provider: string,
): { name: RouteName; parameters: PathParameters } {
  const route = PROVIDER_ROUTES.find(
    ({ method, path }) => event.routeKey === `${method} ${fillPath(path, { provider })}`,
  );
  const entries = Object.entries(event.pathParameters ?? {});
  const parameters = Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
  if (!route || fillPath(route.path, { ...parameters, provider }) !== event.rawPath)
    throw new EstornoError('route_not_found');
  return { name: route.name, parameters };
}
