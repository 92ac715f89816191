import type { EpochMs } from '../domain/time.ts';
import { type ExclusiveSessionStore, type Lease, toSessionKey } from '../ports/session-store.ts';
import type { Account, CallLimits } from '../ports/sessions.ts';
import { LEASE_MARGIN_MS, LONGEST_BUDGET, SESSION_WAIT_MS } from '../provider/budgets.ts';
import type { SessionDeps } from './session-deps.ts';
import type { Settings } from './settings.ts';

/** One login and one exchange at their longest, and what a lease outlives them by. In milliseconds. */
export const LEASE_MS = LONGEST_BUDGET.loginMs + LONGEST_BUDGET.exchangeMs + LEASE_MARGIN_MS;

/** Milliseconds between rounds over busy slots: at least, at most at first, and at most in the end. */
const PAUSE_MS = { least: 15, first: 60, last: 240 };

/** A hold counts as at most this many times the one before. */
const MOST_GROWTH = 1.25;

/** How long the slots of a merchant are held, as this process saw it, in milliseconds. */
export type HoldTimes = Map<string, number>;

export type SlotDeps = Pick<SessionDeps, 'clock' | 'random' | 'sleep' | 'newId'> & {
  readonly store: ExclusiveSessionStore;
  /** What probes found out. Absent: the secret alone says how many sessions there may be. */
  readonly settings?: Settings | undefined;
  readonly holdTimes: HoldTimes;
};

/** Who asks for a slot, among how many, and which of them is asked for first. */
type Search<C> = {
  readonly account: Account<C>;
  readonly owner: string;
  readonly slots: number;
  readonly first: number;
  /** Nobody waits for it any more. */
  readonly isOver: () => boolean;
};

/** A free slot, beginning anywhere; else the first that becomes free in time. `closed`: nobody waits for it any more. */
export async function leaseSlot<C>(
  deps: SlotDeps,
  account: Account<C>,
  limits: CallLimits,
  closed: AbortSignal,
): Promise<Lease | undefined> {
  const { clock, random, sleep } = deps;
  const waitUntil = Math.min(clock() + SESSION_WAIT_MS, limits.deadline);
  const stop = AbortSignal.any([closed, limits.signal]);
  const search = toSearch(deps, account, () => stop.aborted || clock() >= waitUntil);
  for (let round = 0; ; round++) {
    const turn = await tryEachSlot(deps, search);
    if ('lease' in turn) return turn.lease;
    await sleep(toPauseMs(round, turn.freeAt - clock(), random()), stop);
    if (stop.aborted) return undefined;
  }
}

function toSearch<C>(
  { settings, random, newId }: SlotDeps,
  account: Account<C>,
  isOver: () => boolean,
): Search<C> {
  const slots = settings ? settings.slots(account) : account.sessions;
  // The item of slot 0 holds how sessions may be used, so it is asked for first when that is not known or old.
  const first = !settings || settings.isFresh(account) ? Math.floor(random() * slots) : 0;
  return { account, owner: newId(), slots, first, isOver };
}

/** A free slot, or none because it is over; else when the first of them should be free. */
async function tryEachSlot<C>(
  { store, clock, settings, holdTimes }: SlotDeps,
  { account, owner, slots, first, isOver }: Search<C>,
): Promise<{ readonly lease: Lease | undefined } | { readonly freeAt: EpochMs }> {
  let freeAt = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < slots; tries++) {
    const now = clock();
    const slot = (first + tries) % slots;
    const key = toSessionKey(account.merchantId, account.provider, slot);
    const turn = await store.lease(key, { owner, now, leaseUntil: now + LEASE_MS });
    if (turn.is === 'leased') {
      if (slot === 0) settings?.learn(account, turn.lease.settings ?? {});
      return { lease: turn.lease };
    }
    if (isOver()) return { lease: undefined };
    freeAt = Math.min(freeAt, toFreeAt(turn.until, holdTimes.get(account.merchantId)));
  }
  return { freeAt };
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
 * Until a slot should be free; and after that longer with every round, so that a long wait costs less. Never the same for
 * two, so that nobody waits in step.
 */
function toPauseMs(round: number, freeInMs: number, random: number): number {
  const { least, first, last } = PAUSE_MS;
  if (freeInMs > least) return Math.min(freeInMs, last) + random * least;
  const most = Math.min(last, first * 2 ** Math.floor(round / 4));
  return least + random * (most - least);
}
