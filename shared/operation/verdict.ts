import type { Centavos } from '../domain/money.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ProviderRules } from '../provider/connector.ts';
import type { Method, MethodTraits } from '../provider/traits.ts';
import type { ProblemRecord } from './problem-record.ts';

/** What an inquiry proves about one operation. */
export type Verdict =
  /** It was executed. `amount`: centavos, where anything says. */
  | {
      readonly is: 'applied';
      readonly amount?: Centavos | undefined;
      readonly refundId?: string | undefined;
      /** Whether the provider's own id, or our key, ties what shows to this operation. Absent: neither does, nor denies it. */
      readonly isOurs?: boolean | undefined;
      /** How it was carried out, where the provider decided that. */
      readonly method?: Method | undefined;
    }
  /** Nothing of it was executed, and nothing of it can take effect any more. */
  | { readonly is: 'not_applied' }
  /** The provider is working on it. */
  | { readonly is: 'in_progress' }
  /** It cannot happen any more. `documented`: certain, so that no settlement period has to pass. */
  | {
      readonly is: 'impossible';
      readonly code: ProblemCode;
      readonly documented: boolean;
      readonly amounts?: ProblemRecord['amounts'];
      /** In which words the provider says so, where it does. */
      readonly providerError?: ProblemRecord['providerError'];
      /** The request for the refund was withdrawn at the provider. */
      readonly withdrawn?: boolean | undefined;
    }
  /** Others gave the money back: every attempt of ours was refused. */
  | { readonly is: 'foreign'; readonly code: 'already_canceled' | 'already_refunded' }
  | {
      readonly is: 'inconclusive';
      readonly reason: InconclusiveReason;
      /** The provider asks to wait so long, in milliseconds. */
      readonly retryAfterMs?: number | undefined;
    };

export type InconclusiveReason =
  /** Nothing of ours shows, but a request can still take effect. */
  | 'not_settled'
  /** Nothing of ours shows, and the provider would not show it: the work in progress, or a part of the payment. */
  | 'not_shown'
  /** The provider shows a status that no page lists. */
  | 'unrecognized'
  /** The inquiry was not answered, or the figures that matter are not readable. */
  | 'unreadable'
  /** What it shows may be ours, of others, or both. */
  | 'ambiguous';

/** What decides a verdict, beside the operation and the inquiry. */
export type AssessmentBasis = {
  readonly rules: ProviderRules;
  /** When the inquiry began: what has settled since then proves nothing. */
  readonly beganAt: EpochMs;
  readonly others: OtherOperations;
};

/** The same for one snapshot, with the traits of the operation's method for such a payment. */
export type SnapshotBasis = AssessmentBasis & { readonly traits: MethodTraits };

/** What the other operations of the payment did. */
export type OtherOperations = {
  /** Centavos that they gave back. */
  readonly applied: Centavos;
  /** The provider's ids of their refunds, in lower case. */
  readonly refundIds: readonly string[];
  /** By when the last request of one of them had left. */
  readonly lastLeftBy?: EpochMs | undefined;
};
