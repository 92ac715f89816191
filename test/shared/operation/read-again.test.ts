import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { begin, resumeIfPossible } from '../../../shared/operation/operations.ts';
import { assertSessionsClosed, begun, createWorld } from './runner-scene.ts';
import type { RunnerWorld } from './runner-world.ts';
import { NOT_SENT } from './story.ts';

afterEach(assertSessionsClosed);

/** A cancellation of which nothing was sent, and how others have it done a little later. */
async function createScene() {
  const world = createWorld();
  world.results = [NOT_SENT];
  const context = await begun(world);
  const before = world.payment;
  await begun(world);
  const after = world.payment;
  world.store.put(before);
  return { world, context, sendElsewhere: () => world.store.put(after) };
}

/** With too little time left to do anything: the session that was asked for is put back. */
const repeat = (world: RunnerWorld) =>
  begin(world.runner, world.command(), world.invocation({ deadline: world.now + 3_000 }));

describe('a repeat that can do nothing', () => {
  test('gives at once what it has read', async () => {
    const { world } = await createScene();
    const { operation, isStale } = await repeat(world);
    assert.deepEqual([operation.state, isStale], ['accepted', undefined]);
    assert.deepEqual(world.store.calls, ['save']);
  });

  test('reads again what it has read long before, as others may have sent it since', async () => {
    const { world, sendElsewhere } = await createScene();
    world.atClose = () => {
      world.now += 10_000;
      sendElsewhere();
    };
    assert.equal((await repeat(world)).operation.state, 'succeeded');
  });

  test('says so where it cannot be read again', async () => {
    const { world, sendElsewhere } = await createScene();
    world.atClose = () => {
      world.now += 10_000;
      sendElsewhere();
      world.store.fates = ['away'];
    };
    const { operation, isStale } = await repeat(world);
    assert.deepEqual([operation.state, isStale], ['accepted', true]);
  });
});

describe('where it cannot be read whether the provider is switched off, a caller', () => {
  test('gets the operation as it is now', async () => {
    const { world, context, sendElsewhere } = await createScene();
    world.gate = 'unreadable';
    sendElsewhere();
    const { operation } = await resumeIfPossible(world.runner, context, world.invocation());
    assert.equal(operation.state, 'succeeded');
  });

  test('hears that this is not known, where the operation cannot be read either', async () => {
    const { world, context } = await createScene();
    world.gate = 'unreadable';
    world.store.fates = ['away'];
    const { isStale } = await resumeIfPossible(world.runner, context, world.invocation());
    assert.equal(isStale, true);
  });
});
