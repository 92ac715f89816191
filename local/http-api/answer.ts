import * as z from 'zod';
import type { InvocationResult } from '../lambda/invocation.ts';

/** What goes back over the wire. */
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
};

const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const ProxyResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), Scalar).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** In API Gateway's own words. */
export const GATEWAY_ANSWERS = {
  badRequest: toGatewayAnswer(400, 'Bad Request'),
  forbidden: toGatewayAnswer(403, 'Forbidden'),
  strangeName: toGatewayAnswer(
    403,
    'This API was asked for at a name of the public internet. Call it at 127.0.0.1, or start it with --auth and sign.',
  ),
  notFound: toGatewayAnswer(404, 'Not Found'),
  tooLarge: toGatewayAnswer(413, 'Request Entity Too Large'),
  functionFailed: toGatewayAnswer(500, 'Internal Server Error'),
  timedOut: toGatewayAnswer(503, 'Service Unavailable'),
} as const;

/** A function's result as an HTTP API answers it (payload format 2.0). */
export function toHttpAnswer(result: InvocationResult): HttpAnswer {
  if (result.isError) return isTooLarge(result) ? GATEWAY_ANSWERS.tooLarge : GATEWAY_ANSWERS.functionFailed;
  const value: unknown = JSON.parse(result.payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) return toInferredAnswer(value);
  const response = ProxyResponse.safeParse(value);
  if (!response.success) return GATEWAY_ANSWERS.functionFailed;
  const { statusCode, headers, cookies, body, isBase64Encoded } = response.data;
  const lowerCased = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]);
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(lowerCased),
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

/** Without a status code the whole value is the body, and the status 200. */
function toInferredAnswer(value: unknown): HttpAnswer {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

function isTooLarge({ payload }: InvocationResult): boolean {
  return payload.includes('"RequestEntityTooLargeException"');
}

function toGatewayAnswer(status: number, message: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
