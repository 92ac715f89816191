import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProblemCode } from '../../../shared/domain/problem.ts';
import { toProblem } from '../../../shared/http/problems.ts';
import { createAnswerCheck, readDescription } from '../../e2e/api-description.ts';
import type { HttpAnswer } from '../../e2e/http-client.ts';

const check = createAnswerCheck(readDescription());

const PROVIDERS = { method: 'GET', path: '/v1/providers?x=1' };
const CANCEL = { method: 'POST', path: '/v1/merchants/loja-1/letpay/payments/a/cancellations' };

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  const type = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status, headers: { ...type, ...headers }, text: JSON.stringify(body), body };
}

/** API Gateway does not add our headers. */
function fromGateway(status: number, message: string): HttpAnswer {
  return withoutCacheControl(answer(status, { message }));
}

function withoutCacheControl(whole: HttpAnswer): HttpAnswer {
  const { 'cache-control': _, ...headers } = whole.headers;
  return { ...whole, headers };
}

function problem(code: ProblemCode): HttpAnswer {
  const body: { status: number } = JSON.parse(
    JSON.stringify(toProblem(code, {}, { instance: '/', traceId: 'trace-1' })),
  );
  return answer(body.status, body, { 'content-type': 'application/problem+json' });
}

const GOOD = { providers: [], links: { self: '/v1/providers' } };

describe('the description accepts', () => {
  const ROWS: readonly [what: string, request: typeof CANCEL, answered: HttpAnswer][] = [
    ['a good answer', PROVIDERS, answer(200, GOOD)],
    ['a problem of the route', CANCEL, problem('payment_busy')],
    ['another method', { ...PROVIDERS, method: 'DELETE' }, problem('method_not_allowed')],
    ['what the gateway refuses', CANCEL, fromGateway(403, 'Forbidden')],
    ['what the gateway throttles', PROVIDERS, fromGateway(429, 'Too Many Requests')],
  ];
  for (const [what, request, answered] of ROWS)
    test(what, () => assert.deepEqual(check(request, answered), []));
});

describe('the description rejects', () => {
  const ROWS: readonly [complaint: RegExp, request: typeof CANCEL, answered: HttpAnswer][] = [
    [/additional properties .*"extra"/, PROVIDERS, answer(200, { ...GOOD, extra: 1 })],
    [/required property 'links'/, PROVIDERS, answer(200, { providers: [] })],
    [/Cache-Control.*constant/, PROVIDERS, answer(200, GOOD, { 'cache-control': 'public' })],
    [/^may be kept$/, CANCEL, withoutCacheControl(problem('payment_busy'))],
    [/^may be kept$/, CANCEL, withoutCacheControl(problem('deadline_exceeded'))],
    [/^has location$/, PROVIDERS, answer(200, GOOD, { location: '/' })],
    [/^has no Retry-After$/, CANCEL, answer(202, {})],
    [/status that is not documented/, PROVIDERS, answer(418, { message: 'no' })],
    [/^is text\/html$/, PROVIDERS, answer(200, GOOD, { 'content-type': 'text/html' })],
    [/\/code must be equal to one of/, CANCEL, problem('operation_not_found')],
    [/\/code must be equal to one of/, { ...CANCEL, path: '/nowhere' }, problem('payment_busy')],
  ];
  for (const [complaint, request, answered] of ROWS)
    test(`${answered.status} ${complaint.source}`, () => {
      const complaints = check(request, answered);
      assert.ok(
        complaints.some((one) => complaint.test(one)),
        complaints.join('\n'),
      );
    });
});
