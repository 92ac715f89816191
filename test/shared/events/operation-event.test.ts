import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EVENT_TYPES, type EventName, isEventType } from '../../../shared/domain/event-type.ts';
import { eventDetailSchema } from '../../../shared/events/event-schemas.ts';
import { STATE_OF_EVENT, toOperationEvent } from '../../../shared/events/operation-event.ts';
import type { Operation } from '../../../shared/operation/operation.ts';
import { EVENT_OF_STATE } from '../../../shared/operation/transition/table.ts';
import { toOperationView } from '../../../shared/operation/view.ts';
import { NOON, operationIn, sampleAttempt, sampleOperation } from '../sample-operation.ts';
import { begun, cancellationIn, onlyOperation, refundIn, saved } from './images.ts';

/** As a consumer receives it. */
const overTheWire = (detail: object): unknown => JSON.parse(JSON.stringify(detail));

test('a save that is not marked has no event', () => {
  assert.equal(toOperationEvent(begun()), undefined);
});

test('an event shows the operation as the API does, with its id and its place among the events of the payment', () => {
  const payment = cancellationIn('succeeded');

  const { event } = toOperationEvent(payment) ?? {};

  assert.equal(event?.type, 'PaymentCancellationSucceeded');
  const { eventId, sequence, ...view } = event.detail;
  assert.equal(sequence, 1);
  assert.match(eventId, /^evt_[0-9a-f]{26}$/);
  assert.deepEqual(view, toOperationView(payment, onlyOperation(payment)));
});

test('the id of an event is the same each time, and another for each event of each payment', () => {
  const processing = cancellationIn('processing');
  const done = cancellationIn('succeeded', processing);
  const elsewhere = { ...processing, payment: processing.payment.replace('loja-1', 'loja-2') };

  const ids = [processing, processing, done, elsewhere].map(
    (one) => toOperationEvent(one)?.event.detail.eventId,
  );

  assert.equal(ids[0], ids[1]);
  assert.equal(new Set(ids).size, 3);
});

const WAITING = { nextActionAt: NOON, inquiries: 1 };
const RECORDING = {
  outcome: 'failed',
  evidence: 'the statement of 21 November',
  by: 'ana',
  at: NOON,
} as const;

/** Operations with each optional member that an event shows. */
const WITH_OPTIONAL: readonly (readonly [what: string, name: EventName, operation: Operation])[] = [
  [
    'a reason to wait',
    'Accepted',
    sampleOperation('accepted', { ...WAITING, waitingFor: { code: 'provider_capacity', detail: 'busy' } }),
  ],
  ['a withdrawal', 'Withdrawn', sampleOperation('failed', { completedAt: NOON, withdrawn: true })],
  [
    'the words of the provider',
    'Failed',
    sampleOperation('failed', {
      completedAt: NOON,
      problem: { code: 'declined_by_provider', providerError: { status: 422, code: '1', message: 'no' } },
    }),
  ],
  [
    'the amounts of a payment',
    'Failed',
    sampleOperation('failed', {
      completedAt: NOON,
      problem: { code: 'amount_exceeds_available', amounts: { total: 1035, left: 35 } },
    }),
  ],
  [
    'what a person recorded',
    'Failed',
    sampleOperation('failed', {
      completedAt: NOON,
      recording: RECORDING,
      problem: { code: 'not_cancelable' },
    }),
  ],
  [
    'all that a caller gave',
    'Processing',
    sampleOperation('processing', WAITING, {
      request: { amount: 535, reason: 'return', reference: 'return-17', notAfter: NOON },
      attempts: [sampleAttempt({ status: 'accepted', providerStatus: 'PROCESSING' })],
      providerStatus: 'PROCESSING',
    }),
  ],
];

describe('whatever the ledger publishes is an event that the schemas know:', () => {
  for (const state of Object.values(STATE_OF_EVENT)) {
    if (state !== 'awaiting_approval')
      test(`a cancellation that is ${state}`, () => known(cancellationIn(state)));
    test(`a refund that is ${state}`, () => known(refundIn(state)));
  }
  for (const [what, name, operation] of WITH_OPTIONAL)
    test(`a cancellation with ${what}`, () => known(saved(begun(), operation, name)));
});

function known(payment: Parameters<typeof toOperationEvent>[0]): void {
  const { event } = toOperationEvent(payment) ?? {};
  assert.ok(event);
  const { data, error } = eventDetailSchema(event.type).safeParse(overTheWire(event.detail));
  assert.deepEqual([error, data], [undefined, overTheWire(event.detail)]);
}

describe('the types of events', () => {
  test('are made of their kind and their name', () => {
    for (const [type, { kind, name }] of Object.entries(EVENT_TYPES))
      assert.equal(type, `${kind === 'refund' ? 'PaymentRefund' : 'PaymentCancellation'}${name}`);
    assert.equal(isEventType('PaymentCancellationNeedsOperator'), false);
    assert.equal(isEventType('toString'), false);
  });

  test('find the operation in the state that publishes them', () => {
    for (const [state, name] of Object.entries(EVENT_OF_STATE))
      if (name) assert.equal(STATE_OF_EVENT[name], state);
    assert.equal(STATE_OF_EVENT.Withdrawn, 'failed');
  });
});

describe('a mark that is none of ours is an error:', () => {
  const done = cancellationIn('succeeded');
  const event = { sequence: 1, operationId: operationIn('succeeded').id };
  const rows = [
    { name: 'another type', event: { ...event, type: 'PaymentCancellationDreamed' } },
    {
      name: 'another operation',
      event: { ...event, type: 'PaymentCancellationSucceeded', operationId: 'op_x' },
    },
    { name: 'a type that is not of this kind', event: { ...event, type: 'PaymentRefundSucceeded' } },
    { name: 'a type that is not of this state', event: { ...event, type: 'PaymentCancellationFailed' } },
  ];
  for (const { name, event: mark } of rows) {
    test(name, () =>
      assert.throws(() => toOperationEvent({ ...done, event: mark }), /the event of a payment/),
    );
  }
});
