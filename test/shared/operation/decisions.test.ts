import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { countSent } from '../../../shared/operation/attempt-facts.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { InquiryResult } from '../../../shared/provider/payment-snapshot.ts';
import { NOON } from '../sample-operation.ts';
import {
  ACCEPTED,
  DONE,
  LISTED,
  LISTED_REFUND,
  LOST,
  NOT_SENT,
  REJECTED,
  rulesOf,
  SETTLE_MS,
  SOPAGUE_LIKE,
  Story,
  shown,
  UNAVAILABLE,
  UNLISTED,
  VOID_OF_AMOUNT,
  WHOLE_VOID,
} from './story.ts';

const CANCELED = shown({ status: 'canceled' });
const PAID = shown({ status: 'paid' });
const GONE: InquiryResult = { is: 'not_found', conclusive: true };

/** A whole cancellation of a held payment, after these answers to one attempt each. */
function after(...answers: readonly AttemptResult[]): Story {
  const story = new Story();
  answers.forEach((answer, index) => {
    if (index > 0) story.pass(HOUR_MS).see();
    story.answer(answer);
  });
  return story;
}

/** A refund of a part, which is sent after an inquiry. */
function refund(...answers: readonly AttemptResult[]): Story {
  const story = new Story({ kind: 'refund', request: { amount: 4000 } }).see(PAID);
  for (const answer of answers) story.answer(answer);
  return story;
}

describe('the answer to the only attempt', () => {
  const rows: readonly (readonly [string, AttemptResult, string])[] = [
    ['done', DONE, 'succeeded ours'],
    ['accepted', ACCEPTED, 'processing'],
    ['a documented refusal', REJECTED, 'failed payment_not_found'],
    ['a listed refusal with several meanings', LISTED, 'unknown'],
    ['a refusal in unlisted words', UNLISTED, 'unknown'],
    ['anything else, or nothing', LOST, 'unknown'],
    ['nothing, since it did not leave', NOT_SENT, 'accepted provider_unreachable'],
    ['that nothing can ever leave', { ...NOT_SENT, permanent: true }, 'failed provider_unreachable'],
  ];
  for (const [name, answer, standing] of rows)
    test(`${name} makes it ${standing}`, () => {
      assert.equal(after(answer).standing, standing);
    });

  test('a listed refusal with several meanings is explained by an inquiry at once', () => {
    assert.equal(after(LISTED).effect, 'inquire');
    assert.equal(after(LISTED).see(PAID).standing, 'failed not_cancelable');
    assert.equal(after(LISTED).see(CANCELED).standing, 'failed already_canceled');
    assert.equal(after(LISTED).see().standing, 'failed not_cancelable');
  });

  test('what did not leave counts as nothing sent', () => {
    assert.equal(countSent(after(NOT_SENT).operation), 0);
  });
});

describe('the answer to a later attempt', () => {
  const rows: readonly (readonly [string, readonly AttemptResult[], string])[] = [
    ['a refusal closes nothing: an earlier one may still take effect', [LOST, REJECTED], 'unknown'],
    ['that it did not leave says nothing of the earlier one', [LOST, NOT_SENT], 'unknown'],
    ['done is done', [LOST, DONE], 'succeeded ours'],
    ['accepted is worked on', [LOST, ACCEPTED], 'processing'],
  ];
  for (const [name, answers, standing] of rows)
    test(name, () => {
      assert.equal(after(...answers).standing, standing);
    });
});

describe('an answer that comes late', () => {
  test('proves a success, whoever heard it and whatever was decided since', () => {
    const failed = after(LOST).pass(SETTLE_MS).see(PAID);
    assert.equal(failed.standing, 'failed not_cancelable');
    failed.input({ type: 'attempt', number: 1, result: DONE }, 'somebody');
    assert.equal(failed.standing, 'succeeded ours');
    assert.equal(failed.events.at(-1), 'Succeeded');
  });

  test('proves nothing else', () => {
    for (const result of [ACCEPTED, REJECTED, LISTED, UNLISTED, LOST, NOT_SENT]) {
      const story = after(LOST);
      const before = story.operation;
      story.input({ type: 'attempt', number: 1, result }, 'somebody');
      assert.equal(story.operation, before);
    }
  });

  test('of the void shows a void, after the refund had begun', () => {
    const story = new Story({ kind: 'refund' }).see(shown()).answer(LOST);
    story.pass(SETTLE_MS).see(PAID);
    assert.equal(story.operation.method, 'refund');
    story.input({ type: 'attempt', number: 1, result: { ...DONE, amount: 10_000 } }, 'somebody');
    assert.partialDeepStrictEqual(story.operation, {
      method: 'void',
      state: 'succeeded',
      appliedAmount: 10_000,
    });
  });
});

describe('an inquiry that shows nothing of a whole void in doubt', () => {
  test('sends it again at once', () => {
    assert.equal(after(LOST).see().effect, 'send');
  });

  test('sends it again with growing pauses, for a day, and asks a person then', () => {
    const story = after(LOST);
    while (story.operation.state !== 'manual_review' && story.now < NOON + 8 * DAY_MS) {
      story.see();
      if (story.effect === 'send') story.answer(LOST);
      const { operation } = story;
      if ('nextActionAt' in operation) story.now = operation.nextActionAt;
    }
    assert.equal(story.standing, 'manual_review');
    assert.ok(story.now >= NOON + DAY_MS && story.now < NOON + 2 * DAY_MS);
    const sent = countSent(story.operation);
    assert.ok(sent > 20 && sent < 60, `${sent} attempts`);
    assert.ok(story.operation.attempts.length <= 9, 'the attempts that are kept are few');
  });

  test('waits while the status is none that a page lists, until the settlement period is over', () => {
    const odd = shown({ status: 'unrecognized' });
    assert.equal(after(LOST).see(odd).standing, 'unknown');
    assert.equal(after(LOST).pass(SETTLE_MS).see(odd).effect, 'send');
  });

  test('waits after the provider accepted it, and sends it again only after the settlement period', () => {
    assert.equal(
      after(ACCEPTED)
        .pass(SETTLE_MS - 1)
        .see().standing,
      'processing',
    );
    assert.equal(after(ACCEPTED).pass(SETTLE_MS).see().effect, 'send');
  });

  test('counts as the work on it while the provider shows that it is at work', () => {
    assert.equal(
      after(ACCEPTED)
        .pass(HOUR_MS)
        .see(shown({ status: 'processing' })).standing,
      'processing',
    );
  });
});

describe('an inquiry that shows nothing of what could take effect twice', () => {
  test('waits for the settlement period, and sends it again then', () => {
    assert.equal(
      refund(LOST)
        .pass(SETTLE_MS - 1)
        .see(PAID).effect,
      undefined,
    );
    assert.equal(refund(LOST).pass(SETTLE_MS).see(PAID).effect, 'send');
  });

  test('must itself have begun after the settlement period', () => {
    const story = refund(LOST).pass(SETTLE_MS).claim();
    story.input({ type: 'inquiry', inquiry: PAID, beganAt: story.now - 1 });
    assert.equal(story.effect, undefined);
  });

  test('sends it three times at most, and asks a person then', () => {
    const story = refund(LOST);
    for (let sends = 1; sends < 3; sends++) story.pass(SETTLE_MS).see(PAID).answer(LOST);
    assert.equal(countSent(story.operation), 3);
    assert.equal(story.pass(SETTLE_MS).see(PAID).standing, 'manual_review');
  });

  test('proves nothing where the provider would not show its work: a person decides', () => {
    const rules = rulesOf({ refund: { ...LISTED_REFUND, inquiryShowsProgress: false } });
    const story = new Story({ kind: 'refund', request: { amount: 4000 } }, { rules }).see(PAID).answer(LOST);
    assert.equal(story.pass(SETTLE_MS).see(PAID).standing, 'manual_review');
  });
});

describe('a refusal that is not the only attempt, or is in unlisted words', () => {
  test('has nothing sent again', () => {
    assert.equal(after(UNLISTED).see().effect, undefined);
    assert.equal(after(LOST, REJECTED).see().effect, undefined);
  });

  test('in unlisted words is final after the settlement period, where an inquiry shows that nothing was done', () => {
    const story = after(UNLISTED);
    assert.equal(story.pass(SETTLE_MS - 1).see().standing, 'unknown');
    assert.equal(story.pass(1).see().standing, 'failed declined_by_provider');
  });

  test('after an attempt that may still be at work ends with a person', () => {
    const story = after(LOST, REJECTED);
    assert.equal(story.pass(SETTLE_MS).see().standing, 'manual_review');
  });
});

describe('an inquiry that rules the operation out', () => {
  const rows: readonly (readonly [string, Story, InquiryResult, string])[] = [
    ['is final at once where the provider documents that end', after(LOST), PAID, 'failed not_cancelable'],
    ['of an unknown payment is not, before the settlement period', after(LOST), GONE, 'unknown'],
    ['of an unknown payment is for a person, after it', after(LOST).pass(SETTLE_MS), GONE, 'manual_review'],
    ['explains a listed refusal', after(LISTED), GONE, 'failed payment_not_found'],
    [
      'ends what was refused in listed words and somebody else did',
      after(LISTED),
      CANCELED,
      'failed already_canceled',
    ],
  ];
  for (const [name, story, inquiry, standing] of rows)
    test(name, () => {
      assert.equal(story.see(inquiry).standing, standing);
    });

  test('contradicts what the provider said was done: a person finds out', () => {
    const rules = rulesOf({ ...SOPAGUE_LIKE, void: { ...VOID_OF_AMOUNT, allowedFrom: ['authorized'] } });
    const story = new Story({}, { rules }).see().answer(DONE);
    assert.equal(story.see(shown({ status: 'disputed' })).standing, 'processing');
    assert.equal(story.pass(SETTLE_MS).see(shown({ status: 'disputed' })).standing, 'manual_review');
  });
});

describe('an inquiry that shows that it is done', () => {
  const rows: readonly (readonly [string, Story, string])[] = [
    ['is ours where the provider accepted it', after(ACCEPTED), 'succeeded ours'],
    ['is unproven where the answer was lost', after(LOST), 'succeeded unproven'],
    ['is unproven where it was refused in unlisted words', after(UNLISTED), 'succeeded unproven'],
  ];
  for (const [name, story, standing] of rows)
    test(name, () => {
      assert.equal(story.see(CANCELED).standing, standing);
    });

  test('counts from whoever made it, of what waits for a person too', () => {
    const review = after(LOST, REJECTED).pass(SETTLE_MS).see();
    review.input({ type: 'inquiry', inquiry: CANCELED, beganAt: review.now }, '');
    assert.equal(review.standing, 'succeeded unproven');
  });
});

describe('an inquiry without an answer', () => {
  test('decides nothing, and is made again with growing pauses', () => {
    const story = after(LOST);
    const pauses = [];
    for (let inquiries = 0; inquiries < 5; inquiries++) {
      story.see(UNAVAILABLE);
      const { operation } = story;
      assert.ok(operation.state === 'unknown');
      pauses.push((operation.nextActionAt - story.now) / 1000);
    }
    assert.deepEqual(pauses, [4, 8, 15, 30, 60]);
  });

  test('is made for six days, and a person decides then', () => {
    const story = after(LOST)
      .pass(6 * DAY_MS - 1)
      .see(UNAVAILABLE);
    assert.equal(story.standing, 'unknown');
    assert.equal(story.pass(1).see(UNAVAILABLE).standing, 'manual_review');
  });
});

describe('what was accepted and not sent', () => {
  test('fails after a day, with the last reason', () => {
    const story = after(NOT_SENT)
      .pass(DAY_MS - 1)
      .claim();
    assert.equal(story.effect, 'send');
    assert.equal(after(NOT_SENT).pass(DAY_MS).claim().standing, 'failed provider_unreachable');
  });

  test('fails with `deadline_exceeded` once its caller does not want it any more', () => {
    const limited = () => new Story({ request: { notAfter: NOON + 5000 } }).answer(NOT_SENT);
    assert.equal(limited().pass(4999).claim().effect, 'send');
    assert.equal(limited().pass(5000).claim().standing, 'failed deadline_exceeded');
  });

  test('fails once the provider does not do it any more', () => {
    const window = {
      rule: 'a day',
      basis: 'documented',
      closesAt: NOON + 5000,
      refusedFrom: NOON + 5000,
    } as const;
    const story = new Story({}, { beginning: { window } }).answer(NOT_SENT);
    assert.equal(story.pass(5000).claim().standing, 'failed cancel_window_closed');
  });

  test('can be withdrawn while nobody is at work on it', () => {
    assert.equal(new Story().input({ type: 'withdraw', byProvider: false }).standing, 'sending');
    const withdrawn = after(NOT_SENT).input({ type: 'withdraw', byProvider: false });
    assert.equal(withdrawn.standing, 'failed');
    assert.equal(withdrawn.events.at(-1), 'Withdrawn');
  });

  test('waits while the switch is off, however long that takes, and its day begins anew', () => {
    const story = after(NOT_SENT);
    for (let halves = 0; halves < 10; halves++)
      story.pass(DAY_MS / 2).input({ type: 'gate', gate: 'closed' });
    assert.equal(story.standing, 'accepted provider_disabled');
    assert.equal(story.pass(DAY_MS - 1).claim().effect, 'send');
  });
});

describe('a lease', () => {
  test('keeps others away until it is over, however much they ask', () => {
    const story = new Story();
    story.input({ type: 'claim', asked: true }, 'other');
    assert.equal(story.standing, 'sending');
    story.pass(34_000).input({ type: 'claim', asked: false }, 'other');
    assert.equal(story.standing, 'unknown');
    assert.equal(story.effect, 'inquire');
  });

  test('that is over leaves an attempt without a result, which may have taken effect', () => {
    const story = new Story().pass(34_000).claim().see(CANCELED);
    assert.equal(story.standing, 'succeeded unproven');
  });
});

describe('a person', () => {
  const recording = (outcome: 'succeeded' | 'failed', at: number) =>
    ({ type: 'record', recording: { outcome, evidence: 'a receipt', by: 'ana', at } }) as const;

  test('records a success of whatever has not succeeded', () => {
    const story = after(LOST).input(recording('succeeded', NOON + 1), '');
    assert.equal(story.standing, 'succeeded recorded');
  });

  test('records a failure only of what waits for a person, after the settlement period', () => {
    const story = after(LOST, REJECTED).pass(SETTLE_MS).see();
    const sentAt = story.operation.attempts.at(-1)?.sentAt ?? 0;
    assert.equal(story.input(recording('failed', sentAt + SETTLE_MS - 1), '').standing, 'manual_review');
    assert.equal(
      story.input(recording('failed', sentAt + SETTLE_MS), '').standing,
      'failed payment_not_found',
    );
    assert.equal(after(LOST).input(recording('failed', NOON + DAY_MS), '').standing, 'unknown');
  });

  test('records a failure after the longest settlement period, where the kind of payment is not known', () => {
    const rules = rulesOf({ byPaymentMethod: { PIX: { settleMs: HOUR_MS } } });
    const story = new Story({}, { rules })
      .answer(LOST)
      .pass(6 * DAY_MS)
      .see(UNAVAILABLE);
    assert.equal(story.input(recording('failed', NOON + SETTLE_MS), '').standing, 'manual_review');
    assert.match(story.input(recording('failed', NOON + HOUR_MS), '').standing, /^failed/);
  });

  test('has the state published again, whatever was published before', () => {
    const story = after(DONE).input({ type: 'republish' }, '').input({ type: 'republish' }, '');
    assert.deepEqual(story.events, ['Succeeded', 'Succeeded', 'Succeeded']);
  });
});

describe('a refund', () => {
  test('begins with an inquiry, and tells its flow at once', () => {
    const story = new Story({ kind: 'refund' });
    assert.deepEqual([story.standing, story.effect, story.events], ['accepted', 'preflight', ['Accepted']]);
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
    assert.equal(story.see(PAID).standing, 'unknown');
    story.pass(SETTLE_MS).see(PAID);
    assert.deepEqual(
      [story.operation.method, story.standing, story.effect],
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
    assert.equal(story.standing, 'failed declined_by_provider');
  });

  test('is never a void where its caller asks for a refund only', () => {
    const story = new Story({ kind: 'refund', request: { strategy: 'refund_only' } }).see();
    assert.equal(story.standing, 'failed not_refundable');
  });

  test('is filed by people where the provider refunds by hand', () => {
    const story = new Story(
      { kind: 'refund', request: { strategy: 'refund_only' } },
      { rules: rulesOf(SOPAGUE_LIKE) },
    );
    story.see(PAID);
    assert.deepEqual([story.standing, story.events.at(-1)], ['awaiting_approval', 'NeedsOperator']);
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
    assert.equal(unfiled.see(request('succeeded')).standing, 'awaiting_approval');
    assert.equal(filed().see(request('processing')).standing, 'awaiting_approval');
    assert.equal(filed().see(request('succeeded')).standing, 'succeeded ours');
    assert.equal(filed().see(request('failed')).standing, 'failed declined_by_provider');
    assert.equal(filed().see(request('withdrawn')).events.at(-1), 'Withdrawn');
  });

  test('is withdrawn by its caller before it was filed, and after that by the provider alone', () => {
    const unfiled = new Story({ kind: 'refund', request: { strategy: 'refund_only' } }, { rules }).see(PAID);
    assert.equal(unfiled.input({ type: 'withdraw', byProvider: false }, '').standing, 'failed');
    assert.equal(filed().input({ type: 'withdraw', byProvider: false }, '').standing, 'awaiting_approval');
    assert.equal(filed().input({ type: 'withdraw', byProvider: true }, '').standing, 'failed');
  });

  test('waits for sixty days, and for a person then', () => {
    const story = filed()
      .pass(60 * DAY_MS)
      .see(request('processing'));
    assert.equal(story.standing, 'manual_review');
  });

  test('is attached once', () => {
    const story = filed().input({ type: 'attach_request', requestId: 'req-2' }, '');
    assert.equal(story.operation.requestId, 'req-1');
  });
});

describe('a provider that asks for pauses', () => {
  test('is left alone for as long as it says, whoever asks', () => {
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
    assert.deepEqual([second.standing, second.effect], ['accepted provider_rate_limited', undefined]);
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
