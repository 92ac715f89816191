import type { Centavos } from '../domain/money.ts';
import type { ProviderRules } from '../provider/connector.ts';
import type { PaymentSnapshot, RefundSnapshot } from '../provider/payment-snapshot.ts';
import { liveAttempts } from './attempt-facts.ts';
import type { Operation } from './operation.ts';
import type { OtherOperations } from './verdict.ts';

/** The money of a payment, in centavos. What is not shown or not readable is absent, never 0. */
export type Amounts = {
  readonly total?: Centavos | undefined;
  /** Given back so far or being given back: what the provider shows, and never less than what this ledger saw succeed. */
  readonly returned?: Centavos | undefined;
  readonly left?: Centavos | undefined;
};

/** What a snapshot shows, and what this ledger knows besides. */
export function amountsOf(
  snapshot: PaymentSnapshot,
  { rules, others }: { readonly rules: ProviderRules; readonly others: OtherOperations },
): Amounts {
  const total = toPlausible(totalOf(snapshot), others);
  // Where the provider never shows what was given back, what this ledger saw succeed stands for it.
  const shown = returnedOf(snapshot) ?? (rules.traits.showsReturned ? undefined : 0);
  if (shown === undefined) return { total };
  const returned = Math.max(shown, others.applied);
  return total === undefined ? { returned } : { total, returned, left: Math.max(0, total - returned) };
}

/** A total that is less than what this ledger saw go back is misread, in its unit perhaps: it is none. */
function toPlausible(total: Centavos | undefined, { applied }: OtherOperations): Centavos | undefined {
  return total !== undefined && total >= applied ? total : undefined;
}

/** Centavos that can go back at most: what was captured, or all of it before the capture. */
export function totalOf({ captured, total }: PaymentSnapshot): Centavos | undefined {
  return captured !== undefined && captured > 0 ? captured : total;
}

/** Centavos certainly given back, as the refunded total or a complete list of refunds shows it. */
export function refundedOf({ refunded, refunds, refundsComplete }: PaymentSnapshot): Centavos | undefined {
  if (refunded !== undefined || !refunds || !refundsComplete) return refunded;
  const live = refunds.filter(isLive);
  return live.every(({ status }) => status === 'succeeded') ? sumOf(live) : undefined;
}

/** The same with what is still being given back. */
function returnedOf({ refunded, refunds, refundsComplete }: PaymentSnapshot): Centavos | undefined {
  const listed = refunds && sumOf(refunds.filter(isLive));
  if (refunded === undefined) return refundsComplete ? listed : undefined;
  return Math.max(refunded, listed ?? 0);
}

/** Whether more was given back than this ledger knows of, or may have been: what it misses may have been sent by us. */
export function mayBeUnrecorded(snapshot: PaymentSnapshot, { applied }: OtherOperations): boolean {
  const returned = returnedOf(snapshot);
  return returned === undefined || returned > applied;
}

/** A refund that failed or was withdrawn moves no money. */
export function isLive({ status }: RefundSnapshot): boolean {
  return status !== 'failed' && status !== 'withdrawn';
}

/** Centavos of several refunds; undefined where one of the amounts is not readable. */
export function sumOf(refunds: readonly RefundSnapshot[]): Centavos | undefined {
  let sum = 0;
  for (const { amount } of refunds) {
    if (amount === undefined) return undefined;
    sum += amount;
  }
  return sum;
}

/** Centavos that the operation asks for: what the command says, what was sent, or what was left before it was sent. */
export function askedAmount(operation: Operation): Centavos | undefined {
  const { request, baseline } = operation;
  return request.amount ?? liveAttempts(operation).at(-1)?.amount ?? baseline?.left;
}

/** Centavos in the request; undefined where it carried none, and so was for whatever was left when it arrived. */
export function carriedAmount(operation: Operation): Centavos | undefined {
  return liveAttempts(operation).at(-1)?.amount;
}

/** The whole payment, or all that is left of it. */
export function isWhole({ request }: Pick<Operation, 'request'>): boolean {
  return request.amount === undefined;
}

/**
 * The same, where the command names the amount of the whole payment, as it was before anything was sent. A figure that is
 * shown after that may be what our own request left.
 */
export function coversAll({ request, baseline }: Operation): boolean {
  return request.amount === undefined || request.amount === baseline?.total;
}

/** All of the payment, or all that the other operations left of it: once all of it is back, that much is ours. */
export function asksForRest(operation: Operation, { applied }: OtherOperations): boolean {
  const total = operation.baseline?.total;
  return coversAll(operation) || (total !== undefined && operation.request.amount === total - applied);
}
