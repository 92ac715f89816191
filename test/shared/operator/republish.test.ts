import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation } from '../../../shared/operation/operation.ts';
import { createScene, START, toBase, toId } from './scene.ts';

const REPUBLISH = { command: 'republish', merchantId: 'loja-1', paymentId: 'pay-1', operationId: toId(1) };

const WITHDRAWN: Operation = {
  ...toBase(1, { lastPublishedState: 'failed' }),
  ...{ state: 'failed', completedAt: START, withdrawn: true },
};

test('the state of an operation is published again, with the next number of its payment', async () => {
  const scene = createScene();
  scene.put(WITHDRAWN);

  const answer = await scene.ask(REPUBLISH);
  scene.world.now += 1000;
  await scene.ask(REPUBLISH);

  assert.partialDeepStrictEqual(answer, { id: toId(1), state: 'failed' });
  assert.deepEqual(
    scene.ledger.saved.map(({ event }) => event),
    [1, 2].map((sequence) => ({ sequence, type: 'PaymentRefundWithdrawn', operationId: toId(1) })),
  );
});

test('a request that is out has no event to publish', async () => {
  const scene = createScene();
  const attempts = [{ number: 1, method: 'refund', sentAt: START, owner: 'a' }] as const;
  const lease = { owner: 'a', expiresAt: START + 1000 };
  scene.put({ ...toBase(1, { attempts }), state: 'sending', lease, inquiries: 0 });

  const detail =
    'The operation is sending, for which no event is published. Try again when it has left this state.';
  assert.deepEqual(await scene.ask(REPUBLISH), { problem: { code: 'validation_failed', detail } });
  assert.deepEqual(scene.ledger.saved, []);
});

test('an operation that is not there is named as such', async () => {
  const scene = createScene();
  scene.put(WITHDRAWN);

  assert.partialDeepStrictEqual(await scene.ask({ ...REPUBLISH, operationId: toId(7) }), {
    problem: { code: 'operation_not_found' },
  });
});
