/** The events of an operation, by the last word of their type. */
export type EventName =
  | 'Accepted'
  | 'Processing'
  | 'Unknown'
  | 'NeedsOperator'
  | 'NeedsReview'
  | 'Succeeded'
  | 'Failed'
  | 'Withdrawn'
  | 'PaidAfterwards';

type Kind = 'cancellation' | 'refund';

type NameOf<K extends Kind> = K extends 'refund' ? EventName : Exclude<EventName, 'NeedsOperator'>;

/** The types of the events that this service publishes, as in `detail-type`. */
export type EventType = `PaymentCancellation${NameOf<'cancellation'>}` | `PaymentRefund${NameOf<'refund'>}`;

/** Every type of event, and what each is about. */
export const EVENT_TYPES: Readonly<Record<EventType, { readonly kind: Kind; readonly name: EventName }>> = {
  PaymentCancellationAccepted: { kind: 'cancellation', name: 'Accepted' },
  PaymentCancellationProcessing: { kind: 'cancellation', name: 'Processing' },
  PaymentCancellationUnknown: { kind: 'cancellation', name: 'Unknown' },
  PaymentCancellationNeedsReview: { kind: 'cancellation', name: 'NeedsReview' },
  PaymentCancellationSucceeded: { kind: 'cancellation', name: 'Succeeded' },
  PaymentCancellationFailed: { kind: 'cancellation', name: 'Failed' },
  PaymentCancellationWithdrawn: { kind: 'cancellation', name: 'Withdrawn' },
  PaymentCancellationPaidAfterwards: { kind: 'cancellation', name: 'PaidAfterwards' },
  PaymentRefundAccepted: { kind: 'refund', name: 'Accepted' },
  PaymentRefundProcessing: { kind: 'refund', name: 'Processing' },
  PaymentRefundUnknown: { kind: 'refund', name: 'Unknown' },
  PaymentRefundNeedsOperator: { kind: 'refund', name: 'NeedsOperator' },
  PaymentRefundNeedsReview: { kind: 'refund', name: 'NeedsReview' },
  PaymentRefundSucceeded: { kind: 'refund', name: 'Succeeded' },
  PaymentRefundFailed: { kind: 'refund', name: 'Failed' },
  PaymentRefundWithdrawn: { kind: 'refund', name: 'Withdrawn' },
  PaymentRefundPaidAfterwards: { kind: 'refund', name: 'PaidAfterwards' },
};

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENT_TYPES, text);
}
