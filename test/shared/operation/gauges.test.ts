import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { type Gauges, toGauges } from '../../../shared/operation/gauges.ts';
import type { Operation, OperationBase } from '../../../shared/operation/operation.ts';
import { NOON, operationIn, sampleAttempt, sampleOperation } from '../sample-operation.ts';

const NOTHING: Gauges = {
  OpenOperations: 0,
  OldestUnknownAge: 0,
  OldestDueAge: 0,
  InManualReview: 0,
  WindowsClosingUnknown: 0,
  LongApprovals: 0,
};

const closing = (at: number): Partial<OperationBase> => ({
  window: { rule: 'r', basis: 'documented', closesAt: at, refusedFrom: at },
});

const sentAt = (at: number): Partial<OperationBase> => ({ attempts: [{ ...sampleAttempt(), sentAt: at }] });

const later = (nextActionAt: number) => ({ nextActionAt, inquiries: 1 });

const sending = (at: number, expiresAt: number) =>
  sampleOperation('sending', { lease: { owner: 'a', expiresAt }, inquiries: 0 }, sentAt(at));

const ROWS: readonly (readonly [what: string, operation: Operation, gauges: Partial<Gauges>])[] = [
  [
    'an unknown outcome is as old as its last request',
    operationIn('unknown', sentAt(NOON - 16 * MINUTE_MS)),
    { OldestUnknownAge: 960 },
  ],
  ['a request that is out is none yet', sending(NOON - 20_000, NOON + 1), {}],
  ['one whose sender died is', sending(NOON - 60_000, NOON - 1), { OldestUnknownAge: 60, OldestDueAge: 0 }],
  ['what the provider works on is none', operationIn('processing', sentAt(NOON - DAY_MS)), {}],
  [
    'what is due counts from when it was',
    sampleOperation('accepted', later(NOON - 16 * MINUTE_MS)),
    { OldestDueAge: 960 },
  ],
  ['what is not due yet does not', sampleOperation('processing', later(NOON + 1)), {}],
  [
    'a review is counted, and no sweep is late for it',
    sampleOperation('manual_review', { since: NOON - DAY_MS }),
    { InManualReview: 1 },
  ],
  [
    'a window that closes in two hours is about to',
    operationIn('unknown', { ...sentAt(NOON), ...closing(NOON + 2 * HOUR_MS) }),
    { WindowsClosingUnknown: 1 },
  ],
  [
    'one that closes later is not',
    operationIn('unknown', { ...sentAt(NOON), ...closing(NOON + 2 * HOUR_MS + 1) }),
    {},
  ],
  ['one that is closed is not', operationIn('unknown', { ...sentAt(NOON), ...closing(NOON) }), {}],
  [
    'one of what waits for a person is',
    operationIn('manual_review', closing(NOON + HOUR_MS)),
    { WindowsClosingUnknown: 1, InManualReview: 1 },
  ],
  [
    'where the outcome is known its end matters to nobody',
    operationIn('processing', closing(NOON + HOUR_MS)),
    {},
  ],
  ['an approval may take two days', operationIn('awaiting_approval', { createdAt: NOON - 2 * DAY_MS }), {}],
  [
    'and is long after that',
    operationIn('awaiting_approval', { createdAt: NOON - 2 * DAY_MS - 1 }),
    { LongApprovals: 1 },
  ],
  [
    'counted from when it went to people',
    operationIn('awaiting_approval', { createdAt: NOON - 9 * DAY_MS, methodChangedAt: NOON - DAY_MS }),
    {},
  ],
];

for (const [what, operation, gauges] of ROWS)
  test(what, () => {
    assert.deepEqual(toGauges([operation], NOON), { ...NOTHING, OpenOperations: 1, ...gauges });
  });

test('the oldest of several is measured, and of none zero', () => {
  const unknown = [5, 50, 7].map((seconds) => operationIn('unknown', sentAt(NOON - seconds * 1000)));
  assert.equal(toGauges(unknown, NOON).OldestUnknownAge, 50);
  assert.deepEqual(toGauges([], NOON), NOTHING);
  assert.deepEqual(toGauges([operationIn('succeeded'), operationIn('failed')], NOON), NOTHING);
});
