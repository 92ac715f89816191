import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { NOON } from '../sample-operation.ts';
import {
  after,
  DONE,
  LOST,
  NOT_SENT,
  REJECTED,
  rulesOf,
  SETTLE_MS,
  Story,
  shown,
  UNAVAILABLE,
  VOID_OF_AMOUNT,
  WHOLE_VOID,
} from './story.ts';

const CANCELED = shown({ status: 'canceled' });

describe('what was accepted and not sent', () => {
  test('fails after a day, with the last reason', () => {
    const story = after(NOT_SENT)
      .pass(DAY_MS - 1)
      .claim();
    assert.equal(story.effect, 'send');
    assert.equal(after(NOT_SENT).pass(DAY_MS).claim().summary, 'failed provider_unreachable');
  });

  test('fails with `deadline_exceeded` once its caller does not want it any more', () => {
    const limited = () => new Story({ request: { notAfter: NOON + 5000 } }).answer(NOT_SENT);
    assert.equal(limited().pass(4999).claim().effect, 'send');
    assert.equal(limited().pass(5000).claim().summary, 'failed deadline_exceeded');
  });

  test('fails once the provider does not do it any more', () => {
    const window = {
      rule: 'a day',
      basis: 'documented',
      closesAt: NOON + 5000,
      refusedFrom: NOON + 5000,
    } as const;
    const story = new Story({}, { beginning: { window } }).answer(NOT_SENT);
    assert.equal(story.pass(5000).claim().summary, 'failed cancel_window_closed');
  });

  test('can be withdrawn while nobody is at work on it', () => {
    assert.equal(new Story().input({ type: 'withdraw', byProvider: false }).summary, 'sending');
    const withdrawn = after(NOT_SENT).input({ type: 'withdraw', byProvider: false });
    assert.equal(withdrawn.summary, 'failed');
    assert.equal(withdrawn.events.at(-1), 'Withdrawn');
  });

  test('waits while the switch is off, however long that takes, and its day begins anew', () => {
    const story = after(NOT_SENT);
    for (let halves = 0; halves < 10; halves++)
      story.pass(DAY_MS / 2).input({ type: 'gate', gate: 'closed' });
    assert.equal(story.summary, 'accepted provider_disabled');
    assert.equal(story.pass(DAY_MS - 1).claim().effect, 'send');
  });
});

describe('a lease', () => {
  test('keeps others away until it is over, however much they ask', () => {
    const story = new Story();
    story.input({ type: 'claim', asked: true }, 'other');
    assert.equal(story.summary, 'sending');
    story.pass(34_000).input({ type: 'claim', asked: false }, 'other');
    assert.equal(story.summary, 'unknown');
    assert.equal(story.effect, 'inquire');
  });

  test('that is over leaves an attempt without a result, which may have taken effect', () => {
    const story = new Story().pass(34_000).claim().see(CANCELED);
    assert.equal(story.summary, 'succeeded unproven');
  });
});

describe('a person', () => {
  const recording = (outcome: 'succeeded' | 'failed', at: number) =>
    ({ type: 'record', recording: { outcome, evidence: 'a receipt', by: 'ana', at } }) as const;

  test('records a success of whatever has not succeeded', () => {
    const story = after(LOST).input(recording('succeeded', NOON + 1), '');
    assert.equal(story.summary, 'succeeded recorded');
  });

  test('records a failure only of what waits for a person, after the settlement period', () => {
    const story = after(LOST, REJECTED).pass(SETTLE_MS).see();
    const sentAt = story.operation.attempts.at(-1)?.sentAt ?? 0;
    assert.equal(story.input(recording('failed', sentAt + SETTLE_MS - 1), '').summary, 'manual_review');
    assert.equal(
      story.input(recording('failed', sentAt + SETTLE_MS), '').summary,
      'failed payment_not_found',
    );
    assert.equal(after(LOST).input(recording('failed', NOON + DAY_MS), '').summary, 'unknown');
  });

  test('records a failure after the longest settlement period, where the kind of payment is not known', () => {
    const rules = rulesOf({ byPaymentMethod: { PIX: { settleMs: HOUR_MS } } });
    const story = new Story({}, { rules })
      .answer(LOST)
      .pass(6 * DAY_MS)
      .see(UNAVAILABLE);
    assert.equal(story.input(recording('failed', NOON + SETTLE_MS), '').summary, 'manual_review');
    assert.match(story.input(recording('failed', NOON + HOUR_MS), '').summary, /^failed/);
  });

  test('records a failure after the settlement period of the kind of payment, once that was shown', () => {
    const rules = rulesOf({ byPaymentMethod: { PIX: { settleMs: HOUR_MS } } });
    const shownAs = (paymentMethod: string) =>
      new Story({}, { rules })
        .answer(LOST)
        .see(shown({ status: 'unrecognized', paymentMethod }))
        .pass(6 * DAY_MS)
        .see(UNAVAILABLE);
    assert.equal(shownAs('PIX').input(recording('failed', NOON + SETTLE_MS), '').summary, 'manual_review');
    assert.match(shownAs('CARD').input(recording('failed', NOON + SETTLE_MS), '').summary, /^failed/);
  });

  test('has the state published again, whatever was published before', () => {
    const story = after(DONE).input({ type: 'republish' }, '').input({ type: 'republish' }, '');
    assert.deepEqual(story.events, ['Succeeded', 'Succeeded', 'Succeeded']);
  });
});

describe('a provider that asks for pauses', () => {
  test('gets no request for as long as it says', () => {
    const story = new Story().answer({
      status: 'not_sent',
      code: 'provider_rate_limited',
      retryAfterMs: 25_000,
    });
    assert.equal(story.pass(24_999).claim().effect, undefined);
    assert.equal(story.pass(1).claim().effect, 'send');
  });

  test('is asked again after the pause of an inquiry, or of an answer without meaning', () => {
    const story = after(LOST).see({
      ...UNAVAILABLE,
      code: 'provider_rate_limited',
      retryAfterMs: 25_000,
    });
    assert.equal(story.pass(24_999).claim().effect, undefined);
    const unanswered = new Story().answer({
      ...LOST,
      reason: '503',
      retryAfterMs: 25_000,
    });
    assert.equal(unanswered.pass(24_999).claim().effect, undefined);
    assert.equal(unanswered.pass(1).claim().effect, 'inquire');
  });

  test('gets no two requests for one payment closer together than its pages say', () => {
    const rules = rulesOf({ void: { ...WHOLE_VOID, minGapMs: 5000 } });
    const first = new Story({}, { rules }).answer(REJECTED).pass(1000);
    const second = new Story({ idempotencyKey: 'key-2' }, { rules, payment: first.payment });
    assert.deepEqual([second.summary, second.effect], ['accepted provider_rate_limited', undefined]);
    assert.equal(second.pass(5000).claim().effect, 'send');
    const repeated = new Story({}, { rules }).answer(LOST).pass(1000).see();
    assert.equal(repeated.effect, undefined);
    assert.equal(repeated.pass(4000).see().effect, 'send');
  });
});

describe('a whole void that has to name its amount', () => {
  const rules = rulesOf({ void: { ...VOID_OF_AMOUNT, allowedFrom: ['authorized', 'paid'] } });

  test('is sent again for no more than is left, and counts the rest as somebody else’s', () => {
    const story = new Story({}, { rules }).see().answer(LOST);
    story.pass(MINUTE_MS).see(shown({ refunded: 1000 }));
    assert.deepEqual(
      story.operation.attempts.map(({ amount }) => amount),
      [10_000, 9000],
    );
  });
});
