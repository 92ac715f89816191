import fc from 'fast-check';
import { checkOutputs, checkUntouched, readHttpAnswer } from '../checks.ts';
import { createFuzzFunction, FUNCTIONS, type FunctionId } from '../fuzz-function.ts';
import { mostly, objectOf, oddText } from '../odd-values.ts';
import { createPorts } from '../ports.ts';
import { createProviderDouble } from '../provider-double.ts';
import type { Surface } from '../surface.ts';
import { holds, shown } from '../violation.ts';

type Request = { readonly id: FunctionId; readonly event: object };

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE'] as const;
const PATHS = [
  '/v1/merchants/loja-1/letpay/payments/1',
  '/v1/merchants/loja-1/letpay/operations',
  '/',
  '//',
  '/v1/providers',
] as const;

/** Requests that no provider's route takes, at every function: each is refused, and nothing else happens. */
export const unrouted: Surface<Request> = {
  name: 'unrouted',
  weight: 2,
  input: fc
    .record({
      id: fc.constantFrom(...FUNCTIONS),
      method: mostly(fc.constantFrom(...METHODS), oddText),
      rawPath: mostly(fc.constantFrom<string>(...PATHS), oddText, 2),
      routeKey: mostly(
        fc.constantFrom<string>('$default', 'GET /v1/providers', 'POST /v1/merchants/{merchantId}/letpay/x'),
        oddText,
        2,
      ),
      headers: fc.option(objectOf(oddText), { nil: undefined }),
      pathParameters: fc.option(objectOf(oddText), { nil: undefined }),
      body: fc.option(oddText, { nil: null }),
      isBase64Encoded: fc.boolean(),
      requestId: fc.option(oddText, { nil: undefined }),
    })
    .map(({ id, method, requestId, ...event }) => ({
      id,
      event: JSON.parse(
        JSON.stringify({ version: '2.0', ...event, requestContext: { requestId, http: { method } } }),
      ),
    })),
  async run({ id, event }) {
    const ports = createPorts(
      createProviderDouble({ provider: 'letpay', paid: false, method: '' }, []).answer,
    );
    const result = await createFuzzFunction(id, ports)(event);
    const { status, code } = readHttpAnswer(result);
    checkOutputs(ports, result);
    checkUntouched(ports);
    const isRoute = id === 'api' && JSON.stringify(event).includes('/v1/providers');
    holds(status === 404 || status === 405 || (isRoute && status === 200), 'no route is no route', () =>
      shown(result),
    );
    return code ?? 'answered';
  },
};
