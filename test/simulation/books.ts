import type { TokenWorld } from './tokens.ts';

/** What a provider is like in one run. */
export type Traits = {
  readonly tokens: TokenWorld;
  /** How many sessions the account may have at once. */
  readonly sessions: number;
  /** Centavos of each payment. */
  readonly total: number;
  /** Milliseconds from the acceptance of a cancel to its end. 0: at once. */
  readonly takesMs: number;
  /** How work that was accepted ends. */
  readonly ends: 'canceled' | 'given up' | 'given up once' | 'never';
  /** A read shows that the provider works on it. */
  readonly shows: boolean;
  /** A cancel of what is canceled, or under way: refused, or taken as if it were the first. */
  readonly second: 'refused' | 'accepted';
  /** The provider accepts first, where it can do both. */
  readonly acceptsFirst: boolean;
  /** Payments are paid when the run begins, where that is possible. @default false */
  readonly paid?: boolean;
};

export type Answered = { readonly status: number; readonly body: object };

/** One request that takes effect at the provider, and the operation that it was sent for. */
export type Ordered = {
  readonly paymentId: string;
  readonly operation: string;
  /** Centavos, where the request names them. */
  readonly amount: number | undefined;
  /** A refund, and not a cancel. */
  readonly isRefund?: boolean;
  /** The token that the request presented: a provider may well repeat it in its words. */
  readonly token: string;
};

/** One provider's payments, and its own words for what becomes of them. */
export type Books = {
  /** Takes a cancel, with its effect. */
  cancel(order: Ordered): Answered;
  /** Takes a cancel and does nothing of it, ever. */
  takeIdly(order: Ordered): Answered;
  read(paymentId: string, reference: string | undefined): Answered;
  /** Takes a refund, with its effect, where there are refunds. */
  refund?(order: Ordered): Answered;
  /** Answers a read of a path that is about refunds. */
  readRefunds?(path: readonly string[]): Answered;
  /** A no of a documented kind, one with several meanings, and one in words nobody knows. */
  refuse(kind: 'clear' | 'ask' | 'unknown', order: Ordered): Answered;
  error(status: number): Answered;
  /** A read with a status that is not documented. */
  oddRead(paymentId: string): Answered;
  /** It still works on a cancel. */
  isWorking(paymentId: string): boolean;
  /** The payer pays after all, where that is possible. */
  pay(paymentId: string): void;
  /** Somebody cancels it past this API. */
  cancelOutside(paymentId: string): void;
};

export type BooksDeps = {
  readonly traits: Traits;
  readonly apply: (operation: string, amount: number) => void;
  readonly applyOutside: (amount: number) => void;
  readonly later: (ms: number, label: string, run: () => void) => void;
  readonly now: () => number;
};
