import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpay } from '../../../functions/letpay/connector.ts';
import { sopague } from '../../../functions/sopague/connector.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { toOptions } from '../../../shared/operation/options.ts';
import type { Payment } from '../../../shared/operation/payment.ts';
import type { Clocks, InquiryResult } from '../../../shared/provider/payment-snapshot.ts';
import { NOON } from '../sample-operation.ts';
import { DONE, LOST, rulesOf, Story, shown, UNAVAILABLE } from './story.ts';

const at = (text: string) => Date.parse(text);

/** `possible until why basis` of one way. */
function say(option: ReturnType<typeof toOptions>['cancel']): string {
  return [option.possible, option.until ?? '-', option.why ?? '-', option.basis].join(' ');
}

type Facts = {
  readonly inquiry: InquiryResult;
  readonly clocks?: Clocks;
  readonly now?: number;
  readonly payment?: Payment;
};

/** What the provider shows, with these clocks. */
function withClocks({ inquiry, clocks = {} }: Facts): InquiryResult {
  return inquiry.is === 'snapshot' ? { is: 'snapshot', snapshot: { ...inquiry.snapshot, clocks } } : inquiry;
}

function atLetpay(facts: Facts) {
  const { payment, now = NOON } = facts;
  return toOptions({ payment, inquiry: withClocks(facts), now, rules: letpay });
}

const held = shown();
const created = shown({ status: 'pending' });
const paid = shown({ status: 'paid' });
const notFound: InquiryResult = { is: 'not_found', conclusive: true };

const FIVE_DAYS = '2026-11-26T15:00:00.000Z';

test('a window whose every part is documented closes at its end', () => {
  const closing = { rule: 'to the hour', basis: 'documented', closesAt: NOON, refusedFrom: NOON } as const;
  const windows = { cancel: { partial: 'no' }, refund: { partial: 'no', closing } } as const;
  const rules = rulesOf({}, { windows: () => windows });
  const { refund } = toOptions({ payment: undefined, inquiry: paid, now: NOON, rules });
  assert.equal(say(refund), `no ${new Date(NOON).toISOString()} refund_window_closed documented`);
});

test('what the provider never does is not possible, whatever it shows', () => {
  const { void: _void, ...noVoid } = rulesOf().traits;
  const rules = { ...rulesOf(), traits: { ...noVoid, refundBy: 'nobody' as const } };
  for (const inquiry of [paid, held, UNAVAILABLE]) {
    const { cancel, refund } = toOptions({ payment: undefined, inquiry, now: NOON, rules });
    assert.deepEqual([cancel.why, refund.why], ['not_cancelable', 'manual_action_required']);
  }
});

test('nothing is possible after all of it went back, by us or by others', () => {
  const { payment } = new Story().answer(DONE);
  for (const [facts, why] of [
    [{ inquiry: UNAVAILABLE, payment }, 'already_canceled ledger'],
    [{ inquiry: shown({ status: 'refunded' }) }, 'already_refunded documented'],
    [{ inquiry: shown({ status: 'canceled' }) }, 'already_canceled documented'],
    [{ inquiry: UNAVAILABLE, payment: new Story().answer(LOST).payment }, 'payment_busy ledger'],
  ] as const) {
    const { cancel, refund } = atLetpay(facts);
    assert.deepEqual([say(cancel), say(refund)], [`no - ${why}`, `no - ${why}`]);
  }
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
      { inquiry: held, clocks: { createdAt: NOON } },
      `yes ${FIVE_DAYS} - inferred`,
      'no - not_refundable documented',
    ],
    [
      'held for longer than documented: the provider is asked for a day more',
      { inquiry: held, clocks: { createdAt: NOON - 5 * DAY_MS } },
      `unknown ${iso(NOON)} - inferred`,
      'no - not_refundable documented',
    ],
    [
      'held for a day longer than that',
      { inquiry: held, clocks: { createdAt: NOON - 6 * DAY_MS } },
      `no ${iso(NOON - DAY_MS)} cancel_window_closed inferred`,
      'no - not_refundable documented',
    ],
    [
      'unpaid: until it expires',
      { inquiry: created, clocks: { expiresAt: NOON + DAY_MS } },
      `unknown ${iso(NOON + DAY_MS)} - inferred`,
      'no - not_refundable documented',
    ],
    [
      'paid by PIX, a second before the end',
      { inquiry: paid, clocks: pix, now: PIX_END - 1000 },
      'no - not_cancelable documented',
      `yes ${iso(PIX_END)} - inferred`,
    ],
    [
      'paid by PIX, at the end: the last day may have hours left at the provider',
      { inquiry: paid, clocks: pix, now: PIX_END },
      'no - not_cancelable documented',
      `unknown ${iso(PIX_END)} - inferred`,
    ],
    [
      'paid by PIX, a day after the end',
      { inquiry: paid, clocks: pix, now: PIX_END + DAY_MS },
      'no - not_cancelable documented',
      `no ${iso(PIX_END)} refund_window_closed inferred`,
    ],
    [
      'paid by card on the last day of a month with 31 days',
      { inquiry: paid, clocks: card, now: CARD_END - 1000 },
      'no - not_cancelable documented',
      `yes ${iso(CARD_END)} - inferred`,
    ],
    [
      'paid by card, a second after the end',
      { inquiry: paid, clocks: card, now: CARD_END + 1000 },
      'no - not_cancelable documented',
      `unknown ${iso(CARD_END)} - inferred`,
    ],
    [
      'paid by card, a day after the end',
      { inquiry: paid, clocks: card, now: CARD_END + DAY_MS },
      'no - not_cancelable documented',
      `no ${iso(CARD_END)} refund_window_closed inferred`,
    ],
    [
      'paid by boleto',
      { inquiry: paid, clocks: { method: 'BOLETO' } },
      'no - not_cancelable documented',
      'no - manual_action_required documented',
    ],
    [
      'paid by PicPay, which has no documented limit',
      { inquiry: paid, clocks: { method: 'PICPAY', capturedAt: CAPTURED } },
      'no - not_cancelable documented',
      'unknown - - inferred',
    ],
    [
      'paid by PIX, nobody knows when',
      { inquiry: paid, clocks: { method: 'PIX' } },
      'no - not_cancelable documented',
      'unknown - - inferred',
    ],
    [
      'paid by card, by the date that the provider shows',
      { inquiry: paid, clocks: { method: 'CREDITCARD', paidAt: CAPTURED }, now: CARD_END - 1000 },
      'no - not_cancelable documented',
      `yes ${iso(CARD_END)} - inferred`,
    ],
    [
      'not known',
      { inquiry: notFound },
      'no - payment_not_found documented',
      'no - payment_not_found documented',
    ],
    ['not readable', { inquiry: UNAVAILABLE }, 'unknown - - inferred', 'unknown - - inferred'],
  ];
  for (const [name, facts, cancel, refund] of rows) {
    test(name, () => {
      const options = atLetpay(facts);
      assert.deepEqual([say(options.cancel), say(options.refund)], [cancel, refund]);
      assert.deepEqual([options.cancel.partial, options.refund.partial], ['no', 'unknown']);
    });
  }

  test('nothing is possible while an operation is open', () => {
    const options = atLetpay({ inquiry: held, payment: new Story().payment });
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
      const options = toOptions({
        payment: undefined,
        inquiry: UNAVAILABLE,
        capturedAt,
        now,
        rules: sopague,
      });
      assert.equal(say(options.cancel), cancel);
      assert.equal(options.refund.possible, 'unknown');
    });
  }
});

test('what callers say of the capture goes before what the provider shows', () => {
  const { payment } = new Story({ request: { capturedAt: NOON } }).answer({
    status: 'rejected',
    code: 'not_cancelable',
  });
  const clocks = { paidAt: NOON - 80 * DAY_MS, method: 'PIX' };
  const { refund } = atLetpay({ inquiry: paid, clocks, payment });
  assert.equal(refund.until, new Date(NOON + 90 * DAY_MS).toISOString());
});
