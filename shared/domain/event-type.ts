import type { Operation, OperationState } from './operation.ts';

/** The state in which an event finds its operation, by the last word of the event's type. */
export const STATE_OF_NEWS = {
  Accepted: 'accepted',
  Processing: 'processing',
  Unknown: 'unknown',
  NeedsOperator: 'awaiting_approval',
  NeedsReview: 'manual_review',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Withdrawn: 'failed',
} as const satisfies Record<string, OperationState>;

export type News = keyof typeof STATE_OF_NEWS;

type NewsOf<Kind extends Operation['kind']> = Kind extends 'refund' ? News : Exclude<News, 'NeedsOperator'>;

/** The types of the events that this service sends, as in `detail-type`. */
export type EventType = `PaymentCancellation${NewsOf<'cancellation'>}` | `PaymentRefund${NewsOf<'refund'>}`;

/** Every type of event; what each is about, and in which state it finds the operation. */
export const EVENT_TYPES: Readonly<
  Record<EventType, { readonly kind: Operation['kind']; readonly news: News }>
> = {
  PaymentCancellationAccepted: { kind: 'cancellation', news: 'Accepted' },
  PaymentCancellationProcessing: { kind: 'cancellation', news: 'Processing' },
  PaymentCancellationUnknown: { kind: 'cancellation', news: 'Unknown' },
  PaymentCancellationNeedsReview: { kind: 'cancellation', news: 'NeedsReview' },
  PaymentCancellationSucceeded: { kind: 'cancellation', news: 'Succeeded' },
  PaymentCancellationFailed: { kind: 'cancellation', news: 'Failed' },
  PaymentCancellationWithdrawn: { kind: 'cancellation', news: 'Withdrawn' },
  PaymentRefundAccepted: { kind: 'refund', news: 'Accepted' },
  PaymentRefundProcessing: { kind: 'refund', news: 'Processing' },
  PaymentRefundUnknown: { kind: 'refund', news: 'Unknown' },
  PaymentRefundNeedsOperator: { kind: 'refund', news: 'NeedsOperator' },
  PaymentRefundNeedsReview: { kind: 'refund', news: 'NeedsReview' },
  PaymentRefundSucceeded: { kind: 'refund', news: 'Succeeded' },
  PaymentRefundFailed: { kind: 'refund', news: 'Failed' },
  PaymentRefundWithdrawn: { kind: 'refund', news: 'Withdrawn' },
};

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENT_TYPES, text);
}
