import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { check, prove, resume, resumeIfPossible } from '../../../shared/operation/operations.ts';
import { findOperation, toOperationContext } from '../../../shared/operation/payment.ts';
import { withdraw } from '../../../shared/operation/withdraw.ts';
import { REF } from '../sample-operation.ts';
import { assertSessionsClosed, begun, createWorld, decideFor, PAID } from './runner-scene.ts';
import { LOST, NOT_SENT, SOPAGUE_LIKE, shown, UNAVAILABLE } from './story.ts';

afterEach(assertSessionsClosed);

describe('a withdrawal', () => {
  test('takes back what was not sent', async () => {
    const world = createWorld();
    world.results = [NOT_SENT];
    const { operation } = await begun(world);
    const withdrawn = await withdraw(world.runner, REF, operation.id, world.invocation());
    assert.partialDeepStrictEqual(withdrawn.operation, { state: 'failed', withdrawn: true });
    assert.deepEqual(world.sent, []);
  });

  test('is refused for what was sent, and says how that stands', async () => {
    const world = createWorld();
    world.results = [LOST];
    const { operation } = await begun(world);
    await assert.rejects(withdraw(world.runner, REF, operation.id, world.invocation()), (error) => {
      assert.ok(error instanceof EstornoError);
      assert.deepEqual([error.name, error.facts.outcome], ['withdraw_not_allowed', 'unknown']);
      return true;
    });
    await assert.rejects(withdraw(world.runner, REF, 'op-0', world.invocation()), {
      name: 'operation_not_found',
    });
  });

  test('of a request that people filed is made at the provider first', async () => {
    const world = createWorld(SOPAGUE_LIKE);
    world.inquiries = [PAID];
    const parts = { kind: 'refund', request: { strategy: 'refund_only' } };
    const context = await begun(world, parts);
    await decideFor(world, context, { type: 'attach_request', requestId: 'req-1' });
    const { operation } = await withdraw(world.runner, REF, context.operation.id, world.invocation());
    assert.partialDeepStrictEqual(operation, { state: 'failed', withdrawn: true });
    assert.deepEqual(world.sent, ['POST /withdraw']);
  });
});

describe('a person', () => {
  test('records the outcome of what waits for one', async () => {
    const world = createWorld();
    world.results = [LOST];
    const context = await begun(world);
    const recording = { outcome: 'succeeded', evidence: 'a receipt', by: 'ana', at: world.now } as const;
    const { context: after } = await decideFor(world, context, { type: 'record', recording });
    assert.partialDeepStrictEqual(after.operation, {
      state: 'succeeded',
      attribution: 'recorded',
      recording,
    });
    assert.equal(world.payment.event?.type, 'PaymentCancellationSucceeded');
  });

  test('has an event published again, as a new one', async () => {
    const world = createWorld();
    const context = await begun(world);
    const { sequence } = world.payment;
    await decideFor(world, context, { type: 'republish' });
    assert.partialDeepStrictEqual(world.payment.event, {
      sequence: sequence + 1,
      type: 'PaymentCancellationSucceeded',
    });
  });

  test('has the provider asked once more about what waits for one: only proof counts', async () => {
    const world = createWorld(SOPAGUE_LIKE);
    world.results = [LOST];
    world.inquiries = [shown({ total: 500 }), shown({ total: 500 })];
    const context = await begun(world, { request: { amount: 500 } });
    world.now += 7 * DAY_MS;
    const review = await resume(world.runner, context, world.invocation(), { asked: true });
    const proved = await prove(world.runner, review, world.invocation());
    assert.equal(proved.operation.state, 'manual_review');
    world.inquiries = [shown({ status: 'canceled', total: 500 })];
    assert.equal((await prove(world.runner, review, world.invocation())).operation.state, 'succeeded');
  });
});

describe('a check of a command', () => {
  test('refuses what would be refused, and stores and sends nothing', async () => {
    const world = createWorld();
    assert.equal(await check(world.runner, world.command(), world.invocation()), undefined);
    const late = world.command({ request: { notAfter: world.now } });
    await assert.rejects(check(world.runner, late, world.invocation()), { name: 'deadline_exceeded' });
    assert.deepEqual([world.store.saved, world.sent], [[], []]);
  });
});

describe('a caller who asks', () => {
  test('gets what is known where nothing can be done now', async () => {
    const world = createWorld();
    world.results = [LOST];
    const context = await begun(world);
    world.hasSecret = false;
    const { operation } = await resumeIfPossible(world.runner, context, world.invocation());
    assert.deepEqual(operation, context.operation);
    await assert.rejects(resume(world.runner, context, world.invocation(), { asked: true }), {
      name: 'merchant_not_configured',
    });
  });

  test('has an inquiry made though it is not due, and what was not answered is asked again later', async () => {
    const world = createWorld();
    world.results = [LOST];
    const context = await begun(world);
    world.inquiries = [UNAVAILABLE];
    const { operation } = await resumeIfPossible(world.runner, context, world.invocation());
    assert.ok(operation.state === 'unknown' && operation.nextActionAt > world.now);
    assert.ok(operation.nextActionAt < world.now + DAY_MS);
    const known = toOperationContext(world.payment, operation.id);
    assert.equal(findOperation(world.payment, operation.id), known.operation);
  });
});
