import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import { approvalEndsAt } from '../../../shared/operation/schedule.ts';
import { toOperationView } from '../../../shared/operation/view.ts';
import { NOON, REF } from '../sample-operation.ts';
import { rulesOf, SOPAGUE_LIKE, Story, shown } from './story.ts';

const SALE = { status: 'unrecognized', total: 15_000, refunded: undefined, refunds: undefined } as const;

const refund = (request = {}) =>
  new Story(
    { kind: 'refund', request: { strategy: 'refund_only', ...request } },
    { rules: rulesOf(SOPAGUE_LIKE) },
  );

describe('a refund that people have still to file', () => {
  test('is inquired about for no caller until the time for it is over', () => {
    const story = refund().see(shown(SALE));
    assert.equal(story.summary, 'awaiting_approval');
    assert.equal(toOperationView(REF, story.operation).nextCheckAt, null);
    for (const days of [0, 1, 58]) {
      story.pass(days * DAY_MS).claim(true);
      assert.deepEqual([story.summary, story.effect], ['awaiting_approval', undefined]);
    }

    story.now = approvalEndsAt(story.operation);
    assert.equal(story.claim(false).effect, 'inquire');
    assert.equal(story.see(shown(SALE)).summary, 'manual_review');
  });

  test('is inquired about at once when its request is attached, and with pauses then', () => {
    const story = refund().see(shown(SALE)).pass(HOUR_MS).input({ type: 'attach_request', requestId: 'r1' });
    assert.equal(story.claim(false).effect, 'inquire');
    const filed = { ...SALE, refunds: [{ id: 'r1', status: 'processing', amount: 15_000 }] } as const;
    const { operation } = story.see(shown(filed));
    assert.ok(operation.state === 'awaiting_approval');
    assert.ok(operation.nextActionAt < NOON + 2 * HOUR_MS);
  });

  for (const request of [{}, { amount: 5000 }])
    test(`waits for a payment whose amount can be read: ${JSON.stringify(request)}`, () => {
      const story = refund(request).see(shown({ ...SALE, total: undefined }));
      assert.equal(story.summary, 'accepted provider_unavailable');
      assert.equal(story.pass(HOUR_MS).see(shown(SALE)).summary, 'awaiting_approval');
    });
});
