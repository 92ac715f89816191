import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { type LetpaySimulator, startLetpaySimulator } from '../../../functions/letpay/simulator.ts';
import { HTML_PAGE, oversizedBody, redirectTo } from '../../../shared/simulator/faults.ts';
import type { SimulatorEvent } from '../../../shared/simulator/options.ts';
import { createHeldSleep } from '../../simulator/held-sleep.ts';
import { abortOn, nextEvent } from '../../simulator/next-event.ts';
import { stoppedClock } from '../../simulator/stopped-clock.ts';

interface Example {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body: string | null;
    readonly form?: Record<string, string>;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
}

const FIXTURES = new URL('../../fixtures/letpay/', import.meta.url);
/** The examples name payments by UUID or by placeholder. */
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

let letpay: LetpaySimulator;

beforeEach(async () => {
  letpay = await startLetpaySimulator({ clock: stoppedClock });
});

afterEach(() => letpay.close());

async function logIn(apiKey = 'demo-key', apiSecret = 'demo-secret'): Promise<Reply> {
  const body = new FormData();
  body.set('apiKey', apiKey);
  body.set('apiSecret', apiSecret);
  const response = await fetch(`${letpay.url}/auth`, { method: 'POST', body });
  return toReply(response);
}

interface Reply {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

async function toReply(response: Response): Promise<Reply> {
  return { status: response.status, json: JSON.parse(await response.text()) };
}

async function token(): Promise<string> {
  return String((await logIn()).json.token);
}

async function send(
  method: string,
  path: string,
  accessToken: string | undefined,
  init: RequestInit = {},
): Promise<Reply> {
  const headers = accessToken === undefined ? {} : { 'X-Auth-Token': accessToken };
  const response = await fetch(letpay.url + path, { method, headers, ...init });
  return toReply(response);
}

const cancel = (id: string, accessToken: string | undefined, family = 'payment', init: RequestInit = {}) =>
  send('POST', `/${family}/${id}/cancel`, accessToken, init);

const read = (id: string, accessToken: string) => send('GET', `/payment/${id}`, accessToken);

/** Values that differ from call to call, made equal; `expiration_date` of one example is read as `expirationDate`. */
function masked(json: unknown): unknown {
  const text = JSON.stringify(json)
    .replace(UUID, '<uuid>')
    .replace(/"(timestamp|createdAt)":"[\dT:.+-]*"/g, '"$1":"<time>"')
    .replace(/"expiration(_d|D)ate":"[^"]*"/, '"expirationDate":"<time>"')
    .replace(/"(token|refresh_token|username|name|path)":"[^"]*"/g, '"$1":"<text>"')
    .replace(/"extra_data":\{[^}]*\}/, '"extra_data":{}');
  return JSON.parse(text);
}

/** Brings the simulator to where it gives the answer of the example. */
function arrange(name: string): string {
  const family = /checkout|token/.exec(name)?.[0] ?? 'payment';
  if (name.endsWith('502')) letpay.next({ status: 502, code: '00.03.0001' });
  letpay.showsMethod = false;
  const status = name.endsWith('422') || name === 'read-200' ? 'PAID' : 'PRE_AUTHORIZED';
  return letpay.createPayment({
    amount: 1000,
    status,
    ...(family === 'payment' ? {} : { family: family as 'token' }),
  });
}

for (const file of readdirSync(FIXTURES)) {
  const name = file.replace('.json', '');
  test(`the documented example ${name} is answered as documented`, async () => {
    const { request, response }: Example = JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8'));
    letpay.setCredentials({ apiKey: 'MY_API_KEY', apiSecret: 'MY_API_SECRET' });
    const id = arrange(name);
    const path = request.path.replace('MY_PAYMENT_TOKEN', id);
    const { apiKey = 'MY_API_KEY', apiSecret = 'MY_API_SECRET' } = request.form ?? {};
    const login = await logIn(apiKey, apiSecret);
    const sent = request.headers['X-Auth-Token'];
    const used = sent === 'MY_ACCESS_TOKEN' ? String(login.json.token) : sent;

    const answer = request.form ? login : await send(request.method, path, used, { body: request.body });

    assert.equal(answer.status, response.status);
    assert.equal(JSON.stringify(masked(answer.json)), JSON.stringify(masked(JSON.parse(response.body))));
  });
}

test('a login with a wrong secret is refused and gives out nothing', async () => {
  const { status, json } = await logIn('demo-key', 'wrong');

  assert.equal(status, 401);
  assert.deepEqual(Object.keys(json), ['timestamp', 'status', 'error', 'message', 'path']);
  assert.equal(letpay.logins, 0);
  assert.equal(letpay.unauthorized, 1);
});

test('credentials that are not sent as multipart form data are refused', async () => {
  const body = new URLSearchParams({ apiKey: 'demo-key', apiSecret: 'demo-secret' });

  assert.equal((await fetch(`${letpay.url}/auth`, { method: 'POST', body })).status, 401);
});

test('rotated credentials replace the old ones and leave tokens alive', async () => {
  const id = letpay.createPayment({ amount: 1035 });
  const old = await token();
  letpay.setCredentials({ apiKey: 'new-key', apiSecret: 'new-secret' });

  assert.equal((await logIn()).status, 401);
  assert.equal((await logIn('new-key', 'new-secret')).status, 200);
  assert.equal((await read(id, old)).status, 200);
});

test('an accepted cancel says PROCESSING and then the payment is CANCELED, once', async () => {
  const id = letpay.createPayment({ amount: 1035, status: 'PROCESSING' });

  const accepted = await cancel(id, await token());
  const seen = await read(id, String(accepted.json.refresh_token));

  assert.equal(accepted.json.transaction_status, 'PROCESSING');
  assert.equal(seen.json.transactionStatus, 'CANCELED');
  assert.equal(letpay.effects(id), 1);
});

test('a cancel that takes time shows PROCESSING until its time has passed', async () => {
  letpay.rules.cancelTakesMs = 60_000;
  const id = letpay.createPayment({ amount: 1035 });
  const { json } = await cancel(id, await token());

  assert.deepEqual([letpay.payment(id).status, letpay.payment(id).canceling], ['PROCESSING', true]);
  assert.equal(letpay.effects(id), 0);
  letpay.advanceClock(60_000);

  assert.equal((await read(id, String(json.refresh_token))).json.transactionStatus, 'CANCELED');
  assert.equal(letpay.effects(id), 1);
});

test('where a read is told to show the status from before, a cancel under way is not seen', async () => {
  letpay.rules.whileCanceling = 'unchanged';
  letpay.rules.cancelTakesMs = 60_000;
  const id = letpay.createPayment({ amount: 1035 });
  await cancel(id, await token());

  assert.equal(letpay.payment(id).status, 'PRE_AUTHORIZED');
});

test('the payer may win the race, and then no cancel takes effect', async () => {
  const id = letpay.createPayment({ amount: 1035, status: 'PROCESSING', rules: { cancelEnds: 'paid' } });
  const { json } = await cancel(id, await token());
  const seen = await read(id, String(json.refresh_token));

  assert.deepEqual([seen.json.transactionStatus, seen.json.amount_received], ['PAID', 10.35]);
  assert.equal(letpay.effects(id), 0);
});

test('an accepted cancel may never come to its end', async () => {
  const id = letpay.createPayment({ amount: 1035, rules: { cancelEnds: 'never' } });
  await cancel(id, await token());
  letpay.advanceClock(365 * 24 * 3_600_000);

  assert.deepEqual([letpay.payment(id).status, letpay.effects(id)], ['PROCESSING', 0]);
});

test('a second cancel is refused by default, accepted without effect, or applied twice', async () => {
  const ids = [{}, { secondCancel: 'accepted' }, { nonIdempotent: true }].map((rules) =>
    letpay.createPayment({ amount: 1035, rules: rules as object }),
  );
  const used = await token();
  const statuses: number[] = [];
  for (const id of ids) {
    await cancel(id, used);
    letpay.payment(id);
    statuses.push((await cancel(id, used)).status);
  }

  assert.deepEqual(statuses, [422, 200, 200]);
  assert.deepEqual(
    ids.map((id) => letpay.effects(id)),
    [1, 1, 2],
  );
});

test('two cancels that meet while the first is under way take effect once, or twice where asked for', async () => {
  letpay.rules.cancelTakesMs = 1000;
  const [once, twice] = [{}, { nonIdempotent: true }].map((rules) =>
    letpay.createPayment({ amount: 1, rules }),
  );
  assert.ok(once && twice);
  const used = await token();
  for (const id of [once, once, twice, twice]) assert.equal((await cancel(id, used)).status, 200);
  letpay.advanceClock(1000);

  assert.deepEqual([letpay.effects(once), letpay.effects(twice)], [1, 2]);
});

const NOT_CANCELABLE = [
  { status: 'PAID', family: 'payment' },
  { status: 'CREATED', family: 'payment' },
  { status: 'DECLINED', family: 'payment' },
  { status: 'PROCESSING', family: 'checkout' },
  { status: 'PROCESSING', family: 'token' },
  { status: 'PROCESSING', family: 'payment', method: 'CREDITCARD' },
] as const;

for (const payment of NOT_CANCELABLE) {
  test(`a cancel of a payment that is ${Object.values(payment).join(', ')} is 422 with 00.04.0010`, async () => {
    const id = letpay.createPayment({ amount: 1035, ...payment });
    const { status, json } = await cancel(id, await token(), payment.family);

    assert.equal(status, 422);
    assert.equal((json.errors as { code: string }[])[0]?.code, '00.04.0010');
    assert.equal(letpay.effects(id), 0);
  });
}

test('a payment answers a cancel only on the path of its own family', async () => {
  const id = letpay.createPayment({ amount: 1035, family: 'checkout' });
  const used = await token();

  assert.equal((await cancel(id, used, 'payment')).status, 404);
  assert.equal((await cancel(id, used, 'token')).status, 404);
  assert.equal((await cancel(id, used, 'checkout')).status, 200);
});

test("another account's payment can neither be read nor canceled", async () => {
  await letpay.close();
  const accounts = { a: { apiKey: 'a', apiSecret: 'a' }, b: { apiKey: 'b', apiSecret: 'b' } };
  letpay = await startLetpaySimulator({ accounts });
  const id = letpay.createPayment({ amount: 1035, account: 'b' });
  const used = String((await logIn('a', 'a')).json.token);

  const answers = [await read(id, used), await cancel(id, used)];

  for (const { status, json } of answers) {
    assert.equal(status, 422);
    assert.equal((json.errors as { code: string }[])[0]?.code, '00.04.0002');
  }
});

test('in world S1 every token lives until it expires', async () => {
  const id = letpay.createPayment({ amount: 1035 });
  const first = await token();
  const { json } = await read(id, first);
  await token();

  assert.equal((await read(id, first)).status, 200);
  letpay.advanceClock(5 * 60_000);
  assert.equal((await read(id, String(json.refresh_token))).status, 401);
});

test('in world S2 an answer that brings the next token kills the one used, and no other', async () => {
  letpay.world = 'S2';
  const id = letpay.createPayment({ amount: 1035 });
  const [first, other] = [await token(), await token()];
  const { json } = await read(id, first);

  assert.equal((await read(id, first)).status, 401);
  assert.equal((await read(id, String(json.refresh_token))).status, 200);
  assert.equal((await read(id, other)).status, 200);
});

test('in world S2 a token stays alive when the answer brings no other', async () => {
  letpay.world = 'S2';
  const id = letpay.createPayment({ amount: 1035 });
  const used = await token();
  letpay.next({ status: 502, code: '00.03.0001', fields: { refresh_token: undefined } });
  letpay.next({ status: 502, body: HTML_PAGE });

  assert.equal('refresh_token' in (await cancel(id, used)).json, false);
  assert.equal((await fetch(`${letpay.url}/payment/${id}/cancel`, authorized(used))).status, 502);
  assert.equal((await read(id, used)).status, 200);
});

test('in world S2 a cancel whose answer is lost spends its token only if it reached the provider', async () => {
  letpay.world = 'S2';
  const id = letpay.createPayment({ amount: 1035 });
  const used = await token();
  for (const [applies, status] of [
    [false, 200],
    [true, 401],
  ] as const) {
    letpay.next({ applies, answers: 'reset-before-headers' });
    await assert.rejects(cancel(id, used));
    letpay.refreshTokens = 'never';
    assert.equal((await read(id, used)).status, status);
    letpay.refreshTokens = 'always';
  }
});

test('in world S3 a login and a rotation kill every other token of the account', async () => {
  letpay.world = 'S3';
  const id = letpay.createPayment({ amount: 1035 });
  const first = await token();
  const second = await token();
  assert.equal((await read(id, first)).status, 401);
  const { json } = await read(id, second);

  assert.equal((await read(id, second)).status, 401);
  assert.equal((await read(id, String(json.refresh_token))).status, 200);
});

test('an answer may bring no token, or the one just used', async () => {
  letpay.world = 'S2';
  const id = letpay.createPayment({ amount: 1035 });
  const used = await token();
  letpay.refreshTokens = 'never';
  assert.equal('refresh_token' in (await read(id, used)).json, false);
  letpay.refreshTokens = 'same';

  assert.equal((await read(id, used)).json.refresh_token, used);
  assert.equal((await read(id, used)).status, 200);
});

test('tokens expire at once when told to, and no token is a 401 too', async () => {
  const id = letpay.createPayment({ amount: 1035 });
  const used = await token();
  letpay.expireTokens();

  assert.deepEqual([(await cancel(id, used)).status, (await cancel(id, undefined)).status], [401, 401]);
  assert.equal(letpay.unauthorized, 2);
  assert.equal(letpay.effects(id), 0);
});

function authorized(accessToken: string, init: RequestInit = {}): RequestInit {
  return { method: 'POST', headers: { 'X-Auth-Token': accessToken }, ...init };
}

const LOST = ['never', 'reset-before-headers', 'reset-after-headers', 'truncated'] as const;

for (const answers of LOST) {
  for (const applies of [true, false]) {
    test(`a cancel answered "${answers}" is ${applies ? '' : 'not '}applied, as asked for`, async () => {
      const id = letpay.createPayment({ amount: 1035 });
      const used = await token();
      letpay.next({ applies, answers });
      const hangsUp = answers === 'never' ? { signal: abortOn(letpay, 'answered', 'cancel') } : {};

      await assert.rejects(cancel(id, used, 'payment', hangsUp));

      assert.equal(letpay.effects(id), applies ? 1 : 0);
      assert.equal(letpay.received('cancel').length, 1);
      assert.equal((await cancel(id, used)).status, applies ? 422 : 200);
    });
  }
}

test('headers arrive before a reset that comes after them', async () => {
  const id = letpay.createPayment({ amount: 1035 });
  letpay.next({ answers: 'reset-after-headers' });
  const response = await fetch(`${letpay.url}/payment/${id}/cancel`, authorized(await token()));

  assert.equal(response.status, 200);
  await assert.rejects(response.text());
});

test('a provider may say done and do nothing', async () => {
  const id = letpay.createPayment({ amount: 1035 });
  letpay.next({ applies: false });
  const { status, json } = await cancel(id, await token());

  assert.deepEqual([status, json.transaction_status], [200, 'PROCESSING']);
  assert.deepEqual([letpay.payment(id).status, letpay.effects(id)], ['PRE_AUTHORIZED', 0]);
});

test('a request may reach the provider after its sender has hung up, and is carried out then', async () => {
  await letpay.close();
  const { sleep, release, waiting } = createHeldSleep();
  letpay = await startLetpaySimulator({ clock: stoppedClock, sleep });
  const id = letpay.createPayment({ amount: 1035 });
  const used = await token();
  letpay.next({ arrivesAfterMs: 30 });
  const hangUp = new AbortController();

  const sent = cancel(id, used, 'payment', { signal: hangUp.signal });
  await waiting(1);
  const lost = nextEvent(letpay, 'lost');
  hangUp.abort();
  await assert.rejects(sent);
  await lost;
  assert.equal(letpay.effects(id), 0);
  const answered = nextEvent(letpay, 'answered');
  release();
  assert.equal((await answered).status, undefined);
  assert.equal(letpay.received('cancel')[0]?.status, undefined);

  assert.equal(letpay.effects(id), 1);
});

const WORDS = [
  { name: 'HTML under 200', fault: { applies: true, body: HTML_PAGE }, status: 200, type: 'text/html' },
  { name: 'HTML under 502', fault: { status: 502, body: HTML_PAGE }, status: 502, type: 'text/html' },
  { name: 'no body', fault: { status: 502, body: '' }, status: 502, type: null },
  { name: 'megabytes', fault: { body: oversizedBody(3_000_000) }, status: 200, type: 'application/json' },
  { name: 'a redirect', fault: redirectTo('http://127.0.0.1:1/elsewhere'), status: 302, type: null },
  { name: 'another success', fault: { status: 202 }, status: 202, type: 'application/json' },
];

for (const { name, fault, status, type } of WORDS) {
  test(`a cancel can be answered with ${name}`, async () => {
    const id = letpay.createPayment({ amount: 1035 });
    letpay.next(fault);
    const init = authorized(await token(), { redirect: 'manual' });
    const response = await fetch(`${letpay.url}/payment/${id}/cancel`, init);

    assert.deepEqual([response.status, response.headers.get('content-type')], [status, type]);
    assert.equal((await response.arrayBuffer()).byteLength, Number(response.headers.get('content-length')));
    assert.equal(letpay.effects(id), status < 300 ? 1 : 0);
  });
}

test("fields of an answer can be wrong, such as another payment's token", async () => {
  const id = letpay.createPayment({ amount: 1035 });
  letpay.next({ fields: { payment_token: 'another' } });

  assert.equal((await cancel(id, await token())).json.payment_token, 'another');
});

test('a body can drip', async () => {
  const id = letpay.createPayment({ amount: 1035 });
  // Nobody waits for the second byte.
  letpay.next({ answers: 'dripped', dripEveryMs: 3_600_000 });
  const hangUp = new AbortController();
  const init = authorized(await token(), { signal: hangUp.signal });
  const { body } = await fetch(`${letpay.url}/payment/${id}/cancel`, init);
  const reader = body?.getReader();

  assert.equal((await reader?.read())?.value?.length, 1);
  hangUp.abort();
  await assert.rejects(async () => reader?.read(), { name: 'AbortError' });
});

test('a storm of 401s lasts as many exchanges as asked for and carries nothing out', async () => {
  const id = letpay.createPayment({ amount: 1035 });
  const used = await token();
  letpay.next({ status: 401 }, { times: 2 });
  const answers = [await cancel(id, used), await cancel(id, used), await cancel(id, used)];

  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401, 200],
  );
  assert.equal('refresh_token' in (answers[0]?.json ?? {}), false);
  assert.deepEqual([letpay.unauthorized, letpay.effects(id)], [2, 1]);
});

test('faults meet only their own kind, and can be taken back', async () => {
  const id = letpay.createPayment({ amount: 1035 });
  letpay.next({ status: 500 }, { kind: 'read' });
  letpay.next({ status: 503 }, { kind: 'any', times: Number.POSITIVE_INFINITY });
  assert.equal((await logIn()).status, 503);
  letpay.clearFaults();
  letpay.next({ status: 500 }, { kind: 'read' });
  const used = await token();

  assert.deepEqual([(await cancel(id, used)).status, (await read(id, used)).status], [200, 500]);
});

test('what was received is recorded as it was sent', async () => {
  const id = letpay.createPayment({ amount: 1035 });
  const used = await token();
  await cancel(id, used, 'payment', { body: '{}' });
  const [request] = letpay.received('cancel');

  assert.deepEqual(
    { ...request, headers: request?.headers['x-auth-token'], at: typeof request?.at },
    {
      ...{ kind: 'cancel', method: 'POST', path: `/payment/${id}/cancel`, body: '{}' },
      ...{ headers: used, at: 'number', token: used, status: 200 },
    },
  );
  assert.deepEqual([letpay.logins, letpay.received('login').length, letpay.received().length], [1, 1, 2]);
  letpay.reset();
  assert.deepEqual([letpay.logins, letpay.received().length], [0, 0]);
});

test('a token in two requests at once is noticed, and one used in turn is not', async () => {
  await letpay.close();
  const { sleep, release, waiting } = createHeldSleep();
  letpay = await startLetpaySimulator({ clock: stoppedClock, sleep });
  const ids = [1, 2, 3].map((amount) => letpay.createPayment({ amount }));
  const used = await token();
  for (const id of ids) await read(id, used);
  assert.deepEqual([letpay.tokenInTwoRequestsAtOnce, letpay.maxRequestsPerToken], [0, 1]);
  letpay.latencyMs = { read: 300 };
  const reads = ids.map((id) => read(id, used));
  await waiting(3);
  release();
  await Promise.all(reads);

  assert.deepEqual([letpay.tokenInTwoRequestsAtOnce, letpay.maxRequestsPerToken], [2, 3]);
});

test('a listener hears requests, answers and changes until it stops listening', async () => {
  const events: SimulatorEvent[] = [];
  const id = letpay.createPayment({ amount: 1035 });
  const used = await token();
  const stop = letpay.onEvent((event) => events.push(event));
  await cancel(id, used);
  letpay.payment(id);
  stop();
  await cancel(id, used);

  assert.deepEqual(events.map(({ type }) => type).sort(), ['answered', 'changed', 'changed', 'received']);
});

test('an unknown path is 404 without a code, with the next token', async () => {
  const { status, json } = await send('GET', '/refunds', await token());

  assert.equal(status, 404);
  assert.deepEqual(Object.keys(json), ['timestamp', 'status', 'error', 'message', 'path', 'refresh_token']);
});
