import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as z from 'zod/mini';
import { PROBLEM_CODES, PROBLEMS, type ProblemFacts } from '../../../shared/domain/problem.ts';
import { problemSchema } from '../../../shared/http/answer-schemas.ts';
import { problemResponse } from '../../../shared/http/responses.ts';

const NAME = { instance: '/v1/providers', traceId: 'trace-1' };
const OPERATION = { id: 'op_1', state: 'failed', link: '/v1' };

const respond = (code: (typeof PROBLEM_CODES)[number], facts: ProblemFacts = {}) =>
  problemResponse(code, facts, NAME);

describe('every problem', () => {
  for (const code of PROBLEM_CODES)
    test(`${code} has a body that the schema knows, with the status of the answer`, () => {
      const { statusCode, body } = respond(code);
      const problem = z.parse(problemSchema, JSON.parse(body));
      assert.deepEqual(
        [problem.status, problem.code, problem.retry],
        [statusCode, code, PROBLEMS[code].retry],
      );
    });

  for (const code of PROBLEM_CODES)
    test(`${code} has Retry-After where its obstacle ends by itself, and only there`, () => {
      const hasIt = respond(code).headers['retry-after'] !== undefined;
      assert.equal(hasIt, PROBLEMS[code].retry === 'after');
    });
});

describe('Retry-After is', () => {
  const rows: readonly (readonly [facts: ProblemFacts, seconds: string])[] = [
    [{}, '60'],
    [{ retryAfterMs: 1_500 }, '2'],
    [{ retryAfterMs: 0 }, '1'],
    [{ retryAfterMs: -5_000 }, '1'],
  ];
  for (const [facts, seconds] of rows)
    test(`${seconds} s for ${JSON.stringify(facts)}`, () => {
      assert.equal(respond('payment_busy', facts).headers['retry-after'], seconds);
    });
});

test('of what is final no problem says that the same key can help, whether or not its obstacle passes', () => {
  for (const code of PROBLEM_CODES) {
    const { headers, body } = respond(code, { retry: 'fix_and_new_key' });
    const { retry } = z.parse(problemSchema, JSON.parse(body));
    assert.ok(['never', 'fix_and_new_key'].includes(retry), `${code}: ${retry}`);
    assert.equal(headers['retry-after'], undefined);
  }
});

describe('the status is', () => {
  const rows = [
    ['internal_error', {}, 500],
    ['internal_error', { isTemporary: true }, 503],
    ['deadline_exceeded', {}, 422],
    ['deadline_exceeded', { operation: OPERATION }, 503],
  ] as const;
  for (const [code, facts, status] of rows)
    test(`${status} for ${code} with ${JSON.stringify(facts)}`, () => {
      assert.equal(respond(code, facts).statusCode, status);
    });
});

test('a refusal for an amount has the amounts, with null for what is not known', () => {
  const amounts = { total: 1035, returned: 1000, left: null };
  const { body } = respond('amount_exceeds_available', { amounts });
  assert.deepEqual(z.parse(problemSchema, JSON.parse(body)).amounts, amounts);
});
