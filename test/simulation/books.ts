import type { Nature } from './nature.ts';

/** What a provider, or something in front of it, answers. */
export type Answered = {
  readonly status: number;
  /** Absent: it is no JSON, but a page of a gateway or a firewall. */
  readonly body?: object;
  readonly retryAfterMs?: number;
  /** What of the caller is not accepted, in the provider's own documented form. Only the watchers know it. */
  readonly refuses?: 'credentials' | 'token';
  /** The provider, or what is in front of it, has not executed the request. Only the watchers know it. */
  readonly isUnread?: boolean;
};

/** One request that takes effect at the provider, and the operation that it was sent for. */
export type Ordered = {
  readonly paymentId: string;
  readonly operation: string;
  /** Centavos, where the request names them. */
  readonly amount: number | undefined;
  /** A refund, and not a void. */
  readonly isRefund?: boolean;
  /** The idempotency key, where the request has one. */
  readonly key?: string | undefined;
  /** The token that the request presented: a provider may well repeat it in its words. */
  readonly token: string;
};

/** What somebody else does to a payment past this API: in the provider's dashboard, or with another program. */
export type StrangerAct = {
  /** Centavos. Absent: all that is left. */
  readonly amount?: number;
  /** It is worked on for a minute and then fails. */
  readonly fails?: boolean;
};

/** One provider's payments, and its own words for what becomes of them. */
export type Books = {
  /** Takes a void, with its effect. */
  void(order: Ordered): Answered;
  /** Takes a request and does nothing of it, ever. */
  takeIdly(order: Ordered): Answered;
  /** Takes a refund, with its effect, where there are refunds. */
  refund?(order: Ordered): Answered;
  read(paymentId: string): Answered;
  /** Answers a read of a path that is about refunds. */
  readRefunds?(url: URL): Answered;
  /** Answers a read by its whole path, where one kind of path is not all that there is. */
  readByPath?(url: URL): Answered;
  /** Takes back a request that people filed, where there are such. */
  takeBack?(body: unknown): Answered;
  /** A refusal of a documented kind, one with several meanings, and one in words nobody knows. */
  refuse(kind: 'clear' | 'ask' | 'unknown', order: Ordered): Answered;
  error(status: number): Answered;
  /** A read with a status that is not documented. */
  oddRead(paymentId: string): Answered;
  /** It still works on something. */
  isWorking(paymentId: string): boolean;
  /** Centavos that can still be given back. What is under way counts as given back. */
  leftOf(paymentId: string): number;
  /** The payer pays after all, where that is possible. */
  pay(paymentId: string): void;
  /** Somebody else gives money back. */
  strangerActs(paymentId: string, act: StrangerAct): void;
  /** A person files a request for a refund at the provider, and gets its id, where people do that. */
  fileRequest?(paymentId: string, operation: string, amount: number): string;
  /** People at the provider decide on what was filed. */
  decide?(decision: 'approved' | 'rejected' | 'taken back'): void;
};

export type BooksDeps = {
  readonly nature: Nature;
  readonly apply: (operation: string, amount: number) => void;
  readonly applyOutside: (paymentId: string, amount: number) => void;
  readonly later: (ms: number, label: string, run: () => void) => void;
  readonly now: () => number;
};

/** Milliseconds for which a stranger's refund is worked on that fails in the end. */
export const STRANGER_FAILS_MS = 60_000;
