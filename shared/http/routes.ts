/** The routes of the API as data: the stack makes them, the functions answer them, `$default` explains them. */

export type RouteName = 'cancel' | 'readCancellation' | 'readPayment';

export type Route = { readonly name: RouteName; readonly method: 'GET' | 'POST'; readonly path: string };

const PAYMENT = '/v1/merchants/{merchantId}/{provider}/payments/{paymentId}';

/** Routes that every provider has; `{provider}` stands for its id. */
export const PROVIDER_ROUTES: readonly Route[] = [
  { name: 'cancel', method: 'POST', path: `${PAYMENT}/cancellations` },
  { name: 'readCancellation', method: 'GET', path: `${PAYMENT}/cancellations/{operationId}` },
  { name: 'readPayment', method: 'GET', path: PAYMENT },
];

/** The path of a route with its parameters filled in as they are, not escaped. */
export function fillPath(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (whole, name: string) => parameters[name] ?? whole);
}
