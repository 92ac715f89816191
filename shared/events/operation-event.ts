import { EVENT_TYPES, isEventType, STATE_OF_NEWS } from '../domain/event-type.ts';
import { sha256 } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import { findOperation, type Payment } from '../domain/payment.ts';
import { type OperationView, toOperationView } from '../domain/views.ts';
import type { OutgoingEvent } from '../ports/event-bus.ts';

/** What an event tells of an operation: how it stood when this happened to it. */
export type OperationEventDetail = OperationView & {
  /** The same each time that the event is told. */
  readonly eventId: string;
  /** Counts the events of the payment, without gaps. */
  readonly sequence: number;
};

/** The event that a save of a payment is, and the operation it is about. */
export type OperationEvent = {
  readonly event: OutgoingEvent & { readonly detail: OperationEventDetail };
  readonly operation: Operation;
};

/** Undefined where the save has nothing to tell. @throws Error when what it has to tell is not known here */
export function toOperationEvent(payment: Payment): OperationEvent | undefined {
  if (!payment.event) return undefined;
  const { type, sequence, operationId } = payment.event;
  const operation = findOperation(payment, operationId);
  if (!isEventType(type) || !operation)
    throw new Error('the event of a payment has a form that is not known');
  const { kind, news } = EVENT_TYPES[type];
  if (operation.kind !== kind || operation.state !== STATE_OF_NEWS[news])
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
