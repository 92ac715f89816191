import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EVENT_TYPES, isEventType, STATE_OF_NEWS } from '../../../shared/domain/event-type.ts';
import { toOperationView } from '../../../shared/domain/views.ts';
import { eventDetailSchema } from '../../../shared/events/event-schemas.ts';
import { toOperationEvent } from '../../../shared/events/operation-event.ts';
import { must } from '../domain/builders.ts';
import { afterAnswer, begun, refundInState, saved } from './images.ts';

/** As whoever receives it sees it. */
const overTheWire = (detail: object): unknown => JSON.parse(JSON.stringify(detail));

test('a save without news has no event', () => {
  assert.equal(toOperationEvent(begun()), undefined);
});

test('an event shows the operation as the API does, with its id and its place among the events of the payment', () => {
  const payment = afterAnswer(begun(), { is: 'done' });

  const { event } = toOperationEvent(payment) ?? {};

  assert.equal(event?.type, 'PaymentCancellationSucceeded');
  const { eventId, sequence, ...view } = event.detail;
  assert.equal(sequence, 1);
  assert.match(eventId, /^evt_[0-9a-f]{26}$/);
  assert.deepEqual(view, toOperationView(payment, must(payment.operations[0])));
});

test('the id of an event is the same each time, and another for each event of each payment', () => {
  const accepted = afterAnswer(begun(), { is: 'accepted' });
  const done = afterAnswer(accepted, { is: 'done' });
  const elsewhere = { ...accepted, payment: accepted.payment.replace('loja-1', 'loja-2') };

  const ids = [accepted, accepted, done, elsewhere].map((one) => toOperationEvent(one)?.event.detail.eventId);

  assert.equal(ids[0], ids[1]);
  assert.equal(new Set(ids).size, 3);
});

describe('whatever the ledger has to tell is an event that the schemas know:', () => {
  const first = begun();
  const doubt = afterAnswer(first, { is: 'doubt', why: 'no answer' });
  const withdrawn = { state: 'failed', withdrawn: true } as const;
  const rows = [
    {
      type: 'PaymentCancellationAccepted',
      payment: afterAnswer(first, { is: 'not_sent', code: 'provider_capacity' }),
    },
    {
      type: 'PaymentCancellationProcessing',
      payment: afterAnswer(first, { is: 'accepted', providerStatus: 'PROCESSING' }),
    },
    { type: 'PaymentCancellationUnknown', payment: doubt },
    {
      type: 'PaymentCancellationNeedsReview',
      payment: saved(doubt, (one) => ({ ...one, state: 'manual_review' })),
    },
    { type: 'PaymentCancellationSucceeded', payment: afterAnswer(doubt, { is: 'done', amount: 1035 }) },
    {
      type: 'PaymentCancellationFailed',
      payment: afterAnswer(first, {
        is: 'refused',
        code: 'not_cancelable',
        words: { status: 422, code: '1' },
      }),
    },
    { type: 'PaymentCancellationWithdrawn', payment: saved(first, (one) => ({ ...one, ...withdrawn })) },
    { type: 'PaymentRefundAccepted', payment: refundInState('accepted') },
    { type: 'PaymentRefundProcessing', payment: refundInState('processing') },
    { type: 'PaymentRefundUnknown', payment: refundInState('unknown') },
    { type: 'PaymentRefundNeedsOperator', payment: refundInState('awaiting_approval') },
    { type: 'PaymentRefundNeedsReview', payment: refundInState('manual_review') },
    { type: 'PaymentRefundSucceeded', payment: refundInState('succeeded') },
    { type: 'PaymentRefundFailed', payment: refundInState('failed') },
  ];
  for (const { type, payment } of rows) {
    test(type, () => {
      const { event } = toOperationEvent(payment) ?? {};

      assert.equal(event?.type, type);
      const { data, error } = eventDetailSchema(event.type).safeParse(overTheWire(event.detail));
      assert.deepEqual([error, data], [undefined, overTheWire(event.detail)]);
    });
  }
});

test('the types of events are those of the table, and only those', () => {
  for (const [type, { kind, news }] of Object.entries(EVENT_TYPES)) {
    assert.equal(type, `${kind === 'refund' ? 'PaymentRefund' : 'PaymentCancellation'}${news}`);
    assert.ok(STATE_OF_NEWS[news]);
  }
  assert.equal(isEventType('PaymentCancellationNeedsOperator'), false);
  assert.equal(isEventType('toString'), false);
});

describe('an event that cannot be understood is not told:', () => {
  const told = afterAnswer(begun(), { is: 'done' });
  const event = { sequence: 1, operationId: must(told.operations[0]).id };
  const rows = [
    { name: 'another type', event: { ...event, type: 'PaymentCancellationDreamed' } },
    {
      name: 'another operation',
      event: { ...event, type: 'PaymentCancellationSucceeded', operationId: 'op_x' },
    },
    { name: 'a type that is not of this kind', event: { ...event, type: 'PaymentRefundSucceeded' } },
    { name: 'a type that is not of this state', event: { ...event, type: 'PaymentCancellationFailed' } },
  ];
  for (const { name, event } of rows) {
    test(name, () => assert.throws(() => toOperationEvent({ ...told, event }), /the event of a payment/));
  }
});
