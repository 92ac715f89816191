import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as z from 'zod/mini';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { newSwitches, withTurned } from '../../../shared/domain/switches.ts';
import { SECOND_MS, toInstant } from '../../../shared/domain/time.ts';
import { dryRunSchema, paymentSchema } from '../../../shared/http/answer-schemas.ts';
import type { HttpResponse } from '../../../shared/http/responses.ts';
import { operationSchema } from '../../../shared/operation/view-schemas.ts';
import { NOON } from '../sample-operation.ts';
import { type AcmeWorld, answered, createAcmeWorld, PAYMENT, shown } from './acme.ts';

/** The body of an answer, which must be as the description says. */
function read<T>(answer: HttpResponse, status: number, schema: z.ZodMiniType<T>): T {
  assert.equal(answer.statusCode, status, answer.body);
  return z.parse(schema, JSON.parse(answer.body));
}

/** What the function does with the message that it left to itself. */
function inquire({ answers }: AcmeWorld) {
  const { inquire: perform } = answers.intake;
  const invocation = {
    signal: new AbortController().signal,
    deadline: NOON + 29_000,
    trigger: 'notification',
  };
  return perform?.({ ...PAYMENT, provider: 'acme' }, invocation);
}

/** An operation whose request had no answer. */
async function beginUnanswered(world: AcmeWorld): Promise<z.infer<typeof operationSchema>> {
  world.reply = () => ({ is: 'lost', why: 'no answer' });
  return read(await world.call('cancel'), 202, operationSchema);
}

describe('a payment is shown as the provider shows it:', () => {
  test('its money, and its refunds', async () => {
    const world = createAcmeWorld();
    const refunds = [
      { id: 'R-1', amount: 300, status: 'succeeded', isOurs: false },
      { id: 'R-2', status: 'failed' },
    ] as const;
    world.reply = () =>
      shown({ status: 'paid', paymentMethod: 'PIX', captured: 1000, refunded: 300, refunds });

    const { payment } = read(await world.call('readPayment'), 200, paymentSchema);

    assert.deepEqual(payment, {
      ...{ status: 'paid', providerStatus: 'HELD', method: 'PIX', currency: 'BRL' },
      ...{ total: 1000, captured: 1000, returned: 300, left: 700 },
      refunds: [
        { id: 'R-1', amount: 300, status: 'succeeded', ours: false },
        { id: 'R-2', amount: null, status: 'failed', ours: null },
      ],
      readAt: toInstant(NOON),
    });
    assert.deepEqual(world.received, ['GET /payments/12345678']);
  });

  test('what is not shown is null, never 0', async () => {
    const world = createAcmeWorld();
    world.reply = () => shown({ total: undefined, refunded: undefined });

    const { payment } = read(await world.call('readPayment'), 200, paymentSchema);

    assert.partialDeepStrictEqual(payment, {
      ...{ status: 'held', total: null, captured: null, returned: null, left: null },
    });
  });

  test('one that could not be read is null', async () => {
    const world = createAcmeWorld();
    world.reply = () => ({ is: 'not_sent', why: 'unreachable', detail: 'refused' });
    assert.equal(read(await world.call('readPayment'), 200, paymentSchema).payment, null);
  });

  test('one that the provider does not have is not found, unless an operation of it is known', async () => {
    const world = createAcmeWorld();
    await beginUnanswered(world);
    world.reply = () => answered({}, 404);

    const known = read(await world.call('readPayment'), 200, paymentSchema);

    assert.deepEqual([known.payment, known.operations.length], [null, 1]);
    await assert.rejects(world.call('readPayment', { paymentId: '87654321' }), { name: 'payment_not_found' });
  });
});

describe('a dry run', () => {
  const rows = [
    ['cancel', {}, ['POST /payments/12345678/void {}']],
    [
      'cancel',
      { amount: 400 },
      ['GET /payments/12345678 null', 'POST /payments/12345678/void {"amount":400} if held'],
    ],
    [
      'refund',
      { amount: 400 },
      [
        'GET /payments/12345678 null',
        'POST /payments/12345678/void {"amount":400} if held',
        'POST /payments/12345678/refund {"amount":400} if paid',
      ],
    ],
    [
      'refund',
      { strategy: 'refund_only' },
      ['GET /payments/12345678 null', 'POST /payments/12345678/refund {} if paid'],
    ],
  ] as const;
  for (const [name, body, shows] of rows)
    test(`of ${name} ${JSON.stringify(body)} shows the requests that could go out, and neither stores nor sends`, async () => {
      const world = createAcmeWorld();

      const answer = await world.call(name, { body: { ...body, dryRun: true } });

      const { requests } = read(answer, 200, dryRunSchema);
      assert.deepEqual(
        requests.map(({ method, path, body: sent, onlyIf }) =>
          [method, path, sent ?? 'null', ...(onlyIf ? [`if ${onlyIf}`] : [])].join(' '),
        ),
        shows,
      );
      assert.deepEqual([world.received, world.saved], [[], []]);
    });
});

describe('where the ledger gives no answer,', () => {
  test('what was not sent by then is not reported as not sent: it may have been sent since', async () => {
    const world = createAcmeWorld();
    world.reply = () => shown({ status: 'paid' });
    world.answeredSaves = 1;
    await assert.rejects(
      world.call('refund'),
      (error: unknown) => error instanceof EstornoError && error.facts.outcome === 'unknown',
    );
    assert.equal(world.saved.at(-1)?.operations[0]?.state, 'accepted');
  });

  test('what is being sent is reported as unknown', async () => {
    const world = createAcmeWorld();
    world.answeredSaves = 1;
    const { state, outcome } = read(await world.call('cancel'), 202, operationSchema);
    assert.deepEqual([state, outcome], ['sending', 'unknown']);
  });
});

describe('a command is refused', () => {
  test('while another operation is open, until that is due', async () => {
    const world = createAcmeWorld();
    const { id, nextCheckAt } = await beginUnanswered(world);
    await assert.rejects(world.call('cancel', { key: 'key-2' }), {
      name: 'payment_busy',
      facts: {
        operation: {
          id,
          state: 'unknown',
          link: `/v1/merchants/loja-1/acme/payments/12345678/cancellations/${id}`,
        },
        possibleDuplicate: true,
        suggestion: 'wait',
        retryAfterMs: Date.parse(nextCheckAt ?? '') - NOON,
      },
    });
  });

  test('while the provider is switched off', async () => {
    const world = createAcmeWorld();
    const turn = { merchant: '*', to: 'off', reason: 'a test', by: 'ana', at: NOON } as const;
    world.switches = withTurned(newSwitches('acme'), turn);
    await assert.rejects(world.call('cancel'), { name: 'provider_disabled' });
  });

  test('after its own time, with nothing begun', async () => {
    const world = createAcmeWorld();
    const notAfter = toInstant(NOON - SECOND_MS);
    await assert.rejects(world.call('cancel', { body: { notAfter } }), { name: 'deadline_exceeded' });
    assert.deepEqual([world.received, world.saved], [[], []]);
  });
});

test('a refund of more than is left fails with what is left, and nothing was sent', async () => {
  const world = createAcmeWorld();
  world.reply = () => shown({ status: 'paid', refunded: 700 });

  const answer = await world.call('refund', { body: { amount: 301 } });

  assert.equal(answer.statusCode, 422);
  const { code, amounts } = JSON.parse(answer.body);
  assert.deepEqual([code, amounts], ['amount_exceeds_available', { total: 1000, returned: 700, left: 300 }]);
  assert.deepEqual(world.received, ['GET /payments/12345678']);
});

describe('a notification', () => {
  test('of a stranger is forbidden, whatever its body', async () => {
    const world = createAcmeWorld();
    const sourceIp = '198.51.100.1';
    for (const body of ['x'.repeat(20_000), '{', '[]'])
      await assert.rejects(world.call('notify', { sourceIp, body }), { name: 'forbidden' });
  });

  test('of the provider is answered before any request to it; what is open is due, and waits in the queue', async () => {
    const world = createAcmeWorld();
    await beginUnanswered(world);
    world.received.length = 0;

    const answer = await world.call('notify', { body: ['87654321', 'no-payment', '12345678'] });

    assert.equal(answer.statusCode, 200);
    assert.deepEqual([world.received, world.queued], [[], ['12345678']]);
    assert.equal(world.saved.at(-1)?.dueAt, NOON);

    world.reply = () => shown({ status: 'canceled' });
    await inquire(world);
    assert.deepEqual(world.received, ['GET /payments/12345678']);
    assert.equal(world.saved.at(-1)?.operations[0]?.state, 'succeeded');
  });

  test('again stores nothing more, and after the end nothing is queued', async () => {
    const world = createAcmeWorld();
    await beginUnanswered(world);
    await world.call('notify', { body: ['12345678'] });
    const { length } = world.saved;
    await world.call('notify', { body: ['12345678'] });
    assert.deepEqual([world.saved.length, world.queued.length], [length, 2]);

    world.reply = () => shown({ status: 'canceled' });
    await inquire(world);
    await world.call('notify', { body: ['12345678'] });
    await inquire(world);
    assert.equal(world.queued.length, 2);
    assert.deepEqual(
      world.received.filter((request) => request.startsWith('GET')),
      ['GET /payments/12345678'],
    );
  });

  test('of a payment without an operation reads the ledger, and stores nothing', async () => {
    const world = createAcmeWorld();
    assert.equal((await world.call('notify', { body: ['12345678'] })).statusCode, 200);
    assert.deepEqual([world.saved, world.queued, world.received], [[], [], []]);
  });

  test('is acknowledged while the queue is down, as long as the ledger has the payment as due', async () => {
    const world = createAcmeWorld();
    await beginUnanswered(world);
    world.isQueueDown = true;
    assert.equal((await world.call('notify', { body: ['12345678'] })).statusCode, 200);
    assert.equal(world.saved.at(-1)?.dueAt, NOON);
  });

  test('is not acknowledged while neither the ledger nor the queue takes it', async () => {
    const world = createAcmeWorld();
    await beginUnanswered(world);
    world.isQueueDown = true;
    world.answeredSaves = 0;
    await assert.rejects(world.call('notify', { body: ['12345678'] }));
  });

  test('that names no payment is not valid', async () => {
    await assert.rejects(createAcmeWorld().call('notify', { body: [] }), { name: 'validation_failed' });
  });
});

test('an operation is read and withdrawn by the route of its kind only', async () => {
  const world = createAcmeWorld();
  const { id: operationId } = await beginUnanswered(world);
  read(await world.call('readCancellation', { operationId }), 200, operationSchema);
  await assert.rejects(world.call('readRefund', { operationId }), { name: 'operation_not_found' });
  await assert.rejects(world.call('withdrawRefund', { operationId }), { name: 'operation_not_found' });
  await assert.rejects(world.call('withdrawCancellation', { operationId }), { name: 'withdraw_not_allowed' });
});
