import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpay } from '../../../functions/letpay/connector.ts';
import { type IntakeDeps, takeCommands } from '../../../shared/bus/command-intake.ts';
import { refuseUnroutedCommand } from '../../../shared/bus/refuse-unrouted.ts';
import { EstornoError, isProblemCode, PROBLEMS } from '../../../shared/domain/problem.ts';
import { eventDetailSchema } from '../../../shared/events/event-schemas.ts';
import { createCommandReader, readCommand } from '../../../shared/input/read-command.ts';
import type { Command } from '../../../shared/operation/command.ts';
import type { CommandMessage } from '../../../shared/ports/command-queue.ts';
import { OPERATION_MS } from '../../../shared/provider/budgets.ts';
import { NOON, REF } from '../sample-operation.ts';
import { COMMAND_ID, createFakeBus, createFakeQueue, message, silentLog } from './fakes.ts';

type Begin = IntakeDeps['begin'];

const reader = createCommandReader(letpay);

/** An intake whose ledger does what `begin` says, and what it did. */
function createScene({
  begin = async () => undefined,
  bus = createFakeBus(),
  queue = createFakeQueue(),
  read = (kind, detail) => readCommand(reader, kind, detail),
  left = 28_000,
  signal = new AbortController().signal,
}: {
  begin?: Begin;
  bus?: ReturnType<typeof createFakeBus>;
  queue?: ReturnType<typeof createFakeQueue>;
  read?: IntakeDeps['readCommand'];
  left?: number;
  signal?: AbortSignal;
} = {}) {
  const begun: Command[] = [];
  const deps: IntakeDeps = {
    readCommand: read,
    begin: (command, invocation) => {
      begun.push(command);
      return begin(command, invocation);
    },
    roomMs: OPERATION_MS,
    maxReceives: 10,
    queue: queue.queue,
    bus: bus.bus,
    clock: () => NOON,
    log: silentLog,
  };
  const take = async (...messages: CommandMessage[]) => {
    const again = await takeCommands(deps, messages, { signal, deadline: NOON + left, trigger: 'bus' });
    return again.map(({ messageId }) => messageId);
  };
  return { take, begun, published: bus.published, ...queue };
}

const refusing =
  (code: string): Begin =>
  async () => {
    throw isProblemCode(code) ? new EstornoError(code) : new Error(code);
  };

test('a command begins its operation, and is done whatever the state of it', async () => {
  const { take, begun, published, aside, delays } = createScene();

  assert.deepEqual(await take(message({ reference: 'order-4711' })), []);

  assert.equal(begun.length, 1);
  assert.deepEqual(
    begun.map(({ kind, merchantId, paymentId, idempotencyKey, request }) => ({
      ...{ kind, merchantId, paymentId, idempotencyKey, request },
    })),
    [
      {
        kind: 'cancellation',
        merchantId: 'loja-1',
        paymentId: REF.paymentId,
        idempotencyKey: 'key-1',
        request: { reference: 'order-4711' },
      },
    ],
  );
  assert.deepEqual([published, aside, delays], [[], [], []]);
});

test('a refund is begun as a refund', async () => {
  const { take, begun } = createScene();

  await take(message({ strategy: 'refund_only' }, { type: 'PaymentRefundRequested' }));

  assert.deepEqual(
    begun.map(({ kind, request }) => [kind, request.strategy]),
    [['refund', 'refund_only']],
  );
});

describe('each problem of a command that began nothing has one end:', () => {
  const AGAIN = [
    ...[
      'payment_busy',
      'rate_limited',
      'merchant_balance_insufficient',
      'internal_error',
      'provider_disabled',
    ],
    ...['provider_unreachable', 'provider_capacity', 'provider_rate_limited', 'provider_unavailable'],
  ];
  const ASIDE = ['validation_failed', 'idempotency_key_missing', 'idempotency_key_invalid', 'forbidden'];

  for (const code of Object.keys(PROBLEMS)) {
    const end = AGAIN.includes(code)
      ? 'is delivered again'
      : ASIDE.includes(code)
        ? 'is set aside and published'
        : 'is published';
    test(`${code} ${end}`, async () => {
      const { take, published, aside, delays } = createScene({ begin: refusing(code) });

      const left = await take(message());

      assert.equal(left.length + delays.length, AGAIN.includes(code) ? 2 : 0);
      assert.equal(published.length, AGAIN.includes(code) ? 0 : 1);
      assert.equal(aside.length, ASIDE.includes(code) ? 1 : 0);
    });
  }
});

test('a command on which our code failed is delivered again', async () => {
  const { take, published, delays } = createScene({ begin: refusing('a mistake of ours') });

  assert.deepEqual(await take(message()), ['message-1']);

  assert.deepEqual([published.length, delays.length], [0, 1]);
});

test('a command waits twice as long each time, and an hour at most', async () => {
  const { take, delays } = createScene({ begin: refusing('payment_busy') });

  for (const receives of [1, 2, 3, 7, 8, 9]) await take(message({}, { receives }));

  assert.deepEqual(
    delays.map(({ seconds }) => seconds),
    [30, 60, 120, 1920, 3600, 3600],
  );
});

test('the refusal of a command that the queue is about to give up is published, and the command set aside with its problem', async () => {
  const { take, published, aside, delays } = createScene({ begin: refusing('payment_busy') });

  assert.deepEqual(await take(message({}, { receives: 10 })), []);

  assert.deepEqual(
    published.map(({ type, detail }) => [type, JSON.parse(JSON.stringify(detail)).problem.code]),
    [['PaymentCancellationFailed', 'payment_busy']],
  );
  assert.deepEqual(
    aside.map(({ problem }) => problem),
    ['payment_busy'],
  );
  assert.deepEqual(delays, []);
});

test('no command fails through a kill switch, however often it was delivered', async () => {
  const { take, published, aside } = createScene({ begin: refusing('provider_disabled') });

  assert.deepEqual(await take(message({}, { receives: 10 })), ['message-1']);
  assert.deepEqual([published, aside], [[], []]);
});

test('a command of which nobody knows whether it began is left to the queue, however often it was delivered', async () => {
  const begin: Begin = async () => {
    throw new EstornoError('internal_error', { outcome: 'unknown' });
  };
  const { take, published, aside } = createScene({ begin });

  assert.deepEqual(await take(message({}, { receives: 10 })), ['message-1']);
  assert.deepEqual([published, aside], [[], []]);
});

test('a refusal is published with what the command said, the same each time', async () => {
  const { take, published } = createScene({ begin: refusing('already_canceled') });

  await take(message());
  await take(message({}, { receives: 2 }));
  await take(message({}, { id: 'another-event' }));

  const [first, second, third] = published.map(({ detail }) => JSON.parse(JSON.stringify(detail)));
  assert.deepEqual(first, {
    eventId: first.eventId,
    sequence: null,
    id: null,
    kind: 'cancellation',
    ...REF,
    idempotencyKey: 'key-1',
    state: 'failed',
    outcome: 'not_applied',
    problem: { code: 'already_canceled', detail: PROBLEMS.already_canceled.title },
    commandId: COMMAND_ID,
  });
  assert.deepEqual(second, first);
  assert.notEqual(third.eventId, first.eventId);
});

describe('the refusal of what is no valid command is published, and the message set aside as it came:', () => {
  const rows: readonly {
    name: string;
    message: CommandMessage;
    code?: string;
    says: RegExp;
    about?: Readonly<Record<string, unknown>>;
  }[] = [
    {
      name: 'a misspelt field',
      message: message({ amout: 1 }),
      says: /^\/amout this field is not known here$/,
    },
    {
      name: 'a field with a name that no attribute takes',
      message: message({ 'a\u0000b': 1 }),
      says: /^\/a\?b this field/,
    },
    {
      name: 'no key',
      message: message({ idempotencyKey: undefined }),
      code: 'idempotency_key_missing',
      says: /missing/,
      about: { idempotencyKey: null },
    },
    {
      name: 'a key with a space',
      message: message({ idempotencyKey: 'a b' }),
      code: 'idempotency_key_invalid',
      says: /`idempotencyKey` takes/,
      about: { idempotencyKey: 'a b' },
    },
    {
      name: 'another source',
      message: message({}, { source: 'estorno.merchant.loja-2' }),
      code: 'forbidden',
      says: /must have the source estorno\.merchant\.loja-1/,
      about: { merchantId: 'loja-2' },
    },
    {
      name: 'a source of nobody',
      message: message({}, { source: 'estorno.merchant.' }),
      code: 'forbidden',
      says: /must have the source/,
      about: { merchantId: null },
    },
    {
      name: 'no detail',
      message: message(null),
      says: /^the command must be a JSON object$/,
      about: { provider: null, paymentId: null, idempotencyKey: null },
    },
    {
      name: 'a payment id that is no text',
      message: message({ paymentId: 7 }),
      says: /^\/paymentId must be text$/,
      about: { paymentId: null },
    },
    {
      name: 'a payment id without end',
      message: message({ paymentId: 'x'.repeat(9000) }),
      says: /UUID/,
      about: { paymentId: null },
    },
    { name: 'a dry run', message: message({ dryRun: true }), says: /^\/dryRun only the HTTP API/ },
  ];
  for (const { name, message: sent, code = 'validation_failed', says, about = {} } of rows) {
    test(name, async () => {
      const { take, published, aside, begun } = createScene();

      assert.deepEqual(await take(sent), []);

      assert.equal(begun.length, 0);
      assert.deepEqual(
        published.map(({ type }) => type),
        ['PaymentCancellationFailed'],
      );
      const detail = JSON.parse(JSON.stringify(published[0]?.detail));
      assert.equal(eventDetailSchema('PaymentCancellationFailed').safeParse(detail).error, undefined);
      assert.equal(detail.problem.code, code);
      assert.deepEqual({ ...detail, ...about }, detail);
      assert.deepEqual([aside[0]?.body, aside[0]?.problem, aside.length], [sent.body, code, 1]);
      assert.match(aside[0]?.detail ?? '', says);
    });
  }
});

describe('what names no command is set aside, and no event can be about it:', () => {
  const rows = [
    { name: 'no JSON', body: '{"id":' },
    { name: 'no event of a bus', body: '{"merchantId":"loja-1"}' },
    { name: 'an event of another type', body: message({}, { type: 'PaymentDreamed' }).body },
    { name: 'an event whose id is none', body: message({}, { id: 'a b' }).body },
  ];
  for (const { name, body } of rows) {
    test(name, async () => {
      const { take, published, aside } = createScene();

      assert.deepEqual(await take(message({}, { body })), []);

      assert.deepEqual([published.length, aside[0]?.problem, aside[0]?.body], [0, 'validation_failed', body]);
    });
  }
});

describe('a command whose refusal could not be published or set aside is delivered again:', () => {
  const malformed = message({ amout: 1 });
  const unanswered = createFakeBus(() => {
    throw new Error('no answer');
  });
  const rows = [
    { name: 'the bus takes no events', bus: createFakeBus((events) => events.map((_, at) => at)) },
    { name: 'the bus does not answer', bus: unanswered },
    { name: 'the dead letters do not answer', queue: createFakeQueue({ fails: ['setAside'] }) },
    {
      name: 'nothing answers',
      bus: unanswered,
      queue: createFakeQueue({ fails: ['setAside', 'delay'] }),
    },
  ];
  for (const { name, ...parts } of rows) {
    test(name, async () => {
      const { take, aside } = createScene(parts);

      assert.deepEqual(await take(malformed), ['message-1']);

      assert.deepEqual(aside, []);
    });
  }
});

test('the commands of a batch are carried out side by side, and what becomes of one is nothing to the others', async () => {
  const together: (() => void)[] = [];
  const { take } = createScene({
    begin: async ({ idempotencyKey }) => {
      await new Promise<void>((resolve) => {
        together.push(resolve);
        if (together.length === 3) for (const go of together) go();
      });
      if (idempotencyKey === 'busy') throw new EstornoError('payment_busy');
      if (idempotencyKey === 'refused') throw new EstornoError('payment_not_found');
    },
  });

  const left = await take(
    message({ idempotencyKey: 'busy' }, { messageId: 'a' }),
    message({ idempotencyKey: 'refused' }, { messageId: 'b' }),
    message({ amout: 1 }, { messageId: 'c' }),
    message({ idempotencyKey: 'fine' }, { messageId: 'd' }),
  );

  assert.deepEqual(left, ['a']);
});

describe('what cannot be begun in time is delivered again:', () => {
  const aborted = new AbortController();
  aborted.abort();
  for (const { name, ...parts } of [
    { name: 'too little time is left', left: 10_000 },
    { name: 'the invocation has been answered for', signal: aborted.signal },
  ]) {
    test(name, async () => {
      const { take, begun, published, aside } = createScene(parts);

      assert.deepEqual(await take(message()), ['message-1']);

      assert.deepEqual([begun, published, aside], [[], [], []]);
    });
  }
});

test('a command that names no provider is refused for that', async () => {
  const read = () => refuseUnroutedCommand(['letpay', 'sopague']);
  const { take, published, aside } = createScene({ read });

  await take(message({ provider: 'acme' }, { type: 'PaymentRefundRequested', source: 'estorno.merchant.x' }));
  await take(message({ provider: ['letpay'] }));

  assert.deepEqual(
    published.map(({ type, detail }) => [type, JSON.parse(JSON.stringify(detail)).provider]),
    [
      ['PaymentRefundFailed', 'acme'],
      ['PaymentCancellationFailed', null],
    ],
  );
  assert.deepEqual(
    aside.map(({ problem, detail }) => [problem, detail]),
    Array.from({ length: 2 }, () => [
      'validation_failed',
      '/provider must be one of letpay, sopague, and the source of the event estorno.merchant.<merchantId>',
    ]),
  );
});

const CORRELATED = [
  [
    'by the trace of its producer',
    'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=1',
    '4bf92f3577b34da6a3ce929d0e0e4736',
  ],
  ['by its own event, where the producer has no trace', undefined, COMMAND_ID],
  ['by its own event, where what should be a trace is none', 'garbage', COMMAND_ID],
] as const;

for (const [by, traceHeader, correlationId] of CORRELATED)
  test(`what follows from a command is named ${by}, also when it is refused`, async () => {
    const seen: unknown[] = [];
    const begin: Begin = async (_command, invocation) => {
      seen.push(invocation.correlationId);
      throw new EstornoError('already_canceled');
    };
    const { take, published } = createScene({ begin });

    await take({ ...message(), traceHeader });

    assert.deepEqual(seen, [correlationId]);
    assert.deepEqual(
      published.map((event) => event.correlationId),
      [correlationId],
    );
  });
