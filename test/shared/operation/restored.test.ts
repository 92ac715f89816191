import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MS } from '../../../shared/domain/time.ts';
import type { OperationState } from '../../../shared/operation/operation.ts';
import { newPayment, type Payment } from '../../../shared/operation/payment.ts';
import { toRestored } from '../../../shared/operation/restored.ts';
import type { PaymentSnapshot } from '../../../shared/provider/payment-snapshot.ts';
import { NOON, operationIn, REF } from '../sample-operation.ts';
import { assertSessionsClosed, beginAt, createWorld } from './runner-scene.ts';
import { DONE, rulesOf, SOPAGUE_LIKE, shown } from './story.ts';

const LOST = { from: NOON, until: NOON + HOUR_MS };
const RESTORING = { lost: LOST, rules: rulesOf(), now: NOON + 2 * HOUR_MS, saveId: 'save-1' };

function toCopy(state: OperationState): Payment {
  return { ...newPayment(REF), version: 7, sequence: 3, saveId: 'old', operations: [operationIn(state)] };
}

describe('an operation of a copy that is', () => {
  for (const state of ['accepted', 'sending', 'unknown', 'processing'] as const)
    test(`${state} may have been sent since: it is unknown, with an attempt at the end of the lost time`, () => {
      const before = toCopy(state);

      const { operations, version, sequence, event, dueShard, dueAt } = toRestored(before, RESTORING);

      const [operation] = operations;
      assert.equal(operation?.state, 'unknown');
      const attempt = operation?.attempts.at(-1);
      assert.deepEqual([attempt?.sentAt, attempt?.result], [LOST.until, undefined]);
      assert.equal(operation?.attempts.length, (before.operations[0]?.attempts.length ?? 0) + 1);
      assert.ok(dueShard?.startsWith('letpay#'));
      assert.equal(dueAt, RESTORING.now);
      assert.equal(version, 1, 'it is put where the ledger has none');
      assert.ok(sequence > 1_003);
      assert.equal(event?.sequence, sequence);
    });

  for (const state of ['awaiting_approval', 'manual_review', 'succeeded', 'failed'] as const)
    test(`${state} stays as it was`, () => {
      const before = toCopy(state);

      const { operations, event, sequence } = toRestored(before, RESTORING);

      assert.deepEqual(operations, before.operations);
      assert.deepEqual([event, sequence], [undefined, 1_003]);
    });
});

describe('while the ledger misses records', () => {
  const HIDDEN = { refunded: undefined, refunds: undefined };
  const begin = async (more: Partial<PaymentSnapshot>, request: object) => {
    const world = createWorld(SOPAGUE_LIKE);
    world.lost = LOST;
    world.inquiries = [shown(more)];
    world.results = [DONE];
    const begun = await beginAt(world, { request });
    assertSessionsClosed();
    return { state: begun.operation.state, sent: world.sent.filter((one) => !one.startsWith('GET')).length };
  };

  test('a part is not sent where money went back that the ledger does not know of', async () => {
    assert.deepEqual(await begin({ refunded: 100 }, { amount: 100 }), { state: 'manual_review', sent: 0 });
  });

  test('a part is not sent where the provider does not show what went back', async () => {
    assert.deepEqual(await begin(HIDDEN, { amount: 100 }), { state: 'manual_review', sent: 0 });
  });

  test('a part is sent where nothing went back', async () => {
    const { sent } = await begin({ refunded: 0 }, { amount: 100 });

    assert.equal(sent, 1);
  });

  test('the whole is canceled, after an inquiry', async () => {
    const { sent } = await begin(HIDDEN, {});

    assert.equal(sent, 1);
  });
});
