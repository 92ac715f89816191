import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readStreamRecords } from '../../../shared/aws/stream-records.ts';
import { type RelayDeps, relay } from '../../../shared/events/relay.ts';
import type { Payment } from '../../../shared/operation/payment.ts';
import type { FlowStart } from '../../../shared/ports/flow-starter.ts';
import type { AsideRecord } from '../../../shared/ports/relay-dead-letters.ts';
import { createFakeBus, silentLog } from '../bus/fakes.ts';
import { NOON, REF } from '../sample-operation.ts';
import { begun, cancellationIn, onlyOperation, refundIn, toStreamRecord } from './images.ts';

/** The same payment at another merchant. */
function of(merchantId: string, payment: Payment): Payment {
  return { ...payment, merchantId, payment: payment.payment.replace(REF.merchantId, merchantId) };
}

const processing = cancellationIn('processing');
const done = cancellationIn('succeeded', processing);

/** A relay, and what it published and started. `fails`: names of flows that cannot be started. */
function createScene({
  bus = createFakeBus(),
  fails = () => false,
  now = NOON,
  takesDeadLetters = () => true,
}: {
  bus?: ReturnType<typeof createFakeBus>;
  fails?: (flow: FlowStart) => boolean;
  now?: number;
  takesDeadLetters?: () => boolean;
} = {}) {
  const started: FlowStart[] = [];
  const aside: AsideRecord[] = [];
  const deps: RelayDeps = {
    clock: () => now,
    deadLetters: {
      async put(record) {
        if (!takesDeadLetters()) throw new Error('no answer');
        aside.push(record);
      },
    },
    bus: bus.bus,
    flows: {
      async start(flow) {
        if (fails(flow)) throw new Error('no answer');
        started.push(flow);
      },
    },
    log: silentLog,
  };
  const published = () =>
    bus.published.map(({ detail }) => {
      const { merchantId, sequence } = JSON.parse(JSON.stringify(detail));
      return `${merchantId} ${sequence}`;
    });
  /** The places in the stream, from 1, of the records to be delivered again. */
  const relayRecords = async (Records: readonly object[], signal = new AbortController().signal) => {
    const left = await relay(deps, readStreamRecords({ Records }), signal);
    return left.map(({ sequenceNumber }) => sequenceNumber);
  };
  const run = (images: readonly Payment[], signal?: AbortSignal) =>
    relayRecords(
      images.map((image, at) => toStreamRecord(image, String(at + 1))),
      signal,
    );
  return { run, relayRecords, published, started, aside, puts: bus.puts };
}

test('what the ledger saved is published, in the order of the stream, and a save without a mark is not', async () => {
  const { run, published, started } = createScene();

  assert.deepEqual(await run([begun(), processing, done]), []);

  assert.deepEqual(published(), ['loja-1 1', 'loja-1 2']);
  assert.deepEqual(started, []);
});

test('the same records make the same events again', async () => {
  const bus = createFakeBus();
  const { run } = createScene({ bus });

  await run([processing]);
  await run([processing]);

  assert.deepEqual(bus.published[0], bus.published[1]);
});

test('a record of an item that was taken away publishes nothing', () => {
  const { dynamodb, ...record } = toStreamRecord(done, '1');
  const { NewImage: _image, ...removed } = dynamodb;

  assert.deepEqual(readStreamRecords({ Records: [{ ...record, dynamodb: removed }] }), []);
});

test('an event of an open refund starts its flow, under the name of the operation', async () => {
  const { run, started } = createScene();
  const open = refundIn('awaiting_approval');
  const operationId = onlyOperation(open).id;

  assert.deepEqual(await run([open]), []);

  assert.deepEqual(started, [{ name: operationId, input: { action: 'settle', ...REF, operationId } }]);
});

describe('no flow is started by', () => {
  for (const { name, image } of [
    { name: 'a refund that has ended', image: refundIn('succeeded') },
    { name: 'a refund that failed', image: refundIn('failed') },
    { name: 'a cancellation', image: processing },
  ]) {
    test(name, async () => {
      const { run, published, started } = createScene();

      assert.deepEqual(await run([image]), []);

      assert.deepEqual([published().length, started], [1, []]);
    });
  }
});

test('many events go out ten at a time, and never two of one payment at once', async () => {
  const { run, published, puts } = createScene();
  const many = Array.from({ length: 12 }, (_, at) => of(`loja-${at}`, processing));

  assert.deepEqual(await run([...many, of('loja-11', done)]), []);

  assert.deepEqual(
    puts.map((events) => events.length),
    [10, 2, 1],
  );
  assert.equal(published().at(-1), 'loja-11 2');
});

describe('a payment whose event was not published waits, and the others go on:', () => {
  const records = [of('a', processing), of('b', processing), of('a', done), of('b', done), of('c', done)];
  const isFirstOfA = (detail: object) =>
    'merchantId' in detail && detail.merchantId === 'a' && 'sequence' in detail && detail.sequence === 1;

  test('the bus takes some events only', async () => {
    const refuse = createFakeBus((events) =>
      events.flatMap(({ detail }, at) => (isFirstOfA(detail) ? [at] : [])),
    );
    const { run, published } = createScene({ bus: refuse });

    assert.deepEqual(await run(records), ['1', '3']);

    assert.deepEqual(published(), ['b 1', 'b 2', 'c 2']);
  });

  test('a flow cannot be started', async () => {
    const open = refundIn('accepted');
    const ended = refundIn('succeeded');
    const { run, published } = createScene({ fails: ({ input }) => input.merchantId === 'a' });

    assert.deepEqual(await run([of('a', open), of('b', open), of('a', ended), of('b', ended)]), ['1', '3']);

    assert.deepEqual(published(), ['a 1', 'b 1', 'b 1']);
  });
});

describe('a record that can never be published is set aside at once, and everything behind it goes on:', () => {
  const operationId = onlyOperation(processing).id;
  const rows = [
    { name: 'an item of a newer version', image: { ...processing, schema: 2 }, reason: 'newer_item' },
    {
      name: 'an item of another form',
      image: { ...processing, operations: [{ id: 'op_1' }] },
      reason: 'image_unreadable',
    },
    {
      name: 'an event of another type, whose operation is not shown',
      image: { ...processing, event: { type: 'Dreamed', sequence: 1, operationId: 'op_1' } },
      reason: 'image_unreadable',
      shown: undefined,
    },
  ] as const;
  for (const { name, image, reason, ...row } of rows)
    test(name, async () => {
      const { run, published, aside } = createScene();
      const poison = JSON.parse(JSON.stringify(of('a', image as Payment)));

      assert.deepEqual(await run([of('b', processing), poison, of('a', done), of('b', done)]), []);

      assert.deepEqual(published(), ['b 1', 'a 2', 'b 2']);
      const shown = 'shown' in row ? row.shown : operationId;
      assert.deepEqual(aside, [{ payment: poison.payment, operationId: shown, sequenceNumber: '2', reason }]);
    });

  test('an image that is not in the form of DynamoDB', async () => {
    const { dynamodb, ...record } = toStreamRecord(processing, '1');
    const broken = { ...record, dynamodb: { ...dynamodb, NewImage: { payment: 'a' } } };
    const { relayRecords, aside } = createScene();

    assert.deepEqual(await relayRecords([broken]), []);

    const { payment } = processing;
    const expected = { payment, operationId: undefined, sequenceNumber: '1', reason: 'image_unreadable' };
    assert.deepEqual(aside, [expected]);
  });
});

test('a record that cannot be set aside is delivered again, with all that follows it', async () => {
  const { run } = createScene({ takesDeadLetters: () => false });
  const poison = { ...of('a', processing), schema: 2 };

  assert.deepEqual(await run([poison, of('b', processing), { ...of('c', processing), schema: 2 }]), [
    '1',
    '3',
  ]);
});

test('behind a record that is retried nothing is set aside yet: it is delivered again with that record', async () => {
  const bus = createFakeBus((events) => events.map((_, at) => at));
  const { run, aside } = createScene({ bus });

  assert.deepEqual(await run([of('a', processing), { ...of('b', processing), schema: 2 }]), ['1', '2']);

  assert.deepEqual(aside, []);
});

describe('a record that the bus does not take is set aside', () => {
  const MINUTE_MS = 60_000;
  const records = [of('a', processing), of('b', processing)];
  const refusesA = () =>
    createFakeBus((events) =>
      events.flatMap(({ detail }, at) => ('merchantId' in detail && detail.merchantId === 'a' ? [at] : [])),
    );

  test('after ten minutes where the bus takes others', async () => {
    const early = createScene({ bus: refusesA(), now: NOON + 9 * MINUTE_MS });
    assert.deepEqual([await early.run(records), early.aside], [['1'], []]);

    const late = createScene({ bus: refusesA(), now: NOON + 10 * MINUTE_MS });
    assert.deepEqual(await late.run(records), []);

    const [{ payment }] = records as [Payment];
    const operationId = onlyOperation(processing).id;
    assert.deepEqual(late.aside, [{ payment, operationId, sequenceNumber: '1', reason: 'not_published' }]);
  });

  test('after 110 minutes where it takes nothing: Lambda would discard it ten minutes later', async () => {
    const takesNothing = () =>
      createFakeBus(() => {
        throw new Error('no answer');
      });
    const early = createScene({ bus: takesNothing(), now: NOON + 109 * MINUTE_MS });
    assert.deepEqual([await early.run(records), early.aside], [['1', '2'], []]);

    const late = createScene({ bus: takesNothing(), now: NOON + 110 * MINUTE_MS });
    assert.deepEqual([await late.run(records), late.aside.length], [[], 2]);
  });
});

test('when the bus does not answer, nothing more is published and the rest is delivered again', async () => {
  const bus = createFakeBus((events) => {
    if (events.length < 10) throw new Error('no answer');
    return [];
  });
  const { run, published, puts } = createScene({ bus });
  const many = Array.from({ length: 11 }, (_, at) => of(`loja-${at}`, processing));

  assert.deepEqual(await run([...many, begun(), of('loja-10', done)]), ['11', '13']);

  assert.deepEqual([published().length, puts.length], [10, 2]);
});

test('an invocation that has been answered for publishes nothing', async () => {
  const { run, published } = createScene();
  const aborted = new AbortController();
  aborted.abort();

  assert.deepEqual(await run([processing, done], aborted.signal), ['1', '2']);

  assert.deepEqual(published(), []);
});
