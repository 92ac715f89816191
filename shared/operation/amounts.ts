import type { Centavos } from '../domain/money.ts';
import type { PaymentSnapshot } from '../provider/payment-snapshot.ts';
import type { MethodTraits } from '../provider/traits.ts';
import { liveAttempts } from './attempt-facts.ts';
import type { Operation } from './operation.ts';
import type { OtherOperations } from './verdict.ts';

/** The money of a payment, in centavos. What is not shown or not readable is absent, never 0. */
export type Amounts = {
  readonly total?: Centavos | undefined;
  /** Given back so far: what the provider shows, and never less than what this ledger saw succeed. */
  readonly returned?: Centavos | undefined;
  readonly left?: Centavos | undefined;
};

/** `fallback`: what counts as given back where the provider shows nothing of it, such as 0 where it never does. */
export function amountsOf(snapshot: PaymentSnapshot, others: OtherOperations, fallback?: Centavos): Amounts {
  const total = snapshot.captured ?? snapshot.total;
  const shown = returnedOf(snapshot) ?? fallback;
  if (shown === undefined) return { total };
  const returned = Math.max(shown, others.applied);
  return total === undefined ? { returned } : { total, returned, left: total - returned };
}

/** Centavos given back, as the refunded total or a complete list of refunds shows it. */
export function returnedOf({ refunded, refunds, refundsComplete }: PaymentSnapshot): Centavos | undefined {
  if (refunded !== undefined || !refunds || !refundsComplete) return refunded;
  let sum = 0;
  for (const { status, amount } of refunds) {
    if (status === 'failed' || status === 'withdrawn') continue;
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

/** The whole payment, or all that is left of it. */
export function isWhole({ request }: Pick<Operation, 'request'>): boolean {
  return request.amount === undefined;
}

/** The same request may go out twice and takes effect once. `total`: of the payment, where it is known. */
export function isHarmlessToRepeat(operation: Operation, traits: MethodTraits, total?: Centavos): boolean {
  const { idempotency } = traits;
  if (idempotency.is === 'key') return true;
  if (idempotency.is === 'none') return false;
  return isWhole(operation) || (total !== undefined && operation.request.amount === total);
}
