/** The routes of the API as data: the stack makes them, the functions answer them, `$default` explains them. */

export type RouteName =
  | 'cancel'
  | 'readCancellation'
  | 'withdrawCancellation'
  | 'refund'
  | 'readRefund'
  | 'withdrawRefund'
  | 'readPayment'
  | 'listOperations'
  | 'notify';

/** Notifications whose address goes on below that of `notify`. */
export type NotificationBelowName = 'notifyBelow' | 'notifyFurtherBelow';

type AnyRoute<Name> = {
  readonly name: Name;
  readonly method: 'GET' | 'POST';
  readonly path: string;
};

export type Route = AnyRoute<RouteName> & {
  /** Called by the provider, who does not sign for AWS: the function authenticates the request. */
  readonly public?: true;
};

export type NotificationBelowRoute = AnyRoute<NotificationBelowName> & { readonly public: true };

const MERCHANT = '/v1/merchants/{merchantId}/{provider}';
const PAYMENT = `${MERCHANT}/payments/{paymentId}`;
const CANCELLATION = `${PAYMENT}/cancellations/{operationId}`;
const REFUND = `${PAYMENT}/refunds/{operationId}`;

/** Routes that every provider has; `{provider}` stands for its id. */
export const PROVIDER_ROUTES: readonly Route[] = [
  { name: 'cancel', method: 'POST', path: `${PAYMENT}/cancellations` },
  { name: 'readCancellation', method: 'GET', path: CANCELLATION },
  { name: 'withdrawCancellation', method: 'POST', path: `${CANCELLATION}/withdraw` },
  { name: 'refund', method: 'POST', path: `${PAYMENT}/refunds` },
  { name: 'readRefund', method: 'GET', path: REFUND },
  { name: 'withdrawRefund', method: 'POST', path: `${REFUND}/withdraw` },
  { name: 'readPayment', method: 'GET', path: PAYMENT },
  { name: 'listOperations', method: 'GET', path: `${MERCHANT}/operations` },
  { name: 'notify', method: 'POST', path: `${MERCHANT}/notifications`, public: true },
];

/**
 * Notifications of providers that append to the registered address, or whose secret is a part of its path: the stack has these
 * only for the providers that `infra/providers.ts` names.
 */
export const NOTIFICATIONS_BELOW: readonly NotificationBelowRoute[] = [
  { name: 'notifyBelow', method: 'POST', path: `${MERCHANT}/notifications/{webhookSecret}`, public: true },
  {
    name: 'notifyFurtherBelow',
    method: 'POST',
    path: `${MERCHANT}/notifications/{webhookSecret}/{suffix}`,
    public: true,
  },
];

/** Routes that belong to no provider. */
export const COMMON_ROUTES: readonly AnyRoute<'readProviders'>[] = [
  { name: 'readProviders', method: 'GET', path: '/v1/providers' },
];

/** The path of a route with its parameters filled in as they are, not escaped. */
export function fillPath(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (whole, name: string) => parameters[name] ?? whole);
}
