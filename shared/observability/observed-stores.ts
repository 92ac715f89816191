import { NewerSchema, openOperation, type Payment, SCHEMA } from '../domain/payment.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { ExclusiveSessionStore, SharedSessionStore } from '../ports/session-store.ts';
import { toMetricsOfSave } from './metrics-of.ts';
import type { Observer } from './observer.ts';

/** The same store, of which the observer hears how long it takes, what was saved, and what a newer version wrote. */
export function toObservedLedgerStore(store: LedgerStore, { timed, count, log }: Observer): LedgerStore {
  return {
    read: (key) => timed('ledgerRead', () => seen(store.read(key))),
    listDue: (shard, page) => timed('ledgerRead', () => store.listDue(shard, page)),
    async save(payment) {
      const result = await timed(isTaken(payment) ? 'begin' : 'commit', () =>
        store.save(payment).catch(told),
      );
      if (!result.saved) noteNewer(result.kept);
      // Our own id on the item: this very save, of which an earlier try was not answered.
      if (result.saved || result.kept.saveId === payment.saveId) count(toMetricsOfSave(payment));
      return result;
    },
  };

  async function seen(reading: Promise<Payment | undefined>): Promise<Payment | undefined> {
    const payment = await reading.catch(told);
    noteNewer(payment);
    return payment;
  }

  function noteNewer(payment: Payment | undefined): void {
    if (payment && payment.schema > SCHEMA) log.error('newer_item', { payment: payment.payment });
  }

  function told(error: unknown): never {
    if (error instanceof NewerSchema) log.error('newer_item');
    throw error;
  }
}

/** Somebody is to work on it after this save. */
function isTaken(payment: Payment): boolean {
  return openOperation(payment)?.owner !== undefined;
}

export function toObservedExclusiveStore(
  store: ExclusiveSessionStore,
  { timed }: Observer,
): ExclusiveSessionStore {
  return {
    lease: (key, by) => timed('lease', () => store.lease(key, by)),
    putBack: (lease, what) => timed('putBack', () => store.putBack(lease, what)),
  };
}

export function toObservedSharedStore(store: SharedSessionStore, { timed }: Observer): SharedSessionStore {
  return {
    turn: (key, by) => timed('lease', () => store.turn(key, by)),
    endLogin: (key, owner, what) => timed('putBack', () => store.endLogin(key, owner, what)),
  };
}
