import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MEASURES, readCommandLine } from './command-line.ts';
import { tripsInSequence } from './dynamo-meter.ts';
import { isAnsweredWrong, isOpen } from './judge.ts';
import { toTripBudgets } from './measures/cost.ts';
import { isEnoughForP99, quantile, toFigure } from './statistics.ts';

describe('the bench', () => {
  const ROWS: readonly (readonly [string, readonly (readonly [number, number])[], number])[] = [
    ['nothing', [], 0],
    [
      'one after another',
      [
        [0, 10],
        [10, 20],
        [25, 30],
      ],
      3,
    ],
    [
      'two waves of two',
      [
        [0, 10],
        [1, 12],
        [13, 20],
        [14, 25],
      ],
      2,
    ],
    [
      'one that lasts beside two in a row',
      [
        [0, 30],
        [1, 5],
        [6, 20],
      ],
      2,
    ],
  ];
  for (const [name, calls, trips] of ROWS)
    test(`counts trips in sequence: ${name}`, () => {
      const about = { operation: 'PutItem', status: 200, readUnits: 0, writeUnits: 1 };
      const metered = calls.map(([startedAt, endedAt]) => ({ ...about, startedAt, endedAt }));
      assert.equal(tripsInSequence(metered), trips);
    });

  test('gives no 99th percentile of few samples', () => {
    assert.deepEqual([60, 300].map(isEnoughForP99), [false, true]);
  });

  const ANSWERS: readonly (readonly [number, string, { open: boolean; canceled: boolean }])[] = [
    [200, '{"state":"succeeded"}', { open: false, canceled: true }],
    [202, '{"state":"unknown"}', { open: true, canceled: false }],
    [409, '{"code":"payment_busy"}', { open: true, canceled: false }],
    [409, '{"code":"not_cancelable"}', { open: false, canceled: false }],
    [409, '{"code":"already_canceled"}', { open: false, canceled: true }],
    [422, 'REFUSED', { open: false, canceled: false }],
    [502, '', { open: true, canceled: false }],
  ];
  for (const [status, body, { open, canceled }] of ANSWERS)
    test(`judges the answer to a caller: ${status} ${body}`, () => {
      const heard = { status, body };
      assert.equal(isOpen(heard), open);
      const wrong = [0, 1].map((effects) => isAnsweredWrong(heard, effects));
      assert.deepEqual(wrong, open ? [false, false] : [canceled, !canceled]);
    });

  test('takes quantiles that are samples', () => {
    const samples = Array.from({ length: 100 }, (_, at) => 100 - at);
    assert.deepEqual(
      [0, 0.5, 0.99, 1].map((share) => quantile(samples, share)),
      [1, 50, 99, 100],
    );
    assert.deepEqual(toFigure([3, 1, 2]), { median: 2, least: 1, most: 3 });
  });

  test('a promise about what was not measured is not kept', () => {
    const row = (what: string, trips: number) => ({ contender: 'ours', what, trips });
    const isMet = (...rows: ReturnType<typeof row>[]) => toTripBudgets(rows).map((budget) => budget.isMet);
    assert.deepEqual(isMet(), [false, false]);
    assert.deepEqual(isMet(row('a fresh cancel', 2)), [true, false]);
    assert.deepEqual(isMet(row('a fresh cancel', 3), row('a finished duplicate', 2)), [false, true]);
  });

  test('measures everything unless something is named, and says what it does not know', () => {
    assert.deepEqual(readCommandLine([]).measures, MEASURES);
    assert.deepEqual(readCommandLine(['cost', '--quick']), {
      effort: 'quick',
      measures: ['cost'],
    });
    assert.throws(() => readCommandLine(['speed']), /no measurement "speed"/);
    assert.throws(() => readCommandLine(['--quick', '--long']), /one of/);
  });
});
