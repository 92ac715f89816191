import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newSwitches, withTurned } from '../../../shared/domain/switches.ts';
import { type MeasureDeps, measure } from '../../../shared/observability/measure.ts';
import { ANSWER_CLASSES } from '../../../shared/observability/metric-names.ts';
import { toObservedLedgerStore } from '../../../shared/observability/observed-stores.ts';
import { createObserver } from '../../../shared/observability/observer.ts';
import { NewerSchema, type Payment } from '../../../shared/operation/payment.ts';
import { dueShards, reviewShard } from '../../../shared/operation/save.ts';
import type { LedgerStore } from '../../../shared/ports/ledger-store.ts';
import { begun, cancellationIn } from '../events/images.ts';
import { NOON, operationIn, REF } from '../sample-operation.ts';

const FRESH = begun();

const DONE = cancellationIn('succeeded');

type Store = LedgerStore<Payment>;

/** A store with the given behaviour, and what was recorded of it. */
function createScene(store: Partial<Store>) {
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

const NEWER: readonly (readonly [how: string, read: Store['read']])[] = [
  ['can be read', async () => ({ ...FRESH, schema: 99 })],
  ['cannot be read', () => Promise.reject(new NewerSchema())],
];

for (const [how, read] of NEWER)
  test(`an item of a newer version that ${how} is logged`, async () => {
    const { observed, metrics, lines } = createScene({ read });
    await observed.read('key').catch(() => undefined);
    assert.deepEqual(metrics, ['NewerItems']);
    assert.partialDeepStrictEqual(lines, [{ event: 'newer_item' }]);
  });

test('a save is timed by whether somebody holds the lease after it', async () => {
  const legs: string[] = [];
  const store: Store = {
    read: async () => undefined,
    save: async () => ({ saved: true }),
    listDue: async () => ({ payments: [] }),
  };
  const { observer } = createScene({});
  const observed = toObservedLedgerStore(store, {
    ...observer,
    timed: (leg, work) => {
      legs.push(leg);
      return work();
    },
  });

  for (const payment of [begun(operationIn('sending')), begun(operationIn('unknown')), DONE])
    await observed.save(payment);

  assert.deepEqual(legs, ['begin', 'commit', 'commit']);
});

const TURN = { merchant: '*', to: 'off', reason: 'a test', by: 'ana', at: NOON } as const;

test('a measurement asks the index of its provider, and reads what stands there and nothing else', async () => {
  const shards: string[] = [];
  const reads: string[] = [];
  const seen: string[] = [];
  const unfinished = begun(operationIn('manual_review'));
  const deps: MeasureDeps = {
    provider: REF.provider,
    clock: () => NOON,
    log: { info: () => undefined, error: (event) => seen.push(event) },
    count: (metrics) => seen.push(...metrics.map(({ name, value }) => `${name} ${value}`)),
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
  };

  await measure(deps, { signal: new AbortController().signal, deadline: NOON + 29_000, trigger: 'measure' });

  assert.deepEqual(shards, [reviewShard('letpay'), ...dueShards('letpay')]);
  assert.deepEqual(reads, ['broken', FRESH.payment]);
  assert.deepEqual(seen, [
    'not_measured',
    'OpenOperations 1',
    'OldestUnknownAge 0',
    'OldestDueAge 0',
    'InManualReview 1',
    'WindowsClosingUnknown 0',
    'LongApprovals 0',
    'SwitchedOff 1',
    ...ANSWER_CLASSES.map(() => 'ProviderAnswers 0'),
  ]);
});
