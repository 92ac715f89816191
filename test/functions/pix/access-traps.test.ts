import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pix } from '../../../functions/pix/connector.ts';
import type { Credentials } from '../../../functions/pix/credentials.ts';
import { makeCertificate } from '../../../local/simulators/kit/make-certificate.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { problemOf } from '../../../shared/operation/view.ts';
import { toPixCredentials } from '../../contract/rows/pix.ts';
import { assertState, type Bank, setBank } from './bank.ts';

/** What scopes and certificates keep from being done, played through the core against the simulator. */

describe('a client without the right to refund', () => {
  const scopes = ['cob.read', 'cob.write', 'pix.read'];

  for (const deniesWith of [400, 403] as const)
    test(`whose login says so sends nothing, and the problem names what is missing (${deniesWith})`, async (t) => {
      const { scene, bank } = await setBank(t, { scopes, deniesWith });

      const begun = await scene.begin();

      assertState(begun, 'accepted');
      const { code, detail } = problemOf(begun) ?? {};
      assert.equal(code, 'provider_auth_failed');
      assert.equal(detail, 'Nothing was sent: the provider did not grant pix.write to these credentials.');
      assertState(await scene.finish(begun), 'failed');
      scene.assertSent({ received: 0, effects: 0 });

      bank.rules.scopes = [...scopes, 'pix.write'];
      scene.pass(5 * MINUTE_MS);
      assertState(await scene.finish(await scene.begin({ key: 'key-2' })), 'succeeded');
    });

  test('still removes charges', async (t) => {
    const { scene } = await setBank(t, { scopes }, { method: 'void' });
    assertState(await scene.begin(), 'succeeded');
  });

  test('gets this as the problem, and nothing is given back', async (t) => {
    const { scene } = await setBank(t, { scopes, showsScopes: false });

    const begun = await scene.begin();

    assertState(begun, 'accepted');
    assert.equal(problemOf(begun)?.code, 'provider_auth_failed');
    assert.match(problemOf(begun)?.detail ?? '', /scope/);
    assertState(await scene.finish(begun), 'failed');
    assert.equal(scene.returned(), 0);
  });

  test('at a bank that answers 400 to that is refused in words that no page lists', async (t) => {
    const { scene } = await setBank(t, { scopes: ['pix.read'], showsScopes: false, deniesWith: 400 });

    const ended = await scene.finish(await scene.begin());

    assertState(ended, 'failed');
    assert.equal(problemOf(ended)?.providerError?.message, 'O token não tem o escopo.');
    assert.equal(scene.returned(), 0);
  });
});

describe('the certificate', () => {
  const stranger = makeCertificate('stranger');

  test('of somebody else opens nothing', async (t) => {
    const { scene } = await setBank(t, {}, { credentials: toPixCredentials('1', stranger) });

    const operation = await scene.begin();

    assertState(operation, 'accepted');
    assert.equal(problemOf(operation)?.code, 'provider_unavailable');
    assert.equal(scene.provider.received().length, 0);
  });

  test('of a client is the one that its token belongs to', async (t) => {
    const { scene, bank } = await setBank(t);
    await scene.inquire();
    const [token] = bank.received('read').map((request) => request.token);
    bank.setClient({ clientId: 'pix-client-1', clientSecret: 'pix-secret-1', ...stranger }, 'loja-2');
    const other = toPixCredentials('1', stranger);
    const account = { ...scene.harness.account, credentials: other, endpoints: endpointsOf(bank, other) };

    const result = await scene.harness.attempt(scene.wanted(), {}, account);

    assert.equal(result.status, 'rejected', 'the other client has no such Pix');
    const tokens = bank.received('refund').map((request) => request.token);
    assert.equal(tokens[0], token);
    assert.notEqual(tokens[1], token);
  });
});

function endpointsOf(bank: Bank, credentials: Credentials) {
  return { ...pix.endpoints(credentials), api: bank.url, update: bank.url, query: bank.url, auth: bank.url };
}
