import { randomInt } from 'node:crypto';
import { toSaoPaulo } from './sao-paulo.ts';
import { DOCUMENTED_TEXTS, type SopagueTexts } from './texts.ts';

/** Our names; of the provider's own only the text "Cancelada" is public. */
export type SopagueStatus = 'authorized' | 'captured' | 'canceled' | 'denied';

/** A payment as it stands. Amounts in cents, instants in epoch milliseconds. */
export interface SopaguePayment {
  readonly id: string;
  readonly account: string;
  readonly status: SopagueStatus;
  readonly amount: number;
  /** May exceed `amount` where cancels are not idempotent. */
  readonly canceledAmount: number;
  readonly capturedAt: number;
  readonly authorizationCode: string;
  /** How many times money went back. */
  readonly effects: number;
}

export interface NewSopaguePayment {
  /** Cents. */
  readonly amount: number;
  /** @default 42 random digits */
  readonly id?: string;
  /** @default 'captured' */
  readonly status?: SopagueStatus;
  /** When it was processed; its day is the day on which it can be cancelled. @default now, by the simulator's clock */
  readonly capturedAt?: Date | string | number;
  readonly account?: string;
  /** Cents. @default all of it when canceled, else 0 */
  readonly canceledAmount?: number;
  /** Of the sale. @default 6 random digits */
  readonly authorizationCode?: string;
}

/** What SoPague's pages leave open about a cancel. The defaults are our choice. */
export interface SopagueRules {
  /** Whether less than the rest may be cancelled. @default true */
  partialCancels: boolean;
  /**
   * Whether a captured payment can be cancelled only on its day. The rule is documented; its zone is not, and São Paulo
   * is our reading.
   * @default true
   * @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento
   */
  sameDayOnly: boolean;
  /** Every cancel moves money again, whatever was cancelled before. @default false */
  nonIdempotent: boolean;
}

export const DEFAULT_RULES: Readonly<SopagueRules> = {
  partialCancels: true,
  sameDayOnly: true,
  nonIdempotent: false,
};

export interface StatusChange {
  readonly paymentId: string;
  readonly from: SopagueStatus;
  readonly to: SopagueStatus;
}

type Held = { -readonly [K in keyof SopaguePayment]: SopaguePayment[K] };

/** SoPague's payments. */
export class SopaguePayments {
  onChange: (change: StatusChange) => void = () => {};
  readonly #payments = new Map<string, Held>();
  readonly #rules: SopagueRules;
  readonly #texts: SopagueTexts;
  readonly #now: () => number;

  constructor(rules: SopagueRules, texts: SopagueTexts, now: () => number) {
    this.#rules = rules;
    this.#texts = texts;
    this.#now = now;
  }

  create(payment: NewSopaguePayment & { readonly account: string }): string {
    const { id = `0200${digits(38)}`, account, amount, status = 'captured' } = payment;
    const capturedAt = new Date(payment.capturedAt ?? this.#now()).getTime();
    if (Number.isNaN(capturedAt)) throw new RangeError(`capturedAt is not an instant: ${payment.capturedAt}`);
    const canceledAmount = payment.canceledAmount ?? (status === 'canceled' ? amount : 0);
    const authorizationCode = payment.authorizationCode ?? digits(6);
    this.#payments.set(id, {
      id,
      account,
      status,
      amount,
      canceledAmount,
      capturedAt,
      authorizationCode,
      effects: 0,
    });
    return id;
  }

  view(id: string): SopaguePayment {
    return { ...this.#held(id) };
  }

  setStatus(id: string, status: SopagueStatus): void {
    this.#move(this.#held(id), status);
  }

  /** Another account's payment is not found: our choice, the pages do not speak of it. */
  has(id: string, account: string): boolean {
    return this.#payments.get(id)?.account === account;
  }

  /** The description of the 400 that a cancel gets, if it gets one. */
  refusalToCancel(id: string, account: string, amount: unknown): string | undefined {
    if (!this.has(id, account)) return DOCUMENTED_TEXTS.notFound;
    const payment = this.#held(id);
    const texts = this.#texts;
    if (!isAmount(amount)) return texts.amountInvalid;
    if (payment.status === 'denied') return texts.notCancelable;
    if (this.#isTooLate(payment)) return texts.tooLate;
    if (this.#rules.nonIdempotent) return undefined;
    if (payment.status === 'canceled') return texts.alreadyCanceled;
    const rest = payment.amount - payment.canceledAmount;
    if (amount > rest) return texts.amountTooHigh;
    return amount < rest && !this.#rules.partialCancels ? texts.partialRefused : undefined;
  }

  cancel(id: string, amount: number): void {
    const payment = this.#held(id);
    payment.canceledAmount += amount;
    payment.effects += 1;
    if (payment.canceledAmount >= payment.amount) this.#move(payment, 'canceled');
  }

  #isTooLate(payment: Held): boolean {
    if (!this.#rules.sameDayOnly || payment.status !== 'captured') return false;
    return toSaoPaulo(payment.capturedAt).date !== toSaoPaulo(this.#now()).date;
  }

  #held(id: string): Held {
    const payment = this.#payments.get(id);
    if (!payment) throw new RangeError(`the simulator has no payment ${id}; create it first`);
    return payment;
  }

  #move(payment: Held, to: SopagueStatus): void {
    const from = payment.status;
    if (from === to) return;
    payment.status = to;
    this.onChange({ paymentId: payment.id, from, to });
  }
}

/** A positive integer of at most ten digits, as the page sizes it. */
export function isAmount(amount: unknown): amount is number {
  return Number.isInteger(amount) && Number(amount) > 0 && Number(amount) < 1e10;
}

export function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}
