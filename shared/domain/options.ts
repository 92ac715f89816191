import type { Clocks, Reading } from './answer.ts';
import { openOperation, type Payment } from './payment.ts';
import type { ProblemCode } from './problem.ts';
import { type EpochMs, toInstant } from './time.ts';
import type { Closing } from './windows.ts';

type Maybe = 'yes' | 'no' | 'unknown';

/** Whether money can still be given back, and how one knows. */
export type Option = {
  readonly possible: Maybe;
  /** Until when, as an instant; null where nothing says. */
  readonly until: string | null;
  readonly partial: Maybe;
  /** Why not, as a problem code. */
  readonly why: ProblemCode | null;
  readonly basis: 'documented' | 'inferred';
};

/** What a provider says of one way to give money back, whatever the state of the payment. */
export type WayFacts = {
  readonly partial: Maybe;
  /** Until when, as far as the clocks of the payment are known. */
  readonly closing?: Closing | undefined;
  /** Why it is not possible through this API. */
  readonly never?: ProblemCode | undefined;
};

export type PaymentWindows = { readonly cancel: WayFacts; readonly refund: WayFacts };

/** Ends of a payment, in our words, at which there is nothing to give back any more. */
const GIVEN_BACK: Readonly<Record<string, ProblemCode>> = {
  canceled: 'already_canceled',
  refunded: 'already_refunded',
  not_found: 'payment_not_found',
};

const PAID: readonly string[] = ['paid', 'partially_refunded'];

type OptionsFacts = {
  readonly payment: Payment | undefined;
  readonly reading: Reading;
  readonly windows: PaymentWindows;
  readonly now: EpochMs;
};

/** What can be done with a payment, from what the ledger knows and what the provider says at this moment. */
export function toOptions({ payment, reading, windows, now }: OptionsFacts): {
  cancel: Option;
  refund: Option;
} {
  const end = endOf(payment, reading);
  const toOption = (way: WayFacts, ofState: Option, tooLate: ProblemCode): Option => {
    if (openOperation(payment)) return no(way, 'payment_busy');
    if (end) return no(way, end);
    if (ofState.possible === 'no') return ofState;
    return withClock(ofState, way, { now, tooLate });
  };
  return {
    cancel: toOption(windows.cancel, ofCancel(windows.cancel, reading), 'cancel_window_closed'),
    refund: toOption(windows.refund, ofRefund(windows.refund, reading), 'refund_window_closed'),
  };
}

/** The clocks of a payment: what its callers said goes before what the provider shows. */
export function clocksOf(payment: Payment | undefined, { clocks }: Reading): Clocks {
  const said = payment?.operations.findLast(({ capturedAt }) => capturedAt !== undefined);
  return { ...clocks, ...(said && { capturedAt: said.capturedAt }) };
}

function endOf(payment: Payment | undefined, { said, paymentStatus = '' }: Reading): ProblemCode | undefined {
  const whole = payment?.operations.find(
    ({ state, amount }) => state === 'succeeded' && amount === undefined,
  );
  if (whole) return whole.way === 'void' ? 'already_canceled' : 'already_refunded';
  return GIVEN_BACK[paymentStatus] ?? (said === 'done' ? 'already_canceled' : undefined);
}

function ofCancel(way: WayFacts, { said, code, paymentStatus, documented }: Reading): Option {
  if (said === 'never') {
    return { ...no(way, code ?? 'not_cancelable'), basis: documented ? 'documented' : 'inferred' };
  }
  if (said === 'not_done' && paymentStatus === 'held')
    return { ...unknown(way), possible: 'yes', basis: 'documented' };
  return unknown(way);
}

function ofRefund(way: WayFacts, { said, paymentStatus = '' }: Reading): Option {
  if (way.never) return no(way, way.never);
  // Every refund has its time, so that only a running clock makes it sure.
  if (PAID.includes(paymentStatus)) return { ...unknown(way), possible: way.closing ? 'yes' : 'unknown' };
  return said === 'cannot_tell' ? unknown(way) : no(way, 'not_refundable');
}

/** The clock closes what the state leaves open: for sure by a documented rule, or a day after an inferred end. */
function withClock(
  option: Option,
  { closing }: WayFacts,
  { now, tooLate: why }: { readonly now: EpochMs; readonly tooLate: ProblemCode },
): Option {
  if (!closing) return option;
  const { basis, closesAt, refusedFrom } = closing;
  const until = toInstant(closesAt);
  if (now < closesAt) return { ...option, until, basis };
  if (now < refusedFrom) return { ...option, possible: 'unknown', until, basis };
  return { ...option, possible: 'no', until, why, basis };
}

function unknown({ partial }: WayFacts): Option {
  return { possible: 'unknown', until: null, partial, why: null, basis: 'inferred' };
}

function no({ partial }: WayFacts, why: ProblemCode): Option {
  return { possible: 'no', until: null, partial, why, basis: 'documented' };
}
