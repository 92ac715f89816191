import { leaseOf } from '../operation/operation.ts';
import { isNewer, NewerSchema, openOperation, type Payment } from '../operation/payment.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { ExclusiveSessionStore, SharedSessionStore } from '../ports/session-store.ts';
import { toMetricsOfSave } from './metrics-of.ts';
import type { Observer } from './observer.ts';

/** The same store, of which the observer hears how long it takes, what was saved, and what a newer version wrote. */
export function toObservedLedgerStore(store: LedgerStore<Payment>, observer: Observer): LedgerStore<Payment> {
  const { timed } = observer;
  return {
    read: (key) => timed('ledgerRead', () => observeRead(store.read(key), observer)),
    listDue: (shard, page) => timed('ledgerRead', () => store.listDue(shard, page)),
    save: (payment) =>
      timed(isLeasedAfter(payment) ? 'begin' : 'commit', () => observeSave(store, payment, observer)),
  };
}

async function observeRead(
  reading: Promise<Payment | undefined>,
  observer: Observer,
): Promise<Payment | undefined> {
  const payment = await reading.catch((error: unknown) => rethrow(error, observer));
  noteNewer(payment, observer);
  return payment;
}

async function observeSave(store: LedgerStore<Payment>, payment: Payment, observer: Observer) {
  const result = await store.save(payment).catch((error: unknown) => rethrow(error, observer));
  if (!result.saved) noteNewer(result.kept, observer);
  // Our own id on the item: this very save, of which an earlier try was not answered.
  if (result.saved || result.kept.saveId === payment.saveId) observer.count(toMetricsOfSave(payment));
  return result;
}

function noteNewer(payment: Payment | undefined, { log }: Observer): void {
  if (payment && isNewer(payment)) log.error('newer_item', { payment: payment.payment });
}

function rethrow(error: unknown, { log }: Observer): never {
  if (error instanceof NewerSchema) log.error('newer_item');
  throw error;
}

/** A worker holds the lease after this save. */
function isLeasedAfter(payment: Payment): boolean {
  const open = openOperation(payment);
  return open !== undefined && leaseOf(open) !== undefined;
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
