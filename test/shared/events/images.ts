import { toItem } from '../../../shared/aws/dynamo-client.ts';
import type { Answer } from '../../../shared/domain/answer.ts';
import type { Command } from '../../../shared/domain/command.ts';
import type { Operation } from '../../../shared/domain/operation.ts';
import { type Payment, withOperation } from '../../../shared/domain/payment.ts';
import { toSave } from '../../../shared/domain/save.ts';
import { answered } from '../../../shared/domain/transitions/answered.ts';
import { must, NOON, sending, worker } from '../domain/builders.ts';

/** The payment as saved when its first operation was begun, which has nothing to tell. */
export function begun(parts: Partial<Command> = {}): Payment {
  return toSave(undefined, sending(parts).payment, { saveId: 'save-1', now: NOON });
}

/** The next save, with its first operation changed. */
export function saved(before: Payment, change: (operation: Operation) => Operation): Payment {
  const after = withOperation(before, change(must(before.operations[0])));
  return toSave(before, after, { saveId: `save-${before.version + 1}`, now: NOON + before.version * 1000 });
}

/** The next save, after an answer of the provider. */
export function afterAnswer(before: Payment, answer: Answer): Payment {
  return saved(before, (operation) => must(answered(operation, answer, worker())));
}

/** A refund that waits for people at the provider. */
export function refundInState(state: Operation['state'], parts: Partial<Command> = {}): Payment {
  const payment = begun(parts);
  const refunded = saved(payment, (operation) => ({ ...operation, kind: 'refund', way: 'refund' }));
  return saved(refunded, (operation) => ({ ...operation, state, dueAt: NOON }));
}

/** A record of the table's stream, as Lambda hands it over. */
export function toStreamRecord(payment: Payment, sequenceNumber: string) {
  return {
    eventName: 'MODIFY',
    eventSource: 'aws:dynamodb',
    dynamodb: {
      SequenceNumber: sequenceNumber,
      Keys: toItem({ payment: payment.payment }),
      NewImage: toItem(payment),
    },
  };
}
