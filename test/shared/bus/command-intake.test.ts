import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EstornoError, PROBLEMS } from '../../../shared/domain/problem.ts';
import { REF } from '../sample-operation.ts';
import { COMMAND_ID, createFakeQueue, message } from './fakes.ts';
import { type Begin, createScene, refusing } from './intake-scene.ts';

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
      'merchant_not_configured',
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

const GIVEN_UP: readonly (readonly [string, Begin])[] = [
  ['another operation on the payment is open', refusing('payment_busy')],
  ['the kill switch', refusing('provider_disabled')],
  ['the merchant has no credentials', refusing('merchant_not_configured')],
  [
    'nobody knows whether it began',
    async () => {
      throw new EstornoError('internal_error', { outcome: 'unknown' });
    },
  ],
];

for (const [why, begin] of GIVEN_UP)
  test(`a command that the queue is about to give up is set aside with its reason, and nobody hears that it failed: ${why}`, async () => {
    const { take, published, aside, delays } = createScene({ begin });

    assert.deepEqual(await take(message({}, { receives: 10 })), []);

    assert.deepEqual([published, delays], [[], []]);
    assert.equal(aside.length, 1);
    assert.deepEqual(aside[0]?.body, message().body);
  });

test('a command that is set aside begins when people have it delivered again: no event has shown it as failed', async () => {
  let isBusy = true;
  const begin: Begin = async () => {
    if (isBusy) throw new EstornoError('payment_busy');
  };
  const { take, begun, published, aside } = createScene({ begin });
  for (const receives of [9, 10]) await take(message({}, { receives }));
  isBusy = false;

  assert.deepEqual(await take(message()), []);

  assert.equal(begun.length, 3);
  assert.deepEqual([published.length, aside.length], [0, 1]);
});

test('a command that cannot be set aside is left to the queue', async () => {
  const queue = createFakeQueue({ fails: ['setAside'] });
  const { take, published } = createScene({ begin: refusing('payment_busy'), queue });

  assert.deepEqual(await take(message({}, { receives: 10 })), ['message-1']);
  assert.deepEqual(published, []);
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
