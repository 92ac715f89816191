import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Gauges, toGauges } from '../../../shared/domain/gauges.ts';
import type { Operation } from '../../../shared/domain/operation.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { NOON, sending } from './builders.ts';

const NOTHING: Gauges = {
  OpenOperations: 0,
  OldestDoubtAge: 0,
  OldestDueAge: 0,
  InManualReview: 0,
  WindowsClosingInDoubt: 0,
  LongApprovals: 0,
};

const closing = (at: number) => ({
  window: { rule: 'r', basis: 'documented', closesAt: at, refusedFrom: at },
});
const dead = { leaseUntil: NOON - 1 };
const waiting = { state: 'awaiting_approval' } as const;

const ROWS: readonly (readonly [what: string, parts: Partial<Operation>, gauges: Partial<Gauges>])[] = [
  [
    'a doubt is as old as its last send',
    { state: 'unknown', sentAt: NOON - 16 * MINUTE_MS },
    { OldestDoubtAge: 960 },
  ],
  [
    'a request that is out is no doubt yet',
    { state: 'sending', sentAt: NOON - 20_000, leaseUntil: NOON + 1 },
    {},
  ],
  ['one whose sender died is', { state: 'sending', sentAt: NOON - 60_000, ...dead }, { OldestDoubtAge: 60 }],
  ['what the provider works on is none', { state: 'processing', sentAt: NOON - DAY_MS }, {}],
  [
    'what is due counts from when it was',
    { state: 'accepted', dueAt: NOON - 16 * MINUTE_MS },
    { OldestDueAge: 960 },
  ],
  ['what is not due yet does not', { state: 'processing', dueAt: NOON + 1 }, {}],
  [
    'a review is counted, and no sweep is late for it',
    { state: 'manual_review', sentAt: NOON - DAY_MS, dueAt: NOON - DAY_MS },
    { InManualReview: 1 },
  ],
  [
    'a window that closes in two hours is about to',
    { state: 'unknown', sentAt: NOON, ...closing(NOON + 2 * HOUR_MS) },
    { WindowsClosingInDoubt: 1 },
  ],
  [
    'one that closes later is not',
    { state: 'unknown', sentAt: NOON, ...closing(NOON + 2 * HOUR_MS + 1) },
    {},
  ],
  ['one that is closed is not', { state: 'unknown', sentAt: NOON, ...closing(NOON) }, {}],
  ['without a doubt its end matters to nobody', { state: 'processing', ...closing(NOON + HOUR_MS) }, {}],
  ['an approval may take two days', { ...waiting, createdAt: NOON - 2 * DAY_MS }, {}],
  ['and is long after that', { ...waiting, createdAt: NOON - 2 * DAY_MS - 1 }, { LongApprovals: 1 }],
  [
    'counted from when it went this way',
    { ...waiting, createdAt: NOON - 9 * DAY_MS, waySince: NOON - DAY_MS },
    {},
  ],
];

for (const [what, parts, gauges] of ROWS)
  test(what, () => {
    const operation = { ...sending().operation, ...parts };
    assert.deepEqual(toGauges([operation], NOON), { ...NOTHING, OpenOperations: 1, ...gauges });
  });

test('the oldest doubt is told of several, and of none zero', () => {
  const doubts = [5, 50, 7].map((s) => ({
    ...sending().operation,
    state: 'unknown' as const,
    sentAt: NOON - s * 1000,
  }));
  assert.equal(toGauges(doubts, NOON).OldestDoubtAge, 50);
  assert.deepEqual(toGauges([], NOON), NOTHING);
});
