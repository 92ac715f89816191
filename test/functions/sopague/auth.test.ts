import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopagueAuth } from '../../../functions/sopague/auth.ts';
import type { LoginResult } from '../../../shared/provider/auth-scheme.ts';
import { answered, answeredText, LOST } from '../replies.ts';

const NOW = 1_900_000_000_000;

function login(status: number, body: unknown): LoginResult {
  return sopagueAuth.fromLogin(answered(status, body), NOW);
}

describe('a token of SoPague is used', () => {
  const HOUR = { created: '2023-01-01T14:00:00.000Z', expiration: '2023-01-01T15:00:00.000Z' };
  const rows: readonly [name: string, instants: object, ms: number][] = [
    ['as long as the answer says, less a margin', HOUR, 3_585_000],
    ['so long in any offset', { ...HOUR, created: '2023-01-01T11:00:00-03:00' }, 3_585_000],
    ['a minute where both instants are one', { ...HOUR, expiration: HOUR.created }, 60_000],
    ['a minute where the end is before the start', { ...HOUR, expiration: '2023-01-01T13:00:00Z' }, 60_000],
    ['a minute where there is no instant', { created: null }, 60_000],
    ['a minute where an instant is a number', { created: 0, expiration: 3_600_000 }, 60_000],
    ['a minute where an instant cannot be read', { ...HOUR, created: 'ontem' }, 60_000],
  ];
  for (const [name, instants, ms] of rows)
    test(name, () => {
      const result = login(200, { authenticated: true, accessToken: 'tok', ...instants });
      assert.ok(result.is === 'token');
      assert.deepEqual([result.token.token.reveal(), result.token.expiresAt], ['tok', NOW + ms]);
    });
});

describe('a login at SoPague', () => {
  const rows: readonly { name: string; status?: number; body: unknown; is: LoginResult['is'] }[] = [
    { name: 'in PascalCase gives a token', body: { Authenticated: true, AccessToken: 'tok' }, is: 'token' },
    { name: 'that does not say it is authenticated gives one', body: { accessToken: 'tok' }, is: 'token' },
    {
      name: 'that says null of it gives one',
      body: { authenticated: null, accessToken: 'tok' },
      is: 'token',
    },
    { name: 'that is not authenticated is refused', body: { authenticated: false }, is: 'refused' },
    {
      name: 'that says so beside a null token is refused',
      body: { authenticated: false, accessToken: null },
      is: 'refused',
    },
    {
      name: 'that says so beside a token is refused',
      body: { authenticated: false, accessToken: 'tok' },
      is: 'refused',
    },
    { name: 'with 401 is refused', status: 401, body: { message: 'x' }, is: 'refused' },
    { name: 'with 400 is refused', status: 400, body: [{ tag: '', description: 'x' }], is: 'refused' },
    { name: 'with 403 is refused', status: 403, body: { authenticated: false }, is: 'refused' },
    { name: 'with 422 is refused', status: 422, body: { title: 'x' }, is: 'refused' },
    {
      name: 'with 403 in the words of a gateway says nothing of the credentials',
      status: 403,
      body: { message: 'Forbidden' },
      is: 'unavailable',
    },
    {
      name: 'that fails with 500 and says that it is not authenticated says nothing of the credentials',
      status: 500,
      body: { authenticated: false },
      is: 'unavailable',
    },
    { name: 'with 404 says nothing of the credentials', status: 404, body: {}, is: 'unavailable' },
    { name: 'with 408 says nothing of the credentials', status: 408, body: {}, is: 'unavailable' },
    { name: 'with 415 says nothing of the credentials', status: 415, body: {}, is: 'unavailable' },
    { name: 'with 500 says nothing of the credentials', status: 500, body: [], is: 'unavailable' },
    { name: 'without a token gives none', body: { authenticated: true }, is: 'unavailable' },
    {
      name: 'whose token holds a line break gives none',
      body: { authenticated: true, accessToken: 'a\nb' },
      is: 'unavailable',
    },
    { name: 'with 201 gives no token', status: 201, body: { accessToken: 'tok' }, is: 'unavailable' },
  ];
  for (const { name, status = 200, body, is } of rows)
    test(name, () => assert.equal(login(status, body).is, is));

  test('that a firewall answers says nothing of the credentials', () => {
    const unavailable = { is: 'unavailable', code: 'provider_unavailable' };
    for (const reply of [
      answeredText(403, '<html></html>'),
      answeredText(401, '<html></html>'),
      answeredText(403, ''),
      LOST,
    ])
      assert.deepEqual(sopagueAuth.fromLogin(reply, NOW), unavailable);
  });

  test('with a 401 without a body is refused', () => {
    for (const text of ['', ' \r\n'])
      assert.deepEqual(sopagueAuth.fromLogin(answeredText(401, text), NOW), { is: 'refused' });
  });

  test('that comes too often waits as long as SoPague asks', () => {
    assert.deepEqual(sopagueAuth.fromLogin({ ...answered(429, {}), retryAfterMs: 25_000 }, NOW), {
      is: 'unavailable',
      code: 'provider_rate_limited',
      retryAfterMs: 25_000,
    });
  });
});
