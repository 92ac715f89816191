import { EVENT_TYPES, type EventName, isEventType } from '../domain/event-type.ts';
import { sha256 } from '../domain/ids.ts';
import type { Operation, OperationState } from '../operation/operation.ts';
import { findOperation, type Payment } from '../operation/payment.ts';
import { type OperationView, toOperationView } from '../operation/view.ts';
import type { OutgoingEvent } from '../ports/event-bus.ts';

/** The state in which each event finds its operation. */
export const STATE_OF_EVENT = {
  Accepted: 'accepted',
  Processing: 'processing',
  Unknown: 'unknown',
  NeedsOperator: 'awaiting_approval',
  NeedsReview: 'manual_review',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Withdrawn: 'failed',
  PaidAfterwards: 'succeeded',
} as const satisfies Record<EventName, OperationState>;

/** What an event says of an operation: how it stood when this happened to it. */
export type OperationEventDetail = OperationView & {
  /** The same each time that the event is published. */
  readonly eventId: string;
  /** Counts the events of the payment, without gaps. */
  readonly sequence: number;
};

/** The event that a save of a payment is, and the operation it is about. */
export type OperationEvent = {
  readonly event: OutgoingEvent & { readonly detail: OperationEventDetail };
  readonly operation: Operation;
};

/**
 * The event that is marked in a payment as it was saved; undefined where none is.
 * @throws Error when the mark is not one of ours
 */
export function toOperationEvent(payment: Payment): OperationEvent | undefined {
  if (!payment.event) return undefined;
  const { type, sequence, operationId } = payment.event;
  const operation = findOperation(payment, operationId);
  if (!isEventType(type) || !operation)
    throw new Error('the event of a payment has a form that is not known');
  const { kind, name } = EVENT_TYPES[type];
  if (operation.kind !== kind || operation.state !== STATE_OF_EVENT[name])
    throw new Error('the event of a payment does not fit its operation');
  const eventId = toEventId(payment.payment, String(sequence));
  const { correlationId } = operation;
  return {
    event: {
      type,
      detail: { eventId, sequence, ...toOperationView(payment, operation) },
      ...(correlationId !== undefined && { correlationId }),
    },
    operation,
  };
}

/** The same words always make the same id. */
export function toEventId(...words: readonly string[]): string {
  return `evt_${sha256(words.join('\n')).slice(0, 26)}`;
}
