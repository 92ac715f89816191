import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { begin, check, prove, resume, resumeIfPossible } from '../../../shared/operation/operations.ts';
import {
  findOperation,
  type OperationContext,
  toOperationContext,
} from '../../../shared/operation/payment.ts';
import { decide } from '../../../shared/operation/runner.ts';
import { sweep } from '../../../shared/operation/sweep.ts';
import type { Input } from '../../../shared/operation/transition/table.ts';
import { waitUntilFinal } from '../../../shared/operation/wait.ts';
import { withdraw } from '../../../shared/operation/withdraw.ts';
import type { Traits } from '../../../shared/provider/traits.ts';
import { REF } from '../sample-operation.ts';
import { RunnerWorld } from './runner-world.ts';
import {
  ACCEPTED,
  DONE,
  LOST,
  NOT_SENT,
  REJECTED,
  SETTLE_MS,
  SOPAGUE_LIKE,
  shown,
  UNAVAILABLE,
} from './story.ts';

const PAID = shown({ status: 'paid' });
const CANCELED = shown({ status: 'canceled' });

const worlds: RunnerWorld[] = [];

function createWorld(traits?: Partial<Traits>): RunnerWorld {
  const world = new RunnerWorld(traits);
  worlds.push(world);
  return world;
}

const beginAt = (world: RunnerWorld, parts = {}) =>
  begin(world.runner, world.command(parts), world.invocation());

const savedStates = ({ store }: RunnerWorld) => store.saved.map(({ operations }) => operations.at(-1)?.state);

async function begun(world: RunnerWorld, parts = {}): Promise<OperationContext> {
  const context = await beginAt(world, parts);
  world.store.calls.length = 0;
  world.sent.length = 0;
  return context;
}

afterEach(() => {
  for (const { openSessions } of worlds.splice(0))
    assert.equal(openSessions, 0, 'every session was given back');
});

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

  test('tells nobody the words that are not to be shown', async () => {
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
    world.results = Array.from({ length: 100 }, () => LOST);
    await begun(world);
    for (let days = 0; days < 3 && world.payment.dueShard !== 'letpay#review'; days++)
      for (let minutes = 0; minutes < 24 * 60; minutes++) {
        world.now += MINUTE_MS;
        await sweep(world.deps, world.invocation());
      }
    assert.equal(world.payment.operations[0]?.state, 'manual_review');
  });
});

describe('a wait', () => {
  const wait = (world: RunnerWorld, context: OperationContext, seconds: number) =>
    waitUntilFinal(world.deps, context, seconds, world.invocation());

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

const decideFor = (world: RunnerWorld, context: OperationContext, input: Input) =>
  decide(world.runner, context, input, { owner: '', invocation: world.invocation(), gate: 'open' });

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
    const context = await begun(world, { request: { amount: 500 } });
    world.now += SETTLE_MS;
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
    assert.equal(await resumeIfPossible(world.runner, context, world.invocation()), context);
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
