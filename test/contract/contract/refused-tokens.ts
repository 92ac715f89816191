import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Fault, HTML_PAGE } from '../../../local/simulators/kit/faults.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';
import { setScene, statusOf } from '../scene.ts';

/** The most logins that one request may try. */
const MAX_LOGINS = 3;

/** A 401 proves that nothing was done, whatever stands in it. */
export const REFUSALS: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'in the documented form', fault: { status: 401 } },
  { name: 'with HTML', fault: { status: 401, body: HTML_PAGE } },
  { name: 'without a body', fault: { status: 401, body: '' } },
  { name: 'cut off in its body', fault: { status: 401, body: HTML_PAGE, answers: 'truncated' } },
];

/** Answers of 401 to a request that moves money. */
export function testRefusedTokens<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('one 401 is followed by a login and the same request again: a 401', () => {
    for (const { name, fault } of REFUSALS) {
      test(name, async (t) => {
        const scene = await setScene(t, row);
        scene.next(fault);

        assert.equal((await scene.send()).status, row.prompt);

        scene.assertSent({ received: 2, effects: 1 });
        assert.equal(scene.provider.logins, 2);
        const [first, second] = scene.received();
        assert.deepEqual([second?.path, second?.body], [first?.path, first?.body]);
        assert.notEqual(second?.token, first?.token);
      });
    }
  });

  test('a token that died meanwhile is replaced, and the request goes through', async (t) => {
    const scene = await setScene(t, row);
    await scene.inquire();
    scene.provider.expireTokens();

    assert.equal((await scene.send()).status, row.prompt);

    scene.assertSent({ received: 2, effects: 1 });
    assert.equal(scene.provider.logins, 2);
  });

  test('a storm of 401s is a provider in trouble, after a few logins', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ status: 401 }, Number.POSITIVE_INFINITY);

    const result = await scene.send();

    assert.ok(result.status === 'not_sent');
    assert.deepEqual(
      [result.code, result.permanent, result.credentialsRefused],
      ['provider_unavailable', undefined, undefined],
    );
    assert.ok(scene.provider.logins <= MAX_LOGINS, `${scene.provider.logins} logins`);
    scene.assertSent({ received: MAX_LOGINS, effects: 0 });
  });

  test('an operation outlives a storm of 401s', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ status: 401 }, 4 * MAX_LOGINS);

    const begun = await scene.begin();

    assert.equal(begun.state, 'accepted');
    assert.equal((await scene.finish(begun)).state, 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
  });

  test('a lost answer after a 401 leaves the outcome unknown', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ status: 401 });
    scene.next({ applies: true, answers: 'reset-before-headers' });

    assert.equal((await scene.send()).status, 'indeterminate');

    scene.assertSent({ received: 2, effects: 1 });
  });

  test('an inquiry that is answered with 401 tries again as well', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.next({ status: 401 }, { kind: 'read' });

    assert.equal(statusOf(await scene.inquire()), row.statuses.untouched);

    assert.equal(scene.provider.logins, 2);
  });

  test('a secret that cannot be read again does not make a 401 an unknown outcome', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ status: 401 }, Number.POSITIVE_INFINITY);
    const refresh = () => Promise.reject(new Error('no answer'));
    const account = { ...scene.harness.account, refresh };

    const result = await scene.harness.attempt(scene.wanted(), {}, account);

    assert.equal(result.status, 'not_sent');
  });
}
