import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/domain/time.ts';
import { countSent } from '../../../shared/operation/attempt-facts.ts';
import { begin, findRepeated } from '../../../shared/operation/begin.ts';
import { findOperation, type Payment } from '../../../shared/operation/payment.ts';
import { problemOf } from '../../../shared/operation/view.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import { NOON, REF } from '../sample-operation.ts';
import {
  DONE,
  LOST,
  NOT_SENT,
  rulesOf,
  SETTLE_MS,
  SOPAGUE_LIKE,
  Story,
  shown,
  UNAVAILABLE,
  UNLISTED,
  VOID_OF_AMOUNT,
} from './story.ts';

const SOPAGUE = rulesOf(SOPAGUE_LIKE);
const PAID = shown({ status: 'paid' });

/** SoPague names one status only, so that it shows this for every sale that is not canceled. */
const UNNAMED = { status: 'unrecognized', refunded: undefined, refunds: undefined } as const;
const SALE = shown({ ...UNNAMED, total: 15_000 });
const CANCELED_SALE = shown({ status: 'canceled', total: 15_000, refunded: undefined, refunds: undefined });

function sopagueCancel(amount?: number): Story {
  const request = amount === undefined ? {} : { amount };
  return new Story({ request }, { rules: SOPAGUE });
}

describe('a whole cancel whose amount comes from a read', () => {
  test('is done only when a later read agrees', () => {
    const story = sopagueCancel().see(SALE);
    assert.equal(story.operation.attempts.at(-1)?.amount, 15_000);
    story.answer({ ...DONE, amount: 15_000, authorizationCode: 'A1' });
    assert.deepEqual([story.summary, story.effect], ['processing', 'inquire']);
    story.see(CANCELED_SALE);
    assert.partialDeepStrictEqual(story.operation, {
      state: 'succeeded',
      attribution: 'ours',
      appliedAmount: 15_000,
      authorizationCode: 'A1',
    });
  });

  test('of a misread amount is never taken for the whole, nor sent again: a person finds out', () => {
    const misread = shown({ status: 'unrecognized', total: 150, refunded: undefined, refunds: undefined });
    const story = sopagueCancel()
      .see(misread)
      .answer({ ...DONE, amount: 150 })
      .see(misread);
    assert.equal(story.summary, 'processing');
    while (story.operation.state === 'processing' && story.now < NOON + DAY_MS)
      story.pass(MINUTE_MS).see(misread);
    assert.equal(story.summary, 'manual_review');
    assert.equal(countSent(story.operation), 1);
  });
});

describe('a figure that is not readable', () => {
  const readable = shown({ status: 'partially_refunded', refunded: 6010 });
  const unreadable = shown({ status: 'partially_refunded', refunded: undefined, refunds: undefined });
  const rest = () => new Story({ kind: 'refund' });

  test('is never taken for 0: the rest of a payment waits for it', () => {
    assert.equal(rest().see(unreadable).summary, 'accepted provider_unavailable');
    assert.equal(rest().see(readable).operation.attempts.at(-1)?.amount, 3990);
  });

  test('weakens no guard: 50.00 of 39.90 is refused, or waits', () => {
    const part = () => new Story({ kind: 'refund', request: { amount: 5000 } });
    assert.equal(part().see(unreadable).summary, 'accepted provider_unavailable');
    assert.equal(part().see(readable).summary, 'failed amount_exceeds_available');
  });

  test('sends nothing again', () => {
    const story = new Story({ kind: 'refund', request: { amount: 4000 } }).see(PAID).answer(LOST);
    story.pass(SETTLE_MS).see(shown({ status: 'paid', refunded: undefined, total: undefined }));
    assert.equal(story.effect, undefined);
  });
});

describe('operations that sent nothing', () => {
  test('do not use up a payment', () => {
    let payment: Payment | undefined;
    for (let refusals = 0; refusals < 40; refusals++) {
      const request = { amount: 20_000 };
      const story = new Story(
        { kind: 'refund', request, idempotencyKey: `key-${refusals}` },
        { ...(payment && { payment }) },
      );
      assert.equal(story.see(PAID).summary, 'failed amount_exceeds_available');
      payment = story.payment;
    }
    assert.equal(payment?.operations.length, 32);
    const lawful = new Story({ kind: 'refund', idempotencyKey: 'lawful' }, { ...(payment && { payment }) });
    assert.equal(lawful.see(PAID).effect, 'send');
  });

  test('keep their keys used when their record makes room: a late repeat begins nothing', () => {
    const withdrawn = new Story({ idempotencyKey: 'early' }).answer(NOT_SENT).input({
      ...{ type: 'withdraw', byProvider: false },
    });
    let { payment } = withdrawn;
    for (let index = 0; index < 32; index++)
      payment = new Story({ idempotencyKey: `key-${index}` }, { payment })
        .answer(NOT_SENT)
        .input({ type: 'withdraw', byProvider: false }).payment;
    assert.equal(payment.operations.length, 32);
    assert.equal(findOperation(payment, withdrawn.operation.id), undefined);

    const early = { ...REF, kind: 'cancellation', idempotencyKey: 'early', request: {} } as const;
    assert.throws(() => findRepeated(payment, early), { name: 'idempotency_key_reused' });
    assert.throws(() => findRepeated(payment, { ...early, request: { amount: 1 } }), {
      name: 'idempotency_key_reused',
    });
  });

  test('do not make room without an end', () => {
    const { payment: one } = new Story({ idempotencyKey: 'early' }).answer(NOT_SENT).input({
      ...{ type: 'withdraw', byProvider: false },
    });
    const [first] = one.operations;
    assert.ok(first);
    const operations = Array.from({ length: 32 }, (_, index) => ({ ...first, id: `op-${index}` }));
    const droppedIds = Array.from({ length: 256 }, (_, index) => `op-${100 + index}`);
    const beginWith = (dropped: readonly string[]) => () =>
      new Story({ idempotencyKey: 'more' }, { payment: { ...one, operations, droppedIds: dropped } });

    assert.doesNotThrow(beginWith(droppedIds.slice(1)));
    assert.throws(beginWith(droppedIds), { name: 'operation_limit_reached' });
  });

  test('make room, and those that succeeded do not, by whichever caller', () => {
    const recording = { outcome: 'succeeded', evidence: 'a receipt', by: 'ana', at: NOON } as const;
    const recorded = new Story({ kind: 'refund', request: { amount: 100 } }).input(
      { type: 'record', recording },
      '',
    );
    const [first] = recorded.payment.operations;
    assert.ok(first);
    const operations = Array.from({ length: 32 }, (_, index) => ({ ...first, id: `op-${index}` }));
    const full = { ...recorded.payment, operations };
    const command = { ...REF, kind: 'refund', idempotencyKey: 'more', request: { amount: 1 } } as const;
    const context = {
      ...{ now: NOON, random: 0, owner: 'w', leaseExpiresAt: NOON },
      ...{ rules: rulesOf(), limits: STANDARD_LIMITS },
    };
    assert.throws(() => begin(full, command, { trigger: 'http' }, context), {
      name: 'operation_limit_reached',
    });
  });
});

describe('a refusal for an amount', () => {
  test('says how much there is, how much went back, and what is left; nothing was sent', () => {
    const story = new Story({ kind: 'refund', request: { amount: 5000 } });
    story.see(shown({ status: 'partially_refunded', refunded: 6010 }));
    assert.deepEqual(problemOf(story.operation), {
      code: 'amount_exceeds_available',
      amounts: { total: 10_000, returned: 6010, left: 3990 },
    });
    assert.equal(countSent(story.operation), 0);
  });

  test('counts what this ledger saw succeed, where the provider shows nothing of it', () => {
    const first = sopagueCancel(9000)
      .see(SALE)
      .answer({ ...DONE, amount: 9000 });
    assert.equal(first.summary, 'succeeded ours');
    const second = new Story(
      { idempotencyKey: 'key-2', request: { amount: 7000 } },
      { rules: SOPAGUE, payment: first.payment },
    ).see(SALE);
    assert.partialDeepStrictEqual(problemOf(second.operation), {
      amounts: { total: 15_000, returned: 9000, left: 6000 },
    });
  });

  test('comes before anything is sent, where only the status of the payment would prove it', () => {
    const story = sopagueCancel(20_000).see(SALE);
    assert.equal(story.summary, 'failed amount_exceeds_available');
    assert.equal(countSent(story.operation), 0);
  });

  test('does not come of what was executed for all the refusal: less is left by it', () => {
    const rules = rulesOf({ void: { ...VOID_OF_AMOUNT, allowedFrom: ['paid'] } });
    const story = new Story({ request: { amount: 6000 } }, { rules })
      .see(shown({ status: 'paid' }))
      .answer(UNLISTED);
    assert.equal(
      story.pass(SETTLE_MS).see(shown({ status: 'paid', refunded: 6000 })).summary,
      'manual_review',
    );
  });
});

describe('a provider in trouble', () => {
  test('of 70 seconds is asked again with growing pauses, and gets the cancel after that', () => {
    const story = new Story().answer(LOST);
    let sends = 1;
    while (story.now < NOON + 70 * SECOND_MS) {
      story.see();
      if (story.effect === 'send') {
        story.answer(LOST);
        sends++;
      }
      const { operation } = story;
      if ('nextActionAt' in operation) story.now = Math.max(operation.nextActionAt, story.now + SECOND_MS);
    }
    assert.ok(sends >= 4 && sends <= 8, `${sends} requests`);
    for (let minutes = 0; minutes < 5 && story.effect !== 'send'; minutes++) story.pass(MINUTE_MS).see();
    assert.equal(story.answer(DONE).summary, 'succeeded ours');
  });

  test('that asks to wait is left alone for as long as it says, and a 429 counts as not executed', () => {
    const limited: AttemptResult = {
      status: 'not_sent',
      code: 'provider_rate_limited',
      retryAfterMs: 25_000,
    };
    const story = sopagueCancel(15_000).see(SALE).answer(limited);
    assert.equal(story.summary, 'accepted provider_rate_limited');
    assert.equal(countSent(story.operation), 0);
    assert.equal(story.pass(24_999).claim().effect, undefined);
    assert.equal(story.pass(1).see(SALE).effect, 'send');
  });

  test('that answers a login by a firewall or a gateway ends nothing', () => {
    const story = new Story().answer({ status: 'not_sent', code: 'provider_unavailable' });
    assert.equal(story.summary, 'accepted provider_unavailable');
  });
});

describe('credentials that are refused', () => {
  const refused: AttemptResult = {
    status: 'not_sent',
    code: 'provider_auth_failed',
    credentialsRefused: true,
  };
  const locked: AttemptResult = { status: 'not_sent', code: 'provider_auth_failed' };

  test('end nothing within ten minutes', () => {
    const story = new Story()
      .answer(refused)
      .pass(10 * MINUTE_MS - 1)
      .claim()
      .answer(refused);
    assert.equal(story.summary, 'accepted provider_auth_failed');
  });

  test('end it when the provider itself refuses them again after ten minutes', () => {
    const story = new Story()
      .answer(refused)
      .pass(10 * MINUTE_MS)
      .claim()
      .answer(refused);
    assert.equal(story.summary, 'failed provider_auth_failed');
  });

  test('end nothing where nobody asked the provider: a lockout fails nobody', () => {
    const story = new Story().answer(refused).pass(HOUR_MS).claim().answer(locked);
    assert.equal(story.summary, 'accepted provider_auth_failed');
  });

  test('count anew after another answer of a provider in trouble', () => {
    const story = new Story()
      .answer(refused)
      .pass(9 * MINUTE_MS)
      .claim();
    story
      .answer({ status: 'not_sent', code: 'provider_unavailable' })
      .pass(MINUTE_MS)
      .claim()
      .answer(refused);
    assert.equal(story.summary, 'accepted provider_auth_failed');
    assert.equal(
      story
        .pass(10 * MINUTE_MS)
        .claim()
        .answer(refused).summary,
      'failed provider_auth_failed',
    );
  });

  test('count on while nobody could ask', () => {
    const story = new Story()
      .answer(refused)
      .pass(9 * MINUTE_MS)
      .claim();
    story.answer(NOT_SENT).pass(MINUTE_MS).claim().answer(locked).pass(MINUTE_MS).claim().answer(refused);
    assert.equal(story.summary, 'failed provider_auth_failed');
  });

  test('count from the first refusal since the provider took them last', () => {
    const denied = { ...UNAVAILABLE, code: 'provider_auth_failed', credentialsRefused: true } as const;
    const story = new Story({ kind: 'refund' }).see(denied).pass(HOUR_MS).see(PAID).answer(NOT_SENT);
    story.pass(HOUR_MS).see(denied);
    assert.equal(story.summary, 'accepted provider_auth_failed');
  });
});

describe('a cancel with an unknown outcome at a provider that names one status only', () => {
  test('of the whole is sent again after the settlement period: it can be done only once', () => {
    const story = sopagueCancel().see(SALE).answer(LOST);
    assert.equal(story.see(SALE).effect, undefined);
    assert.equal(story.pass(SETTLE_MS).see(SALE).effect, 'send');
  });

  test('of a part is for a person once it is settled, since the provider shows no proof', () => {
    const story = sopagueCancel(6000).see(SALE).answer(LOST);
    assert.equal(story.pass(SETTLE_MS - 1).see(SALE).summary, 'unknown');
    assert.equal(story.pass(1).see(SALE).summary, 'manual_review');
    assert.equal(story.events.at(-1), 'NeedsReview');
  });

  test('of a part is not proved by a sale that somebody canceled whole', () => {
    const story = sopagueCancel(6000).see(SALE).answer(LOST);
    assert.equal(story.pass(SETTLE_MS).see(CANCELED_SALE).summary, 'manual_review');
  });

  test('of a part is not ruled out by a status that the part may have caused', () => {
    const story = sopagueCancel(6000).see(shown()).answer(LOST);
    story.pass(SETTLE_MS).see(shown({ status: 'partially_refunded', refunded: undefined }));
    assert.equal(story.summary, 'manual_review');
  });

  test('of a part is never taken for the whole by what is left of the payment', () => {
    // Half of 100.00 is canceled, and the look-up shows the other half from then on, or reais.
    for (const total of [5000, 10_000, 100]) {
      const story = sopagueCancel(5000)
        .see(shown({ ...UNNAMED, total: 10_000 }))
        .answer(LOST);
      assert.equal(story.pass(SETTLE_MS).see(shown({ ...UNNAMED, total })).summary, 'manual_review');
      assert.equal(countSent(story.operation), 1);
    }
  });

  test('of a part that was refused in unlisted words is not explained by what is left of the payment', () => {
    const story = sopagueCancel(6000)
      .see(shown({ ...UNNAMED, total: 10_000 }))
      .answer(UNLISTED);
    story.pass(SETTLE_MS).see(shown({ ...UNNAMED, total: 4000 }));
    assert.equal(story.summary, 'manual_review');
  });

  test('of an amount that is the whole is sent again, and proved by the status', () => {
    const story = sopagueCancel(15_000).see(SALE).answer(LOST).pass(SETTLE_MS).see(SALE);
    assert.equal(story.effect, 'send');
    assert.equal(story.answer(LOST).see(CANCELED_SALE).summary, 'succeeded unproven');
  });

  test('of the rest is proved by it', () => {
    const first = sopagueCancel(9000)
      .see(SALE)
      .answer({ ...DONE, amount: 9000 });
    const second = new Story(
      { idempotencyKey: 'key-2', request: { amount: 6000 } },
      { rules: SOPAGUE, payment: first.payment },
    );
    second.see(SALE).answer(LOST).pass(SETTLE_MS).see(CANCELED_SALE);
    assert.equal(second.summary, 'succeeded unproven');
  });

  test('and refused in unlisted words is for a person once it is settled', () => {
    const story = sopagueCancel().see(SALE).answer(UNLISTED).pass(SETTLE_MS).see(SALE);
    assert.equal(story.summary, 'manual_review');
  });
});
