import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toWindows } from '../../../functions/mercadopago/windows.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';

const AT = Date.parse('2026-03-10T13:02:00-03:00');
const DAYS = (count: number) => AT + count * DAY_MS;

describe('a cancel is possible', () => {
  const closing = (clocks: object, status?: 'authorized' | 'pending' | 'paid') =>
    toWindows(clocks, status).cancel.closing;
  test('of a hold for 5 days from its creation', () =>
    assert.partialDeepStrictEqual(closing({ createdAt: AT, expiresAt: AT }, 'authorized'), {
      closesAt: DAYS(5),
      refusedFrom: DAYS(6),
    }));
  test('of what is unpaid until it expires, else for 30 days', () => {
    assert.equal(closing({ createdAt: AT, expiresAt: DAYS(1) }, 'pending')?.closesAt, DAYS(1));
    assert.equal(closing({ createdAt: AT }, 'pending')?.closesAt, DAYS(30));
  });
  test('until nobody knows when, where the clock is not known', () => {
    assert.equal(closing({ createdAt: AT }), undefined);
    assert.equal(closing({}, 'authorized'), undefined);
  });
});

describe('a refund is possible', () => {
  const closing = (clocks: object) => toWindows(clocks, 'paid').refund.closing;
  for (const method of [undefined, 'visa', 'pix', 'debvisa', 'bolbradesco'])
    test(`for 180 days after the approval, ${method}`, () =>
      assert.partialDeepStrictEqual(closing({ paidAt: AT, ...(method && { method }) }), {
        closesAt: DAYS(180),
        refusedFrom: DAYS(181),
      }));
  test('of orders of the counter as pages say that disagree, so that nothing is refused here', () => {
    for (const [method, days] of [
      ['qr', 330],
      ['point', 120],
    ] as const)
      assert.partialDeepStrictEqual(closing({ createdAt: AT, method }), {
        closesAt: DAYS(days),
        refusedFrom: Number.POSITIVE_INFINITY,
      });
  });
  test('of other orders until nobody knows when: they show no approval', () =>
    assert.equal(closing({ createdAt: AT, method: 'visa' }), undefined));
});
