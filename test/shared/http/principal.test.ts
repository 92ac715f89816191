import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpEventSchema } from '../../../shared/http/http-event.ts';
import { principalOf, signerOf } from '../../../shared/http/principal.ts';

const ARN = 'arn:aws:sts::000000000000:assumed-role/storefront/loja-1';
const LONG = `${ARN}${'x'.repeat(300)}`;

const rows: readonly [of: string, authorizer: unknown, principal?: string, signer?: string][] = [
  ['a signature', { iam: { userArn: ARN } }, ARN, ARN],
  ['a token', { jwt: { claims: { sub: 'user-1', email: 'a@b.example' } } }, 'user-1'],
  ['a token without a subject', { jwt: { claims: {} } }],
  ['a token with an empty subject', { jwt: { claims: { sub: '' } } }],
  ['a token whose subject is no text', { jwt: { claims: { sub: 1 } } }],
  ['both', { iam: { userArn: ARN }, jwt: { claims: { sub: 'user-1' } } }, 'user-1'],
  ['neither', {}],
  ['no authorizer', null],
  ['a long name, cut short', { iam: { userArn: LONG } }, LONG.slice(0, 256), LONG.slice(0, 256)],
];

for (const [of, authorizer, principal, signer] of rows)
  test(`the principal of a request with ${of} is ${principal?.slice(0, 20)}`, () => {
    const event = httpEventSchema.parse({
      ...{ version: '2.0', routeKey: '$default', rawPath: '/' },
      requestContext: { http: { method: 'GET' }, authorizer },
    });
    assert.deepEqual([principalOf(event), signerOf(event)], [principal, signer]);
  });
