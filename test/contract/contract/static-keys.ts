import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { checkLogin } from '../../../shared/sessions/check-login.ts';
import type { ContractRow } from '../contract-row.ts';
import { setScene, statusOf } from '../scene.ts';
import { assertLockedOut, assertRefused, testLockOut } from './lock-out.ts';
import { REFUSALS } from './refused-tokens.ts';

/** Providers without logins: the credentials themselves go with every request. */
export function testStaticKeys<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('after one 401 nothing was done, and nothing is sent again: a 401', () => {
    for (const { name, fault } of REFUSALS)
      test(name, async (t) => {
        const scene = await setScene(t, row);
        scene.next(fault);

        assert.equal((await scene.send()).status, 'not_sent');

        scene.assertSent({ received: 1, effects: 0 });
      });
  });

  test('every request carries the credentials, and they are stored nowhere', async (t) => {
    const scene = await setScene(t, row);

    await scene.inquire();
    await scene.send();

    const [first, ...others] = scene.provider.received().map(({ token }) => token);
    assert.ok(first, 'the simulator says what it was shown (`tokenOf`)');
    assert.ok(others.every((token) => token === first));
    assert.equal(scene.harness.stores.tokens.size, 0);
  });

  test('credentials that were refused are not tried again at once', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.setCredentials(row.rotated);
    assertRefused(await scene.send());

    assertLockedOut(await scene.send());

    scene.assertSent({ received: 1, effects: 0 });
  });

  test('a secret that was rotated meanwhile is read again, and the request goes through', async (t) => {
    const scene = await setScene(t, row, { refreshed: row.rotated });
    scene.provider.setCredentials(row.rotated);

    assert.equal((await scene.send()).status, row.prompt);

    scene.assertSent({ received: 2, effects: 1 });
  });

  // The refused one was a request of its own: there is no login to refuse it.
  testLockOut(row, { received: 2, effects: 1 });

  test('a lost answer after a 401 leaves the outcome unknown', async (t) => {
    const scene = await setScene(t, row, { refreshed: row.rotated });
    scene.provider.setCredentials(row.rotated);
    scene.next({ status: 401 });
    scene.next({ applies: true, answers: 'reset-before-headers' });

    assert.equal((await scene.send()).status, 'indeterminate');

    scene.assertSent({ received: 2, effects: 1 });
  });

  test('an inquiry with credentials that are refused shows nothing', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.next({ status: 401 }, { kind: 'read' });

    assert.equal(statusOf(await scene.inquire()), 'unavailable');
  });

  test('whether credentials work is found out by an inquiry', async (t) => {
    const scene = await setScene(t, row);
    const { account } = scene.harness;
    const deps = { auth: row.connector.auth, exchange, clock: Date.now };
    const { signal } = new AbortController();

    assert.equal((await checkLogin(deps, account, { signal })).login, 'works');
    const wrong = { ...account, credentials: row.rotated };
    assert.equal((await checkLogin(deps, wrong, { signal })).login, 'refused');
    await scene.provider.close();
    assert.equal((await checkLogin(deps, account, { signal })).login, 'unavailable');
    assert.equal(scene.received().length, 0);
  });
}
