import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toUnreadableId } from '../../../shared/provider/unreadable-id.ts';

describe('the id of a row that shows none', () => {
  const row = { amount: 5, created_at: '2026-01-01', status: 'processing' };
  const idOf = (fields: unknown) => toUnreadableId(fields, ['status']);

  test('stays the same while the refund goes on, so that it is not taken for a new one', () => {
    assert.equal(idOf({ ...row, status: 'succeeded' }), idOf(row));
    assert.equal(idOf({ status: 'failed', created_at: '2026-01-01', amount: 5, note: null }), idOf(row));
  });

  test('is another one for another row, and is there for whatever a row is', () => {
    assert.notEqual(idOf({ ...row, amount: 6 }), idOf(row));
    for (const odd of [null, undefined, 'text', [], {}]) assert.match(idOf(odd), /^unreadable-[0-9a-f]{16}$/);
  });
});
