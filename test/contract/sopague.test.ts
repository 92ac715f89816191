import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { problemOf } from '../../shared/operation/view.ts';
import { AMOUNT } from './contract-row.ts';
import { testProviderContract } from './provider-contract.ts';
import { sopagueRow, startSopague } from './rows/sopague.ts';
import { setScene } from './scene.ts';

testProviderContract(sopagueRow);

describe('where SoPague answers a login with wrong credentials by a 401 without a body:', () => {
  const row = { ...sopagueRow, start: () => startSopague({ failedLogin: 'unauthorized' }) };

  async function beginRefused(t: TestContext) {
    const scene = await setScene(t, row);
    scene.provider.setCredentials(row.rotated);
    const begun = await scene.begin();
    assert.equal(begun.state, 'accepted');
    assert.equal(problemOf(begun)?.code, 'provider_auth_failed');
    return { scene, begun };
  }

  test('an operation waits, and is carried out once they work', async (t) => {
    const { scene, begun } = await beginRefused(t);
    scene.provider.setCredentials(row.credentials);

    assert.equal((await scene.finish(begun)).state, 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
  });

  test('an operation has failed once they have been refused for ten minutes', async (t) => {
    const { scene, begun } = await beginRefused(t);
    const began = scene.now();

    const ended = await scene.finish(begun);

    assert.deepEqual([ended.state, problemOf(ended)?.code], ['failed', 'provider_auth_failed']);
    assert.ok(scene.now() - began >= 10 * MINUTE_MS);
    assert.equal(scene.returned(), 0);
  });
});
