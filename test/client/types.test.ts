import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as z from 'zod';
import type * as client from '../../client/index.ts';
import { CAPABILITIES } from '../../functions/capabilities.ts';
import type { ProblemCode } from '../../shared/domain/problem.ts';
import type * as answers from '../../shared/http/answer-schemas.ts';
import type { RequestFields, STRATEGIES } from '../../shared/operation/request-fields.ts';
import type { operationSchema } from '../../shared/operation/view-schemas.ts';
import { CLIENT_TYPES_FILE, toClientTypes } from '../../tools/docs/openapi/client-types.ts';
import { readDescription } from '../e2e/api-description.ts';

const Schemas = z.record(z.string(), z.record(z.string(), z.unknown()));

/** A type with nothing that may be written, all through, so that only what it says is compared. */
type Frozen<T> = T extends object ? { readonly [Name in keyof T]: Frozen<T[Name]> } : T;

/** Whether two types are the same: each takes what the other takes, and neither has a member that the other has not. */
type Same<A, B> =
  (<T>() => T extends Frozen<A> ? 1 : 2) extends <T>() => T extends Frozen<B> ? 1 : 2 ? true : false;

/** The client's types are those of the schemas, of which the description is made. A wrong line does not compile. */
const SAME: readonly [
  Same<client.Operation, z.infer<typeof operationSchema>>,
  Same<client.Payment, z.infer<typeof answers.paymentSchema>>,
  Same<client.OperationList, z.infer<typeof answers.operationListSchema>>,
  Same<client.DryRun, z.infer<typeof answers.dryRunSchema>>,
  Same<client.Providers, z.infer<typeof answers.providersSchema>>,
  Same<client.Problem, z.infer<typeof answers.problemSchema>>,
  Same<client.ProblemCode, ProblemCode>,
  Same<client.SopagueRefundRequest['reason'], RequestFields['reason']>,
  Same<client.LetpayRefundRequest['strategy'], (typeof STRATEGIES)[number] | undefined>,
  Same<client.CancellationRequest, client.Requests[client.Provider]['cancellation']>,
  Same<client.RefundRequest, client.Requests[client.Provider]['refund']>,
  Same<client.Provider, keyof client.Requests>,
  // The comparison itself finds a member more, a member less, and another type.
  Same<Same<{ a: 1; b?: 2 }, { a: 1 }>, false>,
  Same<Same<{ a: 1 }, { a: 1; b?: 2 }>, false>,
  Same<Same<{ a: 1 }, { a: 2 }>, false>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];

test('the types of the client are those of the description (else: npm run docs:openapi)', () => {
  const { components } = readDescription();
  assert.equal(readFileSync(CLIENT_TYPES_FILE, 'utf8'), toClientTypes(Schemas.parse(components.schemas)));
  assert.ok(SAME.every(Boolean));
});

test('the client knows every provider', () => {
  const [, requests = ''] =
    /export type Requests = \{\n([\s\S]*?)^\};/m.exec(readFileSync(CLIENT_TYPES_FILE, 'utf8')) ?? [];
  const known = [...requests.matchAll(/^ {2}readonly (\w+):/gm)].map(([, id]) => id);
  assert.deepEqual(
    known,
    CAPABILITIES.map(({ id }) => id),
  );
});
