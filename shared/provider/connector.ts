import type * as z from 'zod/mini';
import type { Answer, Clocks, Outlook, Policy, Reading } from '../domain/answer.ts';
import type { Command, DetailsSchema } from '../domain/command.ts';
import type { PaymentRef } from '../domain/ids.ts';
import type { Centavos } from '../domain/money.ts';
import type { Operation } from '../domain/operation.ts';
import type { PaymentWindows } from '../domain/options.ts';
import type { ProblemCode, ProviderWords } from '../domain/problem.ts';
import type { Closing } from '../domain/windows.ts';
import type { ProviderRequest } from '../ports/exchange.ts';
import type { NotificationScheme } from './notification.ts';
import type { SessionReply, SessionScheme } from './session-scheme.ts';

/** Sends one request under the merchant's session. Never throws for anything that a provider can do. */
export type SendToProvider = (request: ProviderRequest) => Promise<SessionReply>;

/** What every secret holds beside the credentials themselves. */
export type BaseCredentials = {
  readonly environment: 'sandbox' | 'production';
  readonly sessions?: number | undefined;
};

/** What a cancellation needs to know beside its operation. */
export type CancelContext = PaymentRef & {
  /** Centavos that earlier operations of this ledger gave back. */
  readonly alreadyApplied: number;
};

/** A request that a command would send. `onlyIf`: the status of the payment, in our words, on which it depends. */
export type PreviewedRequest = ProviderRequest & { readonly onlyIf?: 'held' | 'paid' };

/** Has the provider make new credentials, beside those that are in use. Moves no money. */
export type NewCredentials<Credentials> = (
  send: SendToProvider,
) => Promise<
  | { readonly is: 'made'; readonly credentials: Partial<Credentials> }
  | { readonly is: 'not_made'; readonly code: ProblemCode; readonly detail: string }
>;

/** How a provider gives money back that was already paid. */
export type Refunds = {
  readonly policy: Policy;
  /** Looks at the payment before anything is sent: which way is open, and what is there already. */
  readonly look: (operation: Operation, context: CancelContext, send: SendToProvider) => Promise<Outlook>;
  readonly refund: (operation: Operation, context: CancelContext, send: SendToProvider) => Promise<Answer>;
  readonly read: (operation: Operation, context: CancelContext, send: SendToProvider) => Promise<Reading>;
  /** The requests that a command would send, for a dry run, as far as nothing depends on people. */
  readonly preview: (command: Command) => readonly PreviewedRequest[];
  /** Where people decide: what they filed, and how it is taken back. */
  readonly requests?: RefundRequests;
};

/** Requests for refunds that people at the provider decide. */
export type RefundRequests = {
  /** Whether this text can be the provider's id of a request, and how to say what one looks like. */
  readonly id: { readonly pattern: RegExp; readonly describe: string };
  /** Finds a request that people filed. */
  readonly find: (
    requestId: string,
    ref: PaymentRef,
    send: SendToProvider,
  ) => Promise<FiledRequest | 'not_found' | 'cannot_tell'>;
  /** Takes a request back. `taken_back` is the provider's own word. */
  readonly withdraw: (
    requestId: string,
    send: SendToProvider,
  ) => Promise<
    | { readonly is: 'taken_back' | 'refused' | 'doubt'; readonly words?: ProviderWords | undefined }
    | { readonly is: 'not_sent'; readonly code: ProblemCode; readonly detail?: string | undefined }
  >;
};

export type FiledRequest = {
  /** In centavos; undefined where the provider's amount cannot be read. */
  readonly amount: Centavos | undefined;
  /** It can still become a refund, or has. */
  readonly open: boolean;
  /** Undefined where the provider does not show enough to tell. */
  readonly isForPayment: boolean | undefined;
};

/**
 * Our code for one provider: it translates between the uniform API and what the provider's pages say, and
 * decides nothing. Pure but for `send`.
 */
export type Connector<Credentials extends BaseCredentials> = {
  readonly id: string;
  readonly name: string;
  readonly baseUrls: Readonly<Record<BaseCredentials['environment'], string>>;
  readonly credentials: z.ZodMiniType<Credentials>;
  /** Absent where people change credentials at the provider. */
  readonly newCredentials?: NewCredentials<Credentials>;
  readonly session: SessionScheme<Credentials>;
  readonly notification: NotificationScheme<Credentials>;
  readonly policy: Policy;
  readonly paymentId: { readonly pattern: RegExp; readonly describe: string };
  /** The schema of the provider's own object in a request, where it has one. */
  readonly details?: DetailsSchema;
  /** Refuses before anything is stored or sent what this provider can never do. */
  readonly refuse?: (command: Command) => { code: ProblemCode; detail: string } | undefined;
  /** Until when the payment can be canceled, as far as the command tells when its clock started. */
  readonly cancelWindow?: (command: Command) => Closing | undefined;
  /** The request that a command would send first, for a dry run. */
  readonly preview: (command: Command) => readonly PreviewedRequest[];
  readonly cancel: (operation: Operation, context: CancelContext, send: SendToProvider) => Promise<Answer>;
  readonly refunds: Refunds;
  /** What is possible until when, by the provider's windows, as far as the clocks are known. */
  readonly windows: (clocks: Clocks, paymentStatus: string | undefined) => PaymentWindows;
  readonly read: (
    operation: Operation | undefined,
    ref: PaymentRef,
    send: SendToProvider,
  ) => Promise<Reading>;
};
