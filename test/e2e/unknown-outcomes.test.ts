import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Fault, HTML_PAGE } from '../../local/simulators/kit/faults.ts';
import type { HttpAnswer } from './http-client.ts';
import { pick, readOperation, readPayment, readProblem } from './shapes.ts';
import {
  AMOUNT,
  PLAYED_PROVIDERS,
  type ProviderId,
  startWorld,
  type TestPayment,
  toPath,
  until,
  type World,
} from './world.ts';

/** Cancels that took effect, and whose answer does not say so. */
const LOST: readonly (readonly [string, Fault])[] = [
  ['a reset in place of an answer', { answers: 'reset-before-headers' }],
  ['a reset after the headers', { answers: 'reset-after-headers' }],
  ['half an answer', { answers: 'truncated' }],
  ['an empty 200', { body: '' }],
  ["a 200 with somebody else's JSON", { body: { ok: true } }],
  ['a 204', { status: 204, applies: true, body: '' }],
  ['a redirect', { status: 302, applies: true, headers: { location: '/elsewhere' } }],
  ['a page of HTML with 200', { body: HTML_PAGE }],
  ['a page of HTML with 502', { status: 502, applies: true, body: HTML_PAGE }],
  ['a 502 with the next token', { status: 502, applies: true, code: '00.03.0001' }],
  [
    'a 502 without a token',
    { status: 502, applies: true, code: '00.03.0001', fields: { refresh_token: undefined } },
  ],
  ['an empty 500', { status: 500, applies: true, body: '' }],
  ['a 408', { status: 408, applies: true, body: '' }],
  ['more than anybody reads', { body: { padding: 'x'.repeat(300_000) } }],
];

/** Of another merchant, whose session is the only one that waits for it. */
const SILENT_MERCHANT = 'loja-muda';

/** Cancels that never get an answer: ten seconds of waiting, beside all other tests. */
type Silent = { readonly payment: TestPayment; readonly answer: Promise<HttpAnswer> };
const silent = new Map<ProviderId, Silent>();

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', merchants: ['loja-1', SILENT_MERCHANT] });
  for (const provider of PLAYED_PROVIDERS) {
    const payment = world.newPayment(provider, SILENT_MERCHANT);
    world.simulators[provider].next({ answers: 'never' });
    silent.set(provider, { payment, answer: world.cancel(payment) });
    await until(() => world.effects(payment) === 1);
  }
});
after(() => world.close());
beforeEach(() => world.forget());

for (const provider of PLAYED_PROVIDERS) {
  describe(`${provider}: a cancel that took effect`, () => {
    for (const [name, fault] of LOST) {
      test(`and was answered with ${name} has an unknown outcome, and an inquiry proves it`, async () => {
        const payment = world.newPayment(provider);
        world.simulators[provider].next(fault);
        await assertUnknownThenProved(payment, await world.cancel(payment));
      });
    }

    test('and was answered with the success of another payment has an unknown outcome', async () => {
      const payment = world.newPayment(provider);
      const other = world.newPayment(provider).paymentId;
      world.simulators[provider].next({ fields: { payment_token: other, paymentId: other } });
      await assertUnknownThenProved(payment, await world.cancel(payment));
    });
  });
}

test('sopague: a success with another amount, or another return code, has an unknown outcome', async () => {
  for (const fields of [{ amount: AMOUNT - 1 }, { returnCode: '1' }]) {
    const payment = world.newPayment('sopague');
    world.sopague.next({ fields });
    await assertUnknownThenProved(payment, await world.cancel(payment));
  }
});

describe('letpay: a cancel that did not take effect', () => {
  for (const [name, fault] of LOST) {
    test(`and was answered with ${name} is inquired about, and sent again at once`, async () => {
      const payment = world.newPayment('letpay');
      world.letpay.next({ ...fault, applies: false });

      readOperation(await world.cancel(payment), 202);
      assert.equal(world.effects(payment), 0);
      const again = readOperation(await world.cancel(payment), 202);
      const done = readOperation(await world.cancel(payment), 200);

      assert.deepEqual(pick(again, 'state', 'attempts'), { state: 'processing', attempts: 2 });
      assert.deepEqual(pick(done, 'state', 'attribution', 'attempts'), {
        state: 'succeeded',
        attribution: 'ours',
        attempts: 2,
      });
      assert.deepEqual(
        world.sent(payment).map(({ kind }) => kind),
        ['cancel', 'read', 'cancel', 'read'],
      );
      assert.equal(world.effects(payment), 1);
    });
  }
});

describe('sopague: a cancel that did not take effect', () => {
  for (const [name, fault] of LOST) {
    test(`and was answered with ${name} stays unknown, and is not sent again while it could take effect`, async () => {
      const payment = world.newPayment('sopague');
      world.sopague.next({ ...fault, applies: false });

      const answers = [await world.cancel(payment), await world.cancel(payment), await world.cancel(payment)];

      for (const answer of answers) assert.equal(readOperation(answer, 202).state, 'unknown');
      assert.deepEqual(
        world.sent(payment).map(({ kind }) => kind),
        ['read', 'cancel', 'read', 'read'],
      );
      assert.equal(world.effects(payment), 0);
    });
  }

  test('and was refused in words that are not documented stays unknown, and is not sent again', async () => {
    const payment = world.newPayment('sopague');
    world.sopague.next({ status: 400, code: 'Fora do prazo.' });
    const operation = readOperation(await world.cancel(payment), 202);
    assert.deepEqual(pick(operation, 'state', 'completedAt'), { state: 'unknown', completedAt: null });
    assert.equal(readOperation(await world.cancel(payment), 202).state, 'unknown');
    assert.equal(world.sent(payment, 'cancel').length, 1);
  });
});

describe('a documented refusal', () => {
  const LETPAY_ROWS = [
    { status: 'CANCELED', code: 'already_canceled', paymentStatus: 'canceled', suggestion: 'none' },
    { status: 'PAID', code: 'not_cancelable', paymentStatus: 'paid', suggestion: 'refund' },
    { status: 'REFUNDED', code: 'already_refunded', paymentStatus: 'refunded', suggestion: 'none' },
    { status: 'DECLINED', code: 'not_cancelable', paymentStatus: 'declined', suggestion: 'none' },
    { status: 'PRE_AUTHORIZED', code: 'not_cancelable', paymentStatus: 'held', suggestion: 'none' },
  ] as const;

  for (const { status, code, paymentStatus, suggestion } of LETPAY_ROWS) {
    test(`letpay: 00.04.0010 while the payment is ${status} is ${code}`, async () => {
      const payment = world.newLetpayPayment({ status });
      world.letpay.next({ status: 422, code: '00.04.0010' });

      const problem = readProblem(await world.cancel(payment), 409, code);

      assert.deepEqual(pick(problem, 'outcome', 'paymentStatus', 'suggestion', 'retry'), {
        outcome: 'not_applied',
        paymentStatus,
        suggestion,
        retry: 'never',
      });
      assert.deepEqual(pick(problem.provider ?? { name: '' }, 'name'), { name: 'letpay' });
      assert.deepEqual(
        world.sent(payment).map(({ kind }) => kind),
        ['cancel', 'read'],
      );
      await assertSameRepeat(payment, code, ['cancel', 'read']);
    });
  }

  test('letpay: a payment that it does not know is payment_not_found', async () => {
    const payment = { ...world.newPayment('letpay'), paymentId: '00000000-0000-4000-8000-000000000000' };
    const problem = readProblem(await world.cancel(payment), 404, 'payment_not_found');
    assert.equal(problem.operation?.state, 'failed');
    assert.deepEqual(pick(problem.provider ?? { name: '' }, 'name', 'status', 'code'), {
      name: 'letpay',
      status: 404,
      code: '00.01.0038',
    });
    await assertSameRepeat(payment, 'payment_not_found', ['cancel']);
  });

  for (const body of [undefined, { amount: 400 }]) {
    const asked = body ? 'a part' : 'the whole';
    test(`sopague: a payment that it does not know, asked for ${asked}, is payment_not_found`, async () => {
      const payment = { ...world.newPayment('sopague'), paymentId: '9'.repeat(42) };
      const options = { key: `key-${asked.replace(' ', '-')}`, ...(body && { body }) };
      const problem = readProblem(await world.cancel(payment, options), 404, 'payment_not_found');
      assertNotFound(problem, payment);
      assert.deepEqual(
        world.sent(payment).map(({ kind }) => kind),
        ['read'],
      );
    });
  }

  test('sopague: a payment that it does not know any more when it is to cancel it is payment_not_found', async () => {
    const payment = world.newPayment('sopague');
    world.sopague.next({ status: 400 });
    assertNotFound(readProblem(await world.cancel(payment), 404, 'payment_not_found'), payment);
  });

  for (const [provider, paymentId] of [
    ['letpay', '00000000-0000-4000-8000-000000000001'],
    ['sopague', '8'.repeat(42)],
  ] as const)
    test(`${provider}: a payment that it does not know is not found, unless there is an operation of it`, async () => {
      const payment = { ...world.newPayment(provider), paymentId };
      for (const answer of [await world.get(toPath(payment)), await world.cancel(payment)])
        assertNotFound(readProblem(answer, 404, 'payment_not_found'), payment);

      const shown = readPayment(await world.get(toPath(payment)));

      assert.deepEqual([shown.payment, shown.operations.map(({ state }) => state)], [null, ['failed']]);
      assert.partialDeepStrictEqual(shown.options.cancel, { possible: 'no', why: 'payment_not_found' });
    });

  test('sopague: a payment that is canceled already is refused before anything is sent', async () => {
    const payment = world.newSopaguePayment({ status: 'canceled' });
    const problem = readProblem(await world.cancel(payment), 409, 'already_canceled');
    assert.deepEqual(pick(problem, 'outcome', 'paymentStatus'), {
      outcome: 'not_applied',
      paymentStatus: 'canceled',
    });
    await assertSameRepeat(payment, 'already_canceled', ['read']);
  });
});

describe('a cancel that is never answered', () => {
  for (const provider of PLAYED_PROVIDERS) {
    test(`${provider}: has an unknown outcome, and an inquiry proves it`, async () => {
      const { payment, answer } = silent.get(provider) ?? assert.fail();
      await assertUnknownThenProved(payment, await answer, 0);
    });
  }
});

/** @param cancels that the simulator still remembers */
async function assertUnknownThenProved(payment: TestPayment, first: HttpAnswer, cancels = 1): Promise<void> {
  const unknown = readOperation(first, 202);
  assert.deepEqual(pick(unknown, 'state', 'outcome', 'attribution', 'problem'), {
    state: 'unknown',
    outcome: 'unknown',
    attribution: null,
    problem: null,
  });
  assert.ok(Date.parse(unknown.nextCheckAt ?? '') > Date.parse(unknown.updatedAt));
  assert.ok(Number(first.headers['retry-after']) >= 1);

  const proof = readOperation(await world.cancel(payment), 200);

  assert.deepEqual(pick(proof, 'id', 'state', 'attribution', 'attempts'), {
    id: unknown.id,
    state: 'succeeded',
    attribution: 'unproven',
    attempts: 1,
  });
  assert.equal(world.sent(payment, 'cancel').length, cancels);
  assert.equal(world.effects(payment), 1);
}

/** A repeat is answered the same, and the provider is asked nothing more than before. */
async function assertSameRepeat(payment: TestPayment, code: string, asked: readonly string[]): Promise<void> {
  const repeat = await world.cancel(payment);
  readProblem(repeat, repeat.status, code);
  assert.equal(repeat.headers['idempotent-replayed'], 'true');
  assert.deepEqual(
    world.sent(payment).map(({ kind }) => kind),
    asked,
  );
}

/** With the provider's code and message, and with the status of the payment, however that was found out. */
function assertNotFound(problem: ReturnType<typeof readProblem>, { provider }: TestPayment): void {
  const { outcome, paymentStatus } = problem;
  assert.deepEqual([outcome, paymentStatus], ['not_applied', 'not_found']);
  assert.equal(problem.provider?.name, provider);
  assert.ok(problem.provider.message, 'a message of the provider');
}
