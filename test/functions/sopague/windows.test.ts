import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toWindows } from '../../../functions/sopague/windows.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';

const SOLD = Date.parse('2026-11-18T15:00:00-03:00');
const MIDNIGHT = Date.parse('2026-11-19T00:00:00-03:00');

test('a cancel at SoPague closes at the end of the day of the capture, and a day later for certain', () => {
  const { closing } = toWindows({ capturedAt: SOLD, paidAt: SOLD - DAY_MS }).cancel;
  assert.deepEqual([closing?.closesAt, closing?.refusedFrom], [MIDNIGHT, MIDNIGHT + DAY_MS]);
});

test('the day of the sale closes nothing for certain: it need not be that of the capture', () => {
  const { closing } = toWindows({ paidAt: SOLD }).cancel;
  assert.deepEqual([closing?.closesAt, closing?.refusedFrom], [MIDNIGHT, Number.POSITIVE_INFINITY]);
});

test('nothing is known without a date, and never of a refund', () => {
  assert.equal(toWindows({}).cancel.closing, undefined);
  assert.deepEqual(toWindows({ capturedAt: SOLD }).refund, { partial: 'unknown' });
});
