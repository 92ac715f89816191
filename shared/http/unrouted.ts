import { EstornoError } from '../domain/problem.ts';
import type { HttpEvent } from './http-event.ts';
import { COMMON_ROUTES, fillPath, PROVIDER_ROUTES } from './routes.ts';

/** Says why a request has no route: the path is not known, or it is, with other methods. @throws EstornoError always */
export function refuseUnrouted({ rawPath }: HttpEvent, providers: readonly string[]): never {
  const ofProviders = providers.flatMap((provider) =>
    PROVIDER_ROUTES.map(({ method, path }) => ({ method, path: fillPath(path, { provider }) })),
  );
  const methods = [...COMMON_ROUTES, ...ofProviders]
    .filter(({ path }) => toMatcher(path).test(rawPath))
    .map(({ method }) => method);
  if (methods.length === 0) throw new EstornoError('route_not_found');
  const allow = [...new Set(methods)].join(', ');
  throw new EstornoError('method_not_allowed', { allow, detail: `This route takes ${allow}.` });
}

function toMatcher(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}
