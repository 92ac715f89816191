import { randomUUID } from 'node:crypto';
import { isCancelable, type LetpayFamily, type LetpayPayment, type LetpayStatus } from './statuses.ts';

/** What LetPay's pages leave open about a cancel. The defaults are our choice. */
export interface LetpayRules {
  /** From the acceptance to the end of a cancel. Not documented. @default 0: the answer still says PROCESSING */
  cancelTakesMs: number;
  /**
   * How an accepted cancel ends: as it should, with the payer having paid meanwhile, or not at all.
   * @default 'canceled'
   */
  cancelEnds: 'canceled' | 'paid' | 'never';
  /** What a read shows until then: the status that the cancel answered, or the one from before. @default 'processing' */
  whileCanceling: 'processing' | 'unchanged';
  /** A cancel of a payment that is canceled: 422 with 00.04.0010, or accepted again. @default 'refused' */
  secondCancel: 'refused' | 'accepted';
  /** Every accepted cancel takes effect once more, the second of a canceled payment too. @default false */
  nonIdempotent: boolean;
}

export const DEFAULT_RULES: Readonly<LetpayRules> = {
  cancelTakesMs: 0,
  cancelEnds: 'canceled',
  whileCanceling: 'processing',
  secondCancel: 'refused',
  nonIdempotent: false,
};

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
  /** How a cancel of this payment goes, where it differs from the simulator's rules. */
  readonly rules?: Partial<LetpayRules>;
}

export interface StatusChange {
  readonly paymentId: string;
  readonly from: LetpayStatus;
  readonly to: LetpayStatus;
}

interface Refusal {
  readonly status: number;
  readonly code: string;
}

type Held = { -readonly [K in keyof Omit<LetpayPayment, 'canceling'>]: LetpayPayment[K] } & {
  readonly rules: Partial<LetpayRules>;
  /** The end of an accepted cancel: what it becomes, when, and how many cancels it stands for. */
  pending?: { readonly becomes: 'CANCELED' | 'PAID'; readonly at: number; effects: number } | undefined;
};

/** Longest time that a timer can wait. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

/** LetPay's payments. Time passes for them when somebody looks, or a timer does. */
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
    this.#move(payment, status);
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
    if (cancelEnds === 'never' || cancelTakesMs > TIMER_LIMIT_MS) return;
    // A timer may fire a millisecond before the clock is there.
    setTimeout(() => this.#settled(id), cancelTakesMs + 1).unref();
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
    this.onChange({ paymentId: payment.id, from, to });
  }
}
