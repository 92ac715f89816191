import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withReadableInstants } from '../../ops/readable-instants.ts';

const AT = Date.parse('2026-11-21T13:02:00Z');
const ISO = '2026-11-21T13:02:00.000Z';

test('instants are shown in ISO 8601 at every depth, and nothing else is changed', () => {
  const window = { rule: 'r', basis: 'documented', closesAt: AT, refusedFrom: AT };
  const shown = withReadableInstants({
    ...{ version: 3, dueAt: AT, amount: AT, sequence: 2, note: null },
    operations: [
      {
        ...{ createdAt: AT, since: AT, methodChangedAt: AT, credentialsRefusedSince: AT, window },
        ...{ lease: { owner: 'a', expiresAt: AT }, request: { notAfter: AT, amount: AT }, inquiries: 2 },
        attempts: [{ number: 1, sentAt: AT, result: { status: 'not_sent', retryAfterMs: AT, at: AT } }],
      },
    ],
    trail: [{ at: AT, ms: 41 }],
  });

  const readable = { ...window, closesAt: ISO, refusedFrom: ISO };
  assert.deepEqual(shown, {
    ...{ version: 3, dueAt: ISO, amount: AT, sequence: 2, note: null },
    operations: [
      {
        ...{ createdAt: ISO, since: ISO, methodChangedAt: ISO, credentialsRefusedSince: ISO },
        window: readable,
        ...{ lease: { owner: 'a', expiresAt: ISO }, request: { notAfter: ISO, amount: AT }, inquiries: 2 },
        attempts: [{ number: 1, sentAt: ISO, result: { status: 'not_sent', retryAfterMs: AT, at: ISO } }],
      },
    ],
    trail: [{ at: ISO, ms: 41 }],
  });
});
