import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpaySession } from '../../../functions/letpay/session.ts';
import type { LoginResult } from '../../../shared/provider/session-scheme.ts';

const NOW = 1_900_000_000_000;
const { fromLogin, nextToken } = letpaySession;

test('a token of LetPay lives five minutes less a margin, by our clock', () => {
  const result = fromLogin({ is: 'answered', status: 200, body: { token: 'tok' } }, NOW);
  assert.ok(result.is === 'token');
  assert.deepEqual([result.token.token.reveal(), result.token.expiresAt], ['tok', NOW + 285_000]);
});

describe('a login at LetPay', () => {
  const code = (value: string) => ({ message: 'no', errors: [{ code: value }] });
  const rows: readonly { name: string; status: number; body: unknown; is: LoginResult['is'] }[] = [
    { name: 'with 401 is refused', status: 401, body: undefined, is: 'refused' },
    ...['00.01.0001', '00.01.0009', '00.01.0010', '00.01.0012'].map((bad) => ({
      name: `with 400 and ${bad} is refused`,
      status: 400,
      body: code(bad),
      is: 'refused' as const,
    })),
    {
      name: 'with 400 and another code says nothing',
      status: 400,
      body: code('00.01.0044'),
      is: 'unavailable',
    },
    { name: 'with 403 and no code says nothing', status: 403, body: undefined, is: 'unavailable' },
    { name: 'with 500 says nothing', status: 500, body: undefined, is: 'unavailable' },
    { name: 'with 201 is none', status: 201, body: { token: 'tok' }, is: 'unavailable' },
    { name: 'whose token is no text is none', status: 200, body: { token: 1 }, is: 'unavailable' },
    { name: 'whose token is empty is none', status: 200, body: { token: '' }, is: 'unavailable' },
    { name: 'whose token holds a space is none', status: 200, body: { token: 'a b' }, is: 'unavailable' },
  ];
  for (const { name, status, body, is } of rows) {
    test(name, () => assert.equal(fromLogin({ is: 'answered', status, body }, NOW).is, is));
  }
});

describe('the next token at LetPay', () => {
  const rows: readonly { name: string; body: unknown; token: string | undefined }[] = [
    {
      name: 'stands in a success',
      body: { transaction_status: 'PROCESSING', refresh_token: 'next' },
      token: 'next',
    },
    { name: 'stands in an error', body: { status: 502, errors: [], refresh_token: 'next' }, token: 'next' },
    { name: 'is not there when it is absent', body: { status: 401 }, token: undefined },
    { name: 'is not there when it is null', body: { refresh_token: null }, token: undefined },
    { name: 'is not there when it is empty', body: { refresh_token: '' }, token: undefined },
    { name: 'is not there when it is no header value', body: { refresh_token: 'a\r\nb' }, token: undefined },
    { name: 'is not there in a list', body: [{ refresh_token: 'next' }], token: undefined },
    { name: 'is not there without a body', body: undefined, token: undefined },
  ];
  for (const { name, body, token } of rows) {
    test(name, () => assert.equal(nextToken(body)?.reveal(), token));
  }
});
