import * as z from 'zod/mini';
import { CORRELATION_ID, type CorrelationId, fromTraceparent } from '../domain/correlation.ts';
import { cutText } from '../domain/text.ts';
import type { RequestName } from './problems.ts';

const text = z.string();

/** Local gateways write null where AWS leaves a field out. */
const maybe = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));

/**
 * What we read of an HTTP API's event, payload format 2.0.
 *
 * @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const httpEventSchema = z.object({
  version: z.literal('2.0'),
  routeKey: text,
  /** Decoded already: never decode it again. */
  rawPath: text,
  headers: maybe(z.record(text, z.optional(text))),
  pathParameters: maybe(z.record(text, z.optional(text))),
  queryStringParameters: maybe(z.record(text, z.optional(text))),
  body: maybe(text),
  isBase64Encoded: maybe(z.boolean()),
  requestContext: z.object({
    requestId: maybe(text),
    /** When the gateway received it, in milliseconds since 1970. */
    timeEpoch: maybe(z.number()),
    /** Of the API that was called. */
    apiId: maybe(text),
    /** The caller, as the gateway has verified it: by its signature, or by its token. Absent on public routes. */
    authorizer: maybe(
      z.object({
        iam: maybe(z.object({ userArn: maybe(text) })),
        jwt: maybe(z.object({ claims: maybe(z.record(text, z.unknown())) })),
      }),
    ),
    http: z.object({ method: text, path: maybe(text), sourceIp: maybe(text) }),
  }),
});

export type HttpEvent = z.infer<typeof httpEventSchema>;

/** The value of a header, by its name in lower case. Repeated headers arrive joined by commas. */
export function headerOf({ headers }: HttpEvent, name: string): string | undefined {
  const found = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1];
}

/** The most characters of a request's path and id that are in an answer. */
const MAX_NAME = 512;

/** How a request is named in answers: by the caller's own trace, where it says one; else by the gateway's id. */
export function toRequestName(event: HttpEvent): RequestName {
  const traceId = traceIdOf(event) ?? cutText(event.requestContext.requestId ?? '', MAX_NAME);
  return { instance: toUriReference(cutText(withoutSecret(event.rawPath), MAX_NAME)), traceId };
}

/** The address of a webhook may hold its secret, which answers do not repeat. */
function withoutSecret(path: string): string {
  return path.replace(/(\/notifications)\/.*$/s, '$1');
}

/** The gateway decodes paths: what a URI does not take is encoded again. */
function toUriReference(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The same name for what follows from the request; undefined where the gateway's id cannot be one. */
export function correlationIdOf(event: HttpEvent): CorrelationId | undefined {
  const { requestId } = event.requestContext;
  return traceIdOf(event) ?? (requestId && CORRELATION_ID.test(requestId) ? requestId : undefined);
}

function traceIdOf(event: HttpEvent): CorrelationId | undefined {
  return fromTraceparent(headerOf(event, 'traceparent'));
}
