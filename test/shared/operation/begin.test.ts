import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { begin, findRepeated } from '../../../shared/operation/begin.ts';
import { type Command, toFingerprint } from '../../../shared/operation/command.ts';
import type { Payment } from '../../../shared/operation/payment.ts';
import type { RequestFields } from '../../../shared/operation/request-fields.ts';
import { NOON, REF } from '../sample-operation.ts';
import {
  ACCEPTED,
  DONE,
  LISTED_REFUND,
  LOST,
  NOT_SENT,
  REJECTED,
  rulesOf,
  SOPAGUE_LIKE,
  Story,
  shown,
} from './story.ts';

const toCommand = (parts: Partial<Command> = {}): Command => ({
  ...REF,
  kind: 'cancellation',
  idempotencyKey: 'key-1',
  request: {},
  ...parts,
});

const RECORDED = '8ddd97f65d129b59f20d4cc275b89d827ee3ea098b3686e08d5797aaf06edf3c';

const OTHER = toCommand({ idempotencyKey: 'key-2' });

const CONTEXT = { now: NOON, random: 0, owner: 'w', leaseExpiresAt: NOON + 34_000, rules: rulesOf() };

const beginNext = (payment: Payment | undefined, command = OTHER, context = CONTEXT) =>
  begin(payment, command, { trigger: 'http' }, context);

describe('another operation on a payment', () => {
  const busy: readonly (readonly [string, Story])[] = [
    ['somebody is at work', new Story()],
    ['an outcome is unknown', new Story().answer(LOST)],
    ['something was not sent yet', new Story().answer(NOT_SENT)],
    ['the provider works on one', new Story().answer(ACCEPTED)],
    [
      'one waits for a person',
      new Story()
        .answer(LOST)
        .pass(7 * DAY_MS)
        .claim()
        .see({ is: 'not_found', conclusive: true }),
    ],
  ];
  for (const [name, { payment }] of busy)
    test(`is refused while ${name}`, () => {
      assert.throws(() => beginNext(payment), { name: 'payment_busy' });
    });

  test('is refused with the open operation, the time of a retry, and whether it may be the same', () => {
    const { payment, operation } = new Story().answer(LOST);
    assert.throws(
      () => beginNext(payment),
      (error) => {
        assert.ok(error instanceof EstornoError);
        assert.partialDeepStrictEqual(error.facts, {
          operation: { id: operation.id, state: 'unknown' },
          possibleDuplicate: true,
          retryAfterMs: 2000,
        });
        return true;
      },
    );
  });

  test('is refused after all of it went back', () => {
    assert.throws(() => beginNext(new Story().answer(DONE).payment), { name: 'already_canceled' });
    const refunded = new Story({ kind: 'refund' }).see(shown({ status: 'paid' })).answer(DONE);
    assert.throws(() => beginNext(refunded.payment), { name: 'already_refunded' });
  });

  test('begins after a part went back, and after a refusal', () => {
    const part = new Story({ request: { amount: 500 } }, { rules: rulesOf(SOPAGUE_LIKE) }).answer(DONE);
    assert.equal(beginNext(part.payment).payment.operations.length, 2);
    assert.equal(beginNext(new Story().answer(REJECTED).payment).payment.operations.length, 2);
  });

  test('is refused when 32 have sent something', () => {
    let { payment } = new Story({ idempotencyKey: 'key-0' }).answer(REJECTED);
    for (let index = 1; index < 32; index++)
      payment = new Story({ idempotencyKey: `key-${index}` }, { payment }).answer(REJECTED).payment;
    assert.throws(() => beginNext(payment, toCommand({ idempotencyKey: 'more' })), {
      name: 'operation_limit_reached',
    });
  });
});

describe('a command that comes too late', () => {
  const window = { rule: 'same_day', basis: 'inferred', closesAt: NOON - 1000, refusedFrom: NOON } as const;

  test('is refused by its own limit', () => {
    assert.throws(() => beginNext(undefined, toCommand({ request: { notAfter: NOON } })), {
      name: 'deadline_exceeded',
      facts: {
        detail: '`notAfter` has already passed; nothing was sent. Give a later one, or none, with a new key.',
        retry: 'fix_and_new_key',
      },
    });
  });

  test('is refused by the window, which the problem shows, from the time on at which that is certain', () => {
    const open = begin(undefined, OTHER, { trigger: 'http', window }, { ...CONTEXT, now: NOON - 1 });
    assert.equal(open.step.operation.window?.rule, 'same_day');
    assert.throws(
      () => begin(undefined, OTHER, { trigger: 'http', window }, CONTEXT),
      (error) => {
        assert.ok(error instanceof EstornoError);
        const { rule, closedAt, suggestion } = error.facts;
        assert.deepEqual(
          [error.name, rule, closedAt, suggestion],
          ['cancel_window_closed', 'same_day', new Date(NOON - 1000).toISOString(), 'refund'],
        );
        return true;
      },
    );
  });

  test('is not refused by it where it is a refund: there is another method', () => {
    const refund = toCommand({ kind: 'refund' });
    assert.equal(begin(undefined, refund, { trigger: 'http', window }, CONTEXT).step.effect, 'preflight');
  });
});

describe('what is saved before the first request', () => {
  const rows: readonly (readonly [
    string,
    Partial<Command>,
    Parameters<typeof rulesOf>[0],
    string,
    string,
  ])[] = [
    ['a whole void without an amount is being sent', {}, {}, 'sending', 'send'],
    [
      'a void of an amount that the caller names is being sent',
      { request: { amount: 500 } },
      SOPAGUE_LIKE,
      'sending',
      'send',
    ],
    [
      'a void of an amount that only an inquiry can show begins with an inquiry',
      {},
      SOPAGUE_LIKE,
      'accepted',
      'preflight',
    ],
    [
      'a part at a provider that voids the whole only is read first',
      { request: { amount: 500 } },
      {},
      'accepted',
      'preflight',
    ],
    ['a refund is read first', { kind: 'refund' }, {}, 'accepted', 'preflight'],
    [
      'what only a rise can prove is read first',
      {},
      { void: { ...LISTED_REFUND, evidence: 'refunded_total' } },
      'accepted',
      'preflight',
    ],
    ['what only new ids can prove is read first', {}, { void: LISTED_REFUND }, 'accepted', 'preflight'],
    [
      'what needs a read for one kind of payment is read first for all: the kind is not known yet',
      {},
      { byPaymentMethod: { PIX: { amount: 'required' } } },
      'accepted',
      'preflight',
    ],
  ];
  for (const [name, parts, traits, state, effect] of rows)
    test(name, () => {
      const { operation, effect: next } = new Story(parts, { rules: rulesOf(traits) });
      assert.deepEqual([operation.state, next], [state, effect]);
    });

  test('a part where another went back already is read first', () => {
    const rules = rulesOf(SOPAGUE_LIKE);
    const { payment } = new Story({ request: { amount: 500 } }, { rules }).answer(DONE);
    const next = new Story({ idempotencyKey: 'key-2', request: { amount: 500 } }, { rules, payment });
    assert.equal(next.effect, 'preflight');
  });

  test('an amount that turns out to be the whole is canceled where only the whole can be', () => {
    const whole = new Story({ request: { amount: 10_000 } }).see();
    assert.deepEqual([whole.effect, whole.operation.attempts.at(-1)?.amount], ['send', undefined]);
    assert.equal(new Story({ request: { amount: 9999 } }).see().summary, 'failed partial_not_supported');
  });

  test('a refund at a provider without voids is a refund from the start', () => {
    const { void: _void, ...traits } = rulesOf().traits;
    const rules = { ...rulesOf(), traits };
    assert.equal(new Story({ kind: 'refund' }, { rules }).operation.method, 'refund');
  });
});

describe('a repeat', () => {
  const { payment, operation } = new Story(
    { request: { amount: 500, reason: 'duplicate' } },
    { rules: rulesOf(SOPAGUE_LIKE) },
  );
  const same = toCommand({ request: { reason: 'duplicate', amount: 500 } });

  test('is known by its key, however its JSON was written', () => {
    assert.equal(findRepeated(payment, same), operation);
    assert.equal(findRepeated(payment, { ...same, idempotencyKey: 'other' }), undefined);
  });

  test('with another command under the same key is refused', () => {
    const others: readonly Partial<Command>[] = [
      { kind: 'refund' },
      { request: { amount: 501, reason: 'duplicate' } },
      { request: { amount: 500 } },
      { details: { family: 'checkout' } },
    ];
    for (const parts of others)
      assert.throws(() => findRepeated(payment, { ...same, ...parts }), { name: 'idempotency_key_reused' });
  });
});

describe('the fingerprint of a command', () => {
  const request: fc.Arbitrary<RequestFields> = fc.record(
    {
      amount: fc.nat(),
      reason: fc.constantFrom('duplicate' as const, 'other' as const),
      reference: fc.string(),
      capturedAt: fc.nat(),
      notAfter: fc.nat(),
      strategy: fc.constantFrom('refund_only' as const, 'cancel_or_refund' as const),
    },
    { requiredKeys: [] },
  );
  const details = fc.dictionary(fc.string(), fc.string());

  const reversed = <T extends object>(value: T): T =>
    Object.fromEntries(Object.entries(value).toReversed()) as T;

  test('does not depend on the order of the fields', () => {
    fc.assert(
      fc.property(request, details, (given, more) => {
        const command = toCommand({ request: given, details: more });
        const other = toCommand({ request: reversed(given), details: reversed(more) });
        assert.equal(toFingerprint(command), toFingerprint(other));
      }),
    );
  });

  test('is not changed by an absent field, so that a field of a later version changes none', () => {
    const short = toCommand({ request: { amount: 500 } });
    const withUndefined = toCommand({ request: { amount: 500, reference: undefined, notAfter: undefined } });
    assert.equal(toFingerprint(short), toFingerprint(withUndefined));
  });

  test('is what it was when it was recorded: else a repeat after a deployment would be refused', () => {
    const command = toCommand({ request: { amount: 500 }, details: { family: 'checkout' } });
    assert.equal(toFingerprint(command), RECORDED);
  });

  test('is another one for any other field or value', () => {
    fc.assert(
      fc.property(request, request, details, details, (one, other, first, second) => {
        const isSame = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        const isSameDetails = JSON.stringify(sorted(first)) === JSON.stringify(sorted(second));
        const equal =
          toFingerprint(toCommand({ request: one, details: first })) ===
          toFingerprint(toCommand({ request: other, details: second }));
        assert.equal(equal, isSame && isSameDetails);
      }),
    );
  });
});

function sorted(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
