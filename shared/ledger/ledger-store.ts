import type { Payment } from '../domain/payment.ts';

/** What a save found. `kept`: the condition failed, and this is the item that is there instead. */
export type SaveResult = { readonly saved: true } | { readonly saved: false; readonly kept: Payment };

/** Where payments are kept: one item each, one condition each. */
export type LedgerStore = {
  /** The item as it is now (a consistent read). */
  read(paymentKey: string): Promise<Payment | undefined>;
  /**
   * Puts the item if there is none (`version` 1), or if the one there is of the version before.
   * @throws LedgerUnanswered when nobody knows whether it was saved
   */
  save(payment: Payment): Promise<SaveResult>;
};

/** The store gave no answer: the save may have happened, or may happen yet. */
export class LedgerUnanswered extends Error {
  override readonly name = 'LedgerUnanswered';
}
