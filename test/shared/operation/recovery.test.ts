import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { dueAtOf } from '../../../shared/operation/operation.ts';
import type { ProblemRecord } from '../../../shared/operation/problem-record.ts';
import { hasRecovered, isInTrouble, waitsForProvider } from '../../../shared/operation/recovery.ts';
import { NOON, sampleOperation } from '../sample-operation.ts';
import { LOST, Story, shown, UNAVAILABLE } from './story.ts';

/** Longer than this nothing waits for a provider that may be well by now. */
const MINUTES = 5 * MINUTE_MS * 1.1;

const CODES = [
  'provider_unavailable',
  'provider_unreachable',
  'provider_rate_limited',
  'provider_auth_failed',
] as const;

const waiting = (code: ProblemRecord['code']) =>
  sampleOperation('accepted', { nextActionAt: NOON, inquiries: 1, waitingFor: { code } });

describe('an operation of which nothing was sent', () => {
  test('waits for the provider, for room here or for its credentials, and not for the switch', () => {
    for (const code of [
      ...CODES,
      'provider_capacity',
      'deadline_exceeded',
      'merchant_not_configured',
    ] as const)
      assert.equal(waitsForProvider(waiting(code)), true, code);
    for (const code of ['provider_disabled', 'internal_error'] as const)
      assert.equal(waitsForProvider(waiting(code)), false, code);
  });

  test('shows a provider in trouble, which a lack of room here is not', () => {
    for (const code of CODES) assert.equal(isInTrouble(waiting(code)), true, code);
    for (const code of ['provider_capacity', 'deadline_exceeded'] as const)
      assert.equal(isInTrouble(waiting(code)), false, code);
  });

  test('shows that the provider is well again by any answer of it, a refusal too', () => {
    const before = waiting('provider_unavailable');
    const failed = (code: ProblemRecord['code']) =>
      sampleOperation('failed', { completedAt: NOON, problem: { code } });
    assert.equal(hasRecovered(before, failed('not_cancelable')), true);
    assert.equal(hasRecovered(before, failed('provider_auth_failed')), false);
    assert.equal(hasRecovered(before, failed('deadline_exceeded')), false);
    assert.equal(
      hasRecovered(before, sampleOperation('failed', { completedAt: NOON, withdrawn: true })),
      false,
    );
    assert.equal(hasRecovered(before, before), false);
    assert.equal(hasRecovered(waiting('provider_disabled'), failed('not_cancelable')), false);
  });
});

describe('after an outage of hours', () => {
  test('an unknown outcome is inquired about within minutes, however often that had no answer', () => {
    const story = new Story().answer(LOST);
    for (let tries = 0; tries < 30; tries++) {
      story.pass(HOUR_MS).see(UNAVAILABLE);
      assert.ok((dueAtOf(story.operation) ?? 0) - story.now <= MINUTES, `after ${tries} tries`);
    }
    assert.equal(story.pass(HOUR_MS).see(shown({ status: 'canceled' })).summary, 'succeeded unproven');
  });

  test('what is harmless to repeat is sent within minutes, however often it was sent', () => {
    const story = new Story().answer(LOST);
    for (let sends = 1; sends < 20; sends++) {
      assert.equal(story.pass(MINUTES).see().effect, 'send', `after ${sends} sends`);
      story.answer({ ...LOST, isAnswered: true });
    }
  });
});
