import type { LetpayPayments, Refusal } from './payments.ts';
import type { RefundRequest } from './refund-request.ts';
import { isRefundable, isRefundPeriodOver, type LetpayPayment } from './statuses.ts';
import { runLater } from './timers.ts';

/** @source https://developer.letpay.co/docs/refund/get-refund-request */
export type LetpayRefundStatus = 'REQUESTED' | 'PROCESSING' | 'COMPLETED' | 'FAILED';

/** A refund as it stands. */
export interface LetpayRefund {
  readonly id: number;
  readonly paymentToken: string;
  /** Centavos. */
  readonly amount: number;
  readonly status: LetpayRefundStatus;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

type Held = { -readonly [K in keyof LetpayRefund]: LetpayRefund[K] } & {
  /** When it goes from REQUESTED to PROCESSING, and when and how it ends. */
  readonly plan: {
    readonly startsAt: number;
    readonly endsAt: number;
    readonly ends: 'COMPLETED' | 'FAILED';
  };
};

/** LetPay's refunds. Each one that is accepted is another. Time passes for them in `settle`. */
export class LetpayRefunds {
  readonly #payments: LetpayPayments;
  readonly #now: () => number;
  readonly #refunds: Held[] = [];
  #lastId = 0;

  constructor(payments: LetpayPayments, now: () => number) {
    this.#payments = payments;
    this.#now = now;
  }

  /**
   * HTTP 400 is documented with 01.05.0030, and of the other codes only the sense; that a boleto without `pix_key` gets
   * the one for bank data is our reading. The page on refunds shows no 404; 00.01.0038 has it wherever else it is shown.
   * @source https://github.com/guilherme-schumann/development-documentation/blob/main/docs/error-response.md
   */
  refusal(request: RefundRequest, account: string): Refusal | undefined {
    const unreadable = this.#payments.refusalToRead(request.paymentToken, account);
    if (unreadable) return unreadable;
    const code = this.#codeOfRefusal(this.#payments.view(request.paymentToken), request);
    return code === undefined ? undefined : { status: 400, code };
  }

  #codeOfRefusal(payment: LetpayPayment, { amount, hasPixKey }: RefundRequest): string | undefined {
    if (payment.status === 'REFUNDED') return '01.05.0004';
    if (!isRefundable(payment.status)) return '01.05.0030';
    if (isRefundPeriodOver(payment, this.#now())) return '01.05.0018';
    if (payment.method === 'BOLETO' && !hasPixKey) return '00.01.0031';
    const left = this.leftOf(payment.id);
    if (left <= 0 && (amount === undefined || payment.refundedAmount >= payment.amount)) return '01.05.0004';
    return amount !== undefined && amount > left ? '00.04.0014' : undefined;
  }

  /** What can still be asked for, in centavos. */
  leftOf(paymentToken: string): number {
    const { amount, refundedAmount } = this.#payments.view(paymentToken);
    if (this.#payments.rulesOf(paymentToken).pendingRefunds === 'ignored') return amount - refundedAmount;
    const open = this.of(paymentToken).filter(isOpen);
    return amount - refundedAmount - open.reduce((sum, it) => sum + it.amount, 0);
  }

  /** A refund that `accept` would make. */
  propose(paymentToken: string, amount = this.leftOf(paymentToken)): LetpayRefund {
    this.#lastId += 1;
    return { id: this.#lastId, paymentToken, amount, status: 'REQUESTED', createdAt: this.#now() };
  }

  accept(refund: LetpayRefund): void {
    const { refundTakesMs, refundEnds } = this.#payments.rulesOf(refund.paymentToken);
    const endsAt = refundEnds === 'never' ? Number.POSITIVE_INFINITY : refund.createdAt + refundTakesMs;
    const ends = refundEnds === 'failed' ? 'FAILED' : 'COMPLETED';
    this.#refunds.push({
      ...refund,
      plan: { startsAt: refund.createdAt + refundTakesMs / 2, endsAt, ends },
    });
    if (refundEnds !== 'never') runLater(() => this.settle(), refundTakesMs);
  }

  /** Ends what is open now, whatever was planned. @param paymentToken of one payment only */
  end(as: 'COMPLETED' | 'FAILED', paymentToken?: string): void {
    this.settle();
    for (const refund of this.#refunds)
      if (isOpen(refund) && (paymentToken ?? refund.paymentToken) === refund.paymentToken)
        this.#end(refund, as);
  }

  /** Does what has become due. */
  settle(): void {
    const now = this.#now();
    for (const refund of this.#refunds.filter(isOpen)) {
      if (now >= refund.plan.startsAt) refund.status = 'PROCESSING';
      if (now >= refund.plan.endsAt) this.#end(refund, refund.plan.ends);
    }
  }

  #end(refund: Held, as: 'COMPLETED' | 'FAILED'): void {
    refund.status = as;
    if (as === 'COMPLETED') this.#payments.giveBack(refund.paymentToken, refund.amount);
  }

  /** A payment's refunds in the order in which they were made (our choice; no page states the order). */
  of(paymentToken: string): readonly LetpayRefund[] {
    return this.#refunds.filter((it) => it.paymentToken === paymentToken).map(toView);
  }

  /** @param id as a path has it. A refund of another account's payment is not found (our choice). */
  find(id: string, account: string): LetpayRefund | undefined {
    const refund = this.#refunds.find((it) => `${it.id}` === id);
    return refund && this.#payments.refusalToRead(refund.paymentToken, account) ? undefined : refund;
  }
}

function toView({ plan: _, ...refund }: Held): LetpayRefund {
  return refund;
}

function isOpen({ status }: LetpayRefund): boolean {
  return status === 'REQUESTED' || status === 'PROCESSING';
}
