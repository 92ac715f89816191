import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isEventType } from '../../../shared/domain/event-type.ts';
import { dueAtOf, isFinal } from '../../../shared/operation/operation.ts';
import { findOperation, othersOf, type Payment, withOperation } from '../../../shared/operation/payment.ts';
import { dueShards, filingShard, reviewShard, toSave } from '../../../shared/operation/save.ts';
import { transition } from '../../../shared/operation/transition/transition.ts';
import { NOON, operationIn } from '../sample-operation.ts';
import { context, input, operation } from './arbitraries.ts';
import { DONE, LOST, NOT_SENT, paymentOf, rulesOf, SOPAGUE_LIKE, Story, shown } from './story.ts';

const SAVE = { saveId: 'save-1', now: NOON + 1 };

describe('a save', () => {
  test('counts versions and events without gaps, and publishes one event at most, whatever happens', () => {
    fc.assert(
      fc.property(operation, fc.array(fc.tuple(input, context), { maxLength: 12 }), (first, happenings) => {
        let payment: Payment = paymentOf(first);
        let sequence = payment.sequence;
        for (const [given, by] of happenings) {
          const before = payment;
          const known = findOperation(before, first.id) ?? first;
          const step = transition(known, given, { ...by, others: othersOf(before, known.id) });
          if (!step) continue;
          const [name] = step.events;
          const event = name && { operation: step.operation, name };
          payment = toSave(before, { payment: withOperation(before, step.operation), event }, SAVE);
          if (event) sequence += 1;
          assert.deepEqual([payment.version, payment.sequence], [before.version + 1, sequence]);
          assert.equal(payment.event?.sequence, event && sequence);
          assert.ok(payment.event === undefined || payment.event.operationId === known.id);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('names each event by the kind of its operation', () => {
    for (const kind of ['cancellation', 'refund'] as const)
      for (const name of ['Accepted', 'Succeeded', 'Withdrawn'] as const) {
        const changed = operationIn('succeeded', { kind });
        const { event } = toSave(
          undefined,
          { payment: paymentOf(changed), event: { operation: changed, name } },
          SAVE,
        );
        assert.ok(isEventType(event?.type ?? ''), event?.type);
      }
  });

  test('has the sweeper find what is open when it is due, and nothing else', () => {
    fc.assert(
      fc.property(operation, (one) => {
        const saved = toSave(undefined, { payment: paymentOf(one) }, SAVE);
        assert.equal(saved.dueAt, dueAtOf(one));
        assert.equal(saved.dueShard === undefined, isFinal(one));
      }),
    );
  });

  test('keeps what waits for a person where people find it', () => {
    const rules = rulesOf(SOPAGUE_LIKE);
    const unfiled = new Story({ kind: 'refund', request: { strategy: 'refund_only' } }, { rules }).see(
      shown({ status: 'paid' }),
    );
    const shardOf = ({ payment }: Story) => toSave(undefined, { payment }, SAVE).dueShard;
    assert.equal(shardOf(unfiled), filingShard('letpay'));
    const filed = unfiled.input({ type: 'attach_request', requestId: 'req-1' }, '');
    assert.ok(dueShards('letpay').includes(shardOf(filed) ?? ''));
    assert.notEqual(shardOf(filed), filingShard('letpay'));
    const review = toSave(undefined, { payment: paymentOf(operationIn('manual_review')) }, SAVE);
    assert.equal(review.dueShard, reviewShard('letpay'));
    assert.ok(!dueShards('letpay').includes(reviewShard('letpay')));
  });

  test('publishes no event of an earlier save again', () => {
    const story = new Story().answer(LOST);
    const first = toSave(
      undefined,
      { payment: story.payment, event: { operation: story.operation, name: 'Unknown' } },
      SAVE,
    );
    assert.equal(first.event?.sequence, 1);
    const second = toSave(first, { payment: { ...first } }, SAVE);
    assert.deepEqual([second.event, second.sequence], [undefined, 1]);
  });

  test('gives the time of its change to the operation that changed alone', () => {
    const [first, second] = [operationIn('failed', { id: 'op-1' }), new Story().answer(NOT_SENT).operation];
    const before = paymentOf(first, second);
    const changed = new Story().answer(DONE).operation;
    const saved = toSave(before, { payment: withOperation(before, changed) }, { ...SAVE, now: NOON + 5000 });
    assert.equal(saved.operations[0], first);
    assert.equal(saved.operations[1]?.updatedAt, NOON);
  });
});
