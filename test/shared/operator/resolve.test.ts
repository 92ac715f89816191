import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import type { Operation } from '../../../shared/operation/operation.ts';
import { LONGEST_INVOCATION_MS } from '../../../shared/provider/budgets.ts';
import { createScene, OPERATOR, START, TOTAL, toAwaiting, toBase, toId, toReview } from './scene.ts';

const RECORD = {
  ...{ command: 'resolve', merchantId: 'loja-1', paymentId: 'pay-1', operationId: toId(1) },
  ...{ evidence: 'Seen in the dashboard' },
};

describe('that the money was given back is recorded of', () => {
  const sending: Operation = {
    ...toBase(1, { attempts: [{ number: 1, method: 'refund', sentAt: START, owner: 'a' }] }),
    ...{ state: 'sending', lease: { owner: 'a', expiresAt: START }, inquiries: 0 },
  };
  const failed: Operation = { ...toBase(1), state: 'failed', completedAt: START, withdrawn: true };
  for (const operation of [toReview(1), toAwaiting(1), sending, failed])
    test(operation.state, async () => {
      const scene = createScene();
      scene.put(operation);

      const answer = await scene.ask({ ...RECORD, outcome: 'succeeded' });

      assert.partialDeepStrictEqual(answer, {
        ...{ state: 'succeeded', outcome: 'applied', attribution: 'recorded', appliedAmount: TOTAL },
        recording: { by: OPERATOR, at: '2026-11-21T15:00:00.000Z', evidence: 'Seen in the dashboard' },
      });
      assert.deepEqual(
        scene.ledger.saved.map(({ event }) => event?.type),
        ['PaymentRefundSucceeded'],
      );
      assert.deepEqual(scene.sent, []);
    });
});

test('that it was not is recorded once nothing that was sent can take effect, by the period of its own method', async () => {
  const scene = createScene();
  scene.put(toReview(1));
  const command = { ...RECORD, outcome: 'failed' };

  // Its sender left no result: by the end of its invocation the request had left.
  const settledAt = START + LONGEST_INVOCATION_MS + 60 * MINUTE_MS;
  scene.world.now = settledAt - 1;
  const early = await scene.ask(command);
  scene.world.now = settledAt;
  const late = await scene.ask(command);

  const detail =
    'The operation is manual_review. "succeeded" can be recorded of any operation that has not succeeded. "failed" can be ' +
    'recorded only in manual_review, and only 60 minutes or more after the last send: until then a request can still take effect.';
  assert.deepEqual(early, { problem: { code: 'validation_failed', detail } });
  assert.partialDeepStrictEqual(late, {
    state: 'failed',
    outcome: 'not_applied',
    recording: { by: OPERATOR },
  });
});

test('a refusal names the period by which it was refused: that of the way in which the payment was made', async () => {
  const scene = createScene();
  scene.put(toReview(1, { paymentMethod: 'card' }));
  const command = { ...RECORD, outcome: 'failed' };
  const settledAt = START + LONGEST_INVOCATION_MS + 15 * MINUTE_MS;

  scene.world.now = settledAt - 1;
  const early = await scene.ask(command);
  scene.world.now = settledAt;
  const late = await scene.ask(command);

  assert.match(JSON.stringify(early), /only 15 minutes or more after the last send/);
  assert.partialDeepStrictEqual(late, { state: 'failed', outcome: 'not_applied' });
});

test('that it was not is never recorded of what does not wait for a person', async () => {
  const scene = createScene();
  scene.put(toAwaiting(1));
  scene.world.now = START + 600 * MINUTE_MS;

  assert.partialDeepStrictEqual(await scene.ask({ ...RECORD, outcome: 'failed' }), {
    problem: { code: 'validation_failed' },
  });
  assert.deepEqual(scene.ledger.saved, []);
});

test('a ledger that gives no answer is a failure of the function, with an unknown outcome', async () => {
  const scene = createScene();
  scene.put(toReview(1));
  const { save } = scene.ledger;
  scene.ledger.save = async () => {
    throw new Error('away');
  };

  const failure = await scene.ask({ ...RECORD, outcome: 'succeeded' }).catch((error: unknown) => error);
  assert.ok(failure instanceof EstornoError);
  assert.deepEqual([failure.name, failure.facts.outcome], ['internal_error', 'unknown']);
  scene.ledger.save = save;
  assert.partialDeepStrictEqual(await scene.ask({ ...RECORD, outcome: 'succeeded' }), { state: 'succeeded' });
});
