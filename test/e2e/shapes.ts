import assert from 'node:assert/strict';
import * as z from 'zod';
import type { HttpAnswer } from './http-client.ts';

const instant = z.iso.datetime({ offset: true });
const text = z.string().min(1);

const wordsShape = z.strictObject({
  name: text,
  status: z.int().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
});

const Suggestion = z.enum(['cancel', 'refund', 'wait', 'none']);

const figure = z.int().nullable();

/** api.md, "Problems", `amounts`. */
const amountsShape = z.strictObject({ total: figure, returned: figure, left: figure });

/** api.md, "Operation": every member, and no other. */
const operationShape = z.strictObject({
  id: z.string().regex(/^op_[0-9a-f]{26}$/),
  kind: z.enum(['cancellation', 'refund']),
  method: z.enum(['void', 'refund']),
  merchantId: text,
  provider: text,
  paymentId: text,
  state: z.enum([
    'accepted',
    'sending',
    'unknown',
    'processing',
    'awaiting_approval',
    'manual_review',
    'succeeded',
    'failed',
  ]),
  outcome: z.enum(['applied', 'not_applied', 'pending', 'unknown']),
  amount: z.int().nullable(),
  appliedAmount: z.int().nullable(),
  currency: z.literal('BRL'),
  attribution: z.enum(['ours', 'unproven', 'recorded']).nullable(),
  authorizationCode: z.string().nullable(),
  providerStatus: z.string().nullable(),
  reason: z.string().nullable(),
  reference: z.string().nullable(),
  attempts: z.int(),
  createdAt: instant,
  updatedAt: instant,
  completedAt: instant.nullable(),
  nextCheckAt: instant.nullable(),
  problem: z
    .strictObject({
      code: text,
      detail: z.string().optional(),
      paymentStatus: z.string().optional(),
      suggestion: Suggestion.optional(),
      amounts: amountsShape.optional(),
      provider: wordsShape.optional(),
    })
    .nullable(),
  action: z
    .strictObject({
      kind: z.enum(['file_refund_request', 'record_outcome']),
      what: text,
      until: instant.nullable(),
    })
    .nullable(),
  recording: z.strictObject({ by: text, at: instant, evidence: text }).nullable(),
  links: z.strictObject({ self: text, payment: text }),
});

export type OperationShape = z.infer<typeof operationShape>;

/** api.md, the table of states. */
const OUTCOMES: Readonly<Record<string, string>> = {
  accepted: 'not_applied',
  sending: 'unknown',
  unknown: 'unknown',
  processing: 'pending',
  awaiting_approval: 'pending',
  manual_review: 'unknown',
  succeeded: 'applied',
  failed: 'not_applied',
};

/** api.md, "Problems": every member, and no other. Those that are not always there are optional. */
const problemShape = z.strictObject({
  type: text,
  title: text,
  status: z.int(),
  detail: text,
  instance: text,
  code: text,
  outcome: z.enum(['applied', 'not_applied', 'pending', 'unknown']),
  paymentStatus: text.optional(),
  retry: z.enum(['never', 'same_key', 'after', 'fix_and_new_key']),
  suggestion: Suggestion,
  operation: z.strictObject({ id: text, state: text, link: text }).optional(),
  possibleDuplicate: z.literal(true).optional(),
  closedAt: z.string().optional(),
  rule: z.string().optional(),
  amounts: amountsShape.optional(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: text })).optional(),
  provider: wordsShape.optional(),
  traceId: text,
});

export type ProblemShape = z.infer<typeof problemShape>;

const optionShape = z.strictObject({
  possible: z.enum(['yes', 'no', 'unknown']),
  until: instant.nullable(),
  partial: z.enum(['yes', 'no', 'unknown']),
  why: text.nullable(),
  basis: z.enum(['documented', 'inferred', 'ledger']),
});

/** api.md, `GET …/payments/{paymentId}`. */
const paymentShape = z.strictObject({
  merchantId: text,
  provider: text,
  paymentId: text,
  payment: z
    .strictObject({
      status: text,
      providerStatus: text,
      method: text.nullable(),
      currency: z.literal('BRL'),
      total: figure,
      captured: figure,
      returned: figure,
      left: figure,
      refunds: z.array(
        z.strictObject({ id: text, amount: figure, status: text, ours: z.boolean().nullable() }),
      ),
      readAt: instant,
    })
    .nullable(),
  operations: z.array(operationShape),
  options: z.strictObject({ cancel: optionShape, refund: optionShape }),
  links: z.strictObject({ self: text }),
});

/** The operation in an answer; whatever the contract says of all of them is checked on the way. */
export function readOperation(answer: HttpAnswer, status: 200 | 202): OperationShape {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.equal(answer.headers['cache-control'], 'no-store');
  const operation = operationShape.parse(answer.body);
  const isFinal = operation.state === 'succeeded' || operation.state === 'failed';
  assert.equal(operation.outcome, OUTCOMES[operation.state]);
  assert.equal(operation.completedAt !== null, isFinal);
  assert.equal(operation.nextCheckAt === null, isFinal || operation.action !== null);
  return operation;
}

/** The problem in an answer; whatever the contract says of all of them is checked on the way. */
export function readProblem(answer: HttpAnswer, status: number, code: string): ProblemShape {
  assert.deepEqual([answer.status, codeOf(answer)], [status, code], answer.text);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.equal(answer.headers['cache-control'], 'no-store');
  const problem = problemShape.parse(answer.body);
  assert.equal(problem.status, status);
  assert.equal(problem.type, `urn:estorno:problem:${code}`);
  assert.equal(problem.traceId, answer.headers['apigw-requestid']);
  return problem;
}

export function readPayment(answer: HttpAnswer) {
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['cache-control'], 'no-store');
  return paymentShape.parse(answer.body);
}

function codeOf({ body }: HttpAnswer): unknown {
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
}

/** Some members of an object, to be compared at once. */
export function pick<T extends object, K extends keyof T>(from: T, ...names: readonly K[]): Partial<T> {
  const picked: Partial<T> = {};
  for (const name of names) picked[name] = from[name];
  return picked;
}
