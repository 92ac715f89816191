import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problemOf } from '../../shared/operation/view.ts';
import { AMOUNT } from './contract-row.ts';
import { testProviderContract } from './provider-contract.ts';
import { sopagueRow, startSopague } from './rows/sopague.ts';
import { setScene } from './scene.ts';

testProviderContract(sopagueRow);

describe('where SoPague answers a login with wrong credentials by a 401 without a body:', () => {
  const row = { ...sopagueRow, start: () => startSopague({ failedLogin: 'unauthorized' }) };

  test('it says nothing of the credentials, so that an operation waits until they work', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.setCredentials(row.rotated);

    const begun = await scene.begin();
    assert.equal(begun.state, 'accepted');
    assert.equal(problemOf(begun)?.code, 'provider_unavailable');
    scene.provider.setCredentials(row.credentials);

    assert.equal((await scene.finish(begun)).state, 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
  });
});
