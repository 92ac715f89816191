import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { toPaymentKey } from '../../../shared/domain/ids.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { resume } from '../../../shared/operation/operations.ts';
import type { OperationContext } from '../../../shared/operation/payment.ts';
import { sweep } from '../../../shared/operation/sweep.ts';
import { waitUntilFinal } from '../../../shared/operation/wait.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import { REF } from '../sample-operation.ts';
import { assertSessionsClosed, beginAt, begun, CANCELED, createWorld } from './runner-scene.ts';
import type { RunnerWorld } from './runner-world.ts';
import { ACCEPTED, DONE, LOST, NOT_SENT, SETTLE_MS, SOPAGUE_LIKE, shown } from './story.ts';

afterEach(assertSessionsClosed);

describe('a sweep', () => {
  test('resolves what is due, and leaves alone what is not', async () => {
    const world = createWorld();
    world.results = [LOST];
    await begun(world);
    assert.equal((await sweep(world.deps, world.invocation())).resolved, 0);
    world.now += MINUTE_MS;
    world.inquiries = [CANCELED];
    assert.deepEqual(await sweep(world.deps, world.invocation()), { resolved: 1, failed: 0, left: false });
    assert.equal(world.payment.operations[0]?.state, 'succeeded');
  });

  test('takes over from a sender that died, once its lease is over', async () => {
    const world = createWorld();
    world.store.fates = ['answered', 'lost before', 'lost before'];
    await beginAt(world);
    world.now += 30_000;
    await sweep(world.deps, world.invocation());
    assert.equal(world.payment.operations[0]?.state, 'sending');
    world.now += 4_000;
    world.inquiries = [CANCELED];
    await sweep(world.deps, world.invocation());
    assert.equal(world.payment.operations[0]?.state, 'succeeded');
  });

  test('postpones what fails, so that it keeps nothing else from its turn', async () => {
    const world = createWorld();
    world.results = [LOST];
    await begun(world);
    world.hasSecret = false;
    world.now += MINUTE_MS;
    const before = world.payment.dueAt ?? 0;
    assert.deepEqual(await sweep(world.deps, world.invocation()), { resolved: 0, failed: 1, left: false });
    assert.ok((world.payment.dueAt ?? 0) > Math.max(before, world.now));
  });

  test('counts as failed what the ledger did not save', async () => {
    const world = createWorld();
    world.results = [LOST];
    await begun(world);
    world.now += MINUTE_MS;
    world.store.fates = ['lost before', 'lost before'];
    assert.partialDeepStrictEqual(await sweep(world.deps, world.invocation()), { resolved: 0, failed: 1 });
  });

  test('ends for lack of time, and says so', async () => {
    const world = createWorld();
    world.results = [LOST];
    await begun(world);
    world.now += MINUTE_MS;
    const short = world.invocation({ deadline: world.now + 1_000 });
    assert.partialDeepStrictEqual(await sweep(world.deps, short), { resolved: 0 });
    assert.deepEqual(world.sent, []);
  });

  test('brings an operation to its end with no other trigger, whatever the provider does', async () => {
    const world = createWorld();
    world.results = Array.from({ length: 1000 }, () => LOST);
    await begun(world);
    for (let days = 0; days < 3 && world.payment.dueShard !== 'letpay#review'; days++)
      for (let minutes = 0; minutes < 24 * 60; minutes++) {
        world.now += MINUTE_MS;
        await sweep(world.deps, world.invocation());
      }
    assert.equal(world.payment.operations[0]?.state, 'manual_review');
  });
});

describe('a provider that has recovered', () => {
  const PAYMENTS = Array.from({ length: 12 }, (_, index) => `payment-${index + 10}`);

  const find = (world: RunnerWorld, paymentId: string) =>
    world.store.get(toPaymentKey({ ...REF, paymentId }));

  const stateOf = (world: RunnerWorld, paymentId: string) => find(world, paymentId)?.operations[0]?.state;

  /** Payments of which nothing could be sent, begun a minute apart. The first is due, and the others in an hour. */
  async function waiting(result: AttemptResult = NOT_SENT): Promise<RunnerWorld> {
    const world = createWorld();
    for (const paymentId of PAYMENTS) {
      world.results = [result];
      await beginAt(world, { paymentId });
      world.now += MINUTE_MS;
    }
    for (const paymentId of PAYMENTS.slice(1)) {
      const payment = find(world, paymentId);
      const [operation] = payment?.operations ?? [];
      assert.ok(payment && operation?.state === 'accepted');
      const nextActionAt = world.now + HOUR_MS;
      world.store.put({ ...payment, dueAt: nextActionAt, operations: [{ ...operation, nextActionAt }] });
    }
    world.sent.length = 0;
    return world;
  }

  test('gets all that waits at an account with its first success, the oldest first', async () => {
    const world = await waiting();
    const { resolved } = await sweep(world.deps, world.invocation());
    assert.equal(resolved, PAYMENTS.length);
    assert.deepEqual(new Set(PAYMENTS.map((paymentId) => stateOf(world, paymentId))), new Set(['succeeded']));
    const recovering = world.logged.find(({ event }) => event === 'recovering');
    assert.equal(recovering?.facts?.count, PAYMENTS.length - 1);
    assert.deepEqual(
      world.store.saved
        .filter(({ operations }) => operations[0]?.state === 'succeeded')
        .map(({ paymentId }) => paymentId),
      PAYMENTS,
    );
  });

  for (const [name, result] of [
    [
      'refused the credentials',
      { status: 'not_sent', code: 'provider_auth_failed', credentialsRefused: true },
    ],
    ['had no usable certificate of the merchant', { status: 'not_sent', code: 'merchant_not_configured' }],
  ] as const)
    test(`gets all that waits once it takes corrected credentials, where it ${name}`, async () => {
      const world = await waiting(result);
      await sweep(world.deps, world.invocation());
      const states = PAYMENTS.map((paymentId) => stateOf(world, paymentId));
      assert.deepEqual(new Set(states), new Set(['succeeded']));
    });

  test('and fails again is left alone again', async () => {
    const world = await waiting();
    world.results = [DONE, ...PAYMENTS.map(() => NOT_SENT)];
    await sweep(world.deps, world.invocation());
    const states = PAYMENTS.map((paymentId) => stateOf(world, paymentId));
    assert.equal(states.filter((state) => state === 'succeeded').length, 1);
    assert.ok(world.sent.length < PAYMENTS.length);
  });

  const UNREADABLE = [
    ['the switch', { gate: 'unreadable' }],
    ['the secret', { hasSecret: false }],
  ] as const;
  for (const [what, from] of UNREADABLE)
    test(`gets the rest later, where ${what} cannot be read any more: the sweep ends, and postpones it`, async () => {
      const world = await waiting();
      world.during = () => void Object.assign(world, from);
      const { resolved, failed } = await sweep(world.deps, world.invocation());
      const rest = PAYMENTS.slice(1);
      assert.deepEqual([resolved, failed], [1, rest.length]);
      assert.deepEqual(new Set(rest.map((paymentId) => stateOf(world, paymentId))), new Set(['accepted']));
      const dueAt = rest.map((paymentId) => find(world, paymentId)?.dueAt ?? 0);
      assert.ok(dueAt.every((at) => at > world.now && at < world.now + HOUR_MS));
    });

  test('of one merchant is of no concern to another whose waiting operations cannot be listed', async () => {
    const world = await waiting();
    const { listDue } = world.store;
    world.store.listDue = async (shard, page) => {
      if (page.keyPrefix?.startsWith('loja-1')) throw new Error('the index is away');
      return listDue.call(world.store, shard, page);
    };
    const other = { ...REF, merchantId: 'loja-2', paymentId: 'payment-99' };
    for (const paymentId of ['payment-98', 'payment-99']) {
      world.results = [NOT_SENT];
      await beginAt(world, { ...other, paymentId });
    }
    const left = world.store.get(toPaymentKey(other));
    assert.ok(left);
    const [operation] = left.operations;
    assert.ok(operation?.state === 'accepted');
    const nextActionAt = world.now + HOUR_MS;
    world.store.put({ ...left, dueAt: nextActionAt, operations: [{ ...operation, nextActionAt }] });
    world.now += MINUTE_MS;

    await assert.rejects(sweep(world.deps, world.invocation()), /the index is away/);

    assert.equal(world.store.get(toPaymentKey(other))?.operations[0]?.state, 'succeeded');
  });

  test('gets what waits alone within minutes, however long it was away', async () => {
    const world = createWorld();
    world.results = Array.from({ length: 2_000 }, () => NOT_SENT);
    await beginAt(world);
    for (let minutes = 0; minutes < 20 * 60; minutes++) {
      world.now += MINUTE_MS;
      await sweep(world.deps, world.invocation());
    }
    world.results = [];
    for (let minutes = 0; minutes < 6; minutes++) {
      world.now += MINUTE_MS;
      await sweep(world.deps, world.invocation());
    }
    assert.equal(world.payment.operations[0]?.state, 'succeeded');
  });
});

describe('a wait', () => {
  const wait = (world: RunnerWorld, context: OperationContext, seconds: number) =>
    waitUntilFinal(world.deps, context, world.now + seconds * 1000, world.invocation());

  test('inquires again after 2, 4 and 8 seconds, until it is final', async () => {
    const world = createWorld();
    world.results = [ACCEPTED];
    const context = await begun(world);
    world.inquiries = [shown({ status: 'processing' }), shown({ status: 'processing' }), CANCELED];
    const began = world.now;
    const { operation } = await wait(world, context, 20);
    assert.deepEqual([operation.state, world.now - began], ['succeeded', 8_000]);
    assert.equal(world.sent.length, 3);
  });

  test('ends with the time of the invocation', async () => {
    const world = createWorld();
    world.results = [ACCEPTED];
    const context = await begun(world);
    world.inquiries = Array.from({ length: 9 }, () => shown({ status: 'processing' }));
    const { operation } = await wait(world, context, 60);
    assert.equal(operation.state, 'processing');
    assert.equal(world.now - operation.createdAt, 23_000);
  });

  test('does not wait for what nothing but a person ends', async () => {
    const world = createWorld(SOPAGUE_LIKE);
    world.results = [LOST];
    const context = await begun(world, { request: { amount: 500 } });
    world.now += SETTLE_MS;
    const review = await resume(world.runner, context, world.invocation(), { asked: true });
    assert.equal(review.operation.state, 'manual_review');
    const began = world.now;
    await wait(world, review, 20);
    assert.equal(world.now, began);
  });

  test('leaves a provider alone that asks for it', async () => {
    const world = createWorld();
    world.results = [{ status: 'not_sent', code: 'provider_rate_limited', retryAfterMs: 25_000 }];
    const context = await begun(world);
    const { operation } = await wait(world, context, 20);
    assert.deepEqual([operation.state, world.sent], ['accepted', []]);
  });

  test('marks as stale what the ledger does not answer about any more', async () => {
    const world = createWorld();
    world.results = [NOT_SENT];
    const context = await begun(world);
    world.store.fates = ['away'];
    const waited = await wait(world, context, 5);
    assert.deepEqual([waited.isStale, waited.operation], [true, context.operation]);
    assert.ok(world.logged.some(({ event }) => event === 'wait_unread'));
  });
});
