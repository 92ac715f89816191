import type { MerchantId } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { type LostRecords, type Switches, turnedOff } from '../domain/switches.ts';
import { type Clock, type EpochMs, SECOND_MS } from '../domain/time.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { SwitchStore } from '../ports/switch-store.ts';

/**
 * How long what a process read is valid. With the 29 s that an invocation may last, nothing leaves later than a minute
 * after the switch was turned.
 */
const CACHE_MS = 30 * SECOND_MS;

/** The kill switch as a sender sees it. `unreadable`: its setting is not known, so that nothing is sent either. */
export type SendGate = 'open' | 'closed' | 'unreadable';

export type SendGates = {
  /** Whether a request that could move money may leave for this merchant now. */
  find(merchantId: MerchantId): Promise<SendGate>;
  /** Which records the ledger misses, as `find` read it last; undefined where it is whole. */
  lost(): LostRecords | undefined;
  /** Forgets what was read, so that a turned switch counts in this process at once. */
  forget(): void;
};

const REFUSALS = {
  closed: () =>
    new EstornoError('provider_disabled', { detail: 'It is switched off; nothing was stored or sent.' }),
  unreadable: () =>
    new EstornoError('internal_error', {
      isTemporary: true,
      outcome: 'not_applied',
      detail: 'Whether the provider is switched off could not be read, so nothing was stored or sent.',
    }),
};

/** Why nothing is begun while the gate is not open. */
export function toGateRefusal(gate: Exclude<SendGate, 'open'>): EstornoError {
  return REFUSALS[gate]();
}

/** @throws EstornoError provider_disabled, or internal_error (503) where the switch cannot be read */
export async function requireOpenGate(gates: SendGates, merchantId: MerchantId): Promise<void> {
  const gate = await gates.find(merchantId);
  if (gate !== 'open') throw toGateRefusal(gate);
}

type SendGatesDeps = {
  readonly provider: string;
  readonly store: Pick<SwitchStore, 'read'>;
  readonly clock: Clock;
  readonly log: Log;
};

type Kept = { readonly switches: Switches | undefined; readonly at: EpochMs };

/** What this process has read of the switches. */
type Cache = {
  kept?: Kept | undefined;
  reading?: Promise<Kept> | undefined;
  lost?: LostRecords | undefined;
};

/** The kill switch lies in the ledger's table, without which nothing can be begun or claimed anyway. */
export function createSendGates(deps: SendGatesDeps): SendGates {
  const cache: Cache = {};
  return {
    find: (merchantId) => findGate(deps, cache, merchantId),
    lost: () => cache.lost,
    forget() {
      cache.kept = undefined;
    },
  };
}

async function findGate(deps: SendGatesDeps, cache: Cache, merchantId: MerchantId): Promise<SendGate> {
  try {
    const { switches } = await readSwitches(deps, cache);
    cache.lost = switches?.lost;
    return switches && turnedOff(switches, merchantId) ? 'closed' : 'open';
  } catch (error) {
    deps.log.error('switches_unreadable', { provider: deps.provider, error: nameOfError(error) });
    return 'unreadable';
  }
}

/** One read at a time. Its age counts from when it began. */
async function readSwitches(deps: SendGatesDeps, cache: Cache): Promise<Kept> {
  const { provider, store, clock } = deps;
  if (cache.kept && clock() - cache.kept.at < CACHE_MS) return cache.kept;
  const at = clock();
  cache.reading ??= store
    .read(provider)
    .then((switches) => {
      cache.kept = { switches, at };
      return cache.kept;
    })
    .finally(() => {
      cache.reading = undefined;
    });
  const read = await cache.reading;
  // A read that a frozen process left behind is answered when it wakes, with what was true long ago.
  return clock() - read.at < CACHE_MS ? read : readSwitches(deps, cache);
}
