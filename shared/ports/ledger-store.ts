import type { EpochMs } from '../domain/time.ts';

/** What a save found. `kept`: the condition failed, and this is the item that is there instead. */
export type SaveResult<Item> = { readonly saved: true } | { readonly saved: false; readonly kept: Item };

/** What every item of the ledger has. */
export type LedgerItem = { readonly payment: string; readonly version: number; readonly saveId: string };

/** Where payments are kept: one item each, one condition each. */
export type LedgerStore<Item extends LedgerItem> = {
  /** The item as it is now (a consistent read). */
  read(paymentKey: string): Promise<Item | undefined>;
  /**
   * Puts the item if there is none (`version` 1), or if the one there is of the version before.
   * @throws LedgerUnanswered when it is not known whether it was saved
   */
  save(item: Item): Promise<SaveResult<Item>>;
  /**
   * The keys of payments in one shard of the due index, those due first in front, a page at a time. The index lags a little
   * behind the items: read an item before you act on it.
   */
  listDue(
    shard: string,
    page: DuePage,
  ): Promise<{ readonly payments: readonly string[]; readonly next?: DueCursor | undefined }>;
};

/** Where a page of the due index ended. */
export type DueCursor = { readonly payment: string; readonly dueAt: EpochMs };

export type DuePage = {
  /** Only what is due at this instant. Absent: everything that is open. */
  readonly until?: EpochMs | undefined;
  /** Only payments whose key begins like this. */
  readonly keyPrefix?: string | undefined;
  readonly limit: number;
  readonly after?: DueCursor | undefined;
};

/** The store gave no answer: the save may have happened, or may happen yet. */
export class LedgerUnanswered extends Error {
  override readonly name = 'LedgerUnanswered';
}
