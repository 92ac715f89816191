import type { Payment } from '../../../shared/operation/payment.ts';
import type { LedgerStore } from '../../../shared/ports/ledger-store.ts';

/** A ledger in memory, and what was done to it. */
export class MemoryLedger implements LedgerStore<Payment> {
  readonly saved: Payment[] = [];
  reads = 0;
  /** Every call is refused. */
  isAway = false;
  /** Keys of payments that cannot be read. */
  readonly unreadable = new Set<string>();
  readonly #items = new Map<string, Payment>();

  put(payment: Payment): void {
    this.#items.set(payment.payment, payment);
  }

  async read(key: string): Promise<Payment | undefined> {
    this.reads++;
    this.#refuseIfAway();
    if (this.unreadable.has(key)) throw new Error('unreadable');
    return this.#items.get(key);
  }

  async save(item: Payment) {
    this.#refuseIfAway();
    const kept = this.#items.get(item.payment);
    if (kept && kept.version !== item.version - 1) return { saved: false as const, kept };
    this.#items.set(item.payment, item);
    this.saved.push(item);
    return { saved: true as const };
  }

  async listDue(shard: string) {
    this.#refuseIfAway();
    const due = [...this.#items.values()].filter((item) => item.dueShard === shard);
    const sorted = due.toSorted((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0));
    return { payments: sorted.map(({ payment }) => payment) };
  }

  #refuseIfAway(): void {
    if (this.isAway) throw new Error('the ledger is away');
  }
}
