import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { newPayment } from '../../../shared/operation/payment.ts';
import { createScene, REF, toAwaiting, toBase, toId, toReview } from './scene.ts';

const Page = z.object({
  operations: z.array(
    z.object({ id: z.string(), action: z.object({ kind: z.string(), what: z.string() }).nullable() }),
  ),
  unreadable: z.array(z.string()),
  next: z.null(),
});

async function list(scene: ReturnType<typeof createScene>, state: string) {
  const { operations, unreadable } = Page.parse(await scene.ask({ command: 'list', state }));
  return { ids: operations.map(({ id }) => id), actions: operations.map(({ action }) => action), unreadable };
}

describe('what waits for a person:', () => {
  test('a refund whose request has to be filed, and what to file', async () => {
    const scene = createScene();
    scene.put(toAwaiting(1));

    const { ids, actions } = await list(scene, 'waiting_for_person');

    const what = 'File a refund request for BRL 42.00 at modelo, and attach its id to this operation.';
    assert.deepEqual([ids, actions], [[toId(1)], [{ kind: 'file_refund_request', what }]]);
  });

  test('an outcome that has to be recorded', async () => {
    const scene = createScene();
    scene.put(toReview(1));

    const { ids, actions } = await list(scene, 'waiting_for_person');

    assert.deepEqual([ids, actions[0]?.kind], [[toId(1)], 'record_outcome']);
    assert.deepEqual((await list(scene, 'manual_review')).ids, [toId(1)]);
  });

  for (const [what, operation] of [
    ['a refund that follows its request', toAwaiting(1, { requestId: 'req-1' })],
    ['an operation that is sent later', { ...toBase(1), state: 'accepted', nextActionAt: 0, inquiries: 0 }],
  ] as const)
    test(`not ${what}, which is unfinished all the same`, async () => {
      const scene = createScene();
      scene.put(operation);

      assert.deepEqual((await list(scene, 'waiting_for_person')).ids, []);
      assert.deepEqual((await list(scene, 'open')).ids, [toId(1)]);
    });

  test('not a refund whose index entry is older than its item', async () => {
    const scene = createScene();
    const followed = toAwaiting(1, { requestId: 'req-1' });
    scene.ledger.put({ ...newPayment(REF), operations: [followed], dueShard: 'modelo#filing', dueAt: 0 });

    assert.deepEqual((await list(scene, 'waiting_for_person')).ids, []);
  });
});

test('a payment that cannot be read is named', async () => {
  const scene = createScene();
  scene.put(toReview(1));
  scene.ledger.unreadable.add('loja-1#modelo#pay-1');

  assert.deepEqual(await list(scene, 'open'), { ids: [], actions: [], unreadable: ['loja-1#modelo#pay-1'] });
  assert.deepEqual(
    scene.logged.map(({ event }) => event),
    ['operator_command', 'not_listed'],
  );
});

test('show gives everything that the ledger keeps of a payment', async () => {
  const scene = createScene();
  const trail = [
    { at: 1, by: 'http', step: 'preflight', result: 'paid', state: 'accepted', requests: [] },
  ] as const;
  scene.put(toAwaiting(1, { trail }));

  const command = { command: 'show', merchantId: 'loja-1', paymentId: 'pay-1' };
  assert.partialDeepStrictEqual(await scene.ask(command), {
    version: 1,
    operations: [{ id: toId(1), trail }],
  });
  assert.partialDeepStrictEqual(await scene.ask({ ...command, paymentId: 'pay-2' }), {
    problem: { code: 'payment_not_found' },
  });
});
