import { type PaymentRef, toPaymentKey } from '../domain/ids.ts';
import { NewerSchema, type Payment, SCHEMA } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import { toSave } from '../domain/save.ts';
import type { Clock, Random } from '../domain/time.ts';
import { type LedgerStore, LedgerUnanswered, type SaveResult } from '../ports/ledger-store.ts';

/** The most saves tried for one change: lost races, and saves whose answer was lost. */
const MAX_TRIES = 20;

/** Milliseconds of pause, at most, before a change is decided again after a lost race. */
const PAUSE_MS = 40;

/** The payment as it should be, or `undefined` when there is nothing to save. Pure; it may throw to refuse. */
export type Decide = (payment: Payment | undefined) => Payment | undefined;

export type Ledger = {
  read(ref: PaymentRef): Promise<Payment | undefined>;
  /**
   * Decides on a payment and saves what was decided; where somebody else was faster, decides again on what is
   * there now. Gives the payment as it is afterwards. `known`: what the caller last saw, or `absent`, which
   * saves the read for a fresh payment.
   * @throws LedgerUnanswered when the fate of the save stays unknown
   */
  change(known: Payment | 'absent', decide: Decide): Promise<Payment | undefined>;
};

export type LedgerDeps = {
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly sleep: (ms: number) => Promise<void>;
};

export function createLedger({ store, clock, random, newId, sleep }: LedgerDeps): Ledger {
  return {
    async read(ref) {
      return store.read(toPaymentKey(ref));
    },

    async change(known, decide) {
      let before = known === 'absent' ? undefined : known;
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const decided = decide(before);
        if (!decided || decided === before) return before;
        if (decided.schema > SCHEMA) throw new NewerSchema();

        const save = toSave(before, decided, { saveId: newId(), now: clock() });
        const result = await persist(save);
        // Our own id on the item: this very save, made by an earlier try whose answer was lost.
        if (result.saved || result.kept.saveId === save.saveId) return save;
        before = result.kept;
        await sleep(random() * PAUSE_MS * tries);
      }
      throw new EstornoError('internal_error', {
        detail: 'Too many others changed this payment at the same time.',
      });
    },
  };

  /** The same save again, under the same id, while nobody knows what became of it. */
  async function persist(save: Payment): Promise<SaveResult> {
    for (let tries = 1; ; tries++) {
      try {
        return await store.save(save);
      } catch (error) {
        if (!(error instanceof LedgerUnanswered) || tries === 2) throw error;
      }
    }
  }
}
