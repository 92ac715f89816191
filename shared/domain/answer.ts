import type { Centavos } from './money.ts';
import type { ProblemCode, ProviderWords } from './problem.ts';

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
  | { readonly is: 'accepted'; readonly providerStatus?: string | undefined }
  | {
      readonly is: 'done';
      readonly amount?: Centavos | undefined;
      readonly authorizationCode?: string | undefined;
      readonly providerStatus?: string | undefined;
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
  /** The amount of the whole payment, where the provider shows it. */
  readonly total?: Centavos | undefined;
  /** Why it cannot happen, for `never`. */
  readonly code?: ProblemCode | undefined;
  /** For `never`: the provider documents this state as an end for our way. */
  readonly documented?: boolean | undefined;
};

/** Facts of a connector that the decisions need. */
export type Policy = {
  /** Milliseconds after a send from which no request of ours can still take effect. A guess where not documented. */
  readonly settleMs: number;
  /** A read can show that the provider is still working on our request. */
  readonly readsShowWork: boolean;
};
