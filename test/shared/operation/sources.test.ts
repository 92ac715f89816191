import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type NotificationSources,
  newSources,
  withSources,
} from '../../../shared/domain/notification-sources.ts';
import { SECOND_MS } from '../../../shared/domain/time.ts';
import { createSources } from '../../../shared/operation/sources.ts';
import { silentLog } from '../bus/fakes.ts';

const PUBLISHED = ['192.0.2.1'];
const DEPLOYED = ['192.0.2.2'];
const SET = ['192.0.2.3'];
const WHO = { reason: 'They moved', by: 'ana', at: 0 };

function createScene(deployed?: readonly string[]) {
  const scene = { now: 0, reads: 0, stored: undefined as NotificationSources | undefined, isDown: false };
  const sources = createSources({
    ...{ provider: 'letpay', deployed, clock: () => scene.now, log: silentLog },
    store: {
      read: async () => {
        scene.reads++;
        if (scene.isDown) throw new Error('no answer');
        return scene.stored;
      },
    },
  });
  return { scene, sources };
}

test('notifications come from where the provider publishes, unless the deployment or an operator says otherwise', async () => {
  assert.deepEqual(await createScene().sources.find(PUBLISHED), PUBLISHED);
  const { scene, sources } = createScene(DEPLOYED);
  assert.deepEqual(await sources.find(PUBLISHED), DEPLOYED);

  scene.stored = withSources(newSources('letpay'), { ...WHO, to: SET });
  sources.forget();
  assert.deepEqual(await sources.find(PUBLISHED), SET);

  scene.stored = withSources(scene.stored, WHO);
  sources.forget();
  assert.deepEqual(await sources.find(PUBLISHED), DEPLOYED);
});

test('a process reads what operators set once in half a minute', async () => {
  const { scene, sources } = createScene();
  await sources.find(PUBLISHED);
  scene.stored = withSources(newSources('letpay'), { ...WHO, to: SET });
  scene.now = 30 * SECOND_MS - 1;
  assert.deepEqual(await sources.find(PUBLISHED), PUBLISHED);
  assert.equal(scene.reads, 1);
  scene.now = 30 * SECOND_MS;
  assert.deepEqual(await sources.find(PUBLISHED), SET);
});

test('what was read last counts while it cannot be read', async () => {
  const { scene, sources } = createScene();
  scene.stored = withSources(newSources('letpay'), { ...WHO, to: SET });
  await sources.find(PUBLISHED);
  scene.isDown = true;
  scene.now = 60 * SECOND_MS;
  assert.deepEqual(await sources.find(PUBLISHED), SET);
});

test('addresses that a newer version wrote are left as they are', () => {
  assert.throws(() => withSources({ ...newSources('letpay'), schema: 2 }, WHO), { name: 'internal_error' });
});
