import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Returned, toReturned } from '../../../local/console/page/to-returned.ts';
import type { PaymentAtProvider, ShownOperation } from '../../../local/console/state/console-state.ts';

const PAYMENT = { key: 'p', merchantId: 'loja-1', provider: 'letpay', paymentId: 'p' };
const PAID = { status: 'PAID', amount: 10_000, effects: 0 };

function operationWith(changes: Partial<ShownOperation>): ShownOperation {
  return {
    ...{ id: 'op_1', kind: 'refund', method: 'refund', state: 'succeeded', outcome: '', trigger: 'http' },
    ...{ createdAt: 0, updatedAt: 0, completedAt: 0, attempts: 1, trail: [], repeatable: false },
    ...changes,
  };
}

const FAILED = operationWith({ id: 'op_2', state: 'failed' });

type Row = readonly [
  what: string,
  of: { readonly atProvider?: PaymentAtProvider; readonly operations?: readonly ShownOperation[] },
  expected: Returned | undefined,
];

const ROWS: readonly Row[] = [
  [
    'that nobody touched',
    { atProvider: { ...PAID, returned: 0 } },
    { is: 'untouched', returned: 0, total: 10_000 },
  ],
  [
    'of which a part went back before a refused request',
    {
      atProvider: { ...PAID, returned: 4000 },
      operations: [operationWith({ appliedAmount: 4000 }), FAILED],
    },
    { is: 'partially_refunded', returned: 4000, total: 10_000 },
  ],
  [
    'whose refund was refused',
    { atProvider: { ...PAID, returned: 0 }, operations: [FAILED] },
    { is: 'untouched', returned: 0, total: 10_000 },
  ],
  [
    'of which everything went back elsewhere',
    { atProvider: { ...PAID, returned: 10_000 }, operations: [FAILED] },
    { is: 'refunded', returned: 10_000, total: 10_000 },
  ],
  [
    'that was canceled here',
    {
      atProvider: { ...PAID, status: 'voided', returned: 10_000 },
      operations: [operationWith({ method: 'void' })],
    },
    { is: 'canceled', returned: 10_000, total: 10_000 },
  ],
  [
    'that was canceled elsewhere',
    { atProvider: { ...PAID, status: 'CANCELED', returned: 10_000 } },
    { is: 'canceled', returned: 10_000, total: 10_000 },
  ],
  [
    'of a real provider, of which parts went back here',
    { operations: [operationWith({ appliedAmount: 4000 }), operationWith({ appliedAmount: 1000 }), FAILED] },
    { is: 'partially_refunded', returned: 5000 },
  ],
  [
    'of a real provider, all of which went back here',
    { operations: [operationWith({})] },
    { is: 'refunded' },
  ],
  ['of a real provider, with nothing that was done', { operations: [FAILED] }, undefined],
];

describe('the badge of a payment is its own status:', () => {
  for (const [what, of, expected] of ROWS)
    test(what, () => {
      assert.deepEqual(toReturned({ ...PAYMENT, operations: [], ...of }), expected);
    });
});
