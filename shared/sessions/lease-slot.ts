import type { EpochMs } from '../domain/time.ts';
import { type ExclusiveSessionStore, type Lease, toSessionKey } from '../ports/session-store.ts';
import { EXCHANGE_MS, LEASE_MARGIN_MS, LOGIN_MS, SESSION_WAIT_MS } from '../provider/budgets.ts';
import type { Account, Call, SessionDeps } from './session.ts';
import type { Settings } from './settings.ts';

/** One login and one exchange, and what a lease outlives them by. In milliseconds. */
const LEASE_MS = LOGIN_MS + EXCHANGE_MS + LEASE_MARGIN_MS;

/** Milliseconds between looks at busy slots: at least, at most at first, and at most in the end. */
const PAUSE_MS = { least: 15, first: 60, last: 240 };

/** A hold counts as at most this many times the one before. */
const MOST_GROWTH = 1.25;

/** How long the slots of a merchant are held, as this process saw it, in milliseconds. */
export type HoldTimes = Map<string, number>;

export type SlotDeps<C> = Pick<SessionDeps<C>, 'clock' | 'random' | 'sleep' | 'newId'> & {
  readonly store: ExclusiveSessionStore;
  /** What probes found out. Absent: the secret alone says how many sessions there may be. */
  readonly settings?: Settings | undefined;
  readonly holdTimes: HoldTimes;
};

/** A free slot, beginning anywhere; else the first that becomes free in time. */
export async function leaseSlot<C>(
  { store, clock, random, sleep, newId, settings, holdTimes }: SlotDeps<C>,
  account: Account<C>,
  call: Call,
  given: AbortSignal,
): Promise<Lease | undefined> {
  const isStopped = () => given.aborted || call.signal.aborted;
  const owner = newId();
  const waitUntil = Math.min(clock() + SESSION_WAIT_MS, call.deadline);
  const slots = settings ? settings.slots(account) : account.sessions;
  // Slot 0 tells how sessions may be used, so it is looked at first when that is not known or old.
  const first = !settings || settings.isFresh(account) ? Math.floor(random() * slots) : 0;
  for (let round = 0; ; round++) {
    const freeAt: EpochMs[] = [];
    for (let tries = 0; tries < slots; tries++) {
      const now = clock();
      const slot = (first + tries) % slots;
      const key = toSessionKey(account.merchantId, account.provider, slot);
      const turn = await store.lease(key, { owner, now, leaseUntil: now + LEASE_MS });
      if (turn.is === 'leased') {
        if (slot === 0) settings?.learn(account, turn.lease.settings ?? {});
        return turn.lease;
      }
      if (isStopped() || clock() >= waitUntil) return undefined;
      freeAt.push(toFreeAt(turn.until, holdTimes.get(account.merchantId)));
    }
    const pause = toPauseMs(round, Math.min(...freeAt) - clock(), random());
    await sleep(pause, AbortSignal.any([given, call.signal]));
    if (isStopped()) return undefined;
  }
}

/** Notes how long a slot was held until now. One slow hold, such as one with a login, makes nobody wait much longer. */
export function noteHold(holdTimes: HoldTimes, merchantId: string, lease: Lease, now: EpochMs): void {
  const tookMs = now - leasedAt(lease.leaseUntil);
  const before = holdTimes.get(merchantId) ?? tookMs;
  holdTimes.set(merchantId, Math.min(tookMs, before * MOST_GROWTH));
}

function leasedAt(leaseUntil: EpochMs): EpochMs {
  return leaseUntil - LEASE_MS;
}

/** When a slot will be free if it is held as long as others were. Where that is not known: at any moment. */
function toFreeAt(leaseUntil: EpochMs | undefined, holdMs: number | undefined): EpochMs {
  return leaseUntil === undefined || holdMs === undefined ? 0 : leasedAt(leaseUntil) + holdMs;
}

/**
 * Until a slot should be free; and after that longer with every round, so that whoever waits long costs less. Never the
 * same for two, so that nobody waits in step.
 */
function toPauseMs(round: number, freeInMs: number, random: number): number {
  const { least, first, last } = PAUSE_MS;
  if (freeInMs > least) return Math.min(freeInMs, last) + random * least;
  const most = Math.min(last, first * 2 ** Math.floor(round / 4));
  return least + random * (most - least);
}
