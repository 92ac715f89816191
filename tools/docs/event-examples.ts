import { EVENT_TYPES, type EventType, type News, STATE_OF_NEWS } from '../../shared/domain/event-type.ts';
import type { Operation } from '../../shared/domain/operation.ts';
import { newPayment } from '../../shared/domain/payment.ts';
import { EstornoError } from '../../shared/domain/problem.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { toOperationEvent } from '../../shared/events/operation-event.ts';
import { toRefusedEvent } from '../../shared/events/refused-command.ts';
import type { OutgoingEvent } from '../../shared/ports/event-bus.ts';

const BEGUN = Date.parse('2026-11-21T10:02:00-03:00');

const REF = { merchantId: 'loja-1', provider: 'letpay', paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99' };

/** How an operation differs at each piece of news from one that was just begun. */
const AT: Readonly<Record<News, Partial<Operation>>> = {
  Accepted: {
    attempts: 0,
    dueAt: BEGUN + 2 * SECOND_MS,
    problem: { code: 'provider_capacity', detail: 'No session at the provider was free.' },
  },
  Processing: { providerStatus: 'PROCESSING', dueAt: BEGUN + 4 * SECOND_MS },
  Unknown: { dueAt: BEGUN + 2 * SECOND_MS },
  NeedsOperator: { dueAt: BEGUN + HOUR_MS, way: 'refund', providerStatus: 'PENDING' },
  NeedsReview: { dueAt: BEGUN + HOUR_MS, providerStatus: 'PAID' },
  Succeeded: { attribution: 'ours', providerStatus: 'CANCELED', completedAt: BEGUN + 9 * SECOND_MS },
  Failed: {
    completedAt: BEGUN + 9 * SECOND_MS,
    problem: {
      code: 'not_cancelable',
      paymentStatus: 'paid',
      suggestion: 'refund',
      provider: { status: 422, code: '00.04.0010' },
    },
  },
  Withdrawn: { attempts: 0, completedAt: BEGUN + MINUTE_MS, withdrawn: true },
};

/** Examples of the events of one type, made by the code that makes the events. */
export function examplesOf(type: EventType): OutgoingEvent[] {
  const example = toExample(type);
  return EVENT_TYPES[type].news === 'Failed' ? [example, toRefusedExample(type)] : [example];
}

function toExample(type: EventType): OutgoingEvent {
  const { kind, news } = EVENT_TYPES[type];
  const at = AT[news];
  const operation: Operation = {
    id: 'op_6c1f0b7a2d9e4f3b8a5c0d1e2f',
    kind,
    way: kind === 'refund' && news === 'Succeeded' ? 'refund' : 'void',
    keyHash: '',
    fingerprint: '',
    state: STATE_OF_NEWS[news],
    reason: 'requested_by_customer',
    reference: 'order-4711',
    trigger: 'bus',
    createdAt: BEGUN,
    updatedAt: at.completedAt ?? BEGUN + SECOND_MS,
    looks: 0,
    attempts: 1,
    ...at,
  };
  const payment = { ...newPayment(REF), operations: [operation] };
  const made = toOperationEvent({ ...payment, event: { type, sequence: 2, operationId: operation.id } });
  if (!made) throw new Error(`the example of ${type} has nothing to tell`);
  return made.event;
}

function toRefusedExample(type: EventType): OutgoingEvent {
  const { kind } = EVENT_TYPES[type];
  const about = {
    ...REF,
    kind,
    commandId: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    idempotencyKey: 'order-4711',
  };
  const detail = 'This Idempotency-Key was used before on this payment, for another command.';
  return toRefusedEvent(about, new EstornoError('idempotency_key_reused', { detail }));
}
