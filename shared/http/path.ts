import { EstornoError } from '../domain/problem.ts';
import type { HttpEvent } from './http-event.ts';
import { fillPath, NOTIFICATIONS_BELOW, PROVIDER_ROUTES, type RouteName } from './routes.ts';

/** Wherever a notification arrives, it is one. */
const ROUTES = [
  ...PROVIDER_ROUTES,
  ...NOTIFICATIONS_BELOW.map((route) => ({ ...route, name: 'notify' as const })),
];

export type PathParameters = Readonly<Record<string, string>>;

/**
 * The route of an event, by its key. The path is built anew from the parameters and must be the one received:
 * what a gateway or a proxy made of it is not trusted. @throws EstornoError route_not_found
 */
export function findRoute(
  event: HttpEvent,
  provider: string,
): { name: RouteName; parameters: PathParameters } {
  const isOf = ({ method, path }: (typeof ROUTES)[number]) =>
    event.routeKey === `${method} ${fillPath(path, { provider })}`;
  const route = ROUTES.find(isOf);
  const entries = Object.entries(event.pathParameters ?? {});
  const parameters = Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
  if (!route || fillPath(route.path, { ...parameters, provider }) !== event.rawPath)
    throw new EstornoError('route_not_found');
  return { name: route.name, parameters };
}
