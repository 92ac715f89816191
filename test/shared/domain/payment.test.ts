import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Operation } from '../../../shared/domain/operation.ts';
import {
  findRepeated,
  newPayment,
  type Payment,
  withOperation,
  withOperationBegun,
} from '../../../shared/domain/payment.ts';
import { EstornoError, toProblem } from '../../../shared/domain/problem.ts';
import { toSave } from '../../../shared/domain/save.ts';
import { answered } from '../../../shared/domain/transitions/answered.ts';
import { claimed } from '../../../shared/domain/transitions/sending.ts';
import { command, must, NOON, REF, sending, worker } from './builders.ts';

const BY = { ...worker(), trigger: 'http' };

function refusalOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.name : 'not an error';
  }
}

/** The payment after its only operation got this answer. */
function after(answer: Parameters<typeof answered>[1], parts: Parameters<typeof sending>[0] = {}) {
  const { payment, operation } = sending(parts);
  return withOperation(payment, must(answered(operation, answer, worker())));
}

describe('another operation', () => {
  const other = command({ idempotencyKey: 'key-2' });

  test('is refused while one is at work, in doubt, or waits for a person', () => {
    const doubt = after({ is: 'doubt', why: '' });
    const review = withOperation(doubt, { ...must(doubt.operations[0]), state: 'manual_review' });
    for (const payment of [
      sending().payment,
      doubt,
      review,
      after({ is: 'not_sent', code: 'provider_capacity' }),
    ]) {
      assert.equal(
        refusalOf(() => withOperationBegun(payment, other, BY)),
        'payment_busy',
      );
    }
  });

  test('is refused after a whole cancel that succeeded', () => {
    assert.equal(
      refusalOf(() => withOperationBegun(after({ is: 'done' }), other, BY)),
      'already_canceled',
    );
  });

  test('begins after a part that succeeded, and after a refusal', () => {
    const part = after({ is: 'done', amount: 500 }, { amount: 500 });
    assert.equal(withOperationBegun(part, other, BY).operations.length, 2);
    assert.equal(
      withOperationBegun(after({ is: 'refused', code: 'payment_not_found' }), other, BY).operations.length,
      2,
    );
  });

  test('is refused when there have been 32', () => {
    let payment = newPayment(REF);
    for (let index = 0; index < 32; index++) {
      payment = withOperationBegun(payment, command({ idempotencyKey: `key-${index}` }), BY);
      const operation = must(payment.operations.at(-1));
      payment = withOperation(
        payment,
        must(answered(operation, { is: 'refused', code: 'payment_not_found' }, worker())),
      );
    }
    assert.equal(
      refusalOf(() => withOperationBegun(payment, command({ idempotencyKey: 'one-more' }), BY)),
      'operation_limit_reached',
    );
  });

  test('is refused when its `notAfter` has passed, and the same request is not called worth repeating', () => {
    const late = command({ notAfter: NOON });
    assert.throws(
      () => withOperationBegun(newPayment(REF), late, BY),
      (error) => {
        assert.ok(error instanceof EstornoError);
        const { code, retry, outcome } = toProblem(error.name, error.facts, { instance: '', traceId: '' });
        assert.deepEqual([code, retry, outcome], ['deadline_exceeded', 'fix_and_new_key', 'not_applied']);
        return true;
      },
    );
  });
});

describe('the window of a provider', () => {
  const window = { rule: 'same_day', basis: 'inferred', closesAt: NOON - 1000, refusedFrom: NOON } as const;

  test('is no reason to refuse before the time from which we are sure', () => {
    const payment = withOperationBegun(newPayment(REF), command(), { ...BY, now: NOON - 1, window });
    assert.equal(payment.operations[0]?.window?.rule, 'same_day');
  });

  test('that has closed refuses before anything is stored, and says when it closed', () => {
    assert.throws(() => withOperationBegun(newPayment(REF), command(), { ...BY, window }), {
      name: 'cancel_window_closed',
      facts: {
        closedAt: new Date(NOON - 1000).toISOString(),
        rule: 'same_day',
        suggestion: 'refund',
        detail: `This payment could be canceled until ${new Date(NOON - 1000).toISOString()}, by the rule same_day.`,
      },
    });
  });

  test('ends an operation that could not be sent within it', () => {
    const later = { ...window, refusedFrom: NOON + 5000 };
    const begun = withOperationBegun(newPayment(REF), command(), { ...BY, window: later });
    const unsent = must(
      answered(must(begun.operations[0]), { is: 'not_sent', code: 'provider_unreachable' }, worker()),
    );
    assert.equal(must(claimed(unsent, worker('b', NOON + 4999), { asked: true })).state, 'sending');
    const ended = must(claimed(unsent, worker('b', NOON + 5000), { asked: true }));
    assert.deepEqual([ended.state, ended.problem?.code], ['failed', 'cancel_window_closed']);
  });
});

describe('a repeat', () => {
  test('is known by its key', () => {
    const { payment, operation } = sending();
    assert.equal(findRepeated(payment, command()), operation);
    assert.equal(findRepeated(payment, command({ idempotencyKey: 'other' })), undefined);
  });

  test('with another command under the same key is refused', () => {
    const { payment } = sending();
    for (const parts of [
      { amount: 5 },
      { reason: 'fraudulent' as const },
      { details: { family: 'checkout' } },
    ]) {
      assert.equal(
        refusalOf(() => findRepeated(payment, command(parts))),
        'idempotency_key_reused',
      );
    }
  });

  test('is the same command however its own fields are ordered', () => {
    const { payment } = sending({ details: { a: '1', b: '2' } });
    assert.ok(findRepeated(payment, command({ details: { b: '2', a: '1' } })));
  });
});

describe('a save', () => {
  const SAVE = { saveId: 'save-1', now: NOON };

  test('counts versions, names itself, and is found when it is due', () => {
    const saved = toSave(undefined, sending().payment, SAVE);
    assert.deepEqual([saved.version, saved.saveId, saved.dueAt], [1, 'save-1', worker().leaseUntil]);
    assert.match(saved.dueShard ?? '', /^letpay#[0-7]$/);
  });

  test('leaves the due index when nothing is open, and goes to the shard of reviews for a person', () => {
    const saved = toSave(undefined, after({ is: 'done' }), SAVE);
    assert.deepEqual([saved.dueShard, saved.dueAt], [undefined, undefined]);
    const doubt = after({ is: 'doubt', why: '' });
    const review = withOperation(doubt, { ...must(doubt.operations[0]), state: 'manual_review' });
    assert.equal(toSave(doubt, review, SAVE).dueShard, 'letpay#review');
  });

  test('has an event exactly when the state has news, numbered without gaps', () => {
    const begun = toSave(undefined, sending().payment, SAVE);
    assert.deepEqual([begun.event, begun.sequence], [undefined, 0]);

    const [operation] = begun.operations;
    const doubt = toSave(
      begun,
      withOperation(begun, must(answered(must(operation), { is: 'doubt', why: '' }, worker()))),
      SAVE,
    );
    assert.deepEqual(
      [doubt.event?.type, doubt.event?.sequence, doubt.sequence],
      ['PaymentCancellationUnknown', 1, 1],
    );

    const taken = must(claimed(must(doubt.operations[0]), worker('b'), { asked: true }));
    const claimedSave = toSave(doubt, withOperation(doubt, taken), SAVE);
    assert.deepEqual([claimedSave.event, claimedSave.sequence], [undefined, 1]);
  });

  test('tells a state once, though an attempt comes between', () => {
    const tell = (before: Payment | undefined, state: Operation['state']) => {
      const { payment, operation } = sending();
      const from = before ?? payment;
      const [last = operation] = from.operations;
      return toSave(before, withOperation(from, { ...last, state }), SAVE);
    };
    let saved: Payment | undefined;
    const told: unknown[] = [];
    for (const state of [
      'accepted',
      'sending',
      'accepted',
      'sending',
      'unknown',
      'sending',
      'unknown',
    ] as const) {
      saved = tell(saved, state);
      told.push(saved.event?.type);
    }
    const [accepted, unknown] = ['PaymentCancellationAccepted', 'PaymentCancellationUnknown'];
    assert.deepEqual(told, [accepted, ...Array(3).fill(undefined), unknown, undefined, undefined]);
    assert.equal(saved?.sequence, 2);
  });

  test('carries through what this version does not know, on the payment and on its operations', () => {
    const { payment, operation } = sending();
    const newer = {
      ...withOperation(payment, { ...operation, fromLater: 1 }),
      alsoFromLater: { deep: true },
    };
    const changed = withOperation(newer, must(answered(must(newer.operations[0]), { is: 'done' }, worker())));
    const saved = toSave(newer, changed, SAVE);
    assert.deepEqual([saved.alsoFromLater, saved.operations[0]?.fromLater], [{ deep: true }, 1]);
  });
});
