import { type EpochMs, toInstant } from '../domain/time.ts';
import { amountsOf } from '../operation/amounts.ts';
import { othersOf, type Payment } from '../operation/payment.ts';
import { toPaymentStatusWord } from '../operation/payment-status.ts';
import type { ProviderRules } from '../provider/connector.ts';
import type { InquiryResult, RefundSnapshot } from '../provider/payment-snapshot.ts';

type Basis = {
  readonly rules: ProviderRules;
  /** What the ledger has of it. */
  readonly payment: Payment | undefined;
  readonly readAt: EpochMs;
};

/** A payment as the provider shows it, in our terms. Null: it could not be read. Amounts are centavos. */
export function toShownPayment(inquiry: InquiryResult, { rules, payment, readAt }: Basis) {
  if (inquiry.is !== 'snapshot') return null;
  const { snapshot } = inquiry;
  const { status, providerStatus, paymentMethod, clocks, total, captured, refunds = [] } = snapshot;
  const others = othersOf(payment, '');
  const { returned, left } = amountsOf(snapshot, { rules, others });
  return {
    status: toPaymentStatusWord(status),
    providerStatus,
    method: paymentMethod ?? clocks.method ?? null,
    currency: 'BRL',
    total: total ?? null,
    captured: captured ?? null,
    returned: returned ?? null,
    left: left ?? null,
    refunds: refunds.map((refund) => toShownRefund(refund, others.refundIds)),
    readAt: toInstant(readAt),
  };
}

/** `ours`: null where neither the provider's answer nor the ledger says. */
function toShownRefund({ id, amount, status, isOurs }: RefundSnapshot, ourRefunds: readonly string[]) {
  const ours = isOurs ?? (ourRefunds.includes(id.toLowerCase()) ? true : null);
  return { id, amount: amount ?? null, status, ours };
}
