import type { EventName } from '../../domain/event-type.ts';
import type { Limits } from '../../domain/limits.ts';
import type { LostRecords } from '../../domain/switches.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { AttemptResult } from '../../provider/attempt-result.ts';
import type { ProviderRules } from '../../provider/connector.ts';
import type { InquiryResult } from '../../provider/payment-snapshot.ts';
import type { OperationState } from '../operation.ts';
import type { Recording } from '../operation-records.ts';
import type { ProblemRecord } from '../problem-record.ts';
import type { OtherOperations } from '../verdict.ts';

/**
 * The state machine of an operation: for each state, each input that it takes, and the states that can follow. What is
 * not here changes nothing. The handlers are checked against it by their types.
 */
export type Table = {
  accepted: {
    claim: 'accepted' | 'sending' | 'failed';
    preflight: 'accepted' | 'sending' | 'awaiting_approval' | 'manual_review' | 'failed';
    attempt: 'succeeded' | 'processing';
    gate: 'accepted' | 'failed';
    postpone: 'accepted' | 'failed';
    notified: 'accepted';
    withdraw: 'failed';
    record: 'succeeded';
    republish: 'accepted';
  };
  sending: {
    claim: 'unknown';
    attempt: 'accepted' | 'unknown' | 'processing' | 'succeeded' | 'failed' | 'manual_review';
    postpone: 'unknown' | 'manual_review';
    record: 'succeeded';
  };
  unknown: AfterSend;
  processing: AfterSend;
  awaiting_approval: {
    claim: 'awaiting_approval';
    inquiry: 'awaiting_approval' | 'succeeded' | 'failed' | 'manual_review';
    attempt: 'succeeded' | 'processing';
    postpone: 'awaiting_approval' | 'manual_review';
    notified: 'awaiting_approval';
    withdraw: 'failed';
    attach_request: 'awaiting_approval';
    record: 'succeeded';
    republish: 'awaiting_approval';
  };
  manual_review: {
    inquiry: 'succeeded';
    attempt: 'succeeded' | 'processing';
    record: 'succeeded' | 'failed';
    republish: 'manual_review';
  };
  succeeded: { inquiry: 'succeeded'; republish: 'succeeded'; erase: 'succeeded' };
  failed: { attempt: 'succeeded'; record: 'succeeded'; republish: 'failed'; erase: 'failed' };
};

type AfterSend = {
  claim: 'unknown' | 'processing';
  inquiry: 'unknown' | 'processing' | 'sending' | 'accepted' | 'succeeded' | 'failed' | 'manual_review';
  attempt: 'succeeded' | 'processing';
  gate: 'unknown' | 'processing';
  postpone: 'unknown' | 'processing' | 'manual_review';
  notified: 'unknown' | 'processing';
  record: 'succeeded';
  republish: 'unknown' | 'processing';
};

/** What can happen to an operation. */
export type Inputs = {
  /** A worker takes it to go on with it. `asked`: by a repeat or a notification, so that it need not be due. */
  claim: { readonly asked: boolean };
  /** An inquiry was made before the first send. */
  preflight: { readonly inquiry: InquiryResult };
  /** An attempt came to a result. */
  attempt: { readonly number: number; readonly result: AttemptResult };
  /** An inquiry was made after a send, or about a request that people filed. `beganAt`: when it began. */
  inquiry: { readonly inquiry: InquiryResult; readonly beganAt: EpochMs };
  /** The kill switch keeps it from being sent. `unreadable`: its setting is not known. */
  gate: { readonly gate: 'closed' | 'unreadable' };
  /** Nothing could be done about it now: no usable credentials, or a mistake of ours. */
  postpone: { readonly problem: ProblemRecord };
  /** The provider reports a change of the payment. */
  notified: object;
  /** Its caller takes it back. `byProvider`: the provider itself has given the request for the refund back. */
  withdraw: { readonly byProvider: boolean };
  /** A person filed this request for the refund at the provider. */
  attach_request: { readonly requestId: string };
  /** A person records the outcome. */
  record: { readonly recording: Recording };
  /** A person has its state published again. */
  republish: object;
  /** A person has texts of people erased. `audit`: what a person recorded and who, too. */
  erase: { readonly audit: boolean };
};

export type InputName = keyof Inputs;

export type Input = { [Name in InputName]: { readonly type: Name } & Inputs[Name] }[InputName];

/** What the owner of an operation's lease does next. */
export type Effect = 'preflight' | 'send' | 'inquire';

/** What decides a transition, beside the operation and the input. */
export type TransitionContext = {
  readonly now: EpochMs;
  /** In [0, 1): spreads the pauses. */
  readonly random: number;
  /** Who works, and until when its lease lasts. An empty owner holds no lease: of it, only proof of success counts. */
  readonly owner: string;
  readonly leaseExpiresAt: EpochMs;
  readonly rules: ProviderRules;
  /** Of the deployment. */
  readonly limits: Limits;
  readonly others: OtherOperations;
  /** Which records the ledger misses, where it was restored: then nothing is sent before an inquiry. */
  readonly lost?: LostRecords | undefined;
};

/** The event that is published when a state is entered; of a request that is out, none. */
export const EVENT_OF_STATE: Readonly<Record<OperationState, EventName | undefined>> = {
  accepted: 'Accepted',
  sending: undefined,
  unknown: 'Unknown',
  processing: 'Processing',
  awaiting_approval: 'NeedsOperator',
  manual_review: 'NeedsReview',
  succeeded: 'Succeeded',
  failed: 'Failed',
};
