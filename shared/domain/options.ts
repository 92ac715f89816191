import type { Reading } from './answer.ts';
import { openOperation, type Payment } from './payment.ts';

/** Whether money can still be given back, and how one knows. */
export type Option = {
  readonly possible: 'yes' | 'no' | 'unknown';
  /** Until when, as an instant; null where nothing says. */
  readonly until: string | null;
  readonly partial: 'yes' | 'no' | 'unknown';
  /** Why not, as a problem code. */
  readonly why: string | null;
  readonly basis: 'documented' | 'inferred';
};

const UNKNOWN: Option = {
  possible: 'unknown',
  until: null,
  partial: 'unknown',
  why: null,
  basis: 'inferred',
};

/** What can be done with a payment, from what the ledger knows and what the provider says at this moment. */
export function toOptions(
  payment: Payment | undefined,
  reading: Reading,
): { cancel: Option; refund: Option } {
  return { cancel: toCancelOption(payment, reading), refund: UNKNOWN };
}

function toCancelOption(
  payment: Payment | undefined,
  { said, code, paymentStatus, documented }: Reading,
): Option {
  const no = (why: string, basis: Option['basis']): Option => ({ ...UNKNOWN, possible: 'no', why, basis });
  if (openOperation(payment)) return no('payment_busy', 'documented');
  if (said === 'done') return no('already_canceled', 'documented');
  if (said === 'never') return no(code ?? 'not_cancelable', documented ? 'documented' : 'inferred');
  if (said === 'not_done' && paymentStatus === 'held')
    return { ...UNKNOWN, possible: 'yes', basis: 'documented' };
  return UNKNOWN;
}
