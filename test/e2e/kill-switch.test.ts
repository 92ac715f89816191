import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { runOps } from '../../ops/run-ops.ts';
import { eventually } from '../local/eventually.ts';
import { endLeases } from './aws.ts';
import { type OperationShape, readOperation, readPayment, readProblem } from './shapes.ts';
import { PROVIDERS, type ProviderId, startWorld, type TestPayment, toPath, type World } from './world.ts';

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', concurrency: 1, merchants: ['loja-1', 'loja-2'] });
});
beforeEach(() => world.forget());
after(() => world.close());

async function ops(...args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await runOps([...args, '--local', world.stack.url], {
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
  });
  assert.equal(code, 0, complaints.join('\n'));
  // A process remembers a switch for 30 seconds: new ones read it.
  if (args[0] === 'disable' || args[0] === 'enable') await world.stack.environments.killAll();
  return printed.join('\n');
}

const WHY = ['--reason', 'They answer 500 to everything'];

/** Does something while a provider is off, and switches it on again. */
async function whileOff(provider: ProviderId, work: () => Promise<void>, ...more: string[]): Promise<void> {
  await ops('disable', provider, ...more, ...WHY);
  try {
    await work();
  } finally {
    await ops('enable', provider, ...more, ...WHY);
  }
}

async function sweep(): Promise<void> {
  await endLeases(world.stack);
  for (const { functionError } of await world.stack.runSchedules()) assert.equal(functionError, undefined);
}

const moneyRequests = (payment: TestPayment) =>
  world.sent(payment).filter(({ kind }) => kind === 'cancel' || kind === 'refund');

for (const provider of PROVIDERS) {
  describe(`${provider}, switched off`, () => {
    test('a new command is refused, and leaves nothing behind', async () => {
      await whileOff(provider, async () => {
        const payment = world.newPayment(provider);

        for (const answer of [
          await world.cancel(payment),
          await world.refund(payment),
          await world.cancel(payment, { body: { dryRun: true } }),
        ])
          readProblem(answer, 503, 'provider_disabled');

        assert.deepEqual(world.sent(payment), []);
        const { operations } = readPayment(await world.get(toPath(payment)));
        assert.deepEqual(operations, [], 'reads work, and nothing was stored');
      });
    });

    test('a task fails under the name of the problem', async () => {
      await whileOff(provider, async () => {
        const { merchantId, paymentId } = world.newPayment(provider);
        const task = { action: 'cancel', merchantId, provider, paymentId, idempotencyKey: 'key-1' };

        const { payload } = await world.stack.invoke(`${provider}Function`, task);

        assert.match(JSON.stringify(payload), /"errorType":"provider_disabled"/);
      });
    });

    test('a command on the bus goes back to its queue, and is carried out later', async () => {
      const payment = world.newPayment(provider);
      const from = world.stack.logs.length;
      await whileOff(provider, async () => {
        await world.stack.putEvent({
          source: `estorno.merchant.${payment.merchantId}`,
          detailType: 'PaymentCancellationRequested',
          detail: { ...payment, idempotencyKey: 'key-1' },
        });
        await eventually(() =>
          world.stack.logs
            .slice(from)
            .some(({ line }) => line.includes('command_delayed') && line.includes('provider_disabled')),
        );
        const [message, ...more] = await world.stack.queues.messages(`${provider}Commands`);
        assert.ok(message && more.length === 0);
      });
      assert.deepEqual(moneyRequests(payment), []);
    });

    test('what was not sent waits, also when it is asked for, and is sent when the provider is on again', async () => {
      const payment = world.newPayment(provider);
      await acceptOnly(payment);

      await whileOff(provider, async () => {
        const waiting = [readOperation(await world.cancel(payment), 202)];
        for (let times = 0; times < 2; times++) {
          await sweep();
          waiting.push(readOperation(await world.cancel(payment), 202));
        }
        for (const { state, problem, attempts } of waiting)
          assert.deepEqual([state, problem?.code, attempts], ['accepted', 'provider_disabled', 0]);
        assert.deepEqual(moneyRequests(payment), []);
      });

      await sweep();
      await sweep();
      readOperation(await world.cancel(payment), 200);
      assert.equal(world.effects(payment), 1);
      assert.equal(moneyRequests(payment).length, 1);
    });

    test('what waits can be taken back', async () => {
      const payment = world.newPayment(provider);
      const { links } = await acceptOnly(payment);

      await whileOff(provider, async () => {
        const answer = await world.call({ method: 'POST', path: `${links.self}/withdraw` });

        assert.equal(readOperation(answer, 200).state, 'failed');
      });
    });

    test('an unknown outcome is decided by an inquiry, and a repeat is answered as it stands', async () => {
      const payment = world.newPayment(provider);
      world.simulators[provider].next(
        { applies: true, answers: 'reset-before-headers' },
        { about: payment.paymentId },
      );
      readOperation(await world.cancel(payment), 202);
      await endLeases(world.stack);

      await whileOff(provider, async () => {
        const repeat = readOperation(await world.cancel(payment), 200);

        assert.equal(repeat.state, 'succeeded');
      });
      assert.equal(moneyRequests(payment).length, 1);
    });
  });
}

test('what would be sent again after an unknown outcome is not sent, by any trigger', async () => {
  const payment = world.newPayment('letpay');
  world.letpay.next({ applies: false, answers: 'reset-before-headers' }, { about: payment.paymentId });
  readOperation(await world.cancel(payment), 202);

  await whileOff('letpay', async () => {
    for (let times = 0; times < 2; times++) await sweep();
    await endLeases(world.stack);
    const repeat = readOperation(await world.cancel(payment), 202);
    assert.equal(repeat.state, 'unknown');
    assert.equal(moneyRequests(payment).length, 1);
  });

  await sweep();
  await sweep();
  assert.equal(moneyRequests(payment).length, 2);
  assert.equal(world.effects(payment), 1);
});

test('one merchant is switched off, and the other is not', async () => {
  await whileOff(
    'letpay',
    async () => {
      readProblem(await world.cancel(world.newPayment('letpay', 'loja-1')), 503, 'provider_disabled');
      readOperation(await world.cancel(world.newPayment('letpay', 'loja-2')), 202);
    },
    ...['--merchant', 'loja-1'],
  );

  readOperation(await world.cancel(world.newPayment('letpay', 'loja-1')), 202);
});

test('people see what is off, since when, by whom and why', async () => {
  await whileOff('sopague', async () => {
    const shown = await ops('switches');

    assert.match(
      shown,
      /sopague +all merchants +2\S+Z +arn:aws:iam::\d+:root +They answer 500 to everything/,
    );
  });

  assert.match(
    await ops('switches'),
    /Nothing is switched off at letpay, sopague, mercadopago or pix\.[\s\S]+ on +arn:aws:iam::\d+:root/,
  );
});

test('a switch that cannot be read counts as off: nothing is begun, and nothing is reported as failed', async () => {
  const payment = world.newPayment('letpay');
  // What turns a switch ends the processes, with what they read.
  await whileOff('letpay', async () => undefined);
  world.stack.faults.add({ kind: 'unavailable', target: 'GetItem', times: 3 });

  const problem = readProblem(await world.cancel(payment), 503, 'internal_error');

  assert.deepEqual([problem.outcome, problem.retry], ['not_applied', 'same_key']);
  assert.deepEqual(world.sent(payment), []);
  readOperation(await world.cancel(payment), 202);
});

/** An operation of which nothing could be sent. */
async function acceptOnly(payment: TestPayment): Promise<OperationShape> {
  const simulator = world.simulators[payment.provider];
  const port = Number(new URL(simulator.url).port);
  await simulator.close();
  const answer = await world.cancel(payment);
  await simulator.listen(port);
  const operation = readOperation(answer, 202);
  assert.equal(operation.state, 'accepted');
  return operation;
}
