import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { authorizeMerchant } from '../../../shared/http/authorize-merchant.ts';
import { httpEventSchema } from '../../../shared/http/http-event.ts';

const CLAIM = 'https://loja.example/merchants';

/** Whether a request for loja-1 gets through, by what API Gateway says of its caller. */
function lets(authorizer: unknown, claim: string | 'none' = CLAIM): boolean {
  const event = httpEventSchema.parse({
    version: '2.0',
    routeKey: 'GET /v1',
    rawPath: '/v1',
    requestContext: { http: { method: 'GET' }, ...(authorizer !== undefined && { authorizer }) },
  });
  try {
    authorizeMerchant(claim === 'none' ? undefined : claim, event, 'loja-1');
    return true;
  } catch (error) {
    assert.ok(error instanceof EstornoError);
    assert.equal(error.name, 'forbidden');
    return false;
  }
}

const claims: readonly [value: unknown, isLet: boolean][] = [
  ['loja-1', true],
  ['[loja-1]', true],
  ['[loja-2 loja-1]', true],
  ['[loja-1 loja-2]', true],
  [['loja-2', 'loja-1'], true],
  ['loja-2', false],
  ['loja-10', false],
  ['loja', false],
  ['LOJA-1', false],
  ['*', false],
  ['', false],
  ['[]', false],
  ['[loja-10 loja-2]', false],
  ['loja-1 loja-2', false],
  ['loja-1,loja-2', false],
  ['loja-1\n', false],
  [['loja-2'], false],
  [[['loja-1']], false],
  [{ 'loja-1': true }, false],
  [1, false],
  [null, false],
];

describe('a token', () => {
  for (const [value, isLet] of claims) {
    test(`whose claim is ${JSON.stringify(value)} ${isLet ? 'may' : 'may not'} act for loja-1`, () => {
      assert.equal(lets({ jwt: { claims: { [CLAIM]: value }, scopes: null } }), isLet);
    });
  }

  test('that names the merchant in another claim may not act for it', () => {
    assert.equal(lets({ jwt: { claims: { merchants: 'loja-1' } } }), false);
  });

  test('has no claims but its own', () => {
    assert.equal(lets({ jwt: { claims: {} } }, 'constructor'), false);
  });
});

const SIGNED = { userArn: 'arn:aws:iam::000000000000:user/loja-1' };
const TOKEN = { claims: { [CLAIM]: 'loja-1' }, scopes: null };

/** Who gets through where IAM decides, and where tokens are configured. */
const callers: readonly [of: string, authorizer: unknown, byIam: boolean, byToken: boolean][] = [
  ['without an authorizer', undefined, false, false],
  ['whose authorizer is null', null, false, false],
  ['whose authorizer says nothing', {}, false, false],
  ['signed with IAM', { iam: SIGNED }, true, false],
  ['signed by nobody', { iam: {} }, false, false],
  ['signed by an empty name', { iam: { userArn: '' } }, false, false],
  ['with a token', { jwt: TOKEN }, false, true],
  ['with a token, and null for a signature', { iam: null, jwt: TOKEN }, false, true],
  ['signed with IAM, and null for a token', { iam: SIGNED, jwt: null }, true, false],
  ['with a token and a signature', { iam: SIGNED, jwt: TOKEN }, false, false],
  ['whose token has no claims', { jwt: {} }, false, false],
  ['whose claims are null', { jwt: { claims: null, scopes: null } }, false, false],
];

for (const [of, authorizer, byIam, byToken] of callers) {
  test(`where IAM decides, a request ${of} ${byIam ? 'gets through' : 'is forbidden'}`, () => {
    assert.equal(lets(authorizer, 'none'), byIam);
  });

  test(`where tokens are configured, a request ${of} ${byToken ? 'gets through' : 'is forbidden'}`, () => {
    assert.equal(lets(authorizer), byToken);
  });
}
