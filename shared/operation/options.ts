import type { ProblemCode } from '../domain/problem.ts';
import { type EpochMs, toInstant } from '../domain/time.ts';
import type { MethodWindow, ProviderRules } from '../provider/connector.ts';
import type { Clocks, InquiryResult, PaymentSnapshot } from '../provider/payment-snapshot.ts';
import { traitsOf } from '../provider/traits.ts';
import { openOperation, type Payment, voidOfUnpaid, wholeSuccess } from './payment.ts';
import { isPaid, toObstacle } from './payment-status.ts';

type Maybe = 'yes' | 'no' | 'unknown';

/** Whether money can still be given back, and how one knows. */
export type Option = {
  readonly possible: Maybe;
  /** Until when, as an instant; null where nothing says. */
  readonly until: string | null;
  readonly partial: Maybe;
  /** Why not, as a problem code. */
  readonly why: ProblemCode | null;
  /** `ledger`: the operations that are known here say so, whatever the provider shows. */
  readonly basis: 'documented' | 'inferred' | 'ledger';
};

export type Options = { readonly cancel: Option; readonly refund: Option };

type Facts = {
  readonly payment: Payment | undefined;
  /** What an inquiry showed; `unavailable` where none was made. */
  readonly inquiry: InquiryResult;
  readonly rules: ProviderRules;
  readonly now: EpochMs;
  /** When the card was captured, as the command says for which this is asked. */
  readonly capturedAt?: EpochMs | undefined;
};

/** What can be done with a payment, from what the ledger knows and what the provider shows at this moment. */
export function toOptions(facts: Facts): Options {
  const { payment, inquiry, rules, now } = facts;
  const snapshot = inquiry.is === 'snapshot' ? inquiry.snapshot : undefined;
  const windows = rules.windows(toClocks(facts, snapshot), snapshot?.status);
  const [ended, end] = [endByLedger(payment, snapshot), endOf(inquiry)];
  const toOption = (window: MethodWindow, ofState: Option, tooLate: ProblemCode): Option => {
    if (openOperation(payment)) return no(window, 'payment_busy', 'ledger');
    if (ended) return no(window, ended, 'ledger');
    if (end) return no(window, end);
    return ofState.possible === 'no' ? ofState : withClock(ofState, window, { now, tooLate });
  };
  return {
    cancel: toOption(windows.cancel, ofCancel(windows.cancel, snapshot, rules), 'cancel_window_closed'),
    refund: toOption(windows.refund, ofRefund(windows.refund, snapshot, rules), 'refund_window_closed'),
  };
}

/** What callers gave takes precedence over what the provider shows. */
function toClocks({ payment, capturedAt }: Facts, snapshot: PaymentSnapshot | undefined): Clocks {
  const dated = payment?.operations.findLast(({ request }) => request.capturedAt !== undefined);
  const known = capturedAt ?? dated?.request.capturedAt;
  return { ...snapshot?.clocks, ...(known !== undefined && { capturedAt: known }) };
}

/** An operation of ours gave all of it back; or canceled it before anybody had paid, and no payment shows since. */
function endByLedger(
  payment: Payment | undefined,
  snapshot: PaymentSnapshot | undefined,
): ProblemCode | undefined {
  const whole = wholeSuccess(payment);
  if (whole) return whole.method === 'void' ? 'already_canceled' : 'already_refunded';
  const isPaidNow = isPaid(snapshot?.status) || snapshot?.status === 'refunded';
  return voidOfUnpaid(payment) && !isPaidNow ? 'already_canceled' : undefined;
}

/** Why there is nothing to give back any more, whatever the method, as the provider shows it. */
function endOf(inquiry: InquiryResult): ProblemCode | undefined {
  if (inquiry.is === 'not_found') return inquiry.conclusive ? 'payment_not_found' : undefined;
  if (inquiry.is !== 'snapshot') return undefined;
  if (inquiry.snapshot.status === 'canceled') return 'already_canceled';
  return inquiry.snapshot.status === 'refunded' ? 'already_refunded' : undefined;
}

function ofCancel(
  window: MethodWindow,
  snapshot: PaymentSnapshot | undefined,
  { traits }: ProviderRules,
): Option {
  const status = snapshot?.status;
  if (!traits.void) return no(window, 'not_cancelable');
  if (status === undefined || status === 'unrecognized') return unknown(window);
  if (!traitsOf(traits, 'void', snapshot?.paymentMethod).allowedFrom.includes(status))
    return no(window, toObstacle('void', status) ?? 'not_cancelable');
  return status === 'authorized'
    ? { ...unknown(window), possible: 'yes', basis: 'documented' }
    : unknown(window);
}

function ofRefund(
  window: MethodWindow,
  snapshot: PaymentSnapshot | undefined,
  { traits }: ProviderRules,
): Option {
  if (window.never) return no(window, window.never.code);
  if (traits.refundBy === 'nobody') return no(window, 'manual_action_required');
  // Every refund has its time, so that only a running clock makes it sure.
  if (isPaid(snapshot?.status)) return { ...unknown(window), possible: window.closing ? 'yes' : 'unknown' };
  const isUnknown = snapshot === undefined || snapshot.status === 'unrecognized';
  return isUnknown ? unknown(window) : no(window, 'not_refundable');
}

/** The clock closes what the state leaves open: certainly by a documented rule, or a day after an inferred end. */
function withClock(
  option: Option,
  { closing }: MethodWindow,
  { now, tooLate: why }: { readonly now: EpochMs; readonly tooLate: ProblemCode },
): Option {
  if (!closing) return option;
  const { basis, closesAt, refusedFrom } = closing;
  const until = toInstant(closesAt);
  if (now < closesAt) return { ...option, until, basis };
  if (now < refusedFrom) return { ...option, possible: 'unknown', until, basis };
  return { ...option, possible: 'no', until, why, basis };
}

function unknown({ partial }: MethodWindow): Option {
  return { possible: 'unknown', until: null, partial, why: null, basis: 'inferred' };
}

function no({ partial }: MethodWindow, why: ProblemCode, basis: Option['basis'] = 'documented'): Option {
  return { possible: 'no', until: null, partial, why, basis };
}
