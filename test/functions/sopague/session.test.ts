import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopagueSession } from '../../../functions/sopague/session.ts';
import type { LoginResult } from '../../../shared/provider/session-scheme.ts';

const NOW = 1_900_000_000_000;
const { fromLogin } = sopagueSession;

function login(status: number, body: unknown): LoginResult {
  return fromLogin({ is: 'answered', status, body }, NOW);
}

describe('a token of SoPague lives', () => {
  const rows = [
    {
      name: 'as long as the answer says, less a margin',
      created: '2023-01-01T14:00:00.000Z',
      expiration: '2023-01-01T15:00:00.000Z',
      ms: 3_585_000,
    },
    {
      name: 'so long in any offset',
      created: '2023-01-01T11:00:00-03:00',
      expiration: '2023-01-01T15:00:00Z',
      ms: 3_585_000,
    },
    {
      name: 'a minute where both instants are one',
      created: '2023-01-01T14:00:00Z',
      expiration: '2023-01-01T14:00:00Z',
      ms: 60_000,
    },
    {
      name: 'a minute where the end is before the start',
      created: '2023-01-01T14:00:00Z',
      expiration: '2023-01-01T13:00:00Z',
      ms: 60_000,
    },
    { name: 'a minute where no instant stands', created: null, expiration: undefined, ms: 60_000 },
    {
      name: 'a minute where an instant cannot be read',
      created: 'ontem',
      expiration: '2023-01-01T15:00:00Z',
      ms: 60_000,
    },
  ];
  for (const { name, created, expiration, ms } of rows) {
    test(name, () => {
      const result = login(200, { authenticated: true, created, expiration, accessToken: 'tok' });
      assert.ok(result.is === 'token');
      assert.deepEqual([result.token.token.reveal(), result.token.expiresAt], ['tok', NOW + ms]);
    });
  }
});

describe('a login at SoPague', () => {
  const rows: readonly { name: string; status?: number; body: unknown; is: LoginResult['is'] }[] = [
    { name: 'in PascalCase is read', body: { Authenticated: true, AccessToken: 'tok' }, is: 'token' },
    {
      name: 'that says it is not authenticated is refused',
      body: { authenticated: false, message: 'x' },
      is: 'refused',
    },
    {
      name: 'that says so beside a null token is refused',
      body: { authenticated: false, accessToken: null },
      is: 'refused',
    },
    {
      name: 'that says so beside an empty token is refused',
      body: { authenticated: false, accessToken: '' },
      is: 'refused',
    },
    { name: 'with 401 and no body is refused', status: 401, body: undefined, is: 'refused' },
    { name: 'with 400 is refused', status: 400, body: [{ tag: '', description: 'x' }], is: 'refused' },
    { name: 'with 403 is refused', status: 403, body: undefined, is: 'refused' },
    { name: 'with 404 says nothing of the credentials', status: 404, body: undefined, is: 'unavailable' },
    { name: 'with 415 says nothing of the credentials', status: 415, body: undefined, is: 'unavailable' },
    { name: 'with 500 says nothing of the credentials', status: 500, body: [], is: 'unavailable' },
    { name: 'without a token is none', body: { authenticated: true }, is: 'unavailable' },
    {
      name: 'whose token holds a line break is none',
      body: { authenticated: true, accessToken: 'a\nb' },
      is: 'unavailable',
    },
    { name: 'with 201 is none', status: 201, body: { accessToken: 'tok' }, is: 'unavailable' },
  ];
  for (const { name, status = 200, body, is } of rows) {
    test(name, () => assert.equal(login(status, body).is, is));
  }

  test('that is lost is not there, and one that is lost after a 401 is refused', () => {
    assert.equal(fromLogin({ is: 'lost', why: 'gone' }, NOW).is, 'unavailable');
    assert.equal(fromLogin({ is: 'lost', why: 'HTML', status: 401 }, NOW).is, 'refused');
  });
});

test('no answer of SoPague brings the next token', () => {
  assert.equal(sopagueSession.nextToken({ refresh_token: 'tok', accessToken: 'tok' }), undefined);
});
