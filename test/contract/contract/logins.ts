import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import type { ProviderRequest } from '../../../shared/provider/exchange.ts';
import { type Fault, HTML_PAGE, redirectTo } from '../../../shared/simulator/faults.ts';
import { nextEvent } from '../../simulator/next-event.ts';
import type { ContractRow } from '../contract-row.ts';
import { setScene } from '../scene.ts';
import { testLockOut } from './lock-out.ts';

type Row = { readonly name: string; readonly fault: Fault; readonly code: string };

const UNAVAILABLE = 'provider_unavailable';

/** Logins that do not succeed, and say nothing of the credentials. */
const FAILURES: readonly Row[] = [
  { name: 'answers 500', fault: { status: 500 }, code: UNAVAILABLE },
  { name: 'answers 502 with HTML', fault: { status: 502, body: HTML_PAGE }, code: UNAVAILABLE },
  { name: 'answers 503 without a body', fault: { status: 503, body: '' }, code: UNAVAILABLE },
  { name: 'answers 200 with HTML', fault: { body: HTML_PAGE }, code: UNAVAILABLE },
  { name: 'answers 200 without a body', fault: { body: '' }, code: UNAVAILABLE },
  { name: 'answers 200 without a token', fault: { body: {} }, code: UNAVAILABLE },
  { name: 'answers with a redirect', fault: redirectTo('/elsewhere', 307), code: UNAVAILABLE },
  { name: 'is cut off in its answer', fault: { answers: 'truncated' }, code: UNAVAILABLE },
  { name: 'loses its answer', fault: { answers: 'reset-before-headers' }, code: UNAVAILABLE },
  { name: 'is refused with 404', fault: { status: 404, body: '' }, code: UNAVAILABLE },
  { name: 'answers 429', fault: { status: 429 }, code: 'provider_rate_limited' },
  { name: 'answers 429 with HTML', fault: { status: 429, body: HTML_PAGE }, code: 'provider_rate_limited' },
];

/** Logins and credentials. */
export function testLogins<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('a cancel is not sent, and can be sent later, when the login', () => {
    for (const { name, fault, code } of FAILURES) {
      test(name, async (t) => {
        const { provider, cancel, assertSent } = await setScene(t, row);
        provider.next(fault, { kind: 'login' });

        const answer = await cancel();

        assert.ok(answer.is === 'not_sent', `it is ${answer.is}`);
        assert.deepEqual([answer.code, answer.final], [code, false]);
        assertSent({ received: 0, effects: 0 });
        assert.equal((await cancel()).is, row.prompt, 'the next cancel');
      });
    }

    test('hangs', async (t) => {
      let over = new AbortController();
      const patience = ({ isLogin }: ProviderRequest) => (isLogin ? over.signal : undefined);
      const { provider, read } = await setScene(t, row, { patience });
      provider.next({ answers: 'never' }, { kind: 'login' });
      const hung = nextEvent(provider, 'answered', 'login');

      const reading = read();
      await hung;
      over.abort();

      assert.equal((await reading).said, 'cannot_tell');
      over = new AbortController();
      assert.equal(provider.received('read').length, 0);
      assert.equal((await read()).said, row.untouched);
    });

    test('gives a token that is no header value', async (t) => {
      const { provider, cancel, assertSent } = await setScene(t, row);
      provider.next({ fields: { [row.tokenField ?? 'token']: 'a\r\nx-evil: 1' } }, { kind: 'login' });

      const answer = await cancel();

      assert.equal(answer.is === 'not_sent' && answer.code, UNAVAILABLE);
      assertSent({ received: 0, effects: 0 });
    });
  });

  test('credentials that are refused end the matter, and nothing is sent', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row);
    provider.setCredentials(row.rotated);

    const answer = await cancel();

    assert.ok(answer.is === 'not_sent');
    assert.deepEqual([answer.code, answer.final], ['provider_auth_failed', true]);
    assert.equal(provider.received('login').length, 1);
    assertSent({ received: 0, effects: 0 });
  });

  test('credentials that were refused are not tried again at once', async (t) => {
    const { provider, cancel } = await setScene(t, row);
    provider.setCredentials(row.rotated);
    await cancel();

    const answer = await cancel();

    assert.equal(answer.is === 'not_sent' && answer.code, 'provider_auth_failed');
    assert.equal(provider.received('login').length, 1);
  });

  test('a secret that was rotated meanwhile is read again, and the cancel goes through', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row, { refreshed: row.rotated });
    provider.setCredentials(row.rotated);

    assert.equal((await cancel()).is, row.prompt);

    assert.equal(provider.received('login').length, 2);
    assertSent({ received: 1, effects: 1 });
  });

  test('a secret that was rotated while its token lived goes through as well', async (t) => {
    const { provider, cancel, read, assertSent } = await setScene(t, row, { refreshed: row.rotated });
    await read();
    provider.setCredentials(row.rotated);
    provider.expireTokens();

    assert.equal((await cancel()).is, row.prompt);

    assertSent({ received: 2, effects: 1 });
  });

  testLockOut(row, { received: 1, effects: 1 });

  test('one login serves many requests one after another', async (t) => {
    const { provider, read, cancel } = await setScene(t, row);

    for (let times = 0; times < 4; times++) await read();
    await cancel();

    assert.equal(provider.logins, 1);
    assert.equal(provider.unauthorized, 0);
  });

  test('a token that has expired by our clock is not presented', async (t) => {
    const { provider, read, harness } = await setScene(t, row);
    harness.stores.put(harness.session, { token: new SecretText('old-token'), expiresAt: Date.now() - 1 });

    await read();

    assert.ok(provider.received().every(({ token }) => token !== 'old-token'));
    assert.equal(provider.unauthorized, 0);
  });
}
