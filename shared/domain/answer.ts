import type { Centavos } from './money.ts';
import type { ProblemCode, ProviderWords, Suggestion } from './problem.ts';
import type { EpochMs } from './time.ts';
import type { Closing } from './windows.ts';

/**
 * What one attempt came to, in the protocol's words. The default of every classification is `doubt`, never
 * a failure.
 */
export type Answer =
  /** Provably not executed. `final`: trying again later will not help. */
  | {
      readonly is: 'not_sent';
      readonly code: ProblemCode;
      readonly detail?: string | undefined;
      readonly final?: boolean;
    }
  /** The provider took it and will work on it. */
  | {
      readonly is: 'accepted';
      readonly providerStatus?: string | undefined;
      /** The provider's own id of the refund. */
      readonly refundId?: string | undefined;
    }
  | {
      readonly is: 'done';
      readonly amount?: Centavos | undefined;
      readonly authorizationCode?: string | undefined;
      readonly providerStatus?: string | undefined;
      readonly refundId?: string | undefined;
    }
  /** A clear no of a documented kind. */
  | {
      readonly is: 'refused';
      readonly code: ProblemCode;
      readonly words?: ProviderWords | undefined;
      readonly paymentStatus?: string | undefined;
    }
  /** A clear no that can mean several things; a read tells which. */
  | { readonly is: 'ask'; readonly words: ProviderWords }
  /** No conclusive answer. `no`: a well-formed no in words that are not in the table. */
  | {
      readonly is: 'doubt';
      readonly why: string;
      readonly words?: ProviderWords | undefined;
      readonly no?: boolean;
    };

/** What a read of the payment says about one operation. */
export type Reading = {
  readonly said:
    | 'done'
    | 'not_done'
    /** The provider still works on our request. */
    | 'working'
    /** It cannot happen any more. */
    | 'never'
    | 'cannot_tell';
  /** In our words: `canceled`, `refunded`, `paid`, `held`, … */
  readonly paymentStatus?: string | undefined;
  /** In the provider's words. */
  readonly providerStatus?: string | undefined;
  /** A status that no table of ours has, though the provider's are documented. */
  readonly unseen?: boolean | undefined;
  /** The amount of the whole payment, where the provider shows it. */
  readonly total?: Centavos | undefined;
  /** Why it cannot happen, for `never`. */
  readonly code?: ProblemCode | undefined;
  /** For `never`: the provider documents this state as an end for our way. */
  readonly documented?: boolean | undefined;
  /** The refund that this is about, by the provider's own id. */
  readonly refundId?: string | undefined;
  /** For `never`: the request for a refund was withdrawn at the provider. */
  readonly withdrawn?: boolean | undefined;
  /** Facts by which the clocks of the payment are known, where the provider shows them. */
  readonly clocks?: Clocks | undefined;
};

/** From when the provider's windows run, and how the payment was made. */
export type Clocks = {
  /** When a held payment was made. */
  readonly createdAt?: EpochMs | undefined;
  /** Until when the payer may pay. */
  readonly expiresAt?: EpochMs | undefined;
  /** When the card was captured, or the payment was paid, as the caller says. */
  readonly capturedAt?: EpochMs | undefined;
  /** The provider's own date of that, as far as we read its page rightly. */
  readonly paidAt?: EpochMs | undefined;
  /** In the provider's words: `PIX`, `CREDITCARD`, … */
  readonly method?: string | undefined;
};

/** What a look at the payment says, before a refund is sent, of how its money can be given back. */
export type Outlook =
  /** It is held still: a cancellation does it. */
  | { readonly is: 'void' }
  /** `refundIds`: those that are there. `left`: what can still be given back, in centavos. */
  | {
      readonly is: 'refund';
      readonly refundIds: readonly string[];
      readonly left?: Centavos | undefined;
    }
  /** Only people at the provider can, who have to be asked. */
  | { readonly is: 'people'; readonly left?: Centavos | undefined }
  | {
      readonly is: 'refused';
      readonly code: ProblemCode;
      readonly detail?: string | undefined;
      readonly paymentStatus?: string | undefined;
      readonly suggestion?: Suggestion | undefined;
      /** The window by which it is too late. */
      readonly closing?: Closing | undefined;
    }
  | { readonly is: 'cannot_tell'; readonly code: ProblemCode; readonly detail?: string | undefined };

/** Facts of a connector that the decisions need. */
export type Policy = {
  /** Milliseconds after a send from which no request of ours can still take effect. A guess where not documented. */
  readonly settleMs: number;
  /** A read can show that the provider is still working on our request. */
  readonly readsShowWork: boolean;
};
