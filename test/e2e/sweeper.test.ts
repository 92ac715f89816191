import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { eventually } from '../local/eventually.ts';
import { endLeases } from './aws.ts';
import { readOperation } from './shapes.ts';
import { PLAYED_PROVIDERS, startWorld, type TestPayment, toPath, until, type World } from './world.ts';

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', merchants: ['loja-1', 'loja-2'] });
});
after(() => world.close());
beforeEach(() => world.forget());

async function sweep(): Promise<void> {
  for (const { functionError } of await world.stack.runSchedules()) assert.equal(functionError, undefined);
}

async function stateOf(payment: TestPayment): Promise<unknown> {
  const [operation] = readOperations(await world.get(toPath(payment)));
  return operation?.state;
}

function readOperations({ body }: { body: unknown }): { state: string }[] {
  return (body as { operations: { state: string }[] }).operations;
}

describe('the sweeper', () => {
  test('brings to an end, with no further trigger, what was accepted, lost, or not sent', async () => {
    const payments = PLAYED_PROVIDERS.flatMap((provider) => {
      const [lost, fine] = [world.newPayment(provider), world.newPayment(provider)];
      return [
        { payment: lost, isLost: true },
        { payment: fine, isLost: false },
      ];
    });
    for (const { payment, isLost } of payments) {
      if (isLost) world.simulators[payment.provider].next({ applies: true, answers: 'reset-before-headers' });
      await world.cancel(payment);
    }

    await endLeases(world.stack);
    await sweep();

    for (const { payment } of payments) {
      assert.equal(await stateOf(payment), 'succeeded', JSON.stringify(payment));
      assert.equal(world.effects(payment), 1);
      assert.equal(world.sent(payment, 'cancel').length, 1);
    }
  });

  test('brings refunds to their end, where their flow never starts', async () => {
    world.stack.faults.add({
      target: 'StartExecution',
      kind: 'unavailable',
      times: Number.POSITIVE_INFINITY,
    });
    const paid = world.newLetpayPayment({ status: 'PAID' });
    const held = world.newPayment('letpay');
    world.letpay.next({ applies: true, answers: 'reset-before-headers' }, { kind: 'refund' });
    for (const payment of [paid, held]) await world.refund(payment);

    await endLeases(world.stack);
    await sweep();

    assert.deepEqual(world.stack.executions.list(), []);
    for (const payment of [paid, held]) {
      assert.equal(await stateOf(payment), 'succeeded');
      assert.equal(world.effects(payment), 1);
    }
  });

  test('leaves alone what is not due yet', async () => {
    // Of another account: the provider asks for a pause of an hour.
    const payment = world.newPayment('letpay', 'loja-2');
    world.letpay.next({ applies: true, answers: 'reset-before-headers' });
    await world.cancel(payment);
    world.letpay.next({ status: 429, headers: { 'retry-after': '3600' } }, { kind: 'read' });
    await world.cancel(payment);
    world.forget();

    await sweep();

    assert.equal(world.sent(payment).length, 0);
    assert.equal(await stateOf(payment), 'unknown');
  });

  test('does no harm when two run at once', async () => {
    const payments = Array.from({ length: 6 }, () => world.newPayment('letpay'));
    for (const payment of payments) {
      world.letpay.next({ applies: false, answers: 'reset-before-headers' });
      await world.cancel(payment);
    }

    // A sweep leaves for the next what it has no time or no session for.
    await eventually(async () => {
      await endLeases(world.stack);
      await Promise.all([sweep(), sweep(), sweep()]);
      return payments.every((payment) => world.sent(payment, 'cancel').length > 1);
    });

    for (const payment of payments)
      assert.equal(world.sent(payment, 'cancel').length, 2, 'one lost, one sent again');
    await Promise.all(payments.map((payment) => world.cancel(payment)));
    for (const payment of payments) {
      assert.equal(world.effects(payment), 1);
      assert.equal(await stateOf(payment), 'succeeded');
    }
  });

  test('takes up what a function left behind that was killed while it was sending', async () => {
    const payment = world.newPayment('letpay');
    world.letpay.next({ applies: true, answersAfterMs: 60_000 });
    const cut = world.cancel(payment).catch(() => undefined);
    await until(() => world.effects(payment) === 1);
    await world.stack.environments.killAll();
    await cut;
    assert.equal(await stateOf(payment), 'sending');
    await endLeases(world.stack);

    await sweep();

    const again = readOperation(await world.cancel(payment), 200);
    assert.deepEqual([again.state, again.attribution], ['succeeded', 'unproven']);
    assert.equal(world.sent(payment, 'cancel').length, 1);
  });

  test('puts off what it cannot work on, and resolves the rest', async () => {
    const poisoned = world.newPayment('sopague');
    const fine = world.newPayment('sopague');
    for (const payment of [poisoned, fine]) {
      world.sopague.next({ applies: true, answers: 'reset-before-headers' });
      await world.cancel(payment);
    }
    world.sopague.next({ status: 500, applies: false }, { kind: 'read', times: 1 });
    await endLeases(world.stack);

    await sweep();

    const states = [await stateOf(poisoned), await stateOf(fine)].toSorted();
    assert.deepEqual(states, ['succeeded', 'unknown']);
  });
});
