import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import {
  type ClientOptions,
  createEstornoClient,
  EstornoProblemError,
  EstornoRefusedError,
  EstornoUnansweredError,
  withToken,
} from '../../client/index.ts';
import { type ProblemCode, toProblem } from '../../shared/domain/problem.ts';
import { toOperationView } from '../../shared/domain/views.ts';
import { newOperation } from './operation.ts';
import { type Scripted, startScriptedApi } from './scripted-api.ts';

const PAYMENT = { merchantId: 'loja-1', provider: 'letpay', paymentId: 'payment-1' } as const;

const REFUSED = 'The gateway refused it (403): nothing was taken. Look at the credentials.';

const done: Scripted = { status: 200, body: toOperationView(PAYMENT, newOperation('succeeded')) };

function problem(code: ProblemCode, headers: Readonly<Record<string, string>> = {}): Scripted {
  const body = toProblem(code, {}, { instance: '/', traceId: 'trace-1' });
  return { status: body.status, headers: { 'content-type': 'application/problem+json', ...headers }, body };
}

/** A client whose waits take no time, and are written down. */
function createQuickClient(baseUrl: string, options: Partial<ClientOptions> = {}) {
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  return { waits, client: createEstornoClient({ baseUrl, sleep, random: () => 1, ...options }) };
}

describe('a call is repeated with the same key after', () => {
  const ROWS: readonly [what: string, first: Scripted, waits: readonly number[]][] = [
    ['a lost answer', 'lost', [500]],
    ['a problem that the same key may help', problem('internal_error'), [500]],
    ['a problem that says when', problem('payment_busy', { 'retry-after': '7' }), [7000]],
    ['a gateway that throttles', { status: 429, body: { message: 'Too Many Requests' } }, [500]],
    [
      'a gateway that gives up, and says when',
      { status: 503, headers: { 'retry-after': '3' }, body: { message: 'Service Unavailable' } },
      [3000],
    ],
  ];
  for (const [what, first, expected] of ROWS)
    test(what, async (t) => {
      const { baseUrl, received } = await startScriptedApi(t, first, done);
      const { client, waits } = createQuickClient(baseUrl);

      const operation = await client.cancel(PAYMENT, { reason: 'return' });

      assert.equal(operation.state, 'succeeded');
      assert.deepEqual(waits, expected);
      assert.equal(received.length, 2);
      assert.deepEqual(received[0]?.body, received[1]?.body);
      assert.ok(received[0]?.headers['idempotency-key']);
      assert.equal(received[0]?.headers['idempotency-key'], received[1]?.headers['idempotency-key']);
    });
});

describe('a call is not repeated after', () => {
  const ROWS: readonly [what: string, only: Scripted, error: object][] = [
    ['a refusal', problem('not_cancelable'), { name: 'EstornoProblemError', code: 'not_cancelable' }],
    ['a mistake', problem('validation_failed'), { name: 'EstornoProblemError', code: 'validation_failed' }],
    ['a problem that does not say when it ends', problem('payment_busy'), { code: 'payment_busy' }],
    [
      'a wait that is too long to sit through',
      problem('internal_error', { 'retry-after': '31' }),
      { code: 'internal_error' },
    ],
    [
      'a gateway that knows nobody',
      { status: 403, body: { message: 'Forbidden' } },
      { name: 'EstornoRefusedError', status: 403, message: REFUSED },
    ],
    [
      'a server that is another one',
      { status: 404, body: 'Not Found' },
      { name: 'EstornoRefusedError', status: 404 },
    ],
    [
      'a server that did not wait for the request',
      { status: 408, body: 'Request Timeout' },
      { name: 'EstornoUnansweredError', status: 408 },
    ],
    [
      'a page of somebody else',
      { status: 200, body: { hello: 'world' } },
      { name: 'EstornoUnansweredError', status: 200 },
    ],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, { name: 'EstornoUnansweredError' }],
  ];
  for (const [what, only, error] of ROWS)
    test(what, async (t) => {
      const { baseUrl, received } = await startScriptedApi(t, only);
      const attempts = what === 'a redirect' ? 1 : 4;
      const { client, waits } = createQuickClient(baseUrl, { maxAttempts: attempts });

      await assert.rejects(client.cancel(PAYMENT, {}, { idempotencyKey: 'key-1' }), {
        ...error,
        idempotencyKey: 'key-1',
      });

      assert.deepEqual([received.length, waits], [1, []]);
    });
});

test('it gives up after so many attempts, and says with which key to go on', async (t) => {
  const { baseUrl, received } = await startScriptedApi(t, 'lost');
  const { client, waits } = createQuickClient(baseUrl, { newKey: () => 'made-up' });

  const error = await client.cancel(PAYMENT).catch((thrown: unknown) => thrown);

  assert.ok(error instanceof EstornoUnansweredError);
  assert.equal(error.idempotencyKey, 'made-up');
  assert.equal(received.length, 4);
  assert.deepEqual(waits, [500, 1000, 2000]);
});

test('a problem is told whole', async (t) => {
  const { baseUrl } = await startScriptedApi(t, problem('already_refunded'));
  const { client } = createQuickClient(baseUrl);

  const error = await client.refund(PAYMENT).catch((thrown: unknown) => thrown);

  assert.ok(error instanceof EstornoProblemError);
  assert.equal(error.problem.traceId, 'trace-1');
  assert.equal(error.message, 'The payment is already refunded, not by this operation.');
});

test('whoever takes the signal back is not kept waiting', async (t) => {
  const { baseUrl, received } = await startScriptedApi(t, 'lost');
  const controller = new AbortController();
  const sleep = async () => controller.abort(new Error('the customer left'));
  const { client } = createQuickClient(baseUrl, { sleep });

  await assert.rejects(client.cancel(PAYMENT, {}, { signal: controller.signal }), /the customer left/);
  assert.equal(received.length, 1);
});

test('a token is asked for before every attempt', async (t) => {
  const { baseUrl, received } = await startScriptedApi(t, 'lost', done);
  const tokens = ['old', 'new'];
  const { client } = createQuickClient(baseUrl, { authorize: withToken(() => tokens.shift() ?? '') });

  await client.cancel(PAYMENT, {}, { waitSeconds: 5 });

  assert.deepEqual(
    received.map(({ headers }) => [headers.authorization, headers.prefer]),
    [
      ['Bearer old', 'wait=5'],
      ['Bearer new', 'wait=5'],
    ],
  );
});

test('what cannot be signed is not sent, and not called a lost answer', async (t) => {
  const { baseUrl, received } = await startScriptedApi(t, done);
  const { client } = createQuickClient(baseUrl, {
    authorize: () => Promise.reject(new Error('no credentials')),
  });

  await assert.rejects(client.cancel(PAYMENT), /^Error: no credentials$/);
  assert.equal(received.length, 0);
});

describe('after a lost answer it is still not known whether the request was taken, though', () => {
  test('a gateway refuses the next attempt', async (t) => {
    const { baseUrl, received } = await startScriptedApi(t, 'lost', { status: 403 });
    const { client } = createQuickClient(baseUrl);

    const error = await client.cancel(PAYMENT).catch((thrown: unknown) => thrown);

    assert.ok(error instanceof EstornoUnansweredError);
    assert.deepEqual([error.status, error.cause instanceof EstornoRefusedError], [403, true]);
    assert.equal(received.length, 2);
  });

  test('the credentials cannot be found for the next attempt', async (t) => {
    const { baseUrl } = await startScriptedApi(t, 'lost');
    const tokens = ['first'];
    const readToken = () => tokens.shift() ?? Promise.reject(new Error('no credentials'));
    const { client } = createQuickClient(baseUrl, { authorize: withToken(readToken) });

    const error = await client.cancel(PAYMENT, {}, { idempotencyKey: 'key-1' }).catch((thrown) => thrown);

    assert.ok(error instanceof EstornoUnansweredError);
    assert.equal(error.idempotencyKey, 'key-1');
    assert.match(error.message, /no credentials/);
  });
});

describe('a mistake of the caller is thrown at once, and nothing is sent:', () => {
  for (const baseUrl of ['', '127.0.0.1:8787', 'localhost:8787', 'https://'])
    test(`the address "${baseUrl}"`, () => {
      assert.throws(() => createEstornoClient({ baseUrl }), { name: 'RangeError', message: /^baseUrl is "/ });
    });

  for (const idempotencyKey of ['order ção', 'order 1', 'a,b', '"a"', "a'b", '', 'a'.repeat(256)])
    test(`the key "${idempotencyKey.slice(0, 9)}"`, async (t) => {
      const { baseUrl, received } = await startScriptedApi(t, done);
      const { client } = createQuickClient(baseUrl);

      await assert.rejects(client.cancel(PAYMENT, {}, { idempotencyKey }), RangeError);
      assert.equal(received.length, 0);
    });

  test('a header that is none', async (t) => {
    const { baseUrl, received } = await startScriptedApi(t, done);
    const { client, waits } = createQuickClient(baseUrl, { authorize: withToken(() => 'a\nb') });

    await assert.rejects(client.cancel(PAYMENT), TypeError);
    assert.deepEqual([received.length, waits], [0, []]);
  });
});

/** When a timer of so many milliseconds begins. */
function timerOf(t: TestContext, wantedMs: number): Promise<void> {
  const begun = Promise.withResolvers<void>();
  const { setTimeout } = globalThis;
  t.mock.method(globalThis, 'setTimeout', (run: () => void, ms?: number) => {
    if (ms === wantedMs) begun.resolve();
    return setTimeout(run, ms);
  });
  return begun.promise;
}

describe('a signal ends a call while', () => {
  const never = () => new Promise<never>(() => undefined);
  const gone = new Error('the customer left');
  const open: Scripted = { status: 200, body: toOperationView(PAYMENT, newOperation('processing')) };

  /** A wait that never ends, and takes the signal back as soon as it begins. */
  function takeBackIn() {
    const controller = new AbortController();
    const wait = () => {
      setImmediate(() => controller.abort(gone));
      return never();
    };
    return { signal: controller.signal, wait };
  }

  test('it waits before the next attempt', async (t) => {
    const { baseUrl } = await startScriptedApi(t, 'lost');
    const { signal, wait } = takeBackIn();
    const { client } = createQuickClient(baseUrl, { sleep: wait });
    await assert.rejects(client.cancel(PAYMENT, {}, { signal }), gone);
  });

  test('it waits for the next look', async (t) => {
    const { baseUrl } = await startScriptedApi(t, open);
    const { signal, wait } = takeBackIn();
    const { client } = createQuickClient(baseUrl, { sleep: wait });
    await assert.rejects(client.waitUntilFinal(await client.cancel(PAYMENT), { signal }), gone);
  });

  test('it looks for credentials', async (t) => {
    const { baseUrl, received } = await startScriptedApi(t, done);
    const { signal, wait } = takeBackIn();
    const { client } = createQuickClient(baseUrl, { authorize: wait });
    await assert.rejects(client.cancel(PAYMENT, {}, { signal }), gone);
    assert.equal(received.length, 0);
  });

  test('nobody gave one, by the time of an attempt', async (t) => {
    const { baseUrl, received } = await startScriptedApi(t, done);
    const { client } = createQuickClient(baseUrl, { authorize: never, timeoutMs: 50 });
    await assert.rejects(client.cancel(PAYMENT), { name: 'TimeoutError' });
    assert.equal(received.length, 0);
  });

  test('the timer of the platform runs, which does not keep the process alive', async (t) => {
    const { baseUrl } = await startScriptedApi(t, { status: 503, headers: { 'retry-after': '29' } });
    const waits = timerOf(t, 29_000);
    const controller = new AbortController();
    const { signal } = controller;
    const client = createEstornoClient({ baseUrl });
    const canceling = assert.rejects(client.cancel(PAYMENT, {}, { signal }), gone);
    await waits;
    controller.abort(gone);
    await canceling;
    assert.deepEqual(
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout'),
      [],
    );
  });
});

test('an id never leads to another path', async (t) => {
  const { baseUrl, received } = await startScriptedApi(t, done);
  const { client } = createQuickClient(baseUrl);

  for (const wrong of ['..', '.', '%2e%2e', 'a/b', 'a?b', 'a#b', ''])
    for (const names of [{ paymentId: wrong }, { merchantId: wrong }])
      await assert.rejects(client.cancel({ ...PAYMENT, ...names }), RangeError);
  assert.equal(received.length, 0);
});

describe('waiting until it is final', () => {
  test('looks again, later each time, until it is', async (t) => {
    const open: Scripted = { status: 200, body: toOperationView(PAYMENT, newOperation('processing')) };
    const { baseUrl, received } = await startScriptedApi(t, open, open, open, done);
    const { client, waits } = createQuickClient(baseUrl);

    const operation = await client.waitUntilFinal(await client.cancel(PAYMENT));

    assert.equal(operation.state, 'succeeded');
    assert.deepEqual(waits, [1000, 2000, 4000]);
    assert.deepEqual(new Set(received.slice(1).map(({ url }) => url)), new Set([operation.links.self]));
  });

  test('ends with the time, and with a person', async (t) => {
    const open: Scripted = { status: 200, body: toOperationView(PAYMENT, newOperation('unknown')) };
    const review: Scripted = { status: 200, body: toOperationView(PAYMENT, newOperation('manual_review')) };
    const { baseUrl } = await startScriptedApi(t, open, open, open, review);
    const { client, waits } = createQuickClient(baseUrl);

    const late = await client.waitUntilFinal(await client.cancel(PAYMENT), { timeoutMs: 2500 });
    const atPerson = await client.waitUntilFinal(late);

    assert.deepEqual([late.state, atPerson.state], ['unknown', 'manual_review']);
    assert.deepEqual(waits, [1000, 1500, 1000]);
  });
});
