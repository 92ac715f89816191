import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { letpayAuth } from '../../../functions/letpay/auth.ts';
import { sopagueAuth } from '../../../functions/sopague/auth.ts';
import { credentialsSchema as sopagueSchema } from '../../../functions/sopague/credentials.ts';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import type { AuthScheme, StaticAuth } from '../../../shared/provider/auth-scheme.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { checkLogin, type LoginCheck } from '../../../shared/sessions/check-login.ts';
import { type RawAnswer, startRawProvider } from '../../contract/raw-provider.ts';
import { CREDENTIALS } from './letpay-processes.ts';

type Key = { readonly apiKey: SecretText };

const KEY_AUTH: StaticAuth<Key> = {
  type: 'static',
  toHeaders: ({ apiKey }) => ({ 'x-api-key': apiKey.reveal() }),
  isRefusal: ({ status, isJson }) => status === 403 && isJson,
  toProbe: () => ({ method: 'GET', path: '/payment/none' }),
};

const answer = (status: number, body: string): RawAnswer => ({ status, headers: {}, body });

/** Checks credentials once at a provider that answers so. */
function toCheck<C>(auth: AuthScheme<C>, credentials: C) {
  return async (t: TestContext, raw: RawAnswer) => {
    const provider = await startRawProvider(raw);
    t.after(() => provider.close());
    const { signal } = new AbortController();
    const account = { endpoints: { api: provider.url }, credentials };
    const check = await checkLogin({ auth, exchange, clock: () => 1_000 }, account, { signal });
    return { check, received: provider.received };
  };
}

const rotating = toCheck(letpayAuth, CREDENTIALS);
const bearer = toCheck(
  sopagueAuth,
  sopagueSchema.parse({ userName: 'demo', password: 'demo', environment: 'sandbox' }),
);
const fixed = toCheck(KEY_AUTH, { apiKey: new SecretText('key-1') });

describe('one request shows whether credentials work:', () => {
  type Row = [name: string, check: typeof fixed, answer: RawAnswer, login: LoginCheck['login']];
  const rows: readonly Row[] = [
    ['a token that an answer may replace', rotating, answer(200, '{"token":"tok"}'), 'works'],
    ['a token for many requests', bearer, answer(200, '{"accessToken":"tok"}'), 'works'],
    ['a login that is refused', rotating, answer(401, '{"errors":[]}'), 'refused'],
    ['a login that says so with 200', bearer, answer(200, '{"authenticated":false}'), 'refused'],
    ['a login behind a firewall', rotating, answer(403, '<html>'), 'unavailable'],
    ['a login of too many', bearer, answer(429, '{}'), 'unavailable'],
    ['a login that fails', bearer, answer(500, '{}'), 'unavailable'],
    ['a key, and a payment that is not there', fixed, answer(404, '{}'), 'works'],
    ['a key, and a payment that is', fixed, answer(200, '{}'), 'works'],
    ['a key that is refused', fixed, answer(403, '{"error":"unknown_key"}'), 'refused'],
    ['a key, and a 401 in no documented form', fixed, answer(401, '{}'), 'unavailable'],
    ['a key, and a page of a gateway', fixed, answer(404, '<html>'), 'unavailable'],
    ['a key, and an error', fixed, answer(500, '{}'), 'unavailable'],
  ];
  for (const [name, check, raw, login] of rows) {
    test(`${name}: ${login}`, async (t) => {
      const { check: found, received } = await check(t, raw);

      assert.deepEqual(found, { login, status: raw.status });
      assert.equal(received.length, 1);
    });
  }
});

test('a check shows the key', async (t) => {
  const { received } = await fixed(t, answer(200, '{}'));

  assert.equal(received[0]?.headers['x-api-key'], 'key-1');
});

test('a provider that cannot be reached shows nothing of the credentials', async () => {
  const { signal } = new AbortController();
  const account = { endpoints: { api: 'http://no-such-host.invalid' }, credentials: CREDENTIALS };

  const check = await checkLogin({ auth: letpayAuth, exchange, clock: () => 1_000 }, account, { signal });

  assert.deepEqual(check, { login: 'unavailable', status: 0 });
});
