import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { toUuid } from '../../../shared/domain/ids.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { type Attempt, withAttempt } from '../../../shared/operation/attempt.ts';
import {
  countLive,
  firstSentAt,
  isReportedDone,
  isSoleListedRefusal,
  isSoleRefusal,
  isTakenByProvider,
  isUnanswered,
  lastSentAt,
  mayBeOurs,
  refusalOf,
} from '../../../shared/operation/attempt-facts.ts';
import {
  idempotencyKeysOf,
  isHarmlessToRepeat,
  nextIdempotencyKey,
} from '../../../shared/operation/idempotency.ts';
import { toOrder } from '../../../shared/operation/perform.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import { type MethodTraits, withKeyLifetime } from '../../../shared/provider/traits.ts';
import { NOON, operationIn, REF } from '../sample-operation.ts';
import { attemptResult } from './arbitraries.ts';
import { LISTED_REFUND, LOST, NOT_SENT, rulesOf, Story, shown } from './story.ts';

const METHODS = ['void', 'refund'] as const;

function toAttempt(number: number, parts: Partial<Attempt> = {}): Attempt {
  return { number, method: 'void', sentAt: NOON + number, owner: 'a', ...parts };
}

const sent = fc.record({
  method: fc.constantFrom(...METHODS),
  result: fc.option(attemptResult, { nil: undefined }),
});

type Sent = { readonly method: (typeof METHODS)[number]; readonly result: AttemptResult | undefined };

/** Every attempt, and those that are kept of them. */
function toBoth(all: readonly Sent[]) {
  let kept: readonly Attempt[] = [];
  const every: Attempt[] = [];
  all.forEach(({ method, result }, index) => {
    const attempt = toAttempt(index + 1, { method });
    const done = result ? { ...attempt, result: { ...result, at: NOON } } : attempt;
    kept = [...withAttempt(kept, attempt).slice(0, -1), done];
    every.push(done);
  });
  return {
    kept,
    every: every.filter((one, index) => one.result?.status !== 'not_sent' || index === every.length - 1),
  };
}

describe('the attempts that are kept of a day of repeats', () => {
  test('give every rule the same facts as all of them', () => {
    fc.assert(
      fc.property(fc.array(sent, { minLength: 1, maxLength: 40 }), (all) => {
        const { kept, every } = toBoth(all);
        for (const method of METHODS) {
          const [short, whole] = [kept, every].map((attempts) => ({
            ...operationIn('unknown'),
            method,
            attempts,
          }));
          assert.ok(short && whole);
          const facts = [
            countLive,
            firstSentAt,
            lastSentAt,
            isTakenByProvider,
            isReportedDone,
            isUnanswered,
            mayBeOurs,
            refusalOf,
            isSoleListedRefusal,
            isSoleRefusal,
          ];
          for (const fact of facts) assert.deepEqual(fact(short), fact(whole), fact.name);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test('have the first of each key, whose age decides for how long it protects', () => {
    let kept: readonly Attempt[] = [];
    for (let number = 1; number <= 30; number++)
      kept = withAttempt(kept, toAttempt(number, { idempotencyKey: number < 10 ? 'key-1' : 'key-2' }));
    const numbers = kept.map(({ number }) => number);
    assert.ok(numbers.includes(1) && numbers.includes(10), String(numbers));
  });

  test('are few, where they have the same facts', () => {
    const lost = Array.from({ length: 40 }, () => ({ method: 'void', result: LOST }) as const);
    const { kept } = toBoth(lost);
    assert.equal(kept.length, 8);
    assert.deepEqual([kept[0]?.number, kept.at(-1)?.number], [1, 40]);
  });
});

describe('the key of a request', () => {
  const key = (parts: object = {}): MethodTraits => ({
    ...LISTED_REFUND,
    idempotency: { is: 'key', lifetimeMs: HOUR_MS, burnsOnError: true, ...parts },
  });
  const answeredWithError = { ...LOST, isAnswered: true, at: NOON } as const;
  const withUnknownOutcome = (...attempts: readonly Attempt[]) =>
    operationIn('unknown', { attempts, request: { amount: 4000 } });

  test('is a UUID of the operation', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.match(toUuid(text), uuid);
        assert.equal(toUuid(text), toUuid(text));
      }),
    );
    const operation = withUnknownOutcome(toAttempt(1));
    assert.equal(toOrder(REF, operation).idempotencyKey, toUuid(operation.id));
  });

  test('stays the same as long as the provider would execute it once', () => {
    const lost = withUnknownOutcome(toAttempt(1, { amount: 4000, result: { ...LOST, at: NOON } }));
    assert.equal(nextIdempotencyKey(lost, { number: 2, amount: 4000 }, key()), undefined);
    assert.equal(isHarmlessToRepeat(lost, key(), NOON + HOUR_MS - 2 * MINUTE_MS), true);
  });

  test('is harmless to send again no longer than the provider remembers it, and not at its last moment', () => {
    const lost = withUnknownOutcome(toAttempt(1, { sentAt: NOON }));
    assert.equal(isHarmlessToRepeat(lost, key(), NOON + HOUR_MS), false);
    assert.equal(isHarmlessToRepeat(lost, key(), NOON + HOUR_MS - MINUTE_MS), false);
  });

  test('is remembered for as long as the payment shows, where that is not what the traits say', () => {
    const keyLifetimeMs = 5 * MINUTE_MS;
    const effectOf = (parts: object) => {
      const paid = { status: 'paid', ...parts } as const;
      const story = new Story(
        { kind: 'refund', request: { amount: 4000 } },
        { rules: rulesOf({ refund: key() }) },
      );
      return story
        .see(shown(paid))
        .answer(LOST)
        .pass(10 * MINUTE_MS)
        .see(shown(paid)).effect;
    };
    assert.equal(effectOf({}), 'send');
    assert.equal(effectOf({ keyLifetimeMs }), undefined);
    assert.deepEqual(withKeyLifetime(LISTED_REFUND, keyLifetimeMs), LISTED_REFUND);
  });

  test('is used up by an answered error, where the provider says so: the next request has another', () => {
    const failed = withUnknownOutcome(toAttempt(1, { amount: 4000, result: answeredWithError }));
    assert.equal(isHarmlessToRepeat(failed, key(), NOON + MINUTE_MS), false);
    const next = nextIdempotencyKey(failed, { number: 2, amount: 4000 }, key());
    assert.ok(next !== undefined && next !== toUuid(failed.id));
    assert.equal(
      nextIdempotencyKey(failed, { number: 2, amount: 4000 }, key({ burnsOnError: false })),
      undefined,
    );
    const repeated = withUnknownOutcome(...failed.attempts, toAttempt(2, { idempotencyKey: next }));
    assert.deepEqual(idempotencyKeysOf(repeated), [toUuid(failed.id), next]);
    assert.equal(toOrder(REF, repeated).idempotencyKey, next);
  });

  test('is another one for another amount, and for the other method', () => {
    const lost = withUnknownOutcome(toAttempt(1, { amount: 4000 }));
    assert.ok(nextIdempotencyKey(lost, { number: 2, amount: 3000 }, key()));
    assert.ok(nextIdempotencyKey({ ...lost, method: 'refund' }, { number: 2, amount: 4000 }, key()));
  });

  test('is sent again at once after a lost answer, and only after the settlement period once it is used up', () => {
    const rules = rulesOf({ refund: key() });
    const paid = shown({ status: 'paid' });
    const lost = () => new Story({ kind: 'refund', request: { amount: 4000 } }, { rules }).see(paid);
    assert.equal(lost().answer(LOST).see(paid).effect, 'send');
    const failed = lost().answer({ ...LOST, isAnswered: true });
    assert.equal(failed.see(paid).effect, undefined);
    failed.pass(15 * MINUTE_MS).see(paid);
    assert.equal(failed.effect, 'send');
    assert.ok(failed.operation.attempts.at(-1)?.idempotencyKey);
  });
});

describe('an attempt that provably did not leave', () => {
  test('is forgotten once another is made, and its number is not used again', () => {
    const story = new Story().answer(NOT_SENT).pass(MINUTE_MS).claim();
    assert.deepEqual(
      story.operation.attempts.map(({ number }) => number),
      [2],
    );
  });
});
