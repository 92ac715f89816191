import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withReadableInstants } from '../../ops/readable-instants.ts';

const AT = Date.parse('2026-11-21T13:02:00Z');
const ISO = '2026-11-21T13:02:00.000Z';

test('instants are shown as people read them, wherever they stand, and nothing else is touched', () => {
  const window = { rule: 'r', basis: 'documented', closesAt: AT, refusedFrom: AT };
  const shown = withReadableInstants({
    ...{ version: 3, dueAt: AT, amount: AT, sequence: 2, note: null },
    operations: [
      { createdAt: AT, notAfter: AT, leaseUntil: AT, waySince: AT, attempts: 1, window, looks: 2 },
    ],
    trail: [{ at: AT, ms: 41 }],
  });

  const readable = { ...window, closesAt: ISO, refusedFrom: ISO };
  assert.deepEqual(shown, {
    ...{ version: 3, dueAt: ISO, amount: AT, sequence: 2, note: null },
    operations: [
      {
        createdAt: ISO,
        notAfter: ISO,
        leaseUntil: ISO,
        waySince: ISO,
        attempts: 1,
        window: readable,
        looks: 2,
      },
    ],
    trail: [{ at: ISO, ms: 41 }],
  });
});
