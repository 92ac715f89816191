import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type PaymentSources, toShownPayments } from '../../../local/console/to-shown-payments.ts';
import { toShownSessions } from '../../../local/console/to-shown-sessions.ts';

const REF = { merchantId: 'loja-1', provider: 'letpay', paymentId: 'p-1' };

const ITEM = {
  ...{ payment: 'loja-1#letpay#p-1', ...REF, schema: 1, version: 2, saveId: 's', sequence: 1 },
  operations: [
    {
      ...{
        id: 'op_1',
        kind: 'cancellation',
        method: 'void',
        state: 'unknown',
        trigger: 'http',
        inquiries: 1,
      },
      ...{ keyHash: 'hash-of-the-key', fingerprint: 'of-the-command', request: {} },
      ...{ createdAt: 1000, updatedAt: 2000, nextActionAt: 4000, something: 'new' },
      attempts: [{ number: 1, method: 'void', sentAt: 1000, owner: 'nonce' }],
    },
  ],
};

function sourcesWith(sources: Partial<PaymentSources>): PaymentSources {
  return { items: [], made: [], atProvider: () => undefined, isRepeatable: () => false, ...sources };
}

describe('payments are shown', () => {
  test('without anything by which a key or a worker could be recognized', () => {
    const [payment] = toShownPayments(sourcesWith({ items: [ITEM] }));

    assert.partialDeepStrictEqual(payment?.operations[0], {
      ...{ id: 'op_1', state: 'unknown', outcome: 'unknown', dueAt: 4000, trail: [] },
    });
    assert.doesNotMatch(JSON.stringify(payment), /hash-of-the-key|of-the-command|nonce|something/);
  });

  test('once, where both the simulator and the ledger know them', () => {
    const atProvider = () => ({ status: 'CANCELED', amount: 4200, effects: 1 });
    const payments = toShownPayments(sourcesWith({ items: [ITEM], made: [REF], atProvider }));

    assert.equal(payments.length, 1);
    assert.equal(payments[0]?.operations.length, 1);
    assert.equal(payments[0]?.atProvider?.effects, 1);
  });

  test('the last that changed first, then those that were made last', () => {
    const made = ['a', 'b', 'p-1'].map((paymentId) => ({ ...REF, paymentId }));
    const payments = toShownPayments(sourcesWith({ items: [ITEM], made }));

    assert.deepEqual(
      payments.map(({ paymentId }) => paymentId),
      ['p-1', 'b', 'a'],
    );
  });

  test('one for each merchant, where two have payments of one id', () => {
    const made = ['loja-1', 'loja-2'].map((merchantId) => ({ ...REF, merchantId }));
    const keys = toShownPayments(sourcesWith({ made })).map(({ key }) => key);

    assert.deepEqual(keys.toSorted(), ['loja-1#letpay#p-1', 'loja-2#letpay#p-1']);
  });

  test('and other items of the ledger are not', () => {
    const items = [{ payment: 'switch#letpay', schema: 1, off: true }, 'no item'];
    assert.deepEqual(toShownPayments(sourcesWith({ items })), []);
  });
});

describe('a session is shown', () => {
  const lifetimeOf = (provider: string) => (provider === 'letpay' ? 300_000 : undefined);
  const item = { session: 'loja-1#letpay#0', token: 'eyJ.secret', expiresAt: 285_000 + 5000, fence: 3 };

  test('with when its token was received, and never with the token', () => {
    const shown = toShownSessions([item], lifetimeOf);

    assert.deepEqual(shown, [
      {
        ...{ key: 'loja-1#letpay#0', merchantId: 'loja-1', provider: 'letpay', slot: '0' },
        ...{ hasToken: true, takenAt: 5000, expiresAt: 290_000, leases: 3 },
      },
    ]);
  });

  const ROWS: readonly [what: string, item: object, seen: object][] = [
    ['of a provider whose lifetime is not known', { ...item, session: 'm#other#0' }, { takenAt: undefined }],
    ['that has lost its token', { session: item.session, fence: 3 }, { hasToken: false, leases: 3 }],
    ['that somebody holds', { ...item, owner: 'me', leaseUntil: 7 }, { heldUntil: 7 }],
    ['whose item is odd', { ...item, expiresAt: 'soon', fence: {} }, { hasToken: true, leases: undefined }],
  ];
  for (const [what, odd, seen] of ROWS)
    test(what, () => {
      const [shown] = toShownSessions([odd], lifetimeOf);
      const facts = new Map<string, unknown>(Object.entries(shown ?? {}));
      for (const [name, fact] of Object.entries(seen)) assert.equal(facts.get(name), fact, name);
    });
});
