import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { problemOf } from '../../../shared/operation/view.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';
import { setScene } from '../scene.ts';

/** The provider itself refused the credentials, just now. */
export function assertRefused(result: AttemptResult): void {
  assert.ok(result.status === 'not_sent', `it is ${result.status}`);
  assert.deepEqual(
    [result.code, result.permanent, result.credentialsRefused],
    ['provider_auth_failed', undefined, true],
  );
}

/** They were refused a short while ago, so that the provider was not asked. */
export function assertLockedOut(result: AttemptResult): void {
  assert.ok(result.status === 'not_sent', `it is ${result.status}`);
  assert.deepEqual([result.code, result.credentialsRefused], ['provider_auth_failed', undefined]);
  assert.equal(result.retryAfterMs, undefined, 'corrected credentials do not wait');
}

/** Credentials that were refused lock out themselves, and not those that replace them. */
export function testLockOut<C extends BaseCredentials>(
  row: ContractRow<C>,
  sent: { readonly received: number; readonly effects: number },
): void {
  test('a lockout is of one secret: another one is tried at once', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.setCredentials(row.rotated);
    assertRefused(await scene.send());
    const account = { ...scene.harness.account, credentials: row.rotated, secretVersion: 'v2' };

    const result = await scene.harness.attempt(scene.wanted(), {}, account);

    assert.equal(result.status, row.prompt);
    scene.assertSent(sent);
  });

  test('credentials that are corrected in time end nothing', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.setCredentials(row.rotated);

    const begun = await scene.begin();
    assert.equal(begun.state, 'accepted');
    assert.equal(problemOf(begun)?.code, 'provider_auth_failed');
    scene.provider.setCredentials(row.credentials);

    assert.equal((await scene.finish(begun)).state, 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
  });

  test('credentials that the provider refuses for more than ten minutes end an operation', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.setCredentials(row.rotated);
    const began = scene.now();

    const ended = await scene.finish(await scene.begin());

    assert.ok(ended.state === 'failed', `it is ${ended.state}`);
    assert.equal(ended.problem?.code, 'provider_auth_failed');
    assert.ok(ended.completedAt - began >= 10 * MINUTE_MS, 'it ended too soon');
    assert.equal(scene.returned(), 0);
  });
}
