import type { Centavos } from '../domain/money.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ProviderRules } from '../provider/connector.ts';
import type { PaymentStatus } from '../provider/payment-snapshot.ts';
import type { ProblemRecord } from './problem-record.ts';

/** What an inquiry proves about one operation. */
export type Verdict =
  /** It was executed. `amount`: centavos, where anything says. */
  | {
      readonly is: 'applied';
      readonly amount?: Centavos | undefined;
      readonly refundId?: string | undefined;
    }
  /** Nothing of it was executed, and nothing of it can take effect any more. */
  | { readonly is: 'not_applied' }
  /** The provider is working on it. */
  | { readonly is: 'in_progress' }
  /** It cannot happen any more. `documented`: the provider's pages name this as an end for our method. */
  | {
      readonly is: 'impossible';
      readonly code: ProblemCode;
      readonly documented: boolean;
      readonly amounts?: ProblemRecord['amounts'];
      /** The request for the refund was withdrawn at the provider. */
      readonly withdrawn?: boolean | undefined;
    }
  /** Somebody else gave the money back: every attempt of ours was refused. */
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
  /** Nothing of ours shows, but the provider does not show what it is still working on. */
  | 'progress_not_shown'
  /** The provider shows a status that no page lists. */
  | 'unrecognized'
  /** The inquiry was not answered, or the figures that matter are not readable. */
  | 'unreadable'
  /** What it shows may be ours, somebody else's, or both. */
  | 'ambiguous';

/** What a verdict goes by, beside the operation and the inquiry. */
export type AssessmentBasis = {
  readonly rules: ProviderRules;
  /** When the inquiry began: what has settled since then proves nothing. */
  readonly beganAt: EpochMs;
  readonly others: OtherOperations;
};

/** What the other operations of the payment did. */
export type OtherOperations = {
  /** Centavos that they gave back. */
  readonly applied: Centavos;
  /** The provider's ids of their refunds, in lower case. */
  readonly refundIds: readonly string[];
};

/** Whether a status is listed by the provider's pages. */
export function isRecognized(status: PaymentStatus): boolean {
  return status !== 'unrecognized';
}
