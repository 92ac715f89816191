import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as z from 'zod';
import { eventually } from '../local/eventually.ts';
import {
  DELIVERIES,
  type Delivery,
  NOTIFIED,
  type Notified,
  type NotifiedWorld,
  startNotifiedWorld,
} from './notified-providers.ts';

let world: NotifiedWorld;

before(async () => {
  world = await startNotifiedWorld();
});
after(() => world.close());

const itemSchema = z.looseObject({
  version: z.number(),
  operations: z.array(z.looseObject({ state: z.string() })).nonempty(),
});

async function readItem(provider: Notified, paymentId: string) {
  const { version, operations } = itemSchema.parse(await world.itemOf(provider, paymentId));
  return { version, state: operations[0]?.state };
}

async function isAcknowledged(provider: Notified, delivery: Delivery): Promise<void> {
  const { status, text } = await world.notify(provider, delivery);
  assert.deepEqual([status, text], [200, '']);
}

function unansweredReads(provider: Notified): number {
  const reads = world.simulatorOf(provider).received('read');
  return reads.filter(({ status }) => status === undefined).length;
}

for (const provider of NOTIFIED)
  describe(`a notification of ${provider}`, () => {
    test('is acknowledged while the provider holds every read; once it answers, the operation ends', async () => {
      const simulator = world.simulatorOf(provider);
      const paymentId = await world.cancelUnanswered(provider);
      const held = Promise.withResolvers<void>();
      simulator.next({ answersOnce: held.promise }, { kind: 'read', times: Number.POSITIVE_INFINITY });
      const deliver = () => isAcknowledged(provider, DELIVERIES[provider](paymentId, Date.now()));

      await deliver();

      await eventually(() => unansweredReads(provider) > 0);
      assert.equal((await readItem(provider, paymentId)).state, 'unknown');
      simulator.clearFaults();
      held.resolve();
      // A read that was given up on a slow machine is made again by the next delivery.
      await eventually(async () => {
        await deliver();
        return (await readItem(provider, paymentId)).state === 'succeeded';
      });
      assert.equal(simulator.payment(paymentId).effects, 1);
    });

    test('of a payment without an open operation stores nothing and asks the provider nothing', async () => {
      const simulator = world.simulatorOf(provider);
      const ended = await world.cancelUnanswered(provider);
      // One delivery: an inquiry for a second one could still be on its way below.
      await isAcknowledged(provider, DELIVERIES[provider](ended, Date.now()));
      await eventually(async () => (await readItem(provider, ended)).state === 'succeeded');
      const { version } = await readItem(provider, ended);
      const unknown = simulator.createPayment({ amount: 500 });
      const { length } = simulator.received();
      // The call that ended the operation may still be on its way back.
      const from = world.stack.clock.now();

      // A charge that was removed before anybody paid is read: a Pix may have arrived nevertheless.
      const silent = provider === 'pix' ? [unknown] : [ended, unknown];
      for (const paymentId of silent)
        await isAcknowledged(provider, DELIVERIES[provider](paymentId, Date.now()));

      assert.equal((await readItem(provider, ended)).version, version);
      assert.equal(await world.itemOf(provider, unknown), undefined);
      assert.equal(simulator.received().length, length);
      const calls = world.stack.awsCalls.entries;
      const isStored = ({ target, keys, startedAt }: (typeof calls)[number]) =>
        startedAt >= from &&
        (/SendMessage$/.test(target) ||
          (/PutItem$/.test(target) && keys.some((key) => key.endsWith(ended) || key.endsWith(unknown))));
      assert.deepEqual(calls.filter(isStored), []);
    });
  });

test('a notification of a charge that was removed has it read, and stores nothing while nobody has paid', async () => {
  const simulator = world.simulatorOf('pix');
  const paymentId = await world.cancelUnanswered('pix');
  await isAcknowledged('pix', DELIVERIES.pix(paymentId, Date.now()));
  await eventually(async () => (await readItem('pix', paymentId)).state === 'succeeded');
  const { version } = await readItem('pix', paymentId);
  const reads = simulator.received('read').length;

  await isAcknowledged('pix', DELIVERIES.pix(paymentId, Date.now()));

  await eventually(() => simulator.received('read').length > reads);
  assert.equal((await readItem('pix', paymentId)).version, version);
});
