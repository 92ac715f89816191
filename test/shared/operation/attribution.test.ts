import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withOperation } from '../../../shared/operation/payment.ts';
import type { RefundSnapshot } from '../../../shared/provider/payment-snapshot.ts';
import { LOST, SETTLE_MS, Story, shown } from './story.ts';

const PAID = shown({ status: 'paid' });
const AMOUNT = 6000;
const accepted = (refundId: string) => ({ status: 'accepted', refundId }) as const;

const list = (...refunds: readonly RefundSnapshot[]) =>
  shown({ status: 'partially_refunded', refunded: AMOUNT, refunds });

/** A refund whose first request was lost, and whose second one the provider took under the id `second`. */
const sentTwice = () =>
  new Story({ kind: 'refund', request: { amount: AMOUNT } })
    .see(PAID)
    .answer(LOST)
    .pass(SETTLE_MS)
    .see(PAID)
    .answer(accepted('second'));

describe('a refund of which the provider took the second request', () => {
  test('is ours by the id that the provider gave it', () => {
    const story = sentTwice()
      .pass(SETTLE_MS)
      .see(list({ id: 'SECOND', status: 'succeeded' }));
    assert.equal(story.summary, 'succeeded ours');
  });

  test('is not ours by another refund, once the one with our id has failed', () => {
    const failed = { id: 'second', status: 'failed' } as const;
    const story = sentTwice().pass(SETTLE_MS);
    story.see(list(failed, { id: 'other', status: 'succeeded', amount: AMOUNT }));
    assert.equal(story.summary, 'succeeded unproven');
  });

  test('has failed where no other refund shows', () => {
    const paid = shown({ status: 'paid', refunds: [{ id: 'second', status: 'failed' }] });
    assert.equal(sentTwice().pass(SETTLE_MS).see(paid).summary, 'failed declined_by_provider');
  });
});

describe('a refund whose every request has an id', () => {
  function twoIds(): Story {
    const story = new Story({ kind: 'refund', request: { amount: AMOUNT } })
      .see(PAID)
      .answer(accepted('first'));
    const { operation, payment, now } = story;
    const result = { ...accepted('second'), at: now };
    const again = { number: 2, method: 'refund', sentAt: now, owner: 'w', result } as const;
    const attempts = [...operation.attempts, again];
    story.payment = withOperation(payment, { ...operation, attempts });
    return story.pass(SETTLE_MS);
  }

  test('is ours by whichever of them succeeded', () => {
    const story = twoIds().see(
      list({ id: 'second', status: 'failed' }, { id: 'first', status: 'succeeded' }),
    );
    assert.equal(story.summary, 'succeeded ours');
  });

  test('has failed with all of them, whatever somebody else gives back', () => {
    const foreign = { id: 'other', status: 'succeeded', amount: AMOUNT } as const;
    const story = twoIds().see(
      list({ id: 'first', status: 'failed' }, { id: 'second', status: 'failed' }, foreign),
    );
    assert.equal(story.summary, 'failed declined_by_provider');
  });
});
