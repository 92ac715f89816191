import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { eventually } from '../local/eventually.ts';
import type { RequestHeaders } from './http-client.ts';
import { readOperation, readProblem } from './shapes.ts';
import { startWorld, type TestPayment, toAccessKey, toPath, type World } from './world.ts';

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', merchants: ['loja-1'], notifyFrom: ['127.0.0.1'] });
});
after(() => world.close());
beforeEach(() => world.forget());

const PROOF = { 'access-key': toAccessKey('loja-1') };

function notify(
  provider: string,
  body: string | Buffer,
  headers: RequestHeaders = {},
  merchantId = 'loja-1',
) {
  const path = `/v1/merchants/${merchantId}/${provider}/notifications`;
  return world.call({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

const letpayBody = (paymentId: string) =>
  JSON.stringify({ reference_id: 'order-1', payment_token: paymentId });

const sopagueBody = (paymentId: string) =>
  JSON.stringify({ Value: 10.35, Origin: 'GATEWAY_2D', ResultId: paymentId, Status: '0' });

/** A cancel whose outcome is unknown: done at the provider, its answer lost. */
async function withUnknownOutcome(provider: 'letpay' | 'sopague'): Promise<TestPayment> {
  const payment = world.newPayment(provider);
  world.simulators[provider].next({ applies: true, answers: 'reset-before-headers' });
  readOperation(await world.cancel(payment), 202);
  return payment;
}

async function firstState(payment: TestPayment): Promise<string | undefined> {
  const { body } = await world.get(toPath(payment));
  return (body as { operations: { state: string }[] }).operations[0]?.state;
}

/** The inquiry is made once the notification has its answer. */
const succeeds = (payment: TestPayment) =>
  eventually(
    () => firstState(payment),
    (state) => state === 'succeeded',
  );

describe('a notification', () => {
  test('of LetPay, from its address, has an inquiry made, which decides the outcome', async () => {
    const payment = await withUnknownOutcome('letpay');

    const answer = await notify('letpay', letpayBody(payment.paymentId));

    assert.deepEqual([answer.status, answer.text], [200, '']);
    await succeeds(payment);
    assert.equal(world.sent(payment, 'cancel').length, 1);
  });

  test('of SoPague, with its access key, does the same', async () => {
    const payment = await withUnknownOutcome('sopague');

    const answer = await notify('sopague', sopagueBody(payment.paymentId), PROOF);

    assert.deepEqual([answer.status, answer.text], [200, '']);
    await succeeds(payment);
  });

  const WRITINGS: readonly (readonly [
    name: string,
    write: (body: string) => Buffer,
    headers?: RequestHeaders,
  ])[] = [
    ['behind a byte-order mark', (body) => Buffer.from(`\ufeff${body}`)],
    ['in UTF-16', (body) => Buffer.from(`\ufeff${body}`, 'utf16le')],
    ['in ISO 8859-1', (body) => Buffer.from(body.replace('{', '{"x":"\u00e9",'), 'latin1')],
    ['compressed', (body) => gzipSync(body), { 'content-encoding': 'gzip' }],
    [
      'with names in capitals',
      (body) => Buffer.from(body.replace(/"(\w+)":/g, (name) => name.toUpperCase())),
    ],
    ['with a byte of zero at its end', (body) => Buffer.from(`${body}\u0000`)],
    ['with a number that is none', (body) => Buffer.from(body.replace('{', '{"x":NaN,'))],
  ];
  for (const [name, write, headers = {}] of WRITINGS)
    test(`is read ${name}, of either provider`, async () => {
      const [one, other] = [await withUnknownOutcome('letpay'), await withUnknownOutcome('sopague')];

      const answers = [
        await notify('letpay', write(letpayBody(one.paymentId)), headers),
        await notify('sopague', write(sopagueBody(other.paymentId)), { ...PROOF, ...headers }),
      ];

      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      );
      for (const payment of [one, other]) await succeeds(payment);
    });

  test('is never trusted for what it says: only the payment itself is', async () => {
    const payment = world.newPayment('letpay');
    world.letpay.rules.cancelEnds = 'never';
    await world.cancel(payment);
    const reads = world.sent(payment, 'read').length;

    await notify('letpay', letpayBody(payment.paymentId));

    await eventually(() => world.sent(payment, 'read').length > reads);
    assert.equal(await firstState(payment), 'processing');
    world.letpay.rules.cancelEnds = 'canceled';
  });

  test('of a payment that nobody knows is taken, and nothing is done', async () => {
    for (const answer of [
      await notify('letpay', letpayBody('00000000-0000-4000-8000-000000000000')),
      await notify('letpay', letpayBody('../../etc')),
      await notify('sopague', sopagueBody('1'.repeat(42)), PROOF),
      await notify('letpay', letpayBody('00000000-0000-4000-8000-000000000000'), {}, 'nobody'),
    ]) {
      assert.deepEqual([answer.status, answer.text], [200, '']);
    }
    assert.equal(world.letpay.received().length + world.sopague.received().length, 0);
  });

  for (const [what, headers, merchantId] of [
    ['without the access key', {}, 'loja-1'],
    ['with another access key', { 'access-key': 'something-else' }, 'loja-1'],
    ['with an empty access key', { 'access-key': '' }, 'loja-1'],
    ['for a merchant without a secret', PROOF, 'nobody'],
  ] as const) {
    test(`of SoPague ${what} is refused`, async () => {
      readProblem(
        await notify('sopague', sopagueBody('1'.repeat(42)), headers, merchantId),
        403,
        'forbidden',
      );
    });
  }

  test('of SoPague is refused while the secret has no access key', async () => {
    const { accessKey: _, ...withoutKey } = {
      userName: 'a',
      password: 'b',
      environment: 'sandbox',
      accessKey: '',
    };
    world.stack.putSecret('loja-2', 'sopague', withoutKey);
    readProblem(await notify('sopague', sopagueBody('1'.repeat(42)), PROOF, 'loja-2'), 403, 'forbidden');
  });

  test('that is no JSON, or names no payment, is refused with a reason', async () => {
    for (const body of ['{', 'null', '{}', '{"payment_token":{}}']) {
      readProblem(await notify('letpay', body), 400, 'validation_failed');
    }
  });
});

test('notifications of strangers for merchants that do not exist cost few reads of secrets', async () => {
  world.forget();
  const reads = () =>
    world.stack.awsCalls.entries.filter(({ target }) => target === 'secretsmanager.GetSecretValue').length;
  const answers: number[] = [];
  for (let count = 0; count < 45; count++)
    answers.push(
      (await notify('sopague', sopagueBody('1'.repeat(42)), PROOF, `nobody-${count % 40}`)).status,
    );

  // One at a time, so that one process answers all; the tests before have read some, too.
  assert.ok(reads() > 0 && reads() <= 30, `${reads()} reads`);
  assert.ok(answers.includes(429));
  assert.ok(
    answers.every((status) => status === 403 || status === 429),
    String(answers),
  );
  assert.equal((await notify('letpay', 'x'.repeat(257 * 1024))).status, 413);
});

describe('a notification from elsewhere', () => {
  test('is not taken for LetPay', async () => {
    const elsewhere = await startWorld({ engine: 'dynalite' });
    try {
      const path = '/v1/merchants/loja-1/letpay/notifications';
      const body = letpayBody('00000000-0000-4000-8000-000000000000');
      readProblem(await elsewhere.call({ method: 'POST', path, body }), 403, 'forbidden');
    } finally {
      await elsewhere.close();
    }
  });
});
