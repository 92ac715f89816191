import type { Operation } from '../../shared/operation/operation.ts';
import type { Payment } from '../../shared/operation/payment.ts';
import type { SimulatedInvocation } from './invocation.ts';
import type { Money } from './money.ts';
import type { Sent } from './network.ts';
import type { OwnRules } from './own-rules.ts';
import { isLoginRequest, paymentIdOf, paymentReadBy } from './requests.ts';
import type { Findings } from './violation.ts';

export type LeftWatchDeps = {
  readonly findings: Findings;
  readonly money: Money;
  readonly rules: OwnRules;
  readonly payments: ReadonlyMap<string, Payment>;
  /** A read can have shown what was true some time before. */
  readonly mayLag: () => boolean;
};

/**
 * Holds the first request of an operation to what was left when the payment was read for it: whatever of that could be
 * made out, no more is asked for.
 */
export function createLeftWatch({ findings, money, rules, payments, mayLag }: LeftWatchDeps) {
  /** The most that was left, by invocation and payment. */
  const seen = new Map<string, number>();
  return {
    landed({ request, by }: Sent): void {
      if (request.movesMoney || isLoginRequest(request)) return;
      const paymentId = paymentReadBy(request);
      const left = rules.total - givenBack(money, payments.get(paymentId), paymentId);
      const key = `${by.id} ${paymentId}`;
      seen.set(key, Math.max(left, seen.get(key) ?? 0));
    },
    departs(
      { request }: Pick<Sent, 'request'>,
      by: SimulatedInvocation,
      operation: Operation | undefined,
    ): void {
      const { attempts = [], baseline } = operation ?? {};
      const amount = attempts.at(-1)?.amount;
      if (!request.movesMoney || attempts.length !== 1 || !baseline || amount === undefined) return;
      if (!rules.traits.showsReturned || mayLag()) return;
      const left = seen.get(`${by.id} ${paymentIdOf(request)}`) ?? Number.POSITIVE_INFINITY;
      const says = () => `${operation?.id}: ${amount}, left ${left}`;
      findings.holds(amount <= left, 'L3 never more is asked for than the payment has left', says);
    },
  };
}

/** Centavos that went back for sure, by whoever. */
function givenBack(money: Money, payment: Payment | undefined, paymentId: string): number {
  const ours = payment?.operations.reduce((sum, { id }) => sum + money.effectOf(id).amount, 0) ?? 0;
  return ours + money.outsideOf(paymentId);
}
