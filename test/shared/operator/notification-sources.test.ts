import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScene, OPERATOR } from './scene.ts';

const AT = '2026-11-21T15:00:00.000Z';

test('operators see, set and reset the addresses from which notifications are accepted', async () => {
  const scene = createScene();
  const reason = 'They moved';
  const none = { provider: 'modelo', accepted: [], by: 'provider', published: [], changes: [] };
  assert.deepEqual(await scene.ask({ command: 'sources' }), none);

  const addresses = ['192.0.2.1', '2001:db8::/32', '192.0.2.1'];
  const set = await scene.ask({ command: 'set-sources', addresses, reason });
  const to = ['192.0.2.1', '2001:db8::/32'];
  const change = { to, reason, by: OPERATOR, at: AT };
  assert.deepEqual(set, { ...none, accepted: to, by: 'operator', changes: [change] });

  const reset = await scene.ask({ command: 'reset-sources', reason });
  assert.deepEqual(reset, { ...none, changes: [change, { ...change, to: null }] });
  assert.equal(scene.world.forgotten, 2, 'this process applies them at once');
});

for (const addresses of [[], ['letpay'], ['0.0.0.0/0'], Array(65).fill('192.0.2.1'), 'x', undefined])
  test(`addresses such as ${JSON.stringify(addresses)?.slice(0, 40)} are refused with a sentence`, async () => {
    const answer = await createScene().ask({ command: 'set-sources', addresses, reason: 'x' });
    assert.match(JSON.stringify(answer), /"code":"validation_failed","detail":"[^"]*addresses/);
  });

test('addresses that others change all the time are left as they are', async () => {
  const scene = createScene();
  scene.deps.sourcesStore.save = async () => false;
  await assert.rejects(scene.ask({ command: 'reset-sources', reason: 'x' }), {
    name: 'internal_error',
  });
});
