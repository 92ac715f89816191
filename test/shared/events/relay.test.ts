import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readStreamRecords } from '../../../shared/aws/stream-records.ts';
import type { Payment } from '../../../shared/domain/payment.ts';
import { createRelay } from '../../../shared/events/relay.ts';
import type { FlowStart } from '../../../shared/ports/flow-starter.ts';
import { createFakeBus, silentLog } from '../bus/fakes.ts';
import { must, REF } from '../domain/builders.ts';
import { afterAnswer, begun, refundInState, toStreamRecord } from './images.ts';

/** The same payment at another merchant. */
function of(merchantId: string, payment: Payment): Payment {
  return { ...payment, merchantId, payment: payment.payment.replace(REF.merchantId, merchantId) };
}

const accepted = afterAnswer(begun(), { is: 'accepted' });
const done = afterAnswer(accepted, { is: 'done' });

/** A relay, and what it told and started. `fails`: names of flows that cannot be started. */
function createScene({
  bus = createFakeBus(),
  fails = () => false,
}: {
  bus?: ReturnType<typeof createFakeBus>;
  fails?: (flow: FlowStart) => boolean;
} = {}) {
  const started: FlowStart[] = [];
  const relay = createRelay({
    bus: bus.bus,
    flows: {
      async start(flow) {
        if (fails(flow)) throw new Error('no answer');
        started.push(flow);
      },
    },
    log: silentLog,
  });
  const told = () =>
    bus.told.map(({ detail }) => {
      const { merchantId, sequence } = JSON.parse(JSON.stringify(detail));
      return `${merchantId} ${sequence}`;
    });
  /** The places in the stream, from 1, of the records that come again. */
  const run = async (images: readonly Payment[], signal = new AbortController().signal) => {
    const Records = images.map((image, at) => toStreamRecord(image, String(at + 1)));
    const left = await relay(readStreamRecords({ Records }), { signal });
    return left.map(({ sequenceNumber }) => sequenceNumber);
  };
  return { run, told, started, puts: bus.puts };
}

test('what the ledger saved is told, in the order of the stream, and a save without news is not', async () => {
  const { run, told, started } = createScene();

  assert.deepEqual(await run([begun(), accepted, done]), []);

  assert.deepEqual(told(), ['loja-1 1', 'loja-1 2']);
  assert.deepEqual(started, []);
});

test('the same records make the same events again', async () => {
  const bus = createFakeBus();
  const { run } = createScene({ bus });

  await run([accepted]);
  await run([accepted]);

  assert.deepEqual(bus.told[0], bus.told[1]);
});

test('a record of an item that was taken away has nothing to tell', () => {
  const { dynamodb, ...record } = toStreamRecord(done, '1');
  const { NewImage: _image, ...removed } = dynamodb;

  assert.deepEqual(readStreamRecords({ Records: [{ ...record, dynamodb: removed }] }), []);
});

test('an event of an open refund starts its flow, under the name of the operation', async () => {
  const { run, started } = createScene();
  const open = refundInState('awaiting_approval');
  const operationId = must(open.operations[0]).id;

  assert.deepEqual(await run([open]), []);

  assert.deepEqual(started, [{ name: operationId, input: { action: 'settle', ...REF, operationId } }]);
});

describe('no flow is started by', () => {
  for (const { name, image } of [
    { name: 'a refund that has ended', image: refundInState('succeeded') },
    { name: 'a refund that failed', image: refundInState('failed') },
    { name: 'a cancellation', image: accepted },
  ]) {
    test(name, async () => {
      const { run, told, started } = createScene();

      assert.deepEqual(await run([image]), []);

      assert.deepEqual([told().length, started], [1, []]);
    });
  }
});

test('many events go out ten at a time, and never two of one payment at once', async () => {
  const { run, told, puts } = createScene();
  const many = Array.from({ length: 12 }, (_, at) => of(`loja-${at}`, accepted));

  assert.deepEqual(await run([...many, of('loja-11', done)]), []);

  assert.deepEqual(
    puts.map((events) => events.length),
    [10, 2, 1],
  );
  assert.equal(told().at(-1), 'loja-11 2');
});

describe('a payment whose event was not told waits, and the others go on:', () => {
  const records = [of('a', accepted), of('b', accepted), of('a', done), of('b', done), of('c', done)];
  const isFirstOfA = (detail: object) =>
    'merchantId' in detail && detail.merchantId === 'a' && 'sequence' in detail && detail.sequence === 1;

  test('the bus takes some events only', async () => {
    const refuse = createFakeBus((events) =>
      events.flatMap(({ detail }, at) => (isFirstOfA(detail) ? [at] : [])),
    );
    const { run, told } = createScene({ bus: refuse });

    assert.deepEqual(await run(records), ['1', '3']);

    assert.deepEqual(told(), ['b 1', 'b 2', 'c 2']);
  });

  for (const { name, image } of [
    { name: 'an item of a newer version', image: { ...of('a', accepted), schema: 2 } },
    { name: 'an item of another form', image: { ...of('a', accepted), operations: [{ id: 'op_1' }] } },
    { name: 'an event of another type', image: { ...of('a', accepted), event: { type: 'Dreamed' } } },
  ]) {
    test(name, async () => {
      const { run, told } = createScene();

      const left = await run([image, ...records.slice(1)].map((one) => JSON.parse(JSON.stringify(one))));

      assert.deepEqual(left, ['1', '3']);
      assert.deepEqual(told(), ['b 1', 'b 2', 'c 2']);
    });
  }

  test('an image that is not in the form of DynamoDB', async () => {
    const { dynamodb, ...record } = toStreamRecord(of('a', accepted), '1');
    const broken = { ...record, dynamodb: { ...dynamodb, NewImage: { payment: 'a' } } };
    const bus = createFakeBus();
    const relay = createRelay({ bus: bus.bus, flows: { start: async () => undefined }, log: silentLog });

    const Records = [broken, toStreamRecord(of('b', accepted), '2')];
    const left = await relay(readStreamRecords({ Records }), new AbortController());

    assert.deepEqual([left.map(({ sequenceNumber }) => sequenceNumber), bus.told.length], [['1'], 1]);
  });

  test('a flow cannot be started', async () => {
    const open = refundInState('accepted');
    const ended = refundInState('succeeded');
    const { run, told } = createScene({ fails: ({ input }) => input.merchantId === 'a' });

    assert.deepEqual(await run([of('a', open), of('b', open), of('a', ended), of('b', ended)]), ['1', '3']);

    assert.deepEqual(told(), ['a 1', 'b 1', 'b 1']);
  });
});

test('what precedes a record that cannot be read is told', async () => {
  const { run, told } = createScene();

  assert.deepEqual(await run([accepted, { ...done, schema: 2 }]), ['2']);

  assert.deepEqual(told(), ['loja-1 1']);
});

test('when the bus does not answer, nothing more is told and the rest comes again', async () => {
  const bus = createFakeBus((events) => {
    if (events.length < 10) throw new Error('no answer');
    return [];
  });
  const { run, told, puts } = createScene({ bus });
  const many = Array.from({ length: 11 }, (_, at) => of(`loja-${at}`, accepted));

  assert.deepEqual(await run([...many, begun(), of('loja-10', done)]), ['11', '13']);

  assert.deepEqual([told().length, puts.length], [10, 2]);
});

test('an invocation that has been answered for tells nothing', async () => {
  const { run, told } = createScene();
  const aborted = new AbortController();
  aborted.abort();

  assert.deepEqual(await run([accepted, done], aborted.signal), ['1', '2']);

  assert.deepEqual(told(), []);
});
