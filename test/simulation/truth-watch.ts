import { isReportedDone, isTakenByProvider, liveAttempts } from '../../shared/operation/attempt-facts.ts';
import type { Operation, OperationIn } from '../../shared/operation/operation.ts';
import type { Payment } from '../../shared/operation/payment.ts';
import type { Money } from './money.ts';
import { evidenceOf, type OwnRules } from './own-rules.ts';
import type { Findings } from './violation.ts';

export type TruthWatchDeps = {
  readonly findings: Findings;
  readonly money: Money;
  readonly rules: OwnRules;
  readonly payments: ReadonlyMap<string, Payment>;
  /** Centavos that can still be given back at the provider. */
  readonly leftOf: (paymentId: string) => number;
};

/** Compares what the ledger says with what really happened to the money: L3 and L4, after every step. */
export function createTruthWatch(deps: TruthWatchDeps) {
  return {
    check(): void {
      for (const payment of deps.payments.values()) checkPayment(deps, payment);
    },
    /** Whether the ledger may call an operation done. */
    isTrue: (payment: Payment, operation: Operation) => isTrue(deps, payment, operation),
  };
}

function checkPayment(deps: TruthWatchDeps, payment: Payment): void {
  const { findings, money, rules } = deps;
  const given = payment.operations.reduce((sum, { id }) => sum + money.effectOf(id).amount, 0);
  findings.holds(given <= rules.total, 'L3 never more than the payment', () => `${given} of ${rules.total}`);
  for (const operation of payment.operations) {
    checkEffect(deps, operation);
    if (operation.state === 'succeeded') checkSuccess(deps, payment, operation);
    if (operation.state === 'failed' || operation.state === 'accepted') checkNothingDone(deps, operation);
  }
  checkBorrowed(deps, payment);
}

/** L3: once, and never more than was asked for. */
function checkEffect({ findings: { holds }, money, rules }: TruthWatchDeps, operation: Operation): void {
  const { count, amount } = money.effectOf(operation.id);
  // A whole that was sent as a hundredth of it, or that names no amount, may land again for what is left then.
  const isRest = rules.isMisread || operation.attempts.every((attempt) => attempt.amount === undefined);
  const isOnce = count <= 1 || (isRest && operation.request.amount === undefined);
  holds(isOnce, 'L3 an operation takes effect once', () => `${operation.id}: ${count} times`);
  const asked = operation.request.amount ?? rules.total;
  const says = () => `${operation.id}: ${amount}, asked ${asked}`;
  holds(amount <= asked, 'L3 never more than was asked for', says);
}

function checkNothingDone({ findings: { holds }, money }: TruthWatchDeps, { id, state }: Operation): void {
  const { count } = money.effectOf(id);
  holds(count === 0, `L4 ${state} means not done`, () => `${id}: ${count} effects`);
}

function checkSuccess(deps: TruthWatchDeps, payment: Payment, operation: OperationIn<'succeeded'>): void {
  const { findings, money } = deps;
  const { count, amount } = money.effectOf(operation.id);
  const { attribution, appliedAmount } = operation;
  const says = () =>
    `${operation.id}: ${count} effects of ${amount}, ${appliedAmount} by ${attribution}, ` +
    `others ${money.outsideOf(payment.paymentId)}`;
  findings.holds(isTrue(deps, payment, operation), 'L4 succeeded means done', says);
  if (count > 0)
    findings.holds(
      isAmountTrue(deps, payment, operation),
      'L4 the applied amount is what was given back',
      says,
    );
  const isWholeVoid = operation.request.amount === undefined && operation.method === 'void';
  const isAll = !isWholeVoid || money.isDisturbed(payment.paymentId) || deps.leftOf(payment.paymentId) <= 0;
  findings.holds(isAll, 'L4 after a whole void nothing is left', says);
}

/**
 * It happened; or somebody else gave as much back while one of ours was out, where the provider shows no key of ours by
 * which the two could be told apart, or answers our request as if it had done it.
 */
function isTrue({ money, rules }: TruthWatchDeps, payment: Payment, operation: Operation): boolean {
  if (money.effectOf(operation.id).count > 0) return true;
  if (operation.state !== 'succeeded') return false;
  const { attribution, appliedAmount } = operation;
  const outside = money.outsideOf(payment.paymentId);
  const mayBeTaken =
    evidenceOf(rules, operation) !== 'refund_by_key' || saysCanceled(operation) || isReportedDone(operation);
  const isMarked = attribution === 'unproven' || isTakenByProvider(operation);
  return mayBeTaken && isOut(operation) && isMarked && outside > 0 && outside >= (appliedAmount ?? 0);
}

/** An attempt may have done it: not all of them were refused in words that a page lists. */
function isOut(operation: Operation): boolean {
  return liveAttempts(operation).some(
    ({ result }) => result?.status !== 'rejected' && !(result?.status === 'ambiguous' && result.isListed),
  );
}

/** The whole payment is canceled, which is what was asked for, whoever did it. */
function saysCanceled({ method, request }: Operation): boolean {
  return method === 'void' && request.amount === undefined;
}

/** A request for the whole that names no amount gives back what is left then: some of it may be somebody else's. */
function isAmountTrue(
  { money }: TruthWatchDeps,
  payment: Payment,
  operation: OperationIn<'succeeded'>,
): boolean {
  const { appliedAmount } = operation;
  const { amount } = money.effectOf(operation.id);
  if (appliedAmount === undefined || appliedAmount === amount) return true;
  const isNamed = liveAttempts(operation).some((attempt) => attempt.amount !== undefined);
  return !isNamed && appliedAmount >= amount && money.isDisturbed(payment.paymentId);
}

/** What somebody else gave back is counted for one operation of ours at most. */
function checkBorrowed({ findings: { holds }, money }: TruthWatchDeps, payment: Payment): void {
  const claimed = payment.operations.reduce((sum, operation) => {
    const isEmpty = operation.state === 'succeeded' && money.effectOf(operation.id).count === 0;
    return sum + (isEmpty ? (operation.appliedAmount ?? 0) : 0);
  }, 0);
  const outside = money.outsideOf(payment.paymentId);
  holds(claimed <= outside, 'L4 one effect counts once', () => `${claimed} claimed, others gave ${outside}`);
}
