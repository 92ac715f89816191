import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { endOf, toClosing } from '../../../shared/domain/windows.ts';

const SAO_PAULO = { lasts: 'calendar_day', zone: 'America/Sao_Paulo' } as const;

const at = (text: string) => Date.parse(text);

describe('a calendar day in São Paulo', () => {
  const rows = [
    ['just after midnight', '2026-11-21T00:00:00-03:00', '2026-11-22T00:00:00-03:00'],
    ['at noon', '2026-11-21T12:00:00-03:00', '2026-11-22T00:00:00-03:00'],
    ['in its last second', '2026-11-21T23:59:59.999-03:00', '2026-11-22T00:00:00-03:00'],
    ['when it is the next day in UTC', '2026-11-22T01:30:00Z', '2026-11-22T03:00:00Z'],
    ['at the end of a year', '2026-12-31T22:00:00-03:00', '2027-01-01T00:00:00-03:00'],
    ['on a leap day', '2028-02-29T10:00:00-03:00', '2028-03-01T00:00:00-03:00'],
    [
      'before the clocks went forward at midnight, in 2018',
      '2018-11-03T23:00:00-03:00',
      '2018-11-04T01:00:00-02:00',
    ],
    ['on the day that began at one, in 2018', '2018-11-04T01:00:00-02:00', '2018-11-05T00:00:00-02:00'],
    ['on the day of 25 hours, in 2019', '2019-02-16T10:00:00-02:00', '2019-02-17T00:00:00-03:00'],
    ['in the hour that came twice, in 2019', '2019-02-16T23:30:00-03:00', '2019-02-17T00:00:00-03:00'],
  ] as const;
  for (const [what, from, end] of rows) {
    test(`ends at its midnight, ${what}`, () => {
      assert.equal(new Date(endOf(SAO_PAULO, at(from))).toISOString(), new Date(end).toISOString());
    });
  }
});

describe('months', () => {
  const months = { lasts: 'months', months: 6, zone: 'America/Sao_Paulo' } as const;

  test('end with the day of the same number', () => {
    assert.equal(endOf(months, at('2026-05-21T15:00:00-03:00')), at('2026-11-22T00:00:00-03:00'));
  });

  test('end with the last day of a shorter month', () => {
    assert.equal(endOf(months, at('2026-08-31T15:00:00-03:00')), at('2027-03-01T00:00:00-03:00'));
  });
});

describe('a window', () => {
  const from = at('2026-11-21T12:00:00-03:00');

  test('of days is counted in hours', () => {
    const closing = toClosing({ rule: 'r', span: { lasts: 'days', days: 5 }, basis: 'documented' }, from);
    assert.deepEqual([closing.closesAt, closing.refusedFrom], [from + 432_000_000, from + 432_000_000]);
  });

  test('that is our reading of a page is refused only a day after its end', () => {
    const closing = toClosing({ rule: 'r', span: SAO_PAULO, basis: 'inferred' }, from);
    assert.equal(closing.refusedFrom - closing.closesAt, 86_400_000);
  });
});
