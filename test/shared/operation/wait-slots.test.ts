import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createWaitSlots } from '../../../shared/operation/wait-slots.ts';
import type { WaitStore, Waits } from '../../../shared/ports/wait-store.ts';

/** Slots in memory, for all merchants of a provider. */
function createScene(most: number) {
  const world = { now: 0, waits: { version: 0, waiting: [] } as Waits, ids: 0, fails: false, conflicts: 0 };
  const store: WaitStore = {
    read: async () => {
      if (world.fails) throw new Error('no table');
      return world.waits;
    },
    save: async (_provider, waits) => {
      if (world.conflicts-- > 0 || waits.version !== world.waits.version + 1) return false;
      world.waits = waits;
      return true;
    },
  };
  const log = { info: () => undefined, error: () => undefined };
  const slots = createWaitSlots({
    ...{ provider: 'letpay', store, most, log },
    clock: () => world.now,
    newId: () => `id-${world.ids++}`,
  });
  return { world, take: (merchant: string) => slots.take(merchant, world.now + 25_000) };
}

describe('requests that wait', () => {
  test('are as many at once as there are slots, and one merchant has half of them', async () => {
    const { take } = createScene(4);
    assert.ok(await take('loja-1'));
    assert.ok(await take('loja-1'));
    assert.equal(await take('loja-1'), undefined);
    assert.ok(await take('loja-2'));
    assert.ok(await take('loja-3'));
    assert.equal(await take('loja-4'), undefined);
  });

  test('leave their slot to the next, and give it back only once', async () => {
    const { world, take } = createScene(2);
    const slot = await take('loja-1');
    await slot?.release();
    await slot?.release();
    assert.deepEqual(world.waits.waiting, []);
    assert.ok(await take('loja-1'));
  });

  test('that never ended leave their slot when their time is over', async () => {
    const { world, take } = createScene(1);
    assert.ok(await take('loja-1'));
    world.now = 24_999;
    assert.equal(await take('loja-2'), undefined);
    world.now = 25_000;
    assert.ok(await take('loja-2'));
  });

  test('are none where it cannot be found out, or others save all the time', async () => {
    const { world, take } = createScene(2);
    world.conflicts = 2;
    assert.ok(await take('loja-1'));
    world.conflicts = 3;
    assert.equal(await take('loja-2'), undefined);
    world.fails = true;
    assert.equal(await take('loja-2'), undefined);
  });
});
