import type { OperationState } from '../../../shared/operation/operation.ts';
import type { InputName } from '../../../shared/operation/transition/table.ts';

type Row = Partial<Record<InputName, readonly OperationState[]>>;

const AFTER_SEND: Row = {
  claim: ['unknown', 'processing'],
  inquiry: ['unknown', 'processing', 'sending', 'accepted', 'succeeded', 'failed', 'manual_review'],
  attempt: ['succeeded', 'processing'],
  gate: ['unknown', 'processing'],
  postpone: ['unknown', 'processing', 'manual_review'],
  notified: ['unknown', 'processing'],
  record: ['succeeded'],
  republish: ['unknown', 'processing'],
};

/** The states that can follow each state and input, written a second time. What is not here changes nothing. */
export const TABLE: Readonly<Record<OperationState, Row>> = {
  accepted: {
    claim: ['accepted', 'sending', 'failed'],
    preflight: ['accepted', 'sending', 'awaiting_approval', 'manual_review', 'failed'],
    attempt: ['succeeded', 'processing'],
    gate: ['accepted', 'failed'],
    postpone: ['accepted', 'failed'],
    notified: ['accepted'],
    withdraw: ['failed'],
    record: ['succeeded'],
    republish: ['accepted'],
  },
  sending: {
    claim: ['unknown'],
    attempt: ['accepted', 'unknown', 'processing', 'succeeded', 'failed', 'manual_review'],
    postpone: ['unknown', 'manual_review'],
    record: ['succeeded'],
  },
  unknown: AFTER_SEND,
  processing: AFTER_SEND,
  awaiting_approval: {
    claim: ['awaiting_approval'],
    inquiry: ['awaiting_approval', 'succeeded', 'failed', 'manual_review'],
    attempt: ['succeeded', 'processing'],
    postpone: ['awaiting_approval', 'manual_review'],
    notified: ['awaiting_approval'],
    withdraw: ['failed'],
    attach_request: ['awaiting_approval'],
    record: ['succeeded'],
    republish: ['awaiting_approval'],
  },
  manual_review: {
    inquiry: ['succeeded'],
    attempt: ['succeeded', 'processing'],
    record: ['succeeded', 'failed'],
    republish: ['manual_review'],
  },
  succeeded: { inquiry: ['succeeded'], republish: ['succeeded'], erase: ['succeeded'] },
  failed: { attempt: ['succeeded'], record: ['succeeded'], republish: ['failed'], erase: ['failed'] },
};

const LATER = ['nextActionAt', 'inquiries', 'pausedUntil', 'lease'];

/** The names of the fields that a state has, and no other state's. */
export const STATE_FIELDS: Readonly<Record<OperationState, readonly string[]>> = {
  accepted: [...LATER, 'waitingFor', 'credentialsRefusedSince'],
  sending: ['lease', 'inquiries', 'credentialsRefusedSince'],
  unknown: LATER,
  processing: LATER,
  awaiting_approval: LATER,
  manual_review: ['since'],
  succeeded: [
    'completedAt',
    'appliedAmount',
    'attribution',
    'refundId',
    'authorizationCode',
    'paidAfterwardsAt',
    'recording',
  ],
  failed: ['completedAt', 'problem', 'withdrawn', 'recording'],
};

/** The event that names a state; none is published of a request that is out. */
export const EVENTS: Readonly<Record<OperationState, readonly string[]>> = {
  accepted: ['Accepted'],
  sending: [],
  unknown: ['Unknown'],
  processing: ['Processing'],
  awaiting_approval: ['NeedsOperator'],
  manual_review: ['NeedsReview'],
  succeeded: ['Succeeded', 'PaidAfterwards'],
  failed: ['Failed', 'Withdrawn'],
};
