import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toWindows as toLetpayWindows } from '../../../functions/letpay/windows.ts';
import { toWindows as toSopagueWindows } from '../../../functions/sopague/windows.ts';
import type { Clocks, Reading } from '../../../shared/domain/answer.ts';
import { clocksOf, toOptions } from '../../../shared/domain/options.ts';
import type { Payment } from '../../../shared/domain/payment.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { NOON, sending } from './builders.ts';

const at = (text: string) => Date.parse(text);

/** `possible until why basis` of one way. */
function say(option: ReturnType<typeof toOptions>['cancel']): string {
  return [option.possible, option.until ?? '-', option.why ?? '-', option.basis].join(' ');
}

type Facts = { reading: Reading; clocks?: Clocks; now?: number; payment?: Payment };

function atLetpay({ reading, clocks = {}, now = NOON, payment }: Facts) {
  return toOptions({ payment, reading, now, windows: toLetpayWindows(clocks, reading.paymentStatus) });
}

function atSopague({ reading, clocks = {}, now = NOON, payment }: Facts) {
  return toOptions({ payment, reading, now, windows: toSopagueWindows(clocks) });
}

const held: Reading = { said: 'not_done', paymentStatus: 'held' };
const created: Reading = { said: 'not_done', paymentStatus: 'created' };
const paid: Reading = { said: 'never', documented: true, code: 'not_cancelable', paymentStatus: 'paid' };
const unknown: Reading = { said: 'cannot_tell' };
const notFound: Reading = { said: 'never', code: 'payment_not_found', paymentStatus: 'not_found' };

const FIVE_DAYS = '2026-11-26T15:00:00.000Z';

test('a window whose every part is documented closes at its end', () => {
  const closing = { rule: 'to the hour', basis: 'documented', closesAt: NOON, refusedFrom: NOON } as const;
  const windows = { cancel: { partial: 'no' }, refund: { partial: 'no', closing } } as const;
  const { refund } = toOptions({ payment: undefined, reading: paid, now: NOON, windows });
  assert.equal(say(refund), `no ${new Date(NOON).toISOString()} refund_window_closed documented`);
});

describe('options at LetPay', () => {
  const CAPTURED = at('2026-08-31T10:00:00-03:00');
  const PIX_END = CAPTURED + 90 * DAY_MS;
  const CARD_END = at('2027-03-01T00:00:00-03:00');
  const pix = { method: 'PIX', capturedAt: CAPTURED };
  const card = { method: 'CREDITCARD', capturedAt: CAPTURED };
  const iso = (instant: number) => new Date(instant).toISOString();

  const rows: [string, Facts, cancel: string, refund: string][] = [
    [
      'held: cancel for five days, nothing to refund',
      { reading: held, clocks: { createdAt: NOON } },
      `yes ${FIVE_DAYS} - inferred`,
      'no - not_refundable documented',
    ],
    [
      'held for longer than documented: the provider is asked for a day more',
      { reading: held, clocks: { createdAt: NOON - 5 * DAY_MS } },
      `unknown ${iso(NOON)} - inferred`,
      'no - not_refundable documented',
    ],
    [
      'held for a day longer than that',
      { reading: held, clocks: { createdAt: NOON - 6 * DAY_MS } },
      `no ${iso(NOON - DAY_MS)} cancel_window_closed inferred`,
      'no - not_refundable documented',
    ],
    [
      'unpaid: until it expires',
      { reading: created, clocks: { expiresAt: NOON + DAY_MS } },
      `unknown ${iso(NOON + DAY_MS)} - inferred`,
      'no - not_refundable documented',
    ],
    [
      'paid by PIX, a second before the end',
      { reading: paid, clocks: pix, now: PIX_END - 1000 },
      'no - not_cancelable documented',
      `yes ${iso(PIX_END)} - inferred`,
    ],
    [
      'paid by PIX, at the end: the last day may have hours left at the provider',
      { reading: paid, clocks: pix, now: PIX_END },
      'no - not_cancelable documented',
      `unknown ${iso(PIX_END)} - inferred`,
    ],
    [
      'paid by PIX, a day after the end',
      { reading: paid, clocks: pix, now: PIX_END + DAY_MS },
      'no - not_cancelable documented',
      `no ${iso(PIX_END)} refund_window_closed inferred`,
    ],
    [
      'paid by card on the last day of a month with 31 days',
      { reading: paid, clocks: card, now: CARD_END - 1000 },
      'no - not_cancelable documented',
      `yes ${iso(CARD_END)} - inferred`,
    ],
    [
      'paid by card, a second after the end',
      { reading: paid, clocks: card, now: CARD_END + 1000 },
      'no - not_cancelable documented',
      `unknown ${iso(CARD_END)} - inferred`,
    ],
    [
      'paid by card, a day after the end',
      { reading: paid, clocks: card, now: CARD_END + DAY_MS },
      'no - not_cancelable documented',
      `no ${iso(CARD_END)} refund_window_closed inferred`,
    ],
    [
      'paid by boleto',
      { reading: paid, clocks: { method: 'BOLETO' } },
      'no - not_cancelable documented',
      'no - manual_action_required documented',
    ],
    [
      'paid by PicPay, which has no documented limit',
      { reading: paid, clocks: { method: 'PICPAY', capturedAt: CAPTURED } },
      'no - not_cancelable documented',
      'unknown - - inferred',
    ],
    [
      'paid by PIX, nobody knows when',
      { reading: paid, clocks: { method: 'PIX' } },
      'no - not_cancelable documented',
      'unknown - - inferred',
    ],
    [
      'paid by card, by the date that the provider shows',
      { reading: paid, clocks: { method: 'CREDITCARD', paidAt: CAPTURED }, now: CARD_END - 1000 },
      'no - not_cancelable documented',
      `yes ${iso(CARD_END)} - inferred`,
    ],
    [
      'not known',
      { reading: notFound },
      'no - payment_not_found documented',
      'no - payment_not_found documented',
    ],
    ['not readable', { reading: unknown }, 'unknown - - inferred', 'unknown - - inferred'],
  ];
  for (const [name, facts, cancel, refund] of rows) {
    test(name, () => {
      const options = atLetpay(facts);
      assert.deepEqual([say(options.cancel), say(options.refund)], [cancel, refund]);
      assert.deepEqual([options.cancel.partial, options.refund.partial], ['no', 'unknown']);
    });
  }

  test('nothing is possible while an operation is open', () => {
    const options = atLetpay({ reading: held, payment: sending().payment });
    assert.deepEqual([options.cancel.why, options.refund.why], ['payment_busy', 'payment_busy']);
  });
});

describe('options at SoPague', () => {
  const midnight = at('2026-11-22T00:00:00-03:00');
  const capturedAt = at('2026-11-21T10:02:00-03:00');
  const rows: [string, number, string][] = [
    ['a second before midnight', midnight - 1000, `unknown ${new Date(midnight).toISOString()} - inferred`],
    ['a second after midnight', midnight + 1000, `unknown ${new Date(midnight).toISOString()} - inferred`],
    [
      'a day after midnight',
      midnight + DAY_MS,
      `no ${new Date(midnight).toISOString()} cancel_window_closed inferred`,
    ],
  ];
  for (const [name, now, cancel] of rows) {
    test(`a captured payment, ${name} in São Paulo`, () => {
      const options = atSopague({ reading: unknown, clocks: { capturedAt }, now });
      assert.equal(say(options.cancel), cancel);
      assert.equal(options.refund.possible, 'unknown');
    });
  }
});

describe('the clocks of a payment', () => {
  test('go by what its callers said before what the provider shows', () => {
    const { payment } = sending({ capturedAt: NOON });
    const reading: Reading = { said: 'cannot_tell', clocks: { capturedAt: 1, method: 'PIX' } };
    assert.deepEqual(clocksOf(payment, reading), { capturedAt: NOON, method: 'PIX' });
    assert.deepEqual(clocksOf(undefined, reading), { capturedAt: 1, method: 'PIX' });
  });
});
