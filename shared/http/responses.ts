import type { ProblemCode, ProblemFacts } from '../domain/problem.ts';
import { type RequestName, toProblem, toProblemHeaders, toStatus } from './problems.ts';

/** An answer of ours, in the form of an HTTP API's payload format 2.0. */
export type HttpResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Answers show the state of money at one instant: nobody may cache them. */
const NO_STORE = { 'cache-control': 'no-store' };

export function jsonResponse(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...NO_STORE, ...headers },
    body: JSON.stringify(body),
  };
}

/** A problem response (RFC 9457). */
export function problemResponse(
  code: ProblemCode,
  facts: ProblemFacts,
  request: RequestName,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    statusCode: toStatus(code, facts),
    headers: {
      'content-type': 'application/problem+json',
      ...NO_STORE,
      ...toProblemHeaders(code, facts),
      ...headers,
    },
    body: JSON.stringify(toProblem(code, facts, request)),
  };
}

/** An answer without a body. */
export function emptyResponse(status: number): HttpResponse {
  return { statusCode: status, headers: NO_STORE, body: '' };
}
