import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import * as z from 'zod';
import { pick, readOperation, readProblem } from './shapes.ts';
import { AMOUNT, PROVIDERS, startWorld, type TestPayment, type World } from './world.ts';

/** What would go out first. */
const ROWS = [
  { provider: 'letpay', body: {}, method: 'POST', path: '/payment/{id}/cancel', sends: '{}' },
  {
    provider: 'letpay',
    body: { letpay: { family: 'checkout' } },
    method: 'POST',
    path: '/checkout/{id}/cancel',
    sends: '{}',
  },
  { provider: 'sopague', body: {}, method: 'GET', path: '/v1/payments/{id}', sends: null },
] as const;

const dryRunSchema = z.object({
  requests: z.array(
    z.strictObject({
      method: z.string(),
      path: z.string(),
      body: z.string().nullable(),
      onlyIf: z.string().optional(),
    }),
  ),
});

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite' });
});
after(() => world.close());
beforeEach(() => world.forget());

describe('a dry run', () => {
  for (const { provider, body, method, path, sends } of ROWS) {
    test(`${provider} ${JSON.stringify(body)}: shows the request, and neither sends nor stores`, async () => {
      const payment = world.newPayment(provider);

      const answer = await world.cancel(payment, { body: { ...body, dryRun: true } });

      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.body, {
        dryRun: true,
        ...payment,
        options: {
          cancel: {
            ...{ possible: 'unknown', until: null, why: null, basis: 'inferred' },
            partial: provider === 'letpay' ? 'no' : 'unknown',
          },
          refund: { possible: 'unknown', until: null, partial: 'unknown', why: null, basis: 'inferred' },
        },
        requests: [{ method, path: path.replace('{id}', payment.paymentId), body: sends }],
      });
      assertNothingDone(payment);
    });
  }

  test('sopague {"amount":400}: shows the inquiry, and the request that it could lead to', async () => {
    const payment = world.newPayment('sopague');

    const answer = await world.cancel(payment, { body: { amount: 400, dryRun: true } });

    const path = `/v1/payments/${payment.paymentId}`;
    assert.deepEqual(dryRunSchema.parse(answer.body).requests, [
      { method: 'GET', path, body: null },
      { method: 'POST', path: `${path}/cancel`, body: '{"amount":400}' },
    ]);
    assertNothingDone(payment);
  });

  const refunds: readonly [provider: 'letpay' | 'sopague', body: object, shows: readonly string[]][] = [
    [
      'letpay',
      {},
      [
        'GET /payment/{id}',
        'GET /refund/payment/{id}',
        'POST /payment/{id}/cancel {} if held',
        'POST /refund {"payment_token":"{id}"} if paid',
      ],
    ],
    [
      'letpay',
      { amount: 400 },
      [
        'GET /payment/{id}',
        'GET /refund/payment/{id}',
        'POST /refund {"payment_token":"{id}","amount":4.00} if paid',
      ],
    ],
    ['sopague', { amount: 400 }, ['GET /v1/payments/{id}', 'POST /v1/payments/{id}/cancel {"amount":400}']],
    ['sopague', { amount: 400, strategy: 'refund_only' }, ['GET /v1/payments/{id}']],
  ];
  for (const [provider, body, shows] of refunds)
    test(`${provider}: a refund ${JSON.stringify(body)} shows every request that could go out`, async () => {
      const payment = world.newPayment(provider);

      const answer = await world.refund(payment, { body: { ...body, dryRun: true } });

      const { requests } = dryRunSchema.parse(answer.body);
      const shown = requests.map(({ method, path, body: sent, onlyIf }) =>
        [method, path, ...(sent === null ? [] : [sent]), ...(onlyIf ? [`if ${onlyIf}`] : [])].join(' '),
      );
      assert.deepEqual(
        shown,
        shows.map((line) => line.replace('{id}', payment.paymentId)),
      );
      assertNothingDone(payment);
    });

  for (const provider of PROVIDERS) {
    test(`${provider}: leaves its key to the real thing`, async () => {
      const payment = world.newPayment(provider);
      await world.cancel(payment, { body: { dryRun: true } });

      const first = await world.cancel(payment, { body: { dryRun: false } });
      const done = readOperation(first.status === 202 ? await world.cancel(payment) : first, 200);

      assert.equal(first.headers['idempotent-replayed'], undefined);
      assert.equal(done.state, 'succeeded');
      assert.equal(world.effects(payment), 1);
    });

    test(`${provider}: is refused as the real thing would be`, async () => {
      const payment = world.newPayment(provider);
      world.simulators[provider].next({ status: 500, applies: false });
      await world.cancel(payment);
      world.forget();
      const dry = { dryRun: true };

      const busy = readProblem(await world.cancel(payment, { key: 'key-2', body: dry }), 409, 'payment_busy');
      const reused = readProblem(
        await world.cancel(payment, { body: { ...dry, reference: 'other' } }),
        422,
        'idempotency_key_reused',
      );

      assert.deepEqual(pick(busy, 'possibleDuplicate'), { possibleDuplicate: true });
      assert.equal(reused.operation?.id, busy.operation?.id);
      assertNothingDone(payment);
    });
  }

  test('letpay: of an amount shows the inquiry by which it is known whether that is the whole', async () => {
    const payment = world.newPayment('letpay');
    const answer = await world.cancel(payment, { body: { amount: AMOUNT, dryRun: true } });
    assert.deepEqual(dryRunSchema.parse(answer.body).requests, [
      { method: 'GET', path: `/payment/${payment.paymentId}`, body: null },
    ]);
    assertNothingDone(payment);
  });
});

function assertNothingDone({ provider }: TestPayment): void {
  assert.deepEqual(world.simulators[provider].received(), []);
  const writes = world.stack.awsCalls.entries.filter(({ target }) =>
    /\.(Put|Update|Delete)Item$/.test(target),
  );
  assert.deepEqual(writes, []);
}
