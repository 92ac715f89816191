import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { AwsCall } from '../../local/aws/call-log.ts';
import { onEveryEngine } from './engines.ts';
import { readOperation } from './shapes.ts';
import { AMOUNT, PLAYED_PROVIDERS, type ProviderId, type World } from './world.ts';

/** Milliseconds for which calls that have met go on side by side. */
const TOGETHER_MS = 5;

/** A fresh cancellation whose session is warm: what the provider is asked, and how often sessions are written. */
const ROWS = [
  { provider: 'letpay', body: undefined, asked: ['cancel'], writes: 2, sessionCalls: 2 },
  // Begin, sending, the result, and what the confirming inquiry shows.
  { provider: 'sopague', body: undefined, asked: ['read', 'cancel', 'read'], writes: 4, sessionCalls: 0 },
  { provider: 'sopague', body: { amount: AMOUNT }, asked: ['read', 'cancel'], writes: 3, sessionCalls: 0 },
] as const;

onEveryEngine((world) => {
  for (const { provider, body, asked, writes, sessionCalls } of ROWS) {
    test(`${provider}${body ? ' with an amount' : ''}: ${writes} writes on the ledger, ${sessionCalls} on sessions`, async () => {
      await warmUp(world(), provider);
      const payment = world().newPayment(provider);

      const answer = await world().cancel(payment, { ...(body && { body }) });

      readOperation(answer, provider === 'letpay' ? 202 : 200);
      assert.deepEqual(targets(world().callsOn('Ledger')), Array(writes).fill('PutItem 200'));
      assert.deepEqual(targets(world().callsOn('Sessions')), Array(sessionCalls).fill('UpdateItem 200'));
      // What was saved is published by another function, while nobody waits.
      const calls = world().stack.awsCalls.entries.filter(({ caller }) => caller.startsWith(provider));
      assert.equal(calls.length, writes + sessionCalls);
      assert.deepEqual(
        world()
          .simulators[provider].received()
          .map(({ kind }) => kind),
        asked,
      );
    });
  }

  for (const provider of PLAYED_PROVIDERS) {
    test(`${provider}: the session waits for nothing but its own turn`, async () => {
      await warmUp(world(), provider);
      const payment = world().newPayment(provider);
      if (provider === 'letpay') {
        const inPairs = { kind: 'delay', times: 2, hold: createMeeting(2) } as const;
        world().stack.faults.add({ ...inPairs, target: 'PutItem' });
        world().stack.faults.add({ ...inPairs, target: 'UpdateItem' });
      }

      const body = provider === 'sopague' ? { amount: AMOUNT } : undefined;
      await world().cancel(payment, { ...(body && { body }) });

      const [begin, commit] = pair(world().callsOn('Ledger').slice(-2));
      const [cancel] = world().sent(payment, 'cancel');
      assert.ok(
        cancel && begin.endedAt <= cancel.at && cancel.at <= commit.startedAt,
        'the effect is between',
      );
      if (provider === 'sopague') return;
      const [lease, putBack] = pair(world().callsOn('Sessions'));
      assertOverlap(lease, begin);
      assertOverlap(putBack, commit);
      const firstWaveEnd = Math.max(begin.endedAt, lease.endedAt);
      assert.ok(Math.min(commit.startedAt, putBack.startedAt) >= firstWaveEnd, 'two waves');
    });
  }

  test('letpay: a payment that is done is inquired about once more, with as few writes', async () => {
    await warmUp(world(), 'letpay');
    const payment = world().newPayment('letpay');
    await world().cancel(payment);
    world().forget();

    readOperation(await world().cancel(payment), 200);

    const engineGives = world().stack.engine === 'dynalite' ? ['GetItem 200'] : [];
    assert.deepEqual(targets(world().callsOn('Ledger')), [
      'PutItem 400', // not fresh
      ...engineGives,
      'PutItem 200', // claim
      'PutItem 200', // what the inquiry showed
    ]);
  });
});

/** Waits until so many have come, and then so many again. One that waits alone waits until its caller gives up. */
function createMeeting(count: number): () => Promise<void> {
  let waiting: (() => void)[] = [];
  return async () => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length < count) return;
      for (const goOn of waiting) goOn();
      waiting = [];
    });
    // Ends later than the last one began, by the clock of the call log too.
    await delay(TOGETHER_MS);
  };
}

/** Logs in, and leaves one process that knows the merchant. */
async function warmUp(world: World, provider: ProviderId): Promise<void> {
  await world.cancel(world.newPayment(provider));
  world.forget();
}

function targets(calls: readonly AwsCall[]): string[] {
  return calls.map(({ target, status }) => `${target.split('.').at(-1)} ${status}`);
}

function pair([first, second, ...more]: readonly AwsCall[]): readonly [AwsCall, AwsCall] {
  assert.ok(first && second && more.length === 0, 'two calls');
  return [first, second];
}

function assertOverlap(one: AwsCall, other: AwsCall): void {
  assert.ok(
    one.startedAt < other.endedAt && other.startedAt < one.endedAt,
    `${one.target} and ${other.target} overlap`,
  );
}
