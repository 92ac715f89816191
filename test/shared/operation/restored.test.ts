import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mercadopago } from '../../../functions/mercadopago/connector.ts';
import { pix } from '../../../functions/pix/connector.ts';
import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import type { OperationState } from '../../../shared/operation/operation.ts';
import { newPayment, type Payment } from '../../../shared/operation/payment.ts';
import { toRestored } from '../../../shared/operation/restored.ts';
import { transition } from '../../../shared/operation/transition/transition.ts';
import type { InquiryResult, PaymentSnapshot } from '../../../shared/provider/payment-snapshot.ts';
import { NOON, operationIn, REF } from '../sample-operation.ts';
import { assertSessionsClosed, beginAt, createWorld } from './runner-scene.ts';
import { DONE, rulesOf, SOPAGUE_LIKE, Story, shown } from './story.ts';

const LOST = { from: NOON, until: NOON + HOUR_MS };
const RESTORING = {
  lost: LOST,
  rules: rulesOf(),
  now: NOON + 2 * HOUR_MS,
  saveId: 'save-1',
  by: { trigger: 'operator', requester: { principal: 'ana' } },
};

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

describe('a refund that the copy has as not sent, to be carried out as a void,', () => {
  const TOTAL = 10_000;
  const copy = {
    ...newPayment(REF),
    operations: [operationIn('accepted', { kind: 'refund', method: 'void' })],
  };
  const atPix = { ...RESTORING, rules: pix };
  const atMercadopago = { ...RESTORING, rules: mercadopago };
  const devolucao = (isOurs: boolean) => [{ id: 'd-1', isOurs, amount: TOTAL, status: 'succeeded' as const }];
  const byKey = (isOurs: boolean) =>
    shown({ status: 'refunded', refunded: TOTAL, refunds: devolucao(isOurs), refundsComplete: true });

  /** What an inquiry makes of it, so long after the lost time. */
  function inquire(restoring: typeof RESTORING, inquiry: InquiryResult, passedMs = 2 * DAY_MS, lost = false) {
    const { operations } = toRestored(copy, restoring);
    const [restored] = operations;
    assert.ok(restored);
    const now = LOST.until + passedMs;
    const context = {
      ...{ now, random: 0, owner: 'w', leaseExpiresAt: now + 30_000, rules: restoring.rules },
      ...{ limits: STANDARD_LIMITS, others: { applied: 0, refundIds: [] } },
      ...(lost && { lost: LOST }),
    };
    const claimed = transition(restored, { type: 'claim', asked: true }, context);
    assert.equal(claimed?.effect, 'inquire');
    const step = transition(claimed.operation, { type: 'inquiry', inquiry, beganAt: now }, context);
    assert.ok(step);
    return { step, context };
  }

  test('succeeded where our key shows', () => {
    const { operation } = inquire(atPix, byKey(true)).step;

    assert.partialDeepStrictEqual(operation, {
      ...{ state: 'succeeded', method: 'refund', appliedAmount: TOTAL, attribution: 'ours' },
    });
  });

  test('succeeded where a new refund of all of it shows that nothing ties to us', () => {
    const refunds = [{ id: 'r-1', amount: TOTAL, status: 'succeeded' as const }];
    const inquiry = shown({ status: 'refunded', refunded: TOTAL, refunds, refundsComplete: true });

    const { operation } = inquire(atMercadopago, inquiry).step;

    assert.partialDeepStrictEqual(operation, {
      ...{ state: 'succeeded', method: 'refund', appliedAmount: TOTAL, attribution: 'unproven' },
    });
  });

  test('succeeded as a void where the payment is canceled', () => {
    const { operation } = inquire(atMercadopago, shown({ status: 'canceled' })).step;

    assert.partialDeepStrictEqual(operation, { state: 'succeeded', method: 'void' });
  });

  test('waits for a person where all of it is back and our key does not show', () => {
    for (const lost of [true, false]) {
      const { step, context } = inquire(atPix, byKey(false), 2 * DAY_MS, lost);
      const next = transition(step.operation, { type: 'preflight', inquiry: byKey(false) }, context);

      assert.equal((next ?? step).operation.state, 'manual_review');
    }
  });

  test('is inquired about again while a request of the lost time can take effect', () => {
    const paid = shown({ status: 'paid', refunds: [] });
    assert.equal(inquire(atPix, paid, 0).step.operation.state, 'unknown');
  });

  test('is sent after an inquiry that proves that it was not, with what the payment shows', () => {
    const paid = shown({ status: 'paid', refunds: [] });
    const { step, context } = inquire(atPix, paid);
    assert.deepEqual([step.operation.state, step.effect], ['accepted', 'preflight']);

    const sent = transition(step.operation, { type: 'preflight', inquiry: paid }, context);

    assert.partialDeepStrictEqual(sent?.operation, { state: 'sending', method: 'refund' });
    assert.equal(sent?.operation.attempts.at(-1)?.amount, TOTAL);
  });

  test('is not sent after it while records are missed and money went back that the ledger does not know of', () => {
    const refunds = [{ id: 'd-1', isOurs: false, amount: 100, status: 'succeeded' as const }];
    const inquiry = shown({ status: 'partially_refunded', refunded: 100, refunds });
    const { step, context } = inquire(atPix, inquiry, 2 * DAY_MS, true);

    const next = transition(step.operation, { type: 'preflight', inquiry }, context);

    assert.equal((next ?? step).operation.state, 'manual_review');
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

  for (const status of ['refunded', 'canceled'] as const)
    test(`a whole refund of what is ${status} is no failure: a person decides`, () => {
      const refund = new Story({ kind: 'refund' }, { lost: LOST }).see(shown({ status }));

      assert.equal(refund.summary, 'manual_review');
      assert.deepEqual(refund.operation.attempts, []);
    });

  test('the whole is canceled, after an inquiry', async () => {
    const { sent } = await begin(HIDDEN, {});

    assert.equal(sent, 1);
  });
});
