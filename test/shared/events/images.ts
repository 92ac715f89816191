import { toItem } from '../../../shared/aws/dynamo-client.ts';
import type { EventName } from '../../../shared/domain/event-type.ts';
import type { Operation, OperationState } from '../../../shared/operation/operation.ts';
import { newPayment, type Payment, withOperation } from '../../../shared/operation/payment.ts';
import { toSave } from '../../../shared/operation/save.ts';
import { EVENT_OF_STATE } from '../../../shared/operation/transition/table.ts';
import { NOON, operationIn, REF } from '../sample-operation.ts';

/** The sample payment as it was saved when this operation was begun, which publishes nothing. */
export function begun(operation: Operation = operationIn('sending')): Payment {
  const payment = { ...newPayment(REF), operations: [operation] };
  return toSave(undefined, { payment }, { saveId: 'save-1', now: NOON });
}

/** The next save, with its operation changed, and the event of that. */
export function saved(before: Payment, operation: Operation, name: EventName | undefined): Payment {
  const payment = withOperation(before, operation);
  const save = { saveId: `save-${before.version + 1}`, now: NOON + before.version * 1000 };
  return toSave(before, { payment, event: name && { operation, name } }, save);
}

/** A cancellation that was begun, and then saved in this state. */
export function cancellationIn(state: OperationState, before: Payment = begun()): Payment {
  return saved(before, operationIn(state), EVENT_OF_STATE[state]);
}

/** The same for a refund. */
export function refundIn(state: OperationState): Payment {
  const parts = { kind: 'refund', method: 'refund' } as const;
  return saved(begun(operationIn('accepted', parts)), operationIn(state, parts), EVENT_OF_STATE[state]);
}

/** The only operation of a payment. */
export function onlyOperation({ operations: [operation] }: Payment): Operation {
  if (!operation) throw new Error('the payment has no operation');
  return operation;
}

/** A record of the table's stream, as Lambda hands it over. */
export function toStreamRecord(payment: Payment, sequenceNumber: string) {
  return {
    eventName: 'MODIFY',
    eventSource: 'aws:dynamodb',
    dynamodb: {
      SequenceNumber: sequenceNumber,
      ApproximateCreationDateTime: NOON / 1000,
      Keys: toItem({ payment: payment.payment }),
      NewImage: toItem(payment),
    },
  };
}
