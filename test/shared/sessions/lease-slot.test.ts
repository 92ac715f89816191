import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Lease, SlotTurn } from '../../../shared/ports/session-store.ts';
import type { Account } from '../../../shared/ports/sessions.ts';
import { LEASE_MARGIN_MS, LONGEST_BUDGET, toBudget } from '../../../shared/provider/budgets.ts';
import { type HoldTimes, LEASE_MS, leaseSlot, noteHold } from '../../../shared/sessions/lease-slot.ts';
import { toLimits } from './session-process.ts';

const MERCHANT = 'loja-1';
const BEGIN = 1_900_000_000_000;

const lease = (leaseUntil: number): Lease => ({ key: 'k', owner: 'o', fence: 1, leaseUntil });

const toAccount = (sessions: number): Account<object> => ({
  ...{ merchantId: MERCHANT, provider: 'letpay', endpoints: { api: 'http://127.0.0.1:1' }, sessions },
  ...{ credentials: {}, secretVersion: 'v1' },
  refresh: () => assert.fail('no secret is read here'),
});

type Slot = {
  /** How long its holder keeps it from now on, in milliseconds. */
  readonly heldMs: number;
  /** What the holder's clock shows when ours shows the begin. @default the same */
  readonly holderClock?: number;
};

/** Waits in virtual time for the first of the slots. @returns how often all were asked for, the pauses, and when one was leased */
async function waitFor(slots: readonly Slot[], known?: number) {
  const holdTimes: HoldTimes = new Map(known === undefined ? [] : [[MERCHANT, known]]);
  let now = BEGIN;
  let turns = 0;
  const pauses: number[] = [];
  const leased = await leaseSlot(
    {
      clock: () => now,
      random: () => 0.5,
      newId: () => 'me',
      holdTimes,
      async sleep(ms) {
        pauses.push(ms);
        now += ms;
      },
      store: {
        async lease(key, { leaseUntil }): Promise<SlotTurn> {
          const { heldMs, holderClock = BEGIN } = slots[Number(key.at(-1))] ?? assert.fail(key);
          turns += 1;
          return now >= BEGIN + heldMs
            ? { is: 'leased', lease: lease(leaseUntil) }
            : { is: 'held', until: holderClock + LEASE_MS };
        },
        putBack: () => assert.fail('nothing is put back here'),
      },
    },
    toAccount(slots.length),
    toLimits({ deadline: BEGIN + 29_000 }),
    new AbortController().signal,
  );
  return { rounds: turns / slots.length, pauses, afterMs: leased ? now - BEGIN : undefined };
}

describe('a process that waits for a slot', () => {
  test('asks when it should be free, where it is known how long slots are held', async () => {
    const { rounds, afterMs = Number.NaN } = await waitFor([{ heldMs: 200 }], 200);

    assert.equal(rounds, 2);
    assert.ok(afterMs >= 200 && afterMs <= 215, String(afterMs));
  });

  test('asks often, where it is not', async () => {
    const { rounds, afterMs = Number.NaN } = await waitFor([{ heldMs: 200 }]);

    assert.ok(rounds >= 5, String(rounds));
    assert.ok(afterMs <= 260, String(afterMs));
  });

  test('asks often once it should have been free', async () => {
    const { pauses, afterMs = Number.NaN } = await waitFor([{ heldMs: 400 }], 200);

    assert.ok(
      pauses.slice(1).every((ms) => ms <= 120),
      String(pauses),
    );
    assert.ok(afterMs <= 520, String(afterMs));
  });

  test('waits for that slot of several which should be free first', async () => {
    const late = BEGIN - 150;
    const { rounds, afterMs = Number.NaN } = await waitFor(
      [{ heldMs: 200 }, { heldMs: 50, holderClock: late }],
      200,
    );

    assert.ok(rounds <= 2, String(rounds));
    assert.ok(afterMs >= 50 && afterMs <= 65, String(afterMs));
  });

  test('never sleeps for long, whatever the clock of the holder shows', async () => {
    for (const holderClock of [BEGIN + 3_600_000, BEGIN - 3_600_000, Number.MAX_SAFE_INTEGER]) {
      const { pauses, afterMs = Number.NaN } = await waitFor([{ heldMs: 1000, holderClock }], 200);

      assert.ok(
        pauses.every((ms) => ms >= 15 && ms <= 255),
        String(pauses),
      );
      assert.ok(afterMs <= 1255, String(afterMs));
    }
  });

  test('gives up after five seconds', async () => {
    const { afterMs, pauses } = await waitFor([{ heldMs: 60_000 }], 60_000);

    const sleptMs = pauses.reduce((sum, ms) => sum + ms, 0);
    assert.equal(afterMs, undefined);
    assert.ok(sleptMs >= 5000 && sleptMs <= 5255, String(sleptMs));
  });
});

test('one slow hold lets the known time grow by a quarter, one quick hold lets it fall at once', () => {
  const holdTimes: HoldTimes = new Map();
  const held = (ms: number) => {
    noteHold(holdTimes, MERCHANT, lease(BEGIN + LEASE_MS), BEGIN + ms);
    return holdTimes.get(MERCHANT);
  };

  assert.deepEqual([held(400), held(4000), held(450), held(50)], [400, 500, 450, 50]);
});

test('a lease outlives the longest login and the longest exchange', () => {
  for (const isBackground of [false, true]) {
    const { loginMs, exchangeMs } = toBudget({ isBackground });

    assert.ok(loginMs <= LONGEST_BUDGET.loginMs && exchangeMs <= LONGEST_BUDGET.exchangeMs);
    assert.ok(loginMs + exchangeMs <= LEASE_MS - LEASE_MARGIN_MS);
  }
});
