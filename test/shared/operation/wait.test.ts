import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../../../shared/operation/ledger.ts';
import type { Standing } from '../../../shared/operation/steps.ts';
import { waitUntilFinal } from '../../../shared/operation/wait.ts';
import { NOON, sending } from '../domain/builders.ts';

test('a ledger that cannot be read for a moment ends no wait, and what is known stays the answer', async () => {
  let now = NOON;
  const known = sending();
  const asked: string[] = [];
  const logged: string[] = [];
  const ledger: Ledger = {
    read: () => Promise.reject(new Error('the table is throttled')),
    change: () => assert.fail('saved'),
  };
  const resumeIfPossible = async (standing: Standing) => {
    asked.push(standing.operation.id);
    return standing;
  };

  const invocation = { signal: new AbortController().signal, deadline: NOON + 29_000, trigger: 'http' };
  const after = await waitUntilFinal(known, 5, invocation, {
    operations: { resumeIfPossible },
    ledger,
    clock: () => now,
    log: { info: () => assert.fail('nothing else is logged'), error: (entry) => logged.push(entry) },
    sleep: async (ms) => {
      now += ms;
    },
  });

  assert.deepEqual(after, known);
  assert.equal(asked.length, 3);
  assert.deepEqual(logged, ['wait_unread', 'wait_unread', 'wait_unread']);
  assert.equal(now, NOON + 5_000);
});
