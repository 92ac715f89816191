import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Fault, HTML_PAGE, redirectTo } from '../../../local/simulators/kit/faults.ts';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';
import { setScene, statusOf } from '../scene.ts';
import { assertLockedOut, assertRefused, testLockOut } from './lock-out.ts';

type Row = { readonly name: string; readonly fault: Fault; readonly code: string };

/** Milliseconds of an invocation in which a login is begun, and soon over. */
const LITTLE_MS = 2_150;

const UNAVAILABLE = 'provider_unavailable';
const LIMITED = 'provider_rate_limited';

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
  { name: 'is refused by a firewall', fault: { status: 403, body: HTML_PAGE }, code: UNAVAILABLE },
  { name: 'is answered with 401 by a gateway', fault: { status: 401, body: HTML_PAGE }, code: UNAVAILABLE },
  { name: 'is refused with 404', fault: { status: 404, body: '' }, code: UNAVAILABLE },
  { name: 'answers 429', fault: { status: 429 }, code: LIMITED },
  { name: 'answers 429 with HTML', fault: { status: 429, body: HTML_PAGE }, code: LIMITED },
];

/** Logins and credentials. */
export function testLogins<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('a request is not sent, and can be sent later, when the login', () => {
    for (const { name, fault, code } of FAILURES) {
      test(name, async (t) => {
        const scene = await setScene(t, row);
        scene.provider.next(fault, { kind: 'login' });

        const result = await scene.send();

        assert.ok(result.status === 'not_sent', `it is ${result.status}`);
        assert.deepEqual([result.code, result.permanent], [code, undefined]);
        assert.equal(result.credentialsRefused, undefined);
        scene.assertSent({ received: 0, effects: 0 });
        assert.equal((await scene.send()).status, row.prompt, 'the next request');
      });
    }

    test('hangs', async (t) => {
      const scene = await setScene(t, row);
      scene.provider.next({ answers: 'never' }, { kind: 'login' });

      // An inquiry: what moves money would not even begin with so little time left.
      const inquiry = await scene.inquire({ deadline: scene.now() + LITTLE_MS });

      assert.equal(statusOf(inquiry), 'unavailable');
      assert.equal(scene.provider.received('read').length, 0);
      assert.equal(statusOf(await scene.inquire()), row.statuses.untouched);
    });

    test('gives a token that is no header value', async (t) => {
      const scene = await setScene(t, row);
      scene.provider.next({ fields: { [row.tokenField ?? 'token']: 'a\r\nx-evil: 1' } }, { kind: 'login' });

      const result = await scene.send();

      assert.equal(result.status === 'not_sent' && result.code, UNAVAILABLE);
      scene.assertSent({ received: 0, effects: 0 });
    });
  });

  test('an operation outlives every login that does not succeed', async (t) => {
    const scene = await setScene(t, row);
    for (const { fault } of FAILURES) scene.provider.next(fault, { kind: 'login' });

    const { state } = await scene.finish(await scene.begin());

    assert.equal(state, 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
  });

  testCredentials(row);
  testTokens(row);
}

function testCredentials<C extends BaseCredentials>(row: ContractRow<C>): void {
  test('credentials that the provider refuses are known to be refused, and nothing is sent', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.setCredentials(row.rotated);

    assertRefused(await scene.send());

    assert.equal(scene.provider.received('login').length, 1);
    scene.assertSent({ received: 0, effects: 0 });
  });

  test('credentials that were refused are not tried again at once', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.setCredentials(row.rotated);
    await scene.send();

    assertLockedOut(await scene.send());

    assert.equal(scene.provider.received('login').length, 1);
  });

  test('a secret that was rotated meanwhile is read again, and the request goes through', async (t) => {
    const scene = await setScene(t, row, { refreshed: row.rotated });
    scene.provider.setCredentials(row.rotated);

    assert.equal((await scene.send()).status, row.prompt);

    assert.equal(scene.provider.received('login').length, 2);
    scene.assertSent({ received: 1, effects: 1 });
  });

  test('a secret that was rotated while its token lived goes through as well', async (t) => {
    const scene = await setScene(t, row, { refreshed: row.rotated });
    await scene.inquire();
    scene.provider.setCredentials(row.rotated);
    scene.provider.expireTokens();

    assert.equal((await scene.send()).status, row.prompt);

    scene.assertSent({ received: 2, effects: 1 });
  });

  testLockOut(row, { received: 1, effects: 1 });
}

function testTokens<C extends BaseCredentials>(row: ContractRow<C>): void {
  test('one login serves many requests one after another', async (t) => {
    const scene = await setScene(t, row);

    for (let times = 0; times < 4; times++) await scene.inquire();
    await scene.send();

    assert.equal(scene.provider.logins, 1);
    assert.equal(scene.provider.unauthorized, 0);
  });

  test('a token that has expired by our clock is not presented', async (t) => {
    const scene = await setScene(t, row);
    const { stores, session } = scene.harness;
    stores.put(session, {
      token: new SecretText('old-token'),
      expiresAt: scene.now() - 1,
      secretVersion: 'v1',
    });

    await scene.inquire();

    assert.ok(scene.provider.received().every(({ token }) => token !== 'old-token'));
    assert.equal(scene.provider.unauthorized, 0);
  });
}
