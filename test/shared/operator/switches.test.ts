import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScene, OPERATOR } from './scene.ts';

const AT = '2026-11-21T15:00:00.000Z';

test('a provider is switched off and on, for all merchants and for one', async () => {
  const scene = createScene();
  const off = { merchant: '*', reason: 'They answer 500', by: OPERATOR, at: AT };

  const first = await scene.ask({ command: 'disable', reason: 'They answer 500' });
  await scene.ask({ command: 'disable', merchantId: 'loja-1', reason: 'Fraud' });
  await scene.ask({ command: 'enable', reason: 'Fixed' });
  const last = await scene.ask({ command: 'switches' });

  assert.deepEqual(first, { provider: 'modelo', off: [off], changes: [{ ...off, to: 'off' }] });
  assert.deepEqual(last, {
    provider: 'modelo',
    off: [{ merchant: 'loja-1', reason: 'Fraud', by: OPERATOR, at: AT }],
    changes: [
      { ...off, to: 'off' },
      { merchant: 'loja-1', to: 'off', reason: 'Fraud', by: OPERATOR, at: AT },
      { merchant: '*', to: 'on', reason: 'Fixed', by: OPERATOR, at: AT },
    ],
  });
  assert.equal(scene.world.forgotten, 3, 'this process applies the switch at once');
});

test('a switch that others turn all the time is left as it is', async () => {
  const scene = createScene();
  scene.deps.switchStore.save = async () => false;

  await assert.rejects(scene.ask({ command: 'disable', reason: 'Down' }), {
    name: 'internal_error',
    message: 'Too many others turned a switch at the same time. Check the switches, and try again.',
  });
});
