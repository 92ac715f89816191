import type { NotificationBelowRoute, Route, RouteName } from '../../shared/http/routes.ts';
import type { Configuration, Throttle } from '../configuration.ts';

/** Share of the limits for public routes: a flood there leaves the rest to authenticated callers. */
const PUBLIC_SHARE = 1 / 5;

/** The limits of a route of each provider, as CloudFormation has them; undefined: those of the stage. */
export function toRouteSettings(
  { name, public: isPublic }: Route | NotificationBelowRoute,
  { rateLimit, burstLimit }: Throttle,
  routeThrottles: Configuration['routeThrottles'] = {},
) {
  const own = routeThrottles[toLimited(name)];
  if (own) return { ThrottlingRateLimit: own.rate, ThrottlingBurstLimit: own.burst };
  if (!isPublic) return undefined;
  const share = (limit: number) => Math.max(1, Math.floor(limit * PUBLIC_SHARE));
  return { ThrottlingRateLimit: share(rateLimit), ThrottlingBurstLimit: share(burstLimit) };
}

/** Notifications share the limits of `notify`, whatever follows its address. */
function toLimited(name: (Route | NotificationBelowRoute)['name']): RouteName {
  return name === 'notifyBelow' || name === 'notifyFurtherBelow' ? 'notify' : name;
}
