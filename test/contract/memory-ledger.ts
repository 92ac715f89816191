import type { Payment } from '../../shared/operation/payment.ts';
import type { LedgerStore } from '../../shared/ports/ledger-store.ts';

/** The ledger's store in memory, for tests of what is not the store. Nothing in it is ever due. */
export function createMemoryLedger(): LedgerStore<Payment> {
  const items = new Map<string, Payment>();
  return {
    read: async (key) => items.get(key),
    async save(item) {
      const kept = items.get(item.payment);
      if (kept && kept.version !== item.version - 1) return { saved: false, kept };
      items.set(item.payment, item);
      return { saved: true };
    },
    listDue: async () => ({ payments: [] }),
  };
}
