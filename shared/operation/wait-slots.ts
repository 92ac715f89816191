import type { Clock, EpochMs } from '../domain/time.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { WaitStore, Waits } from '../ports/wait-store.ts';

/** Tries to save where others save at the same time. */
const MAX_TRIES = 3;

/** Bounds how many requests wait at a provider at once: each holds an execution environment while it waits. */
export type WaitSlots = {
  /** Undefined: too many wait, of this merchant or of all, or it cannot be found out. The request does not wait then. */
  take(merchant: string, until: EpochMs): Promise<{ readonly release: () => Promise<void> } | undefined>;
};

export type WaitSlotsDeps = {
  readonly provider: string;
  readonly store: WaitStore;
  /** Requests of all merchants that may wait at once. One merchant may have half of them. */
  readonly most: number;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
};

export function createWaitSlots(deps: WaitSlotsDeps): WaitSlots {
  return {
    async take(merchant, until) {
      const waiting = { id: deps.newId(), merchant, until };
      const isTaken = await change(deps, (live) =>
        hasRoom(deps, live, merchant) ? [...live, waiting] : undefined,
      );
      if (!isTaken) return undefined;
      const release = async () => {
        await change(deps, (live) => live.filter(({ id }) => id !== waiting.id));
      };
      return { release };
    },
  };
}

type Live = Waits['waiting'];

function hasRoom({ most }: WaitSlotsDeps, live: Live, merchant: string): boolean {
  const ofMerchant = live.filter((one) => one.merchant === merchant).length;
  return live.length < most && ofMerchant < Math.max(1, Math.floor(most / 2));
}

/** Whether it was changed. A slot whose request never released it is free when its time is over. */
async function change(
  { provider, store, clock, log }: WaitSlotsDeps,
  toNext: (live: Live) => Live | undefined,
): Promise<boolean> {
  try {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const { version, waiting } = await store.read(provider);
      const next = toNext(waiting.filter(({ until }) => until > clock()));
      if (!next) return false;
      if (await store.save(provider, { version: version + 1, waiting: next })) return true;
    }
  } catch (error) {
    log.error('waits_unavailable', { error: nameOfError(error) });
  }
  return false;
}
