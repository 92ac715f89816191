import { type PaymentRef, toPaymentKey } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import type { Clock, Random } from '../domain/time.ts';
import { type LedgerStore, LedgerUnanswered, type SaveResult } from '../ports/ledger-store.ts';
import { NewerSchema, type Payment, SCHEMA } from './payment.ts';
import { type Change, toSave } from './save.ts';

/** The most saves tried for one change: lost races, and saves whose answer was lost. */
const MAX_TRIES = 20;

/** Milliseconds of pause, at most, before a change is decided again after a lost race. */
const PAUSE_MS = 40;

/** The change to save, or `undefined` when there is none. Pure; it may throw to refuse. */
export type Decide = (payment: Payment | undefined) => Change | undefined;

export type Ledger = {
  read(ref: PaymentRef): Promise<Payment | undefined>;
  /**
   * Decides on a payment and saves what was decided; where another worker was faster, decides again on what is there now.
   * Gives the payment as it is afterwards. `known`: what the caller last saw, or `absent`, which saves the read for a
   * fresh payment.
   * @throws LedgerUnanswered when the fate of the save stays unknown
   */
  change(known: Payment | 'absent', decide: Decide): Promise<Payment | undefined>;
};

export type LedgerDeps = {
  readonly store: LedgerStore<Payment>;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly sleep: (ms: number) => Promise<void>;
};

export function createLedger(deps: LedgerDeps): Ledger {
  return {
    read: (ref) => deps.store.read(toPaymentKey(ref)),
    change: (known, decide) => change(deps, known === 'absent' ? undefined : known, decide),
  };
}

async function change(
  { store, clock, random, newId, sleep }: LedgerDeps,
  known: Payment | undefined,
  decide: Decide,
): Promise<Payment | undefined> {
  let before = known;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const decided = decide(before);
    if (!decided || decided.payment === before) return before;
    if (decided.payment.schema > SCHEMA) throw new NewerSchema();

    const save = toSave(before, decided, { saveId: newId(), now: clock() });
    const result = await persist(store, save);
    // Our own id on the item: this very save, made by an earlier try whose answer was lost.
    if (result.saved || result.kept.saveId === save.saveId) return save;
    before = result.kept;
    await sleep(random() * PAUSE_MS * tries);
  }
  throw new EstornoError('internal_error', {
    detail: 'Too many others changed this payment at the same time.',
  });
}

/** The same save again, under the same id, while its result is not known. */
async function persist(store: LedgerStore<Payment>, save: Payment): Promise<SaveResult<Payment>> {
  try {
    return await store.save(save);
  } catch (error) {
    if (!(error instanceof LedgerUnanswered)) throw error;
    return store.save(save);
  }
}
