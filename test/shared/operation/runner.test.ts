import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { begin, resume } from '../../../shared/operation/operations.ts';
import { assertSessionsClosed, beginAt, begun, CANCELED, createWorld, PAID } from './runner-scene.ts';
import type { RunnerWorld } from './runner-world.ts';
import { DONE, LOST, NOT_SENT, REJECTED, SOPAGUE_LIKE, shown } from './story.ts';

const savedStates = ({ store }: RunnerWorld) => store.saved.map(({ operations }) => operations.at(-1)?.state);

afterEach(assertSessionsClosed);

describe('a command', () => {
  test('that is canceled at once takes two trips to the ledger: before and after the request', async () => {
    const world = createWorld();
    const { operation, replayed } = await beginAt(world);
    assert.deepEqual([operation.state, replayed], ['succeeded', false]);
    assert.deepEqual([world.store.calls, world.sent], [['save', 'save'], ['POST /void']]);
    assert.deepEqual(savedStates(world), ['sending', 'succeeded']);
  });

  test('that needs a read first is saved before it, and before the request', async () => {
    const world = createWorld();
    world.inquiries = [PAID];
    const { operation } = await beginAt(world, { kind: 'refund' });
    assert.equal(operation.state, 'succeeded');
    assert.deepEqual(savedStates(world), ['accepted', 'sending', 'succeeded']);
    assert.deepEqual(world.sent, ['GET /payment', 'POST /refund']);
  });

  test('whose amount comes from a read is confirmed by a read', async () => {
    const world = createWorld(SOPAGUE_LIKE);
    world.inquiries = [shown(), CANCELED];
    const { operation } = await beginAt(world);
    assert.equal(operation.state, 'succeeded');
    assert.deepEqual(savedStates(world), ['accepted', 'sending', 'processing', 'succeeded']);
  });

  test('that is repeated is answered in one trip, and sends nothing', async () => {
    const world = createWorld();
    await begun(world);
    const { operation, replayed } = await beginAt(world);
    assert.deepEqual([operation.state, replayed], ['succeeded', true]);
    assert.deepEqual([world.store.calls, world.sent], [['save'], []]);
  });

  test('that is repeated while somebody is at work on it sends nothing either', async () => {
    const world = createWorld();
    let repeated: Promise<unknown> = Promise.resolve();
    world.during = () => {
      repeated = beginAt(world).then(({ operation, replayed }) =>
        assert.deepEqual([operation.state, replayed], ['sending', true]),
      );
    };
    await beginAt(world);
    await repeated;
    assert.deepEqual(world.sent, ['POST /void']);
  });

  test('that is repeated after an unknown outcome inquires, and goes on', async () => {
    const world = createWorld();
    world.results = [LOST];
    await begun(world);
    world.inquiries = [CANCELED];
    const { operation, replayed } = await beginAt(world);
    assert.deepEqual([operation.state, replayed, world.sent], ['succeeded', true, ['GET /payment']]);
  });

  test('shows nobody the texts that are not to be shown', async () => {
    const world = createWorld();
    world.results = [{ ...REJECTED, providerError: { status: 422, message: 'a secret' } }];
    const { operation } = await beginAt(world);
    assert.ok(operation.state === 'failed');
    assert.equal(operation.problem?.providerError?.message, 'a [redacted]');
  });

  test('keeps a trail of what was done', async () => {
    const world = createWorld();
    world.inquiries = [PAID];
    const { operation } = await beginAt(world, { kind: 'refund' });
    assert.deepEqual(
      operation.trail?.map(({ step, result, state, requests }) => [
        step,
        result,
        state,
        requests[0]?.request,
      ]),
      [
        ['preflight', 'paid', 'sending', 'GET /payment'],
        ['attempt', 'succeeded', 'succeeded', 'POST /refund'],
      ],
    );
  });
});

describe('a save whose answer is lost', () => {
  test('is made again under the same id, and sends once', async () => {
    for (const fate of ['lost before', 'lost after'] as const) {
      const world = createWorld();
      world.store.fates = [fate];
      const { operation, replayed } = await beginAt(world);
      assert.deepEqual([operation.state, replayed, world.sent.length], ['succeeded', false, 1]);
    }
  });

  test('twice says of a command that its outcome is unknown, and sends nothing', async () => {
    const world = createWorld();
    world.store.fates = ['lost after', 'lost before'];
    await assert.rejects(beginAt(world), (error) => {
      assert.ok(error instanceof EstornoError);
      assert.deepEqual([error.name, error.facts.outcome], ['internal_error', 'unknown']);
      return true;
    });
    assert.deepEqual(world.sent, []);
  });

  test('of a result leaves the operation marked as stale; the next one who comes finds out', async () => {
    const world = createWorld();
    world.store.fates = ['answered', 'lost before', 'lost before'];
    const begunOne = await beginAt(world);
    assert.deepEqual([begunOne.operation.state, begunOne.isStale], ['sending', true]);
    world.now += 2 * MINUTE_MS;
    world.inquiries = [CANCELED];
    const { operation } = await beginAt(world);
    assert.equal(operation.state, 'succeeded');
  });

  test('of a claim sends nothing', async () => {
    const world = createWorld();
    world.results = [NOT_SENT];
    const context = await begun(world);
    world.store.fates = ['lost after', 'lost before'];
    const resumed = await resume(world.runner, context, world.invocation(), { asked: true });
    assert.deepEqual([resumed.isStale, world.sent], [true, []]);
  });
});

describe('somebody faster', () => {
  test('who began the same command makes this one a repeat', async () => {
    const first = createWorld();
    await beginAt(first);
    const late = createWorld();
    late.store.meanwhile = () => late.store.put(first.payment);
    const { replayed } = await beginAt(late);
    assert.deepEqual([replayed, late.sent], [true, []]);
  });

  test('who began another one has this one refused', async () => {
    const other = createWorld();
    other.results = [LOST];
    await beginAt(other, { idempotencyKey: 'key-2' });
    const world = createWorld();
    world.store.meanwhile = () => world.store.put(other.payment);
    await assert.rejects(beginAt(world), { name: 'payment_busy' });
    assert.deepEqual(world.sent, []);
  });

  test('who took it after the lease was over keeps it: the late answer changes nothing but by success', async () => {
    for (const [result, state] of [
      [REJECTED, 'unknown'],
      [DONE, 'succeeded'],
    ] as const) {
      const world = createWorld();
      world.results = [result];
      world.during = () => {
        world.now += 60_000;
        const [operation] = world.payment.operations;
        assert.ok(operation?.state === 'sending');
        const { lease, ...rest } = operation;
        const lost = { ...lease, owner: 'somebody' };
        const taken = { ...rest, state: 'unknown' as const, nextActionAt: world.now, lease: lost };
        world.store.put({ ...world.payment, version: 2, saveId: 'other', operations: [taken] });
      };
      const { operation } = await beginAt(world);
      assert.equal(operation.state, state);
    }
  });
});

describe('the kill switch', () => {
  test('refuses what would begin, and stores nothing', async () => {
    for (const [gate, name] of [
      ['closed', 'provider_disabled'],
      ['unreadable', 'internal_error'],
    ] as const) {
      const world = createWorld();
      world.gate = gate;
      await assert.rejects(beginAt(world), { name });
      assert.deepEqual([world.store.saved, world.sent], [[], []]);
    }
  });

  test('that is turned during a preflight holds back the send', async () => {
    const world = createWorld();
    world.inquiries = [PAID];
    world.during = () => {
      world.gate = 'closed';
    };
    const { operation } = await beginAt(world, { kind: 'refund' });
    assert.ok(operation.state === 'accepted');
    assert.equal(operation.waitingFor?.code, 'provider_disabled');
    assert.deepEqual(world.sent, ['GET /payment']);
  });

  test('holds back what is claimed, and lets inquiries through', async () => {
    const world = createWorld();
    world.results = [LOST];
    const context = await begun(world);
    world.gate = 'closed';
    const resumed = await resume(world.runner, context, world.invocation(), { asked: true });
    assert.deepEqual([resumed.operation.state, world.sent], ['unknown', ['GET /payment']]);
  });

  test('lets what was accepted wait without credentials', async () => {
    const world = createWorld();
    world.results = [NOT_SENT];
    const context = await begun(world);
    world.gate = 'closed';
    world.hasSecret = false;
    const resumed = await resume(world.runner, context, world.invocation(), { asked: true });
    assert.ok(resumed.operation.state === 'accepted');
    assert.equal(resumed.operation.waitingFor?.code, 'provider_disabled');
  });
});

describe('missing credentials', () => {
  test('refuse what would begin, and answer what was begun', async () => {
    const world = createWorld();
    world.hasSecret = false;
    await assert.rejects(beginAt(world), { name: 'merchant_not_configured' });
    world.hasSecret = true;
    await beginAt(world);
    world.hasSecret = false;
    assert.equal((await beginAt(world)).replayed, true);
  });
});

describe('an invocation that ends', () => {
  test('claims nothing that it has no time for', async () => {
    const world = createWorld();
    world.results = [LOST];
    const context = await begun(world);
    const late = world.invocation({ deadline: world.now + 4_000 });
    assert.equal(await resume(world.runner, context, late, { asked: true }), context);
    assert.deepEqual(world.store.calls, []);
  });

  test('sends nothing after its signal', async () => {
    const world = createWorld();
    const controller = new AbortController();
    controller.abort();
    const { operation } = await begin(
      world.runner,
      world.command(),
      world.invocation({ signal: controller.signal }),
    );
    assert.equal(operation.state, 'accepted');
    assert.deepEqual(world.sent, []);
  });

  test('sends nothing for the first time after `notAfter`', async () => {
    const world = createWorld(SOPAGUE_LIKE);
    world.during = () => {
      world.now += 10_000;
    };
    const { operation } = await beginAt(world, { request: { notAfter: world.now + 5_000 } });
    assert.ok(operation.state === 'failed');
    assert.deepEqual([operation.problem?.code, world.sent], ['deadline_exceeded', ['GET /payment']]);
  });
});
