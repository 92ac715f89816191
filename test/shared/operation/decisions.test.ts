import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import { countSent } from '../../../shared/operation/attempt-facts.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { InquiryResult } from '../../../shared/provider/payment-snapshot.ts';
import { NOON } from '../sample-operation.ts';
import {
  ACCEPTED,
  after,
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
} from './story.ts';

const CANCELED = shown({ status: 'canceled' });
const PAID = shown({ status: 'paid' });
const GONE: InquiryResult = { is: 'not_found', conclusive: true };

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
  for (const [name, answer, summary] of rows)
    test(`${name} makes it ${summary}`, () => {
      assert.equal(after(answer).summary, summary);
    });

  test('a listed refusal with several meanings is explained by an inquiry at once', () => {
    assert.equal(after(LISTED).effect, 'inquire');
    assert.equal(after(LISTED).see(PAID).summary, 'failed not_cancelable');
    assert.equal(after(LISTED).see(CANCELED).summary, 'failed already_canceled');
    assert.equal(after(LISTED).see().summary, 'failed not_cancelable');
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
  for (const [name, answers, summary] of rows)
    test(name, () => {
      assert.equal(after(...answers).summary, summary);
    });
});

describe('an answer that comes late', () => {
  test('proves a success, whichever worker received it and whatever was decided since', () => {
    const failed = after(LOST).pass(SETTLE_MS).see(PAID);
    assert.equal(failed.summary, 'failed not_cancelable');
    failed.input({ type: 'attempt', number: 1, result: DONE }, 'somebody');
    assert.equal(failed.summary, 'succeeded ours');
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

describe('an inquiry that shows nothing of a whole void with an unknown outcome', () => {
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
    assert.equal(story.summary, 'manual_review');
    assert.ok(story.now >= NOON + DAY_MS && story.now < NOON + 2 * DAY_MS);
    const sent = countSent(story.operation);
    assert.ok(sent > 20 && sent < 60, `${sent} attempts`);
    assert.ok(story.operation.attempts.length <= 9, 'the attempts that are kept are few');
  });

  test('waits while the status is none that a page lists, until the settlement period is over', () => {
    const odd = shown({ status: 'unrecognized' });
    assert.equal(after(LOST).see(odd).summary, 'unknown');
    assert.equal(after(LOST).pass(SETTLE_MS).see(odd).effect, 'send');
  });

  test('waits after the provider accepted it, and sends it again only after the settlement period', () => {
    assert.equal(
      after(ACCEPTED)
        .pass(SETTLE_MS - 1)
        .see().summary,
      'processing',
    );
    assert.equal(after(ACCEPTED).pass(SETTLE_MS).see().effect, 'send');
  });

  test('counts as the work on it while the provider shows that it is at work', () => {
    assert.equal(
      after(ACCEPTED)
        .pass(HOUR_MS)
        .see(shown({ status: 'processing' })).summary,
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
    assert.equal(story.pass(SETTLE_MS).see(PAID).summary, 'manual_review');
  });

  test('proves nothing where the provider would not show its work: a person decides', () => {
    const rules = rulesOf({ refund: { ...LISTED_REFUND, inquiryShowsProgress: false } });
    const story = new Story({ kind: 'refund', request: { amount: 4000 } }, { rules }).see(PAID).answer(LOST);
    assert.equal(story.pass(SETTLE_MS).see(PAID).summary, 'manual_review');
  });
});

describe('a refusal that is not the only attempt, or is in unlisted words', () => {
  test('has nothing sent again', () => {
    assert.equal(after(UNLISTED).see().effect, undefined);
    assert.equal(after(LOST, REJECTED).see().effect, undefined);
  });

  test('in unlisted words is final after the settlement period, where an inquiry shows that nothing was done', () => {
    const story = after(UNLISTED);
    assert.equal(story.pass(SETTLE_MS - 1).see().summary, 'unknown');
    assert.equal(story.pass(1).see().summary, 'failed declined_by_provider');
  });

  test('after an attempt that may still be at work ends with a person', () => {
    const story = after(LOST, REJECTED);
    assert.equal(story.pass(SETTLE_MS).see().summary, 'manual_review');
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
  for (const [name, story, inquiry, summary] of rows)
    test(name, () => {
      assert.equal(story.see(inquiry).summary, summary);
    });

  test('contradicts what the provider reported done: a person finds out', () => {
    const rules = rulesOf({ ...SOPAGUE_LIKE, void: { ...VOID_OF_AMOUNT, allowedFrom: ['authorized'] } });
    const story = new Story({}, { rules }).see().answer(DONE);
    assert.equal(story.see(shown({ status: 'disputed' })).summary, 'processing');
    assert.equal(story.pass(SETTLE_MS).see(shown({ status: 'disputed' })).summary, 'manual_review');
  });
});

describe('an inquiry that shows that it is done', () => {
  const rows: readonly (readonly [string, Story, string])[] = [
    ['is ours where the provider accepted it', after(ACCEPTED), 'succeeded ours'],
    ['is unproven where the answer was lost', after(LOST), 'succeeded unproven'],
    ['is unproven where it was refused in unlisted words', after(UNLISTED), 'succeeded unproven'],
  ];
  for (const [name, story, summary] of rows)
    test(name, () => {
      assert.equal(story.see(CANCELED).summary, summary);
    });

  test('counts from any worker, also for an operation that waits for a person', () => {
    const review = after(LOST, REJECTED).pass(SETTLE_MS).see();
    review.input({ type: 'inquiry', inquiry: CANCELED, beganAt: review.now }, '');
    assert.equal(review.summary, 'succeeded unproven');
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
    assert.equal(story.summary, 'unknown');
    assert.equal(story.pass(1).see(UNAVAILABLE).summary, 'manual_review');
  });
});
