import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { countSent } from '../../../shared/operation/attempt-facts.ts';
import { NOON } from '../sample-operation.ts';
import { ACCEPTED, DONE, LOST, REJECTED, rulesOf, SETTLE_MS, SOPAGUE_LIKE, Story, shown } from './story.ts';

const SOPAGUE = rulesOf(SOPAGUE_LIKE);
const PAID = shown({ status: 'paid' });

function sopagueCancel(amount?: number): Story {
  const request = amount === undefined ? {} : { amount };
  return new Story({ request }, { rules: SOPAGUE });
}

describe('a refund that was lost while somebody else gave back another amount', () => {
  const foreign = shown({
    status: 'partially_refunded',
    refunded: 500,
    refunds: [{ id: 'somebody', status: 'succeeded' }],
  });
  const story = () => new Story({ kind: 'refund', request: { amount: 6000 } }).see(PAID).answer(LOST);

  test('is not taken for done, and is sent again once it is settled', () => {
    assert.equal(story().see(foreign).summary, 'unknown');
    assert.equal(story().pass(SETTLE_MS).see(foreign).effect, 'send');
  });

  test('is sent again once it is settled, where the list names the amount that somebody else gave back', () => {
    const named = shown({
      status: 'partially_refunded',
      refunded: 500,
      refunds: [{ id: 'somebody', status: 'succeeded', amount: 500 }],
    });
    assert.equal(story().pass(SETTLE_MS).see(named).effect, 'send');
  });

  test('waits where the total has risen by more than the list shows: one of the two is old', () => {
    const old = shown({ status: 'partially_refunded', refunded: 6000, refunds: [] });
    assert.equal(story().pass(SETTLE_MS).see(old).summary, 'unknown');
  });

  test('is distinguished from it by its amount, where the list names amounts', () => {
    const named = shown({
      status: 'partially_refunded',
      refunded: 6500,
      refunds: [
        { id: 'somebody', status: 'succeeded', amount: 500 },
        { id: 'ours', status: 'succeeded', amount: 6000 },
      ],
    });
    assert.equal(story().see(named).summary, 'succeeded unproven');
  });

  test('is not distinguished where nothing shows it: a person decides', () => {
    const both = shown({
      status: 'partially_refunded',
      refunded: 6500,
      refunds: [
        { id: 'somebody', status: 'succeeded' },
        { id: 'ours', status: 'succeeded' },
      ],
    });
    assert.equal(story().pass(SETTLE_MS).see(both).summary, 'manual_review');
  });

  test('proves nothing of ours when it was made long before', () => {
    const old = shown({
      status: 'partially_refunded',
      refunded: undefined,
      refunds: [{ id: 'somebody', status: 'succeeded', amount: 6000, createdAt: NOON - 2 * DAY_MS }],
    });
    assert.equal(story().see(old).summary, 'unknown');
  });
});

describe('what the ledger says of what was done', () => {
  test('a refusal by us after a read counts no attempt', () => {
    const story = sopagueCancel().see(shown({ status: 'canceled' }));
    assert.equal(story.summary, 'failed already_canceled');
    assert.equal(countSent(story.operation), 0);
  });

  test('an operation that was accepted by the provider shows one attempt', () => {
    assert.equal(countSent(new Story().answer(ACCEPTED).operation), 1);
  });

  test('attempts of both methods count', () => {
    const story = new Story({ kind: 'refund' })
      .see()
      .answer({ ...REJECTED, code: 'not_cancelable' })
      .see(PAID);
    assert.equal(story.operation.method, 'refund');
    assert.equal(countSent(story.answer(DONE).operation), 2);
  });
});
