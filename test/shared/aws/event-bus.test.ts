import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createEventBus } from '../../../shared/aws/event-bus.ts';
import type { OutgoingEvent } from '../../../shared/ports/event-bus.ts';
import { startAwsService, toAnswer } from './aws-service.ts';

const EVENTS: readonly OutgoingEvent[] = [
  { type: 'PaymentCancellationSucceeded', detail: { eventId: 'evt_1', gone: undefined } },
  { type: 'PaymentRefundFailed', detail: { eventId: 'evt_2' } },
];

test('events are put on the bus by its name, under our source', async (t) => {
  const { config, received } = await startAwsService(
    t,
    toAnswer({ FailedEntryCount: 0, Entries: [{ EventId: '1' }, { EventId: '2' }] }),
  );
  const bus = createEventBus({ busName: 'estorno', connect: () => new EventBridgeClient(config) });

  assert.deepEqual(await bus.put(EVENTS), []);

  const entry = { EventBusName: 'estorno', Source: 'estorno' };
  assert.deepEqual(received(), [
    {
      target: 'AWSEvents.PutEvents',
      body: {
        Entries: [
          { ...entry, DetailType: 'PaymentCancellationSucceeded', Detail: '{"eventId":"evt_1"}' },
          { ...entry, DetailType: 'PaymentRefundFailed', Detail: '{"eventId":"evt_2"}' },
        ],
      },
    },
  ]);
});

test('an event names what it follows from beside its detail: always as a resource, and as a trace where it is one', async (t) => {
  const { config, received } = await startAwsService(
    t,
    toAnswer({ FailedEntryCount: 0, Entries: [{ EventId: '1' }, { EventId: '2' }] }),
  );
  const bus = createEventBus({ busName: 'estorno', connect: () => new EventBridgeClient(config) });
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const ids = [trace, 'JKJaXmPLvHcESHA='];

  await bus.put(EVENTS.map((event, at) => ({ ...event, correlationId: ids[at] })));

  assert.partialDeepStrictEqual(received()[0]?.body, {
    Entries: [
      {
        Detail: '{"eventId":"evt_1"}',
        Resources: [`urn:estorno:correlation:${trace}`],
        TraceHeader: 'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736',
      },
      { Detail: '{"eventId":"evt_2"}', Resources: ['urn:estorno:correlation:JKJaXmPLvHcESHA='] },
    ],
  });
});

test('the places of the events that were not taken are given, although the answer is a 200', async (t) => {
  const { config } = await startAwsService(
    t,
    toAnswer({ FailedEntryCount: 1, Entries: [{ EventId: '1' }, { ErrorCode: 'InternalFailure' }] }),
  );
  const bus = createEventBus({ busName: 'estorno', connect: () => new EventBridgeClient(config) });

  assert.deepEqual(await bus.put(EVENTS), [1]);
});

test('events of which an answer says nothing were not taken', async (t) => {
  const { config } = await startAwsService(t, toAnswer({}), toAnswer({ Entries: [{ EventId: '1' }] }));
  const bus = createEventBus({ busName: 'estorno', connect: () => new EventBridgeClient(config) });

  assert.deepEqual(await bus.put(EVENTS), [0, 1]);
  assert.deepEqual(await bus.put(EVENTS), [1]);
});

test('a bus that fails is an error', async (t) => {
  const { config } = await startAwsService(t, toAnswer({ __type: 'InternalException' }, 500));
  const bus = createEventBus({ busName: 'estorno', connect: () => new EventBridgeClient(config) });

  await assert.rejects(bus.put(EVENTS), { name: 'InternalException' });
});

test('a bus to which nothing is published is not connected to', () => {
  createEventBus({ busName: 'estorno', connect: () => assert.fail('connected') });
});
