import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/domain/time.ts';
import type { Operation } from '../../../shared/operation/operation.ts';
import {
  inquiriesHaveEnded,
  LONGEST_TROUBLE_PAUSE_MS,
  nextActionAt,
  nextRepeatAt,
  repeatsHaveEnded,
  sendUntil,
} from '../../../shared/operation/schedule.ts';
import { NOON } from '../sample-operation.ts';
import { after } from './story.ts';

const pauses = (limits = STANDARD_LIMITS) =>
  [...Array(12).keys()].map((tries) => nextActionAt(tries, { now: 0, random: 0, limits }) / SECOND_MS);

test('pauses grow from seconds to an hour, or as the deployment says', () => {
  assert.deepEqual(pauses(), [2, 4, 8, 15, 30, 60, 120, 300, 900, 1800, 3600, 3600]);
  const short = { ...STANDARD_LIMITS, inquiryPauses: [10, 20] };
  assert.deepEqual(pauses(short).slice(0, 4), [10, 20, 3600, 3600]);
  assert.equal(nextRepeatAt(2, NOON, STANDARD_LIMITS), NOON + 8 * SECOND_MS);
  assert.equal(nextRepeatAt(2, NOON, short), NOON + LONGEST_TROUBLE_PAUSE_MS);
  assert.equal(nextRepeatAt(1, NOON, short), NOON);
});

test('inquiries, repeats and unsent operations have the time that the deployment gives', () => {
  const { operation } = after({ status: 'indeterminate', reason: 'no_answer' });
  const sent: Operation = { ...operation, attempts: operation.attempts };
  const sentAt = sent.attempts[0]?.sentAt ?? 0;
  for (const [limits, days, hours] of [
    [STANDARD_LIMITS, 6, 24],
    [{ ...STANDARD_LIMITS, inquiryDays: 2, unsentHours: 1 }, 2, 1],
  ] as const) {
    const at = (ms: number) => ({ now: sentAt + ms, limits });
    assert.equal(inquiriesHaveEnded(sent, at(days * DAY_MS - 1)), false);
    assert.equal(inquiriesHaveEnded(sent, at(days * DAY_MS)), true);
    assert.equal(repeatsHaveEnded(sent, at(hours * HOUR_MS - MINUTE_MS)), false);
    assert.equal(repeatsHaveEnded(sent, at(hours * HOUR_MS)), true);
    assert.equal(sendUntil({ ...sent, attempts: [] }, limits), sent.createdAt + hours * HOUR_MS);
  }
});
