import { randomUUID } from 'node:crypto';
import type { LetpayRules } from './rules.ts';
import {
  isCancelable,
  isReceived,
  isRefundable,
  type LetpayFamily,
  type LetpayPayment,
  type LetpayStatus,
} from './statuses.ts';
import { runLater } from './timers.ts';

export interface NewLetpayPayment {
  /** Centavos. */
  readonly amount: number;
  /** @default a random UUID */
  readonly id?: string;
  /** @default 'PRE_AUTHORIZED' */
  readonly status?: LetpayStatus;
  /** @default 'payment' */
  readonly family?: LetpayFamily;
  /** @default 'PICPAY' of the family `payment`, else 'CREDITCARD' */
  readonly method?: string;
  readonly account?: string;
  readonly reference?: string;
  /** Centavos. @default all of it when REFUNDED, else 0 */
  readonly refundedAmount?: number;
  /** From here the time to refund runs. @default when it was made as paid, or became so */
  readonly paidAt?: Date | string | number;
  /** How cancels and refunds of this payment go, where it differs from the simulator's rules. */
  readonly rules?: Partial<LetpayRules>;
}

export interface StatusChange {
  readonly paymentId: string;
  readonly from: LetpayStatus;
  readonly to: LetpayStatus;
}

export interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
  /** What was not found, where the path does not say it. */
  readonly about?: string;
}

type Held = { -readonly [K in keyof Omit<LetpayPayment, 'canceling'>]: LetpayPayment[K] } & {
  readonly rules: Partial<LetpayRules>;
  /** The end of an accepted cancel: what it becomes, when, and how many cancels it stands for. */
  pending?: { readonly becomes: 'CANCELED' | 'PAID'; readonly at: number; effects: number } | undefined;
};

/** LetPay's payments. Time passes for them when they are read, or when a timer ends. */
export class LetpayPayments {
  onChange: (change: StatusChange) => void = () => {};
  readonly #payments = new Map<string, Held>();
  readonly #rules: LetpayRules;
  readonly #now: () => number;

  constructor(rules: LetpayRules, now: () => number) {
    this.#rules = rules;
    this.#now = now;
  }

  create(payment: NewLetpayPayment & { readonly account: string }): string {
    const { id = randomUUID(), family = 'payment', status = 'PRE_AUTHORIZED', amount } = payment;
    this.#payments.set(id, {
      ...{ id, family, status, amount, account: payment.account },
      method: payment.method ?? (family === 'payment' ? 'PICPAY' : 'CREDITCARD'),
      reference: payment.reference ?? 'MY_REFERENCE_ID',
      refundedAmount: payment.refundedAmount ?? (status === 'REFUNDED' ? amount : 0),
      createdAt: this.#now(),
      paidAt: readPaidAt(payment.paidAt) ?? (isReceived(status) ? this.#now() : undefined),
      effects: 0,
      rules: payment.rules ?? {},
    });
    return id;
  }

  view(id: string): LetpayPayment {
    const { pending, rules: _, ...payment } = this.#settled(id);
    return { ...payment, canceling: pending !== undefined };
  }

  setStatus(id: string, status: LetpayStatus): void {
    const payment = this.#settled(id);
    payment.pending = undefined;
    if (status === 'REFUNDED') payment.refundedAmount = Math.max(payment.refundedAmount, payment.amount);
    this.#move(payment, status);
  }

  rulesOf(id: string): LetpayRules {
    return this.#rulesOf(this.#settled(id));
  }

  /** A refund has come to its good end. In a dispute the status stays (our choice). @param amount centavos */
  giveBack(id: string, amount: number): void {
    const payment = this.#settled(id);
    payment.refundedAmount += amount;
    payment.effects += 1;
    if (!isRefundable(payment.status)) return;
    this.#move(payment, payment.refundedAmount < payment.amount ? 'PARTIALLY_REFUNDED' : 'REFUNDED');
  }

  /**
   * Unknown tokens are 404 with 00.01.0038. 00.04.0002 is listed for another merchant's payment; its HTTP status is not.
   * @source https://developer.epag.com/docs/transaction-updates/transaction-status
   */
  refusalToRead(id: string, account: string): Refusal | undefined {
    const payment = this.#payments.get(id);
    if (!payment) return { status: 404, code: '00.01.0038' };
    return payment.account === account ? undefined : { status: 422, code: '00.04.0002' };
  }

  /** On another family's path a payment is not found (our choice; the pages only say whose path is whose). */
  refusalToCancel(id: string, family: string | undefined, account: string): Refusal | undefined {
    const unreadable = this.refusalToRead(id, account);
    if (unreadable) return unreadable;
    const payment = this.#settled(id);
    if (payment.family !== family) return { status: 404, code: '00.01.0038' };
    const rules = this.#rulesOf(payment);
    const again = rules.secondCancel === 'accepted' || rules.nonIdempotent;
    const accepted = payment.pending || isCancelable(payment) || (payment.status === 'CANCELED' && again);
    return accepted ? undefined : { status: 422, code: '00.04.0010' };
  }

  /** Accepts a cancel. One that meets another under way is accepted too (our choice) and changes nothing. */
  cancel(id: string): void {
    const payment = this.#settled(id);
    const { cancelTakesMs, cancelEnds, whileCanceling, nonIdempotent } = this.#rulesOf(payment);
    if (payment.pending) {
      if (nonIdempotent) payment.pending.effects += 1;
      return;
    }
    if (payment.status === 'CANCELED' && !nonIdempotent) return;
    payment.pending = {
      becomes: cancelEnds === 'paid' ? 'PAID' : 'CANCELED',
      at: cancelEnds === 'never' ? Number.POSITIVE_INFINITY : this.#now() + cancelTakesMs,
      effects: 1,
    };
    if (whileCanceling === 'processing' && payment.status !== 'CANCELED') this.#move(payment, 'PROCESSING');
    if (cancelEnds !== 'never') runLater(() => this.#settled(id), cancelTakesMs);
  }

  #rulesOf(payment: Held): LetpayRules {
    return { ...this.#rules, ...payment.rules };
  }

  #settled(id: string): Held {
    const payment = this.#payments.get(id);
    if (!payment) throw new RangeError(`the simulator has no payment ${id}; create it first`);
    const { pending } = payment;
    if (pending && this.#now() >= pending.at) {
      payment.pending = undefined;
      if (pending.becomes === 'CANCELED') payment.effects += pending.effects;
      this.#move(payment, pending.becomes);
    }
    return payment;
  }

  #move(payment: Held, to: LetpayStatus): void {
    const from = payment.status;
    if (from === to) return;
    payment.status = to;
    if (to === 'PAID') payment.paidAt ??= this.#now();
    this.onChange({ paymentId: payment.id, from, to });
  }
}

function readPaidAt(paidAt: Date | string | number | undefined): number | undefined {
  if (paidAt === undefined) return undefined;
  const at = new Date(paidAt).getTime();
  if (Number.isNaN(at)) throw new RangeError(`paidAt is not an instant: ${paidAt}`);
  return at;
}
