import { EstornoError } from '../domain/problem.ts';
import { type Switches, turnedOff } from '../domain/switches.ts';
import { type Clock, type EpochMs, SECOND_MS } from '../domain/time.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { SwitchStore } from '../ports/switch-store.ts';

/**
 * How long a process goes by what it read. With the 29 s that an invocation may last, nothing leaves later than a
 * minute after the switch was turned.
 */
const CACHE_MS = 30 * SECOND_MS;

const REFUSALS = {
  off: () =>
    new EstornoError('provider_disabled', { detail: 'It is switched off; nothing was stored or sent.' }),
  unreadable: () =>
    new EstornoError('internal_error', {
      ...{ status: 503, outcome: 'not_applied' },
      detail: 'Whether the provider is switched off could not be read, so nothing was stored or sent.',
    }),
};

/** `off`: switched off. `unreadable`: nobody knows, so that nothing is sent either. */
export type Permit = 'may' | 'off' | 'unreadable';

export type Permits = {
  /** Whether a request that could move money may leave for this merchant now. */
  find(merchantId: string): Promise<Permit>;
  /** Forgets what was read, so that this process goes by a turned switch at once. */
  forget(): void;
};

/** Why nothing is begun without a permit. */
export function toRefusal(permit: Exclude<Permit, 'may'>): EstornoError {
  return REFUSALS[permit]();
}

/** @throws EstornoError provider_disabled, or internal_error (503) where the switch cannot be read */
export async function requirePermit(
  permits: Permits,
  { merchantId }: { readonly merchantId: string },
): Promise<void> {
  const permit = await permits.find(merchantId);
  if (permit !== 'may') throw toRefusal(permit);
}

type Kept = { readonly switches: Switches | undefined; readonly at: EpochMs };

/**
 * The kill switch as every sender asks it. What cannot be read counts as off: it lies in the ledger's table, without
 * which nothing can be begun or claimed anyway.
 */
export function createPermits({
  provider,
  store,
  clock,
  log,
}: {
  provider: string;
  store: Pick<SwitchStore, 'read'>;
  clock: Clock;
  log: Log;
}): Permits {
  let kept: Kept | undefined;
  let reading: Promise<Kept> | undefined;

  return {
    async find(merchantId) {
      try {
        const { switches } = await current();
        return switches && turnedOff(switches, merchantId) ? 'off' : 'may';
      } catch (error) {
        log.error('switches_unreadable', { provider, error: nameOfError(error) });
        return 'unreadable';
      }
    },
    forget() {
      kept = undefined;
    },
  };

  /** One read at a time, whoever asks. Its age counts from when it began. */
  async function current(): Promise<Kept> {
    if (kept && clock() - kept.at < CACHE_MS) return kept;
    reading ??= readAnew().finally(() => {
      reading = undefined;
    });
    const got = await reading;
    // A read that a frozen process left behind is answered when it wakes, with what was true long ago.
    return clock() - got.at < CACHE_MS ? got : current();
  }

  async function readAnew(): Promise<Kept> {
    const at = clock();
    const fresh = { switches: await store.read(provider), at };
    kept = fresh;
    return fresh;
  }
}
