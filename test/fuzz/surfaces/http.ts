import fc from 'fast-check';
import { fillPath, PROVIDER_ROUTES, type RouteName } from '../../../shared/http/routes.ts';
import { CANARY_SECRETS } from '../../canary/canaries.ts';
import { SIGNED_CALLER } from '../../signed-caller.ts';
import { checkOutputs, checkUntouched, readHttpAnswer } from '../checks.ts';
import { createFuzzFunction, NOTIFIER, PROVIDERS, type ProviderId } from '../fuzz-function.ts';
import {
  type Cut,
  cut,
  idempotencyKey,
  merchantId,
  OPERATION_ID,
  paymentId,
  requestBody,
  withCut,
} from '../odd-requests.ts';
import { mostly, objectOf, oddText } from '../odd-values.ts';
import { createPorts } from '../ports.ts';
import { createProviderDouble } from '../provider-double.ts';
import type { Surface } from '../surface.ts';
import { isValidBody, isValidKey, isValidMerchant, isValidPayment } from '../valid-request.ts';
import { holds, shown } from '../violation.ts';

type Request = {
  readonly provider: ProviderId;
  readonly route: RouteName;
  readonly parameters: {
    readonly merchantId: string;
    readonly paymentId: string;
    readonly operationId: string;
  };
  readonly key: string | undefined;
  readonly keyTwice: boolean;
  readonly type: string | undefined;
  readonly prefer: string | undefined;
  readonly headers: Record<string, string>;
  readonly query: Record<string, string> | undefined;
  readonly body: unknown;
  readonly cuts: readonly Cut[];
  readonly base64: boolean;
  readonly pad: number;
  readonly sourceIp: string;
};

const kindOf = (route: RouteName) => (route === 'refund' ? 'refund' : 'cancellation');
const BEGINS: readonly RouteName[] = ['cancel', 'refund'];
const ROUTES: readonly RouteName[] = [
  ...BEGINS,
  ...BEGINS,
  ...BEGINS,
  ...PROVIDER_ROUTES.map(({ name }) => name),
];

const TYPES = ['application/json', 'Application/JSON; charset=utf-8'] as const;
const BODY_CHANGES = { maxLength: 2, size: 'xsmall' } as const;

const request: fc.Arbitrary<Request> = fc
  .tuple(fc.constantFrom<ProviderId[]>(...PROVIDERS), fc.constantFrom(...ROUTES))
  .chain(([provider, route]) =>
    fc.record({
      provider: fc.constant(provider),
      route: fc.constant(route),
      parameters: fc.record({
        merchantId,
        paymentId: paymentId(provider),
        operationId: mostly(fc.constant(OPERATION_ID), oddText),
      }),
      key: fc.option(idempotencyKey, { nil: undefined, freq: 12 }),
      keyTwice: fc.nat({ max: 19 }).map((n) => n === 0),
      type: mostly(fc.constantFrom(...TYPES), fc.option(oddText, { nil: undefined })),
      prefer: fc.option(
        fc.oneof(fc.constantFrom('wait=1', 'respond-async, wait=20', 'wait="3";x', 'wait=-1'), oddText),
        { nil: undefined },
      ),
      headers: objectOf(oddText, 2),
      query: fc.option(queryOf(route), { nil: undefined, freq: 2 }),
      body: route === 'notify' ? notification(provider) : requestBody(provider, kindOf(route)),
      cuts: mostly(fc.constant([]), fc.array(cut, BODY_CHANGES), 5),
      base64: fc.boolean(),
      pad: mostly(fc.constant(0), fc.nat({ max: 40_000 }), 30),
      sourceIp: mostly(fc.constant(NOTIFIER), oddText, 3),
    }),
  );

function queryOf(route: RouteName): fc.Arbitrary<Record<string, string>> {
  if (route !== 'listOperations') return objectOf(oddText, 2);
  const cursor = fc
    .record({
      shard: fc.oneof(fc.nat({ max: 70 }), fc.double()),
      after: fc.option(fc.record({ payment: oddText, dueAt: fc.double() }), { nil: undefined }),
    })
    .map((one) => Buffer.from(JSON.stringify(one)).toString('base64url'));
  const state = mostly(fc.constantFrom('open', 'manual_review'), oddText);
  return fc.oneof(
    fc.record({ state }),
    fc.record({ state, after: fc.oneof(cursor, oddText) }),
    objectOf(oddText, 2),
  );
}

function notification(provider: ProviderId): fc.Arbitrary<unknown> {
  const id = paymentId(provider);
  return mostly(
    id.map((text) => ({ payment_token: text, ResultId: text })),
    requestBody(provider, 'refund'),
    3,
  );
}

/** Requests over HTTP, as the gateway hands them over. */
export const http: Surface<Request> = {
  name: 'http',
  input: request,
  weight: 8,
  async run(input) {
    const { provider, route } = input;
    const double = createProviderDouble({ provider, paid: kindOf(route) === 'refund', method: 'PIX' }, []);
    const ports = createPorts(double.answer);
    const invoke = createFuzzFunction(provider, ports);

    const result = await invoke(toEvent(input));

    const { status, code, body } = readHttpAnswer(result);
    checkOutputs(ports, result);
    if (status === 400 || [403, 404, 405, 413, 415].includes(status)) {
      if (code !== 'payment_not_found') checkUntouched(ports);
    }
    if (BEGINS.includes(route)) {
      holds(
        status < 400 || isAllowed(input) === false || ![400, 403, 404, 413, 415].includes(status),
        'what is valid is taken',
        () => shown(result),
      );
      if (isAllowed(input) === false) {
        holds(status >= 400, 'what is not valid is refused', () => shown(result));
        checkUntouched(ports);
      }
      const isDone =
        typeof body === 'object' && body !== null && 'state' in body && body.state === 'succeeded';
      holds(double.effects.length <= 1, 'one effect at most', () => shown(double.effects));
      holds(!isDone || double.effects.length === 1, 'a success is one effect', () => shown(result));
    } else holds(double.effects.length === 0, 'only a begin moves money', () => shown(ports.sent));
    return code ?? String(status);
  },
};

/** Whether the rules, as they are written down for the fuzz, take this request. */
function isAllowed(input: Request): boolean {
  const { provider, route, parameters, key, keyTwice, type } = input;
  const bytes = toBytes(input);
  if (!isValidMerchant(parameters.merchantId) || !isValidPayment(parameters.paymentId, provider))
    return false;
  if (keyTwice || !isValidKey(withoutQuotes(key)) || bytes.length > 16 * 1024) return false;
  if (bytes.length === 0) return true;
  if (type?.split(';')[0]?.trim().toLowerCase() !== 'application/json') return false;
  try {
    return isValidBody(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
      provider,
      kindOf(route),
    );
  } catch {
    return false;
  }
}

/** A key in quotes is the same key, in which a backslash is written twice. */
function withoutQuotes(key: unknown): unknown {
  const isQuoted = typeof key === 'string' && key.length > 1 && key.startsWith('"') && key.endsWith('"');
  if (!isQuoted) return key;
  const parts = key.slice(1, -1).split('\\\\');
  return parts.some((part) => part.includes('\\')) ? undefined : parts.join('\\');
}

function toBytes({ body, cuts, pad }: Request): Buffer {
  const text = cuts.reduce(withCut, body === undefined ? '' : (JSON.stringify(body) ?? ''));
  return Buffer.from(text + ' '.repeat(pad));
}

function toEvent(input: Request) {
  const { provider, route, parameters, key, keyTwice, type, prefer, query, base64, sourceIp } = input;
  const { method, path = '' } = PROVIDER_ROUTES.find(({ name }) => name === route) ?? {};
  const bytes = toBytes(input);
  const names = [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'provider');
  const pathParameters = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => names.includes(name)),
  );
  const rawPath = fillPath(path, { ...pathParameters, provider });
  const { accessKey, webhookBasic } = CANARY_SECRETS.sopague;
  return throughJson({
    version: '2.0',
    routeKey: `${method} ${fillPath(path, { provider })}`,
    rawPath,
    pathParameters,
    headers: {
      ...input.headers,
      ...(route === 'notify' &&
        sourceIp === NOTIFIER && { 'access-key': accessKey, authorization: webhookBasic }),
      'idempotency-key': keyTwice ? `${key},${key}` : key,
      'content-type': type,
      prefer,
    },
    queryStringParameters: query,
    body: base64 ? bytes.toString('base64') : bytes.toString(),
    isBase64Encoded: base64,
    requestContext: { requestId: 'request-1', ...SIGNED_CALLER, http: { method, path: rawPath, sourceIp } },
  });
}

/** What is undefined is absent. */
function throughJson(value: object): object {
  return JSON.parse(JSON.stringify(value));
}
