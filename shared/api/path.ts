import { MERCHANT_ID, type PaymentRef } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import type { HttpEvent } from '../http/http-event.ts';
import { validationFailed } from '../http/read-request.ts';
import { fillPath, PROVIDER_ROUTES, type RouteName } from '../http/routes.ts';
import type { Connector } from '../provider/connector.ts';

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

/** @throws EstornoError validation_failed */
export function readMerchantId({ merchantId = '' }: PathParameters): string {
  if (!MERCHANT_ID.test(merchantId)) throw validationFailed([WRONG_MERCHANT]);
  return merchantId;
}

/** @throws EstornoError validation_failed, naming each part that is wrong */
export function readPaymentRef(
  { merchantId = '', paymentId = '' }: PathParameters,
  { id: provider, paymentId: rule }: Pick<Connector<never>, 'id' | 'paymentId'>,
): PaymentRef {
  const errors = [];
  if (!MERCHANT_ID.test(merchantId)) errors.push(WRONG_MERCHANT);
  if (!rule.pattern.test(paymentId))
    errors.push({ pointer: '/paymentId', detail: `must be ${rule.describe}` });
  if (errors.length > 0) throw validationFailed(errors);
  return { merchantId, provider, paymentId };
}

const WRONG_MERCHANT = {
  pointer: '/merchantId',
  detail: 'must be 1 to 63 lower-case letters, digits and hyphens, beginning with a letter or digit',
};
