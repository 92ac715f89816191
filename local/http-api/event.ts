import type {
  APIGatewayEventRequestContextIAMAuthorizer,
  APIGatewayEventRequestContextV2,
  APIGatewayProxyEventV2WithRequestContext,
} from 'aws-lambda';
import type { LocalHttpApi } from '../assembly/http-api.ts';
import type { Place } from '../assembly/place.ts';
import type { RequestUrl } from './request-url.ts';
import type { RouteMatch } from './route-table.ts';

/** A request as it came in. */
export type ReceivedRequest = {
  readonly method: string;
  readonly url: RequestUrl;
  /** Lower-cased names; every line that was sent, in order. */
  readonly headerLines: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly protocol: string;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly receivedAt: Date;
};

export type HttpApiEvent = APIGatewayProxyEventV2WithRequestContext<
  APIGatewayEventRequestContextV2 & { authorizer?: APIGatewayEventRequestContextIAMAuthorizer }
>;

/** The caller: what API Gateway's IAM authorizer adds to the event. */
export type CallerIdentity = APIGatewayEventRequestContextIAMAuthorizer['iam'];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What HTTP APIs hand on as text; everything else travels in base64, forms included. */
const TEXT_TYPE = /^(text\/.*|application\/(json|javascript|xml)|application\/[^;]*\+(json|xml))\s*(;|$)/i;

/**
 * Payload format 2.0.
 * @param caller absent on a route without an authorizer
 */
export function toHttpApiEvent(
  request: ReceivedRequest,
  { route, pathParameters }: RouteMatch,
  api: LocalHttpApi,
  place: Place,
  caller: CallerIdentity | undefined,
): HttpApiEvent {
  const headers = toHeaders(request.headerLines);
  const { cookie, ...others } = headers;
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: request.url.decodedPath,
    rawQueryString: request.url.rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/[;,]\s*/) }),
    headers: { ...others, ...forwarded(request) },
    ...(Object.keys(request.url.query).length > 0 && { queryStringParameters: request.url.query }),
    requestContext: {
      accountId: place.accountId,
      apiId: api.apiId,
      ...(caller && { authorizer: { iam: caller } }),
      domainName: api.domainName,
      domainPrefix: api.apiId,
      http: {
        method: request.method,
        path: request.url.decodedPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: route.routeKey,
      stage: '$default',
      time: toCommonLogTime(request.receivedAt),
      timeEpoch: request.receivedAt.getTime(),
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...toBody(request.body, headers['content-type']),
  };
}

/** A name that comes twice has its values joined by a comma. */
function toHeaders(lines: ReceivedRequest['headerLines']): Record<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of lines) {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(headers);
}

/** What API Gateway adds. */
function forwarded({ sourceIp, receivedAt }: ReceivedRequest): Record<string, string> {
  const seconds = Math.floor(receivedAt.getTime() / 1000).toString(16);
  return {
    'x-amzn-trace-id': `Root=1-${seconds}-${'0'.repeat(24)}`,
    'x-forwarded-for': sourceIp,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

/** Byte for byte: a check of a signature over the body gets what was sent. */
function toBody(body: Buffer, contentType = ''): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const text = TEXT_TYPE.test(contentType) ? body.toString() : undefined;
  if (text !== undefined && Buffer.from(text).equals(body)) return { body: text, isBase64Encoded: false };
  return { body: body.toString('base64'), isBase64Encoded: true };
}

/** `21/Nov/2026:10:42:43 +0000` */
function toCommonLogTime(at: Date): string {
  const day = String(at.getUTCDate()).padStart(2, '0');
  return `${day}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:${at.toISOString().slice(11, 19)} +0000`;
}
