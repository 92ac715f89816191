import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpayAuth, newKeyPair } from '../../../functions/letpay/auth.ts';
import type { LoginResult } from '../../../shared/provider/auth-scheme.ts';
import { answered, answeredText, LOST } from '../replies.ts';

const NOW = 1_900_000_000_000;
const { fromLogin, nextToken } = letpayAuth;

test('a token of LetPay is used for five minutes less a margin, by our clock', () => {
  const result = fromLogin(answered(200, { token: 'tok' }), NOW);
  assert.ok(result.is === 'token');
  assert.deepEqual([result.token.token.reveal(), result.token.expiresAt], ['tok', NOW + 285_000]);
  assert.equal(letpayAuth.tokenLifetimeMs, 285_000);
});

describe('a login at LetPay', () => {
  const code = (value: string) => ({ message: 'no', errors: [{ code: value }] });
  const rows: readonly { name: string; status: number; body: unknown; is: LoginResult['is'] }[] = [
    { name: 'with 401 is refused', status: 401, body: { message: 'Access Denied' }, is: 'refused' },
    {
      name: 'with 401 and nulls is refused',
      status: 401,
      body: { message: null, errors: null },
      is: 'refused',
    },
    ...['00.01.0001', '00.01.0009', '00.01.0010', '00.01.0012'].map((bad) => ({
      name: `with 400 and ${bad} is refused`,
      status: 400,
      body: code(bad),
      is: 'refused' as const,
    })),
    { name: 'with 500 and a code is not', status: 500, body: code('00.01.0001'), is: 'unavailable' },
    { name: 'with 400 and another code is not', status: 400, body: code('00.01.0044'), is: 'unavailable' },
    { name: 'with 403 is not', status: 403, body: { message: 'Forbidden' }, is: 'unavailable' },
    { name: 'with 500 is not', status: 500, body: {}, is: 'unavailable' },
    { name: 'with 201 gives no token', status: 201, body: { token: 'tok' }, is: 'unavailable' },
    { name: 'whose token is no text gives none', status: 200, body: { token: 1 }, is: 'unavailable' },
    { name: 'whose token is empty gives none', status: 200, body: { token: '' }, is: 'unavailable' },
    { name: 'whose token holds a space gives none', status: 200, body: { token: 'a b' }, is: 'unavailable' },
  ];
  for (const { name, status, body, is } of rows)
    test(name, () => assert.equal(fromLogin(answered(status, body), NOW).is, is));

  test('that a gateway answers says nothing of the credentials', () => {
    for (const reply of [
      answeredText(401, '<html></html>'),
      answeredText(401, ''),
      answeredText(403, 'no'),
      LOST,
    ])
      assert.deepEqual(fromLogin(reply, NOW), { is: 'unavailable', code: 'provider_unavailable' });
  });

  test('that comes too often waits as long as LetPay asks', () => {
    const reply = { ...answered(429, {}), retryAfterMs: 25_000 };
    assert.deepEqual(fromLogin(reply, NOW), {
      is: 'unavailable',
      code: 'provider_rate_limited',
      retryAfterMs: 25_000,
    });
  });
});

describe('the next token at LetPay', () => {
  const rows: readonly { name: string; body: unknown; token: string | undefined }[] = [
    {
      name: 'is in a success',
      body: { transaction_status: 'PROCESSING', refresh_token: 'next' },
      token: 'next',
    },
    { name: 'is in an error', body: { status: 502, errors: [], refresh_token: 'next' }, token: 'next' },
    { name: 'is not there when it is absent', body: { status: 401 }, token: undefined },
    { name: 'is not there when it is null', body: { refresh_token: null }, token: undefined },
    { name: 'is not there when it is empty', body: { refresh_token: '' }, token: undefined },
    { name: 'is not there when it is no header value', body: { refresh_token: 'a\r\nb' }, token: undefined },
    { name: 'is not there in a list', body: [{ refresh_token: 'next' }], token: undefined },
    { name: 'is not there without a body', body: undefined, token: undefined },
  ];
  for (const { name, body, token } of rows)
    test(name, () => assert.equal(nextToken(answered(200, body))?.reveal(), token));
});

describe('a new key pair at LetPay', () => {
  const rows: readonly [name: string, status: number, body: unknown, result: object][] = [
    ['without a secret', 200, { api_key: 'k' }, { is: 'not_made', code: 'provider_unavailable' }],
    [
      'with a null',
      200,
      { api_key: 'k', api_secret: null },
      { is: 'not_made', code: 'provider_unavailable' },
    ],
    ['refused', 403, { message: 'no' }, { is: 'not_made', code: 'declined_by_provider' }],
    ['answered 500', 500, {}, { is: 'not_made', code: 'provider_unavailable' }],
  ];
  for (const [name, status, body, result] of rows)
    test(`that is ${name} is not made`, () =>
      assert.partialDeepStrictEqual(newKeyPair.toCredentials(answered(status, body)), result));

  test('whose answer is lost may have been made', () => {
    assert.partialDeepStrictEqual(newKeyPair.toCredentials(LOST), {
      is: 'not_made',
      code: 'provider_unavailable',
    });
  });
});
