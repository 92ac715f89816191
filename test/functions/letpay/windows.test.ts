import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toWindows } from '../../../functions/letpay/windows.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { Clocks } from '../../../shared/provider/payment-snapshot.ts';

const AT = Date.parse('2026-01-31T12:00:00-03:00');
const END_OF_JULY = Date.parse('2026-08-01T00:00:00-03:00');

describe('a cancel at LetPay closes', () => {
  test('five days after a held payment was made', () => {
    const { cancel } = toWindows({ createdAt: AT, expiresAt: AT + DAY_MS }, 'authorized');
    assert.equal(cancel.closing?.closesAt, AT + 5 * DAY_MS);
  });

  test('when an unpaid payment expires', () => {
    for (const status of ['pending', 'processing', undefined] as const)
      assert.equal(
        toWindows({ createdAt: AT, expiresAt: AT + DAY_MS }, status).cancel.closing?.closesAt,
        AT + DAY_MS,
      );
  });

  test('nobody knows when without a date', () => {
    assert.equal(toWindows({}, 'authorized').cancel.closing, undefined);
    assert.equal(toWindows({}, 'pending').cancel.closing, undefined);
  });
});

describe('a refund at LetPay closes', () => {
  const rows: readonly [name: string, clocks: Clocks, closesAt: number | undefined][] = [
    ['90 days after a PIX payment', { method: 'PIX', paidAt: AT }, AT + 90 * DAY_MS],
    [
      'by what the caller says of the date first',
      { method: 'PIX', paidAt: AT, capturedAt: AT + DAY_MS },
      AT + 91 * DAY_MS,
    ],
    ['six months after a card payment', { method: 'CREDITCARD', paidAt: AT }, END_OF_JULY],
    ['nobody knows when for PicPay', { method: 'PICPAY', paidAt: AT }, undefined],
    ['nobody knows when without a date', { method: 'PIX' }, undefined],
    ['nobody knows when without a method', { paidAt: AT }, undefined],
    ['nobody knows when for a name that every object has', { method: 'toString', paidAt: AT }, undefined],
  ];
  for (const [name, clocks, closesAt] of rows)
    test(name, () => {
      const { refund } = toWindows(clocks, 'paid');
      assert.deepEqual([refund.closing?.closesAt, refund.never], [closesAt, undefined]);
      // The zone of the last day is our reading, so that we refuse a day later.
      if (closesAt !== undefined) assert.equal(refund.closing?.refusedFrom, closesAt + DAY_MS);
    });

  test('never for a boleto, of which only people give the money back', () => {
    const { never } = toWindows({ method: 'BOLETO', paidAt: AT }, 'paid').refund;
    assert.equal(never?.code, 'manual_action_required');
    assert.match(never?.detail ?? '', /PIX key/);
  });
});
