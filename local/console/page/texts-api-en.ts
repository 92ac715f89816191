import type { EventType } from '../../../shared/domain/event-type.ts';
import { isProblemCode, PROBLEMS } from '../../../shared/domain/problem.ts';
import type { ShownOperation } from '../state/console-state.ts';
import type { ReturnedWord } from './to-returned.ts';

type Words = Readonly<Record<string, string>>;

const states: Readonly<Record<ShownOperation['state'], string>> = {
  accepted: 'accepted',
  sending: 'sending',
  unknown: 'unknown',
  processing: 'processing',
  awaiting_approval: 'awaiting approval',
  manual_review: 'manual review',
  succeeded: 'succeeded',
  failed: 'failed',
};

const returnedWords: Readonly<Record<ReturnedWord, string>> = {
  untouched: 'nothing given back',
  partially_refunded: 'partially refunded',
  refunded: 'refunded',
  canceled: 'canceled',
};

const eventTypes: Readonly<Record<EventType, string>> = {
  PaymentCancellationAccepted: 'Cancellation accepted',
  PaymentCancellationProcessing: 'Cancellation in progress',
  PaymentCancellationUnknown: 'Cancellation of unknown outcome',
  PaymentCancellationNeedsReview: 'Cancellation waits for a person',
  PaymentCancellationSucceeded: 'Cancellation succeeded',
  PaymentCancellationFailed: 'Cancellation failed',
  PaymentCancellationWithdrawn: 'Cancellation withdrawn',
  PaymentCancellationPaidAfterwards: 'Paid after the cancellation',
  PaymentRefundAccepted: 'Refund accepted',
  PaymentRefundProcessing: 'Refund in progress',
  PaymentRefundUnknown: 'Refund of unknown outcome',
  PaymentRefundNeedsOperator: 'Refund has to be filed by a person',
  PaymentRefundNeedsReview: 'Refund waits for a person',
  PaymentRefundSucceeded: 'Refund succeeded',
  PaymentRefundFailed: 'Refund failed',
  PaymentRefundWithdrawn: 'Refund withdrawn',
  PaymentRefundPaidAfterwards: 'Paid after the cancellation',
};

const commandTypes: Words = {
  PaymentCancellationRequested: 'Cancellation requested',
  PaymentRefundRequested: 'Refund requested',
};

const runStatuses: Words = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed out',
  ABORTED: 'stopped',
};

/** What the API, the events and the refund flow call things, in words. Names of a provider's own stay as they are. */
export const API_ENGLISH = {
  states: states satisfies Words as Words,
  returnedWords,
  kinds: { cancellation: 'cancellation', refund: 'refund' },
  methods: { void: 'void', refund: 'refund' },
  eventType: (type: string) => new Map(Object.entries({ ...eventTypes, ...commandTypes })).get(type) ?? type,
  runStatus: (status: string) => runStatuses[status] ?? status,
  /** A state of the refund flow. */
  node: (name: string) => name,
  /** Why an operation failed or waits. */
  problem: (code: string) => (isProblemCode(code) ? PROBLEMS[code].title : code),
};

export type ApiTexts = typeof API_ENGLISH;
