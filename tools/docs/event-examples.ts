import { EVENT_TYPES, type EventName, type EventType } from '../../shared/domain/event-type.ts';
import { EstornoError } from '../../shared/domain/problem.ts';
import { toOperationEvent } from '../../shared/events/operation-event.ts';
import { toRefusedEvent } from '../../shared/events/refused-command.ts';
import { newPayment } from '../../shared/operation/payment.ts';
import type { OutgoingEvent } from '../../shared/ports/event-bus.ts';
import { type ExampleStage, toExampleOperation } from './example-operations.ts';
import { IDEMPOTENCY_KEY, LETPAY_PAYMENT, OPERATION_ID, SOPAGUE_PAYMENT } from './openapi/example-ids.ts';

const STAGE_OF_EVENT: Readonly<Record<EventName, ExampleStage>> = {
  Accepted: 'accepted',
  Processing: 'processing',
  Unknown: 'unknown',
  NeedsOperator: 'awaiting_approval',
  NeedsReview: 'manual_review',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Withdrawn: 'withdrawn',
  PaidAfterwards: 'succeeded',
};

/** Examples of the events of one type, made by the code that makes the events. */
export function examplesOf(type: EventType): readonly OutgoingEvent[] {
  const example = toExample(type);
  return EVENT_TYPES[type].name === 'Failed' ? [example, toRefusedExample(type)] : [example];
}

function toExample(type: EventType): OutgoingEvent {
  const { kind, name } = EVENT_TYPES[type];
  const operation = toExampleOperation(kind, STAGE_OF_EVENT[name]);
  // Only SoPague's refunds are filed by people.
  const ref = name === 'NeedsOperator' ? SOPAGUE_PAYMENT : LETPAY_PAYMENT;
  const event = { type, sequence: 2, operationId: OPERATION_ID };
  const made = toOperationEvent({ ...newPayment(ref), operations: [operation], event });
  if (!made) throw new Error(`there is no example of the event ${type}`);
  return made.event;
}

function toRefusedExample(type: EventType): OutgoingEvent {
  const { kind } = EVENT_TYPES[type];
  const commandId = '6a7e8feb-b491-4cf7-a9f1-bf3703467718';
  const detail = 'This Idempotency-Key was used before on this payment, for another command.';
  return toRefusedEvent(
    { ...LETPAY_PAYMENT, kind, commandId, idempotencyKey: IDEMPOTENCY_KEY },
    new EstornoError('idempotency_key_reused', { detail }),
  );
}
