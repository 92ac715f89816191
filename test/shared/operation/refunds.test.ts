import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { LISTED, LOST, rulesOf, SETTLE_MS, SOPAGUE_LIKE, Story, shown, WHOLE_VOID } from './story.ts';

const PAID = shown({ status: 'paid' });

describe('a refund', () => {
  test('begins with an inquiry, and publishes that it began', () => {
    const story = new Story({ kind: 'refund' });
    assert.deepEqual([story.summary, story.effect, story.events], ['accepted', 'preflight', ['Accepted']]);
  });

  test('is a void while that is possible, and a refund where the payment is paid', () => {
    assert.equal(new Story({ kind: 'refund' }).see().operation.method, 'void');
    assert.equal(new Story({ kind: 'refund' }).see(PAID).operation.method, 'refund');
  });

  test('of a part is a refund where voids are of the whole and both are possible', () => {
    const rules = rulesOf({ void: { ...WHOLE_VOID, allowedFrom: ['authorized', 'paid'] } });
    const part = new Story({ kind: 'refund', request: { amount: 4000 } }, { rules }).see(PAID);
    assert.equal(part.operation.method, 'refund');
    assert.equal(new Story({ kind: 'refund' }, { rules }).see(PAID).operation.method, 'void');
  });

  test('changes from void to refund only when nothing of the void can take effect any more', () => {
    const story = new Story({ kind: 'refund' }).see().answer(LOST);
    assert.equal(story.see(PAID).summary, 'unknown');
    story.pass(SETTLE_MS).see(PAID);
    assert.deepEqual(
      [story.operation.method, story.summary, story.effect],
      ['refund', 'accepted not_cancelable', 'preflight'],
    );
    assert.deepEqual(story.see(PAID).effect, 'send');
  });

  test('changes at once after a listed refusal of the only attempt', () => {
    const story = new Story({ kind: 'refund' }).see().answer(LISTED).see(PAID);
    assert.deepEqual([story.operation.method, story.effect], ['refund', 'preflight']);
  });

  test('names why the void was refused, where the payment turns out not to be paid', () => {
    const declined = { status: 'rejected', code: 'declined_by_provider' } as const;
    const story = new Story({ kind: 'refund' }).see().answer(declined).see();
    assert.equal(story.summary, 'failed declined_by_provider');
  });

  test('is never a void where its caller asks for a refund only', () => {
    const story = new Story({ kind: 'refund', request: { strategy: 'refund_only' } }).see();
    assert.equal(story.summary, 'failed not_refundable');
  });

  test('is filed by people where the provider refunds by hand', () => {
    const story = new Story(
      { kind: 'refund', request: { strategy: 'refund_only' } },
      { rules: rulesOf(SOPAGUE_LIKE) },
    );
    story.see(PAID);
    assert.deepEqual([story.summary, story.events.at(-1)], ['awaiting_approval', 'NeedsOperator']);
  });
});

describe('a refund that people file', () => {
  const rules = rulesOf(SOPAGUE_LIKE);
  const request = (status: 'processing' | 'succeeded' | 'failed' | 'withdrawn') =>
    shown({ status: 'paid', refunds: [{ id: 'REQ-1', status, amount: 10_000 }] });
  const filed = () =>
    new Story({ kind: 'refund', request: { strategy: 'refund_only' } }, { rules })
      .see(PAID)
      .input({ type: 'attach_request', requestId: 'req-1' }, '');

  test('follows its request, and nothing else', () => {
    const unfiled = new Story({ kind: 'refund', request: { strategy: 'refund_only' } }, { rules }).see(PAID);
    assert.equal(unfiled.see(request('succeeded')).summary, 'awaiting_approval');
    assert.equal(filed().see(request('processing')).summary, 'awaiting_approval');
    assert.equal(filed().see(request('succeeded')).summary, 'succeeded ours');
    assert.equal(filed().see(request('failed')).summary, 'failed declined_by_provider');
    assert.equal(filed().see(request('withdrawn')).events.at(-1), 'Withdrawn');
  });

  test('is withdrawn by its caller before it was filed, and after that by the provider alone', () => {
    const unfiled = new Story({ kind: 'refund', request: { strategy: 'refund_only' } }, { rules }).see(PAID);
    assert.equal(unfiled.input({ type: 'withdraw', byProvider: false }, '').summary, 'failed');
    assert.equal(filed().input({ type: 'withdraw', byProvider: false }, '').summary, 'awaiting_approval');
    assert.equal(filed().input({ type: 'withdraw', byProvider: true }, '').summary, 'failed');
  });

  test('waits for sixty days, and for a person then', () => {
    const story = filed()
      .pass(60 * DAY_MS)
      .see(request('processing'));
    assert.equal(story.summary, 'manual_review');
  });

  test('is attached once', () => {
    const story = filed().input({ type: 'attach_request', requestId: 'req-2' }, '');
    assert.equal(story.operation.requestId, 'req-1');
  });
});

describe('a refund that failed, of two that were sent', () => {
  const failed = { id: 'r2', status: 'failed', amount: 4000 } as const;
  const sentTwice = () =>
    new Story({ kind: 'refund', request: { amount: 4000 } })
      .see(PAID)
      .answer(LOST)
      .pass(SETTLE_MS)
      .see(PAID)
      .answer({ status: 'accepted', refundId: 'r2' });

  test('ends the operation only when the other can take effect no more', () => {
    const nothingElse = shown({ status: 'paid', refunds: [failed] });
    const story = sentTwice().see(nothingElse);
    assert.equal(story.summary, 'processing');
    assert.equal(story.pass(SETTLE_MS).see(nothingElse).summary, 'failed declined_by_provider');
  });

  test('leaves the other to end the operation, where the list shows it', () => {
    const story = sentTwice().pass(SETTLE_MS);
    story.see(shown({ status: 'paid', refunds: [failed, { id: 'r1', status: 'processing', amount: 4000 }] }));
    assert.equal(story.summary, 'processing');
    story.see(
      shown({
        status: 'partially_refunded',
        refunded: 4000,
        refunds: [failed, { id: 'r1', status: 'succeeded', amount: 4000 }],
      }),
    );
    assert.equal(story.operation.state, 'succeeded');
  });
});

describe('a provider of which one request voids and refunds', () => {
  const traits = { ...WHOLE_VOID, allowedFrom: ['authorized', 'paid', 'partially_refunded'] } as const;
  const { refund: _refund, ...others } = rulesOf().traits;
  const rules = { ...rulesOf(), traits: { ...others, void: traits, sameCall: true } };

  test('is shown to void what is held, and to refund what is paid, whatever was asked for', () => {
    for (const kind of ['cancellation', 'refund'] as const) {
      const read = {
        ...rules,
        traits: { ...rules.traits, void: { ...traits, evidence: 'refunded_total' as const } },
      };
      assert.equal(new Story({ kind }, { rules: read }).see().operation.method, 'void');
      assert.equal(new Story({ kind }, { rules: read }).see(PAID).operation.method, 'refund');
    }
  });

  test('is shown to refund what turns out to be refunded', () => {
    const story = new Story({}, { rules }).answer(LOST).see(shown({ status: 'refunded', refunded: 10_000 }));
    assert.equal(story.summary, 'succeeded unproven');
    assert.equal(story.operation.method, 'refund');
    assert.equal(
      new Story({}, { rules }).answer(LOST).see(shown({ status: 'canceled' })).operation.method,
      'void',
    );
  });
});
