import type { ShownPayment } from '../state/console-state.ts';

/** How much of a payment went back, in a word. */
export type ReturnedWord = 'untouched' | 'partially_refunded' | 'refunded' | 'canceled';

export type Returned = {
  readonly is: ReturnedWord;
  /** Centavos that went back; absent where nothing says how many. */
  readonly returned?: number;
  /** Centavos of the whole payment; absent where nothing says it. */
  readonly total?: number;
};

/**
 * The payment's own status, whatever became of the last operation. By what its simulator shows, else by what the
 * operations here gave back. Undefined where neither says anything.
 */
export function toReturned({ atProvider, operations }: ShownPayment): Returned | undefined {
  const done = operations.filter(({ state }) => state === 'succeeded');
  const voided = done.some(({ method }) => method === 'void');
  const total = atProvider?.amount;
  const returned = atProvider?.returned ?? toSum(done.map(({ appliedAmount }) => appliedAmount));
  const known = { ...(returned !== undefined && { returned }), ...(total !== undefined && { total }) };
  if (returned === 0) return atProvider ? { is: 'untouched', ...known } : undefined;
  const isWhole = returned === undefined || (total !== undefined && returned >= total);
  if (!isWhole) return { is: 'partially_refunded', ...known };
  const isCanceled = voided || (done.length === 0 && isCanceledWord(atProvider?.status ?? ''));
  return { is: isCanceled ? 'canceled' : 'refunded', ...known };
}

/** Undefined where one of them is of the whole payment, whose amount is not known. */
function toSum(amounts: readonly (number | undefined)[]): number | undefined {
  return amounts.reduce<number | undefined>(
    (sum, amount) => (sum === undefined || amount === undefined ? undefined : sum + amount),
    0,
  );
}

/** What simulated providers call a payment that was never paid. */
function isCanceledWord(status: string): boolean {
  return /^(cancel|removid)/i.test(status);
}
