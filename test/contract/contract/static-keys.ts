import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { createCheckLogin } from '../../../shared/sessions/check-login.ts';
import type { ContractRow } from '../contract-row.ts';
import { setScene } from '../scene.ts';
import { testLockOut } from './lock-out.ts';
import { REFUSALS } from './refused-tokens.ts';

const REFUSED = ['not_sent', 'provider_auth_failed', true] as const;

/** Providers at which nothing logs in: the credentials themselves go with every request. */
export function testStaticKeys<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('one 401 ends the matter, and nothing was done: a 401', () => {
    for (const { name, fault } of REFUSALS)
      test(name, async (t) => {
        const { provider, cancel, assertSent } = await setScene(t, row);
        provider.next(fault);

        const answer = await cancel();

        assert.deepEqual(answer.is === 'not_sent' && [answer.is, answer.code, answer.final], REFUSED);
        assertSent({ received: 1, effects: 0 });
      });
  });

  test('every request carries the credentials, and they are stored nowhere', async (t) => {
    const { provider, cancel, read, harness } = await setScene(t, row);

    await read();
    await cancel();

    const [first, ...others] = provider.received().map(({ token }) => token);
    assert.ok(first, 'the simulator says what it was shown (`tokenOf`)');
    assert.ok(others.every((token) => token === first));
    assert.equal(harness.stores.tokens.size, 0);
  });

  test('credentials that were refused are not tried again at once', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row);
    provider.setCredentials(row.rotated);
    await cancel();

    const answer = await cancel();

    assert.equal(answer.is === 'not_sent' && answer.code, 'provider_auth_failed');
    assertSent({ received: 1, effects: 0 });
  });

  test('a secret that was rotated meanwhile is read again, and the cancel goes through', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row, { refreshed: row.rotated });
    provider.setCredentials(row.rotated);

    assert.equal((await cancel()).is, row.prompt);

    assertSent({ received: 2, effects: 1 });
  });

  // The refused one was a request of its own: there is no login to refuse it.
  testLockOut(row, { received: 2, effects: 1 });

  test('a lost answer after a 401 is a doubt', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row, { refreshed: row.rotated });
    provider.setCredentials(row.rotated);
    provider.next({ status: 401 });
    provider.next({ applies: true, answers: 'reset-before-headers' });

    assert.equal((await cancel()).is, 'doubt');

    assertSent({ received: 2, effects: 1 });
  });

  test('a read with credentials that are refused tells nothing', async (t) => {
    const { provider, read } = await setScene(t, row);
    provider.next({ status: 401 }, { kind: 'read' });

    assert.equal((await read()).said, 'cannot_tell');
  });

  test('whether credentials work is known by a read', async (t) => {
    const { provider, harness } = await setScene(t, row);
    const check = createCheckLogin({ scheme: row.connector.session, exchange, clock: Date.now });
    const { signal } = new AbortController();
    const baseUrl = provider.url;

    assert.equal((await check(harness.account, { signal })).login, 'works');
    assert.equal((await check({ baseUrl, credentials: row.rotated }, { signal })).login, 'refused');
    await provider.close();
    assert.equal((await check(harness.account, { signal })).login, 'unavailable');
    assert.equal(provider.received('cancel').length, 0);
  });
}
