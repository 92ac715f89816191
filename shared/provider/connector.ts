import type * as z from 'zod/mini';
import type { PaymentRef } from '../domain/ids.ts';
import type { Centavos } from '../domain/money.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { Closing } from '../domain/windows.ts';
import type { ArrivedReply, Endpoints, ProviderRequest } from '../ports/exchange.ts';
import type { AttemptResult, ProviderError } from './attempt-result.ts';
import type { AuthScheme } from './auth-scheme.ts';
import type { NotificationScheme } from './notification.ts';
import type { Clocks, InquiryResult, PaymentStatus, Reference } from './payment-snapshot.ts';
import type { Method, Traits } from './traits.ts';

/** What every secret holds beside the credentials themselves. */
export type BaseCredentials = {
  readonly environment: 'sandbox' | 'production';
  readonly sessions?: number | undefined;
  /** The last day on which the provider takes them, `YYYY-MM-DD`; absent where it is not known or does not end. */
  readonly expiresOn?: string | undefined;
};

/** The provider's own fields of a command, under the provider's name: `letpay: { family }`. */
export type DetailsSchema = z.ZodMiniType<Readonly<Record<string, string>> | undefined>;

/** One request that is to be sent, as a connector needs to know it. */
export type Order = PaymentRef & {
  readonly operationId: string;
  readonly method: Method;
  /** Centavos to write into the request; absent where the request is to carry none, which means the whole payment. */
  readonly amount?: Centavos | undefined;
  /** A UUID that belongs to the operation, for providers that take an idempotency key. */
  readonly idempotencyKey: string;
  readonly details?: Readonly<Record<string, string>> | undefined;
  readonly reason?: string | undefined;
  /** What an inquiry before showed, beside the figures. */
  readonly reference?: Reference | undefined;
};

/** What is asked of an inquiry. */
export type InquiryOptions = {
  /** For which method: an inquiry about a void need not read the list of refunds. */
  readonly method: Method;
  /** The refund that is followed, by the provider's own id of it, or of the request that people filed. */
  readonly refundId?: string | undefined;
  /** The keys that the operation's requests carried, which identify a refund of ours; absent where it is about none. */
  readonly idempotencyKeys?: readonly string[] | undefined;
  readonly details?: Readonly<Record<string, string>> | undefined;
};

/** The requests of one method, and what their answers say. Pure. */
export type MethodRequests = {
  /** Whether an order holds all that the request is made of: some of it only an inquiry can show. @default always */
  readonly isComplete?: (order: Order) => boolean;
  readonly toRequest: (order: Order) => ProviderRequest;
  /** Only what the provider's pages say: whatever else comes back is `indeterminate`. */
  readonly toResult: (reply: ArrivedReply, order: Order) => AttemptResult;
};

/** The inquiry of a payment. Pure. */
export type Inquiry<Credentials extends BaseCredentials = BaseCredentials> = {
  /** Sent one after the other under one session. */
  readonly toRequests: (ref: PaymentRef, options: InquiryOptions) => readonly ProviderRequest[];
  /** One more request, where it depends on the replies so far; asked again after each. At most four are sent. */
  readonly toNextRequest?: (
    replies: readonly ArrivedReply[],
    ref: PaymentRef,
    options: InquiryOptions,
  ) => ProviderRequest | undefined;
  /** `replies`: one for each request, in their order. `credentials`: with which they were sent. */
  readonly toResult: (
    replies: readonly ArrivedReply[],
    ref: PaymentRef,
    options: InquiryOptions,
    credentials: Credentials,
  ) => InquiryResult;
};

/** A request for a refund that people filed at the provider. */
export type FiledRequest =
  | {
      readonly is: 'found';
      /** Absent where the provider's amount cannot be read. */
      readonly amount?: Centavos | undefined;
      /** It can still become a refund, or has. */
      readonly isOpen: boolean;
      /** Absent where the provider does not show enough to decide this. */
      readonly isForPayment?: boolean | undefined;
    }
  | { readonly is: 'not_found' }
  | { readonly is: 'unavailable' };

export type Withdrawal =
  | { readonly is: 'withdrawn' }
  | { readonly is: 'rejected'; readonly providerError?: ProviderError | undefined }
  | { readonly is: 'indeterminate' };

/** Refunds that people file and decide at the provider: found, followed (by the inquiry) and withdrawn here. */
export type ManualRefund = {
  /** Whether a text can be the provider's id of a request, and a description of its form. */
  readonly requestId: { readonly pattern: RegExp; readonly describe: string };
  readonly toFindRequests: (requestId: string, ref: PaymentRef) => readonly ProviderRequest[];
  readonly toFiled: (replies: readonly ArrivedReply[], requestId: string, ref: PaymentRef) => FiledRequest;
  readonly toWithdrawRequest: (requestId: string) => ProviderRequest;
  readonly toWithdrawal: (reply: ArrivedReply, requestId: string) => Withdrawal;
};

/** What a provider says of one method, whatever the state of the payment. */
export type MethodWindow = {
  readonly partial: 'yes' | 'no' | 'unknown';
  /** Until when, as far as the clocks of the payment are known. */
  readonly closing?: Closing | undefined;
  /** Why it is not possible through this API. */
  readonly never?: { readonly code: ProblemCode; readonly detail: string } | undefined;
};

export type PaymentWindows = { readonly cancel: MethodWindow; readonly refund: MethodWindow };

/** What the core decides by, without any knowledge of requests: the rules of one provider. */
export type ProviderRules = {
  readonly id: string;
  readonly name: string;
  readonly traits: Traits;
  /** What is possible until when, as far as the clocks of the payment are known. */
  readonly windows: (clocks: Clocks, status: PaymentStatus | undefined) => PaymentWindows;
};

/** Has the provider make new credentials, beside those that are in use. Moves no money. */
export type NewCredentials<Credentials> = {
  readonly toRequest: () => ProviderRequest;
  readonly toCredentials: (
    reply: ArrivedReply,
  ) =>
    | { readonly is: 'made'; readonly credentials: Partial<Credentials> }
    | { readonly is: 'not_made'; readonly code: ProblemCode; readonly detail: string };
};

/**
 * Our code for one provider: it translates between our terms and what the provider's pages say, and decides nothing.
 * Pure functions and data.
 */
export type Connector<Credentials extends BaseCredentials> = ProviderRules & {
  /** `absent`: the form of ids that no payment has, with `#` for each digit that is drawn. */
  readonly paymentId: { readonly pattern: RegExp; readonly describe: string; readonly absent: string };
  readonly credentials: z.ZodMiniType<Credentials>;
  readonly endpoints: (credentials: Credentials) => Endpoints;
  readonly auth: AuthScheme<Credentials>;
  /** Absent where people change credentials at the provider. */
  readonly newCredentials?: NewCredentials<Credentials>;
  readonly notification: NotificationScheme<Credentials>;
  /** The schema of the provider's own object in a request, where it has one. */
  readonly details?: DetailsSchema;
  readonly inquiry: Inquiry<Credentials>;
  readonly void?: MethodRequests;
  readonly refund?: MethodRequests;
  readonly manualRefund?: ManualRefund;
};
