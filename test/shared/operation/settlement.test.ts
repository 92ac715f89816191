import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MINUTE_MS, SECOND_MS } from '../../../shared/domain/time.ts';
import { LONGEST_INVOCATION_MS } from '../../../shared/provider/budgets.ts';
import { LISTED_REFUND, LOST, rulesOf, SETTLE_MS, Story, shown } from './story.ts';

const PAID = shown({ status: 'paid' });

/** Login and a wait for a session come between the decision to send and the request. */
const LATE_MS = 17 * SECOND_MS;

const part = (rules = rulesOf()) =>
  new Story({ kind: 'refund', request: { amount: 4000 } }, { rules }).see(PAID);

describe('the settlement period', () => {
  test('counts from when the answer came, not from when it was decided to send', () => {
    const story = part().pass(LATE_MS).answer(LOST);
    assert.equal(story.pass(SETTLE_MS - 1).see(PAID).effect, undefined);
    assert.equal(story.pass(1).see(PAID).effect, 'send');
  });

  test('counts from the end of the longest invocation where no answer was recorded', () => {
    const story = part().pass(MINUTE_MS).claim().see(PAID);
    assert.equal(story.operation.attempts.at(-1)?.result, undefined);
    story.pass(SETTLE_MS + LONGEST_INVOCATION_MS - MINUTE_MS - 1);
    assert.equal(story.see(PAID).effect, undefined);
    assert.equal(story.pass(1).see(PAID).effect, 'send');
  });
});

describe('the pause between two requests for one payment', () => {
  test('counts from when the answer to the first one came', () => {
    const minGapMs = MINUTE_MS;
    const rules = rulesOf({ refund: { ...LISTED_REFUND, minGapMs } });
    const first = part(rules).pass(LATE_MS).answer({ status: 'succeeded', refundId: 'r1' });
    const again = new Story(
      { kind: 'refund', idempotencyKey: 'key-2', request: { amount: 1000 } },
      { rules, payment: first.payment },
    );
    again.now = first.now;
    const partly = shown({
      status: 'partially_refunded',
      refunded: 4000,
      refunds: [{ id: 'r1', status: 'succeeded', amount: 4000 }],
    });
    const waiting = again.see(partly).operation;
    assert.ok(waiting.state === 'accepted');
    assert.equal(waiting.nextActionAt, first.now + minGapMs);
  });
});

describe('a repeat that the provider does not take yet', () => {
  test('is tried with growing pauses, where it says nothing of how long to wait', () => {
    const limited = { status: 'not_sent', code: 'provider_rate_limited' } as const;
    const story = new Story().answer(LOST);
    const pauses: number[] = [];
    for (let tries = 0; tries < 8; tries++) {
      const { operation } = story;
      assert.ok(operation.state === 'unknown');
      pauses.push(operation.nextActionAt - story.now);
      story.now = operation.nextActionAt;
      story.see();
      if (story.effect === 'send') story.answer(limited);
    }
    assert.deepEqual(
      pauses,
      pauses.toSorted((one, other) => one - other),
    );
    assert.ok((pauses.at(-1) ?? 0) >= 2 * MINUTE_MS, String(pauses));
  });
});
