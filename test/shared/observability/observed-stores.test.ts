import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NewerSchema, type Payment } from '../../../shared/domain/payment.ts';
import { newSwitches, withTurned } from '../../../shared/domain/switches.ts';
import { createMeasure } from '../../../shared/observability/measure.ts';
import { ANSWER_CLASSES } from '../../../shared/observability/metric-names.ts';
import { toObservedLedgerStore } from '../../../shared/observability/observed-stores.ts';
import { createObserver } from '../../../shared/observability/observer.ts';
import type { LedgerStore } from '../../../shared/ports/ledger-store.ts';
import { NOON, REF, sending } from '../domain/builders.ts';

const { payment: FRESH, operation: OPERATION } = sending();

const DONE: Payment = {
  ...FRESH,
  saveId: 'save-1',
  operations: [{ ...OPERATION, state: 'succeeded', owner: undefined }],
  event: { sequence: 1, type: 'PaymentCancellationSucceeded', operationId: OPERATION.id },
};

/** A store that does as it is told, and what was seen of it. */
function createScene(store: Partial<LedgerStore>) {
  const metrics: string[] = [];
  const lines: object[] = [];
  const sink = {
    open: () => undefined,
    line: (_level: string, line: object) => lines.push(line),
    metrics: (all: readonly { name: string }[]) => metrics.push(...all.map(({ name }) => name)),
  };
  const observer = createObserver({ provider: REF.provider, clock: () => NOON, sink });
  const unused = () => assert.fail('not asked for');
  const observed = toObservedLedgerStore({ read: unused, save: unused, listDue: unused, ...store }, observer);
  return { observed, observer, metrics, lines };
}

test('an end counts when it is saved', async () => {
  const { observed, metrics } = createScene({ save: async () => ({ saved: true }) });
  await observed.save(DONE);
  assert.deepEqual(metrics, ['OperationsEnded']);
});

test('an end counts when an earlier try, whose answer was lost, had saved it', async () => {
  const { observed, metrics } = createScene({ save: async () => ({ saved: false, kept: DONE }) });
  await observed.save(DONE);
  assert.deepEqual(metrics, ['OperationsEnded']);
});

test('an end that lost its race does not count, since it is decided again', async () => {
  const kept = { ...DONE, saveId: 'of-somebody-else' };
  const { observed, metrics } = createScene({ save: async () => ({ saved: false, kept }) });
  await observed.save(DONE);
  assert.deepEqual(metrics, []);
});

const NEWER: readonly (readonly [how: string, read: LedgerStore['read']])[] = [
  ['can be read', async () => ({ ...FRESH, schema: 99 })],
  ['cannot be read', () => Promise.reject(new NewerSchema())],
];

for (const [how, read] of NEWER)
  test(`an item of a newer version that ${how} is told`, async () => {
    const { observed, metrics, lines } = createScene({ read });
    await observed.read('key').catch(() => undefined);
    assert.deepEqual(metrics, ['NewerItems']);
    assert.partialDeepStrictEqual(lines, [{ event: 'newer_item' }]);
  });

const TURN = { merchant: '*', to: 'off', reason: 'a test', by: 'ana', at: NOON } as const;

test('a measurement asks the index of its provider, and reads what stands there and nothing else', async () => {
  const shards: string[] = [];
  const reads: string[] = [];
  const told: string[] = [];
  const unfinished = { ...FRESH, operations: [{ ...OPERATION, state: 'manual_review' as const }] };
  const measure = createMeasure({
    provider: REF.provider,
    clock: () => NOON,
    log: { info: () => undefined, error: (event) => told.push(event) },
    count: (metrics) => told.push(...metrics.map(({ name, value }) => `${name} ${value}`)),
    switches: { read: async () => withTurned(newSwitches('letpay'), TURN) },
    store: {
      listDue: async (shard) => {
        shards.push(shard);
        return { payments: shard.endsWith('#review') ? ['broken', FRESH.payment] : [] };
      },
      read: async (key) => {
        reads.push(key);
        if (key === 'broken') throw new Error('a form that is not known');
        return unfinished;
      },
    },
  });

  await measure({ signal: new AbortController().signal, deadline: NOON + 29_000, trigger: 'measure' });

  assert.equal(shards[0], 'letpay#review');
  assert.deepEqual([shards.length, new Set(shards).size], [9, 9]);
  assert.deepEqual(reads, ['broken', FRESH.payment]);
  assert.deepEqual(told, [
    'not_measured',
    'OpenOperations 1',
    'OldestDoubtAge 0',
    'OldestDueAge 0',
    'InManualReview 1',
    'WindowsClosingInDoubt 0',
    'LongApprovals 0',
    'SwitchedOff 1',
    ...ANSWER_CLASSES.map(() => 'ProviderAnswers 0'),
  ]);
});
