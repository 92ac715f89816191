import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Fault } from '../../local/aws/faults.ts';
import { LONGEST_INVOCATION_MS } from '../../shared/provider/budgets.ts';
import { endLeases } from './aws.ts';
import { type OperationShape, pick, readOperation, readProblem } from './shapes.ts';
import { AMOUNT, PROVIDERS, startWorld, type TestPayment, until, type World } from './world.ts';

/** More often than the SDK and the ledger try. */
const ALWAYS = 20;

/** The writes of one cancellation: which call, on which table, before or after the request to the provider. */
const WRITES = [
  { provider: 'letpay', write: 'begin', target: 'PutItem', table: 'Ledger', when: 'before' },
  { provider: 'letpay', write: 'lease', target: 'UpdateItem', table: 'Sessions', when: 'before' },
  { provider: 'letpay', write: 'commit', target: 'PutItem', table: 'Ledger', when: 'after' },
  { provider: 'letpay', write: 'return', target: 'UpdateItem', table: 'Sessions', when: 'after' },
  { provider: 'sopague', write: 'begin', target: 'PutItem', table: 'Ledger', when: 'before' },
  { provider: 'sopague', write: 'commit', target: 'PutItem', table: 'Ledger', when: 'after' },
] as const;

/** A throttled call is as one that is unavailable, but for half a second that the SDK waits. */
const KINDS = ['lose-request', 'lose-answer', 'unavailable'] as const;

let world: World;

before(async () => {
  world = await startWorld();
});
after(() => world.close());
beforeEach(() => world.forget());

describe('a provider that is down', () => {
  for (const provider of PROVIDERS) {
    test(`${provider}: leaves the cancellation accepted, and a repeat sends it once it is up`, async () => {
      const payment = world.newPayment(provider);
      const simulator = world.simulators[provider];
      const port = Number(new URL(simulator.url).port);
      await simulator.close();

      const answer = await world.cancel(payment);
      const again = await world.cancel(payment);
      await simulator.listen(port);
      const done = await finish(payment);

      for (const accepted of [readOperation(answer, 202), readOperation(again, 202)]) {
        assert.deepEqual(pick(accepted, 'state', 'outcome', 'attempts'), {
          state: 'accepted',
          outcome: 'not_applied',
          attempts: 0,
        });
        assert.equal(accepted.problem?.code, 'provider_unreachable');
      }
      assert.ok(Number(answer.headers['retry-after']) >= 1);
      assert.deepEqual(pick(done, 'state', 'attribution', 'attempts', 'problem'), {
        state: 'succeeded',
        attribution: 'ours',
        attempts: 1,
        problem: null,
      });
      assertCanceledOnce(payment);
    });
  }
});

describe('DynamoDB that fails once is not noticed', () => {
  for (const { provider, write, ...where } of WRITES) {
    for (const kind of KINDS) {
      test(`${provider}: ${kind} at the ${write}`, async () => {
        const payment = world.newPayment(provider);
        failWrite(payment, { kind }, where);

        const done = await finish(payment);

        assert.deepEqual(pick(done, 'state', 'attribution', 'attempts'), {
          state: 'succeeded',
          attribution: 'ours',
          attempts: 1,
        });
        assert.ok(
          world.stack.awsCalls.entries.some(({ fault }) => fault === kind),
          'the fault struck',
        );
        assertCanceledOnce(payment);
      });
    }
  }
});

describe('DynamoDB that fails for long', () => {
  for (const provider of PROVIDERS) {
    for (const kind of ['throttle', 'unavailable'] as const) {
      test(`${provider}: ${kind} at the begin sends nothing, and a repeat begins anew`, async () => {
        const payment = world.newPayment(provider);
        failWrite(payment, { kind, times: ALWAYS }, WRITES[0]);

        const problem = readProblem(await world.cancel(payment), 500, 'internal_error');
        const sent = world.sent(payment, 'cancel');
        world.stack.faults.clear();
        await finish(payment);

        assert.deepEqual(sent, []);
        assert.ok(['unknown', 'not_applied'].includes(problem.outcome), problem.outcome);
        assert.equal(problem.retry, 'same_key');
        assertCanceledOnce(payment);
      });
    }

    test(`${provider}: a begin whose answers are all lost sends nothing, and is taken up later`, async () => {
      const payment = world.newPayment(provider);
      failWrite(payment, { kind: 'lose-answer', times: ALWAYS }, WRITES[0]);

      const problem = readProblem(await world.cancel(payment), 500, 'internal_error');
      world.stack.faults.clear();
      const meanwhile = readOperation(await world.cancel(payment), 202);

      assert.deepEqual(pick(problem, 'outcome', 'retry'), { outcome: 'unknown', retry: 'same_key' });
      // A request that needs an inquiry first is not even on its way.
      assert.equal(meanwhile.state, provider === 'letpay' ? 'sending' : 'accepted');
      assert.deepEqual(world.sent(payment, 'cancel'), []);
      await endInvocations();
      assert.equal((await finish(payment)).state, 'succeeded');
      assertCanceledOnce(payment);
    });

    test(`${provider}: a result that is never saved leaves it sending, and an inquiry proves it`, async () => {
      const payment = world.newPayment(provider);
      failWrite(payment, { kind: 'unavailable', times: ALWAYS }, { ...WRITES[2] });

      const sending = readOperation(await world.cancel(payment), 202);
      world.stack.faults.clear();
      await endLeases(world.stack);
      const proof = readOperation(await world.cancel(payment), 200);

      assert.equal(sending.state, 'sending');
      assert.deepEqual(pick(proof, 'state', 'attribution'), { state: 'succeeded', attribution: 'unproven' });
      assertCanceledOnce(payment);
    });
  }

  test('sopague: a part whose result is never saved stays unknown: no status proves a part', async () => {
    const payment = world.newPayment('sopague');
    const part = { body: { amount: 400 } };
    failWrite(payment, { kind: 'unavailable', times: ALWAYS }, { ...WRITES[2] });
    assert.equal(readOperation(await world.cancel(payment, part), 202).state, 'sending');
    world.stack.faults.clear();
    await endLeases(world.stack);

    const operation = readOperation(await world.cancel(payment, part), 202);

    assert.deepEqual(pick(operation, 'state', 'outcome', 'attempts'), {
      state: 'unknown',
      outcome: 'unknown',
      attempts: 1,
    });
    assert.equal(cancelsOf(payment).length, 1);
  });

  for (const prefer of [undefined, 'wait=5'])
    test(`a state that could not be read since is not reported as that of now, ${prefer ?? 'without a wait'}`, async () => {
      const payment = world.newPayment('sopague');
      failLedgerAfterRead(payment);

      const answer = await world.cancel(payment, { headers: prefer ? { prefer } : {} });
      const problem = readProblem(answer, 500, 'internal_error');
      world.stack.faults.clear();

      assert.deepEqual(pick(problem, 'outcome', 'retry'), { outcome: 'unknown', retry: 'same_key' });
      assert.match(problem.detail, /The ledger gave no answer/);
      assert.deepEqual(cancelsOf(payment), []);
      await endInvocations();
      assert.equal((await finish(payment)).state, 'succeeded');
      assertCanceledOnce(payment);
    });

  test('letpay: without a lease nothing is sent, and a repeat sends it', async () => {
    const payment = world.newPayment('letpay');
    failWrite(payment, { kind: 'unavailable', times: ALWAYS }, WRITES[1]);

    const accepted = readOperation(await world.cancel(payment), 202);
    world.stack.faults.clear();

    assert.deepEqual([accepted.state, accepted.problem?.code], ['accepted', 'provider_capacity']);
    assert.deepEqual(world.letpay.received(), []);
    await finish(payment);
    assertCanceledOnce(payment);
  });

  test('letpay: a session that cannot be put back is not used again', async () => {
    const [payment, next] = [world.newPayment('letpay'), world.newPayment('letpay')];
    failWrite(payment, { kind: 'unavailable', times: ALWAYS }, WRITES[3]);

    readOperation(await world.cancel(payment), 202);
    world.forget();
    await endLeases(world.stack);
    readOperation(await world.cancel(next), 202);

    assert.deepEqual(
      world.letpay.received().map(({ kind }) => kind),
      ['login', 'cancel'],
    );
  });
});

describe('a process that is killed', () => {
  for (const provider of PROVIDERS) {
    test(`${provider}: after the provider did it leaves the operation sending, and an inquiry proves it`, async () => {
      const payment = world.newPayment(provider);
      world.simulators[provider].next({ answersAfterMs: 60_000 });
      await cancelAndKill(payment, () => world.effects(payment) === 1);

      const held = await world.cancel(payment);
      assert.equal(readOperation(held, 202).state, 'sending');
      assert.equal(held.headers['idempotent-replayed'], 'true');

      await endLeases(world.stack);
      const proof = readOperation(await world.cancel(payment), 200);

      assert.deepEqual(pick(proof, 'state', 'attribution', 'attempts'), {
        state: 'succeeded',
        attribution: 'unproven',
        attempts: 1,
      });
      assertCanceledOnce(payment);
    });

    // There is no login at Mercado Pago.
    if (provider === 'mercadopago') continue;
    test(`${provider}: before anything was sent leaves it to the next one who asks`, async () => {
      const payment = world.newPayment(provider);
      const simulator = world.simulators[provider];
      // The token that is kept is of no use: there is a login between the ledger and the first request that counts.
      simulator.expireTokens();
      simulator.next({ answersAfterMs: 60_000 }, { kind: 'login' });
      await cancelAndKill(payment, () => simulator.received('login').length > 0);

      assert.deepEqual(cancelsOf(payment), []);
      await endInvocations();
      assert.equal((await finish(payment)).state, 'succeeded');
      assertCanceledOnce(payment);
    });
  }
});

/** @param when before the request to the provider, or as soon as the provider has it */
function failWrite(
  payment: TestPayment,
  fault: Omit<Fault, 'target'>,
  { target, table, when }: { target: string; table: 'Ledger' | 'Sessions'; when: 'before' | 'after' },
): void {
  const add = () => world.stack.faults.add({ ...fault, target, table: world.stack.tableName(table) });
  if (when === 'before') {
    add();
    return;
  }
  const stop = world.simulators[payment.provider].onEvent((event) => {
    if (event.type !== 'received' || event.request.kind !== 'cancel') return;
    stop();
    add();
  });
}

/** The ledger answers nothing any more once the provider has been asked how the payment stands. */
function failLedgerAfterRead({ provider, paymentId }: TestPayment): void {
  const stop = world.simulators[provider].onEvent((event) => {
    if (event.type !== 'received' || !event.request.path.includes(paymentId)) return;
    stop();
    for (const target of ['PutItem', 'GetItem'])
      world.stack.faults.add({
        kind: 'unavailable',
        times: ALWAYS,
        target,
        table: world.stack.tableName('Ledger'),
      });
  });
}

/** Kills the process that works on the payment as soon as it has come so far. */
async function cancelAndKill(payment: TestPayment, isSoFar: () => boolean): Promise<void> {
  const answer = world.cancel(payment);
  const busy = () => world.stack.environments.list().filter(({ isBusy }) => isBusy);
  // Another one may still publish the events of what was written.
  await until(() => isSoFar() && busy().length === 1);
  await world.stack.environments.kill(busy()[0]?.id ?? '');
  const { status, body } = await answer;
  assert.deepEqual([status, body], [500, { message: 'Internal Server Error' }]);
}

/** The invocations that held leases have ended, and with them the time in which their requests could leave. */
async function endInvocations(): Promise<void> {
  await endLeases(world.stack);
  world.stack.clock.moveForward(LONGEST_INVOCATION_MS);
}

/** Repeats until it is final. */
async function finish(payment: TestPayment): Promise<OperationShape> {
  for (let repeats = 0; repeats < 4; repeats++) {
    const answer = await world.cancel(payment);
    if (answer.status !== 202) return readOperation(answer, 200);
  }
  return assert.fail('it does not come to an end');
}

/** Requests that could take effect: a 401 could not. */
function cancelsOf(payment: TestPayment) {
  return world.sent(payment, 'cancel').filter(({ status }) => status !== 401);
}

function assertCanceledOnce(payment: TestPayment): void {
  assert.equal(cancelsOf(payment).length, 1);
  assert.equal(world.effects(payment), 1);
  if (payment.provider === 'sopague')
    assert.equal(world.sopague.payment(payment.paymentId).canceledAmount, AMOUNT);
}
