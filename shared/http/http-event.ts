import * as z from 'zod/mini';
import { type CorrelationId, fromTraceparent } from '../domain/correlation.ts';
import { cutText } from '../domain/text.ts';

/**
 * What we read of an HTTP API's event, payload format 2.0.
 *
 * @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
const text = z.string();

export const httpEventSchema = z.object({
  version: z.literal('2.0'),
  routeKey: text,
  /** Decoded already: never decode it again. */
  rawPath: text,
  headers: z.optional(z.record(text, z.optional(text))),
  pathParameters: z.optional(z.record(text, z.optional(text))),
  queryStringParameters: z.optional(z.record(text, z.optional(text))),
  body: z.optional(z.nullable(text)),
  isBase64Encoded: z.optional(z.boolean()),
  requestContext: z.object({
    requestId: z.optional(text),
    /** Of a caller with a token that the gateway has verified. */
    authorizer: z.optional(
      z.nullable(
        z.object({
          jwt: z.optional(
            z.nullable(z.object({ claims: z.optional(z.nullable(z.record(text, z.unknown()))) })),
          ),
        }),
      ),
    ),
    http: z.object({ method: text, path: z.optional(text), sourceIp: z.optional(text) }),
  }),
});

export type HttpEvent = z.infer<typeof httpEventSchema>;

export function isHttpEvent(event: unknown): event is HttpEvent {
  return httpEventSchema.safeParse(event).success;
}

/** The value of a header, by its name in lower case. Repeated headers arrive joined by commas. */
export function headerOf({ headers }: HttpEvent, name: string): string | undefined {
  const found = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1];
}

/** The most characters of a request's names that are told back. */
const MAX_NAME = 512;

/** How a request is named in answers and logs. */
export function toRequestName(event: HttpEvent) {
  return { instance: cutText(event.rawPath, MAX_NAME), traceId: correlationIdOf(event) };
}

/** By the caller's own trace, where it says one; else by the gateway's id. */
export function correlationIdOf(event: HttpEvent): CorrelationId {
  const { requestId = '' } = event.requestContext;
  return fromTraceparent(headerOf(event, 'traceparent')) ?? cutText(requestId, MAX_NAME);
}
