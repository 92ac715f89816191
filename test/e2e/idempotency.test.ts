import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryEngine } from './engines.ts';
import { toLocalText, toUtcText } from './instants.ts';
import { pick, readOperation, readProblem } from './shapes.ts';
import { PROVIDERS, type TestPayment, toPath, type World } from './world.ts';

/** What a repeat of a finished command may do at DynamoDB: one save that is refused, and a lease taken in vain. */
const REPEAT_COSTS = {
  'dynamodb-local': { puts: 1, gets: 0 },
  dynalite: { puts: 1, gets: 1 },
};

onEveryEngine((world) => {
  for (const provider of PROVIDERS) {
    test(`${provider}: ten requests at once with one key are one cancellation`, async () => {
      const payment = world().newPayment(provider);
      world().simulators[provider].latencyMs = { cancel: 30 };

      const answers = await Promise.all(Array.from({ length: 10 }, () => world().cancel(payment)));
      world().simulators[provider].latencyMs = 0;
      const done = await finish(world(), payment);

      assert.deepEqual(pick(done, 'attribution', 'attempts'), { attribution: 'ours', attempts: 1 });
      const ids = answers.map((answer) => readOperation(answer, answer.status === 200 ? 200 : 202).id);
      assert.equal(new Set(ids).size, 1);
      const firsts = answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined);
      assert.equal(firsts.length, 1);
      assert.equal(world().sent(payment, 'cancel').length, 1);
      assert.equal(world().effects(payment), 1);
    });

    test(`${provider}: a key that was used for another command is refused, and nothing is sent`, async () => {
      const payment = world().newPayment(provider);
      const { id } = await finish(world(), payment);
      world().forget();

      const answer = await world().cancel(payment, { body: { reason: 'fraudulent' } });

      const problem = readProblem(answer, 422, 'idempotency_key_reused');
      assert.deepEqual(pick(problem, 'outcome', 'retry'), { outcome: 'not_applied', retry: 'never' });
      assert.equal(problem.operation?.id, id);
      assert.deepEqual(world().sent(payment), []);
    });

    test(`${provider}: the same command in other words is the same command`, async () => {
      const payment = world().newPayment(provider);
      const capturedAt = world().now();
      const body = { reason: 'duplicate', capturedAt: toLocalText(capturedAt), reference: 'order-1' };
      const { id } = await finish(world(), payment, { key: 'key-1', body });

      const others = { reference: 'order-1', capturedAt: toUtcText(capturedAt), reason: 'duplicate' };
      const operation = readOperation(await world().cancel(payment, { body: others }), 200);

      assert.equal(operation.id, id);
    });

    test(`${provider}: another key while one is open is busy, and names what is open`, async () => {
      const payment = world().newPayment(provider);
      world().simulators[provider].next({ status: 500, applies: false });
      const open = readOperation(await world().cancel(payment), 202);
      world().forget();

      const same = await world().cancel(payment, { key: 'key-2' });
      const problem = readProblem(same, 409, 'payment_busy');

      assert.deepEqual(pick(problem, 'outcome', 'retry', 'possibleDuplicate', 'suggestion', 'operation'), {
        outcome: 'not_applied',
        retry: 'after',
        possibleDuplicate: true,
        suggestion: 'wait',
        operation: { id: open.id, state: 'unknown', link: open.links.self },
      });
      assert.deepEqual(world().sent(payment), []);
    });

    test(`${provider}: another key after success is already_canceled, and nothing is sent`, async () => {
      const payment = world().newPayment(provider);
      const done = await finish(world(), payment);
      world().forget();

      const problem = readProblem(await world().cancel(payment, { key: 'key-2' }), 409, 'already_canceled');

      assert.deepEqual(pick(problem, 'outcome', 'paymentStatus', 'retry', 'operation'), {
        outcome: 'not_applied',
        paymentStatus: 'canceled',
        retry: 'never',
        operation: { id: done.id, state: 'succeeded', link: done.links.self },
      });
      assert.deepEqual(world().sent(payment), []);
    });

    test(`${provider}: a repeat of a finished command is answered from the ledger alone`, async () => {
      const payment = world().newPayment(provider);
      const done = await finish(world(), payment);
      world().forget();

      const repeat = await world().cancel(payment);

      assert.deepEqual(readOperation(repeat, 200), done);
      assert.equal(repeat.headers['idempotent-replayed'], 'true');
      assert.deepEqual(world().simulators[provider].received(), []);
      const costs = REPEAT_COSTS[world().stack.engine];
      const ledger = world().callsOn('Ledger');
      assert.deepEqual(
        ledger.map(({ target, status }) => `${target} ${status}`),
        [
          ...Array.from({ length: costs.puts }, () => 'DynamoDB_20120810.PutItem 400'),
          ...Array.from({ length: costs.gets }, () => 'DynamoDB_20120810.GetItem 200'),
        ],
      );
      const sessions = world().callsOn('Sessions');
      assert.ok(sessions.length <= (provider === 'letpay' ? 2 : 0), `${sessions.length} calls on sessions`);
    });
  }

  test('another amount under another key is no duplicate', async () => {
    const payment = world().newPayment('sopague');
    world().sopague.next({ status: 500, applies: false });
    readOperation(await world().cancel(payment, { body: { amount: 400 } }), 202);

    const problem = readProblem(
      await world().cancel(payment, { key: 'key-2', body: { amount: 500 } }),
      409,
      'payment_busy',
    );

    assert.equal(problem.possibleDuplicate, undefined);
  });

  test('the same key on another payment is another operation', async () => {
    const [one, other] = [world().newPayment('sopague'), world().newPayment('sopague')];
    const first = readOperation(await world().cancel(one), 200);
    const second = readOperation(await world().cancel(other), 200);
    assert.notEqual(first.id, second.id);
    assert.deepEqual([world().effects(one), world().effects(other)], [1, 1]);
    assert.ok(second.links.self.startsWith(toPath(other)));
  });
});

/** Cancels, and repeats until it is done. */
async function finish(world: World, payment: TestPayment, options: Parameters<World['cancel']>[1] = {}) {
  const answer = await world.cancel(payment, options);
  return readOperation(answer.status === 202 ? await world.cancel(payment, options) : answer, 200);
}
