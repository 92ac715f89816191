import type { Centavos } from '../domain/money.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ProviderError } from './attempt-result.ts';

/**
 * The status of a payment in our terms. `unrecognized`: the provider shows one that no page lists, or that says
 * nothing of the money.
 */
export const PAYMENT_STATUSES = [
  'pending',
  'authorized',
  'processing',
  'paid',
  'partially_refunded',
  'refunded',
  'canceled',
  'expired',
  'declined',
  'disputed',
  'unrecognized',
] as const;

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export type Reference = Readonly<Record<string, string>>;

/** From when the provider's windows run, and how the payment was made. */
export type Clocks = {
  /** When a held payment was made. */
  readonly createdAt?: EpochMs | undefined;
  /** Until when the payer may pay. */
  readonly expiresAt?: EpochMs | undefined;
  /** When the card was captured, or the payment was paid, as the caller says. */
  readonly capturedAt?: EpochMs | undefined;
  /** The provider's own date of that. */
  readonly paidAt?: EpochMs | undefined;
  /** As the provider names it: `PIX`, `CREDITCARD`, … */
  readonly method?: string | undefined;
};

/** One refund, or one request for a refund, as the provider shows it. */
export type RefundSnapshot = {
  /** The provider's own id, with all its digits. */
  readonly id: string;
  /** True where the provider shows a key that we sent; false where it shows another one; absent where it shows none. */
  readonly isOurs?: boolean | undefined;
  /** Absent where it is not shown or not readable. */
  readonly amount?: Centavos | undefined;
  /** `withdrawn`: the request was taken back at the provider. */
  readonly status: 'succeeded' | 'processing' | 'failed' | 'withdrawn' | 'unrecognized';
  readonly providerStatus?: string | undefined;
  readonly createdAt?: EpochMs | undefined;
  /** Why it failed, where that is known. */
  readonly code?: ProblemCode | undefined;
};

/** What an inquiry shows of a payment, in our terms. A figure that is not shown or not readable is absent, never 0. */
export type PaymentSnapshot = {
  readonly status: PaymentStatus;
  /** As the provider names it. */
  readonly providerStatus: string;
  readonly paymentMethod?: string | undefined;
  readonly total?: Centavos | undefined;
  readonly captured?: Centavos | undefined;
  readonly refunded?: Centavos | undefined;
  /** Absent where the list was not asked for or is not readable. */
  readonly refunds?: readonly RefundSnapshot[] | undefined;
  /** Whether absence from the list means that there is no such refund. */
  readonly refundsComplete: boolean;
  readonly clocks: Clocks;
  /**
   * What later requests about this payment are made of or interpreted by, beside its id, by names of the connector: the id
   * of a transaction within an order, say. Kept with the operation.
   */
  readonly reference?: Reference | undefined;
  /**
   * For how long the provider remembers the key of a request about this payment, in milliseconds, where that is not what its
   * traits say: a provider with two APIs can differ between them.
   */
  readonly keyLifetimeMs?: number | undefined;
  /** Why no refund can be made by this id of the payment, whatever its state. */
  readonly notRefundable?: { readonly code: ProblemCode; readonly detail: string } | undefined;
  /** The provider says that a cancellation was not the merchant's. */
  readonly isCanceledByOthers?: boolean | undefined;
  /** A status, of the payment or of a refund, is missing from the list that the provider documents: people are alerted. */
  readonly isUnlisted?: boolean | undefined;
};

export type InquiryResult =
  | { readonly is: 'snapshot'; readonly snapshot: PaymentSnapshot }
  /** `conclusive`: the provider's documented answer for a payment that it does not have. */
  | {
      readonly is: 'not_found';
      readonly conclusive: boolean;
      /** In which words it says so. */
      readonly providerError?: ProviderError | undefined;
    }
  | {
      readonly is: 'unavailable';
      readonly code: ProblemCode;
      readonly detail?: string | undefined;
      /** Asking again cannot help: the payment is none of those that these credentials are for. */
      readonly permanent?: boolean | undefined;
      /** The provider asks to wait so long, in milliseconds. */
      readonly retryAfterMs?: number | undefined;
      /** The provider itself refused the credentials, in its documented form, just now. */
      readonly credentialsRefused?: boolean | undefined;
    };
