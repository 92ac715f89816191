import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { toSaoPaulo } from '../../../functions/sopague/simulator/sao-paulo.ts';
import { type SopagueSimulator, startSopagueSimulator } from '../../../functions/sopague/simulator.ts';
import { abortOn } from '../../simulator/next-event.ts';
import { stoppedClock } from '../../simulator/stopped-clock.ts';

interface Example {
  readonly request: { readonly method: string; readonly path: string; readonly body: string | null };
  readonly response: { readonly status: number; readonly body: string };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

const NOT_FOUND = 'Transação não localizada, verifique os dados informados.';

let sopague: SopagueSimulator;

beforeEach(async () => {
  sopague = await startSopagueSimulator({ clock: stoppedClock });
});

afterEach(() => sopague.close());

async function send(method: string, path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(sopague.url + path, { method, ...init });
  return { status: response.status, text: await response.text() };
}

function logIn(userName = 'demo', password = 'demo-password'): Promise<Reply> {
  return send('POST', '/api/auth/token', { body: JSON.stringify({ userName, password }) });
}

const json = (reply: Reply): Record<string, unknown> => JSON.parse(reply.text);

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

async function token(): Promise<string> {
  return String(json(await logIn()).accessToken);
}

function cancel(id: string, used: string, amount: unknown, init: RequestInit = {}): Promise<Reply> {
  const body = JSON.stringify({ amount });
  return send('POST', `/v1/payments/${id}/cancel`, { headers: bearer(used), body, ...init });
}

const read = (id: string, used: string) => send('GET', `/v1/payments/${id}`, { headers: bearer(used) });

async function statusOf(id: string, used: string): Promise<unknown> {
  return json(await read(id, used)).statusDescription;
}

function example(name: string): Example {
  return JSON.parse(readFileSync(new URL(`../../fixtures/sopague/${name}.json`, import.meta.url), 'utf8'));
}

async function play({ request }: Example, id: string): Promise<Reply> {
  const path = request.path.replace('{paymentId}', id);
  return send(request.method, path, { headers: bearer(await token()), body: request.body });
}

test('the documented cancel is answered as documented', async () => {
  const documented = example('cancel-200');
  const expected = JSON.parse(documented.response.body);
  sopague.setClock('2019-09-24T13:43:12.195-03:00');
  sopague.createPayment({ id: expected.paymentId, amount: 1035 });

  const reply = await play(documented, expected.paymentId);
  const { authorizationCode, releaseAt, ...rest } = json(reply);

  assert.equal(reply.status, documented.response.status);
  assert.deepEqual(Object.keys(json(reply)), Object.keys(expected));
  // The example asks for 1035 and answers 1023: two unrelated samples.
  assert.deepEqual(rest, {
    returnCode: '0',
    description: 'Canceled',
    paymentId: expected.paymentId,
    amount: 1035,
  });
  assert.match(String(authorizationCode), /^\d{6}$/);
  assert.match(String(releaseAt), /^2019-09-24T13:43:12\.195\d{4}-03:00$/);
});

test('the documented read is answered as documented, to the letter', async () => {
  const documented = example('read-200');
  const expected = JSON.parse(documented.response.body);
  sopague.createPayment({
    id: expected.paymentId,
    status: 'canceled',
    amount: expected.value,
    capturedAt: `${expected.transactionDate}-03:00`,
    authorizationCode: expected.authorizationCode,
  });

  assert.equal((await play(documented, expected.paymentId)).text, JSON.stringify(expected));
});

for (const name of ['cancel-400', 'cancel-500', 'read-400', 'read-500']) {
  test(`the documented error ${name} is answered as documented, to the letter`, async () => {
    const documented = example(name);
    const kind = name.startsWith('cancel') ? 'cancel' : 'read';
    if (documented.response.status === 500) sopague.next({ status: 500 }, { kind });

    const reply = await play(documented, '0'.repeat(42));

    assert.equal(reply.status, documented.response.status);
    assert.equal(reply.text, JSON.stringify(JSON.parse(documented.response.body)));
  });
}

test('the documented login is answered as documented, and its expiration is the lifetime', async () => {
  const documented = example('login-200');
  sopague.setCredentials({ userName: 'string', password: 'string' });
  sopague.tokenLifetimeMs = 20 * 60_000;
  const reply = await send('POST', documented.request.path, { body: documented.request.body });
  const login = json(reply);

  assert.equal(reply.status, documented.response.status);
  assert.deepEqual(Object.keys(login), Object.keys(JSON.parse(documented.response.body)));
  assert.equal(login.authenticated, true);
  assert.equal(Date.parse(String(login.expiration)) - Date.parse(String(login.created)), 20 * 60_000);
});

test('a login with a wrong password is an empty 401, or a 200 that says so', async () => {
  assert.deepEqual(await logIn('demo', 'wrong'), { status: 401, text: '' });
  sopague.failedLogin = 'not-authenticated';
  const reply = await logIn('demo', 'wrong');

  assert.deepEqual([reply.status, json(reply).authenticated, json(reply).accessToken], [200, false, '']);
  assert.equal(sopague.logins, 0);
});

test('without a bearer token that lives, everything is an empty 401', async () => {
  const id = sopague.createPayment({ amount: 1035 });
  const used = await token();
  sopague.advanceClock(60 * 60_000);

  assert.deepEqual(await cancel(id, used, 1035), { status: 401, text: '' });
  assert.deepEqual(await read(id, ''), { status: 401, text: '' });
  assert.deepEqual([sopague.unauthorized, sopague.effects(id)], [2, 0]);
});

test('a token serves many requests, and outlives a login only in world S1', async () => {
  const id = sopague.createPayment({ amount: 1035 });
  const first = await token();
  const second = await token();
  for (const used of [first, first, second]) assert.equal((await read(id, used)).status, 200);
  sopague.world = 'S3';
  const third = await token();

  assert.deepEqual(
    [(await read(id, first)).status, (await read(id, second)).status, (await read(id, third)).status],
    [401, 401, 200],
  );
});

test('a whole cancel moves the money once and shows "Cancelada"; a second is refused', async () => {
  const id = sopague.createPayment({ amount: 1035 });
  const used = await token();
  assert.equal(await statusOf(id, used), 'Aprovada');
  assert.equal((await cancel(id, used, 1035)).status, 200);

  assert.equal(await statusOf(id, used), 'Cancelada');
  assert.equal((await cancel(id, used, 1035)).status, 400);
  assert.equal(sopague.effects(id), 1);
});

test('parts add up, the last one cancels the payment, and more than the rest is refused', async () => {
  const id = sopague.createPayment({ amount: 1000 });
  const used = await token();
  assert.equal((await cancel(id, used, 400)).status, 200);
  assert.equal(await statusOf(id, used), 'Aprovada');
  assert.equal((await cancel(id, used, 601)).status, 400);
  assert.equal((await cancel(id, used, 600)).status, 200);

  const { status, canceledAmount, effects } = sopague.payment(id);
  assert.deepEqual([status, canceledAmount, effects], ['canceled', 1000, 2]);
});

test('parts can be forbidden', async () => {
  sopague.rules.partialCancels = false;
  const id = sopague.createPayment({ amount: 1000 });
  const used = await token();

  assert.equal((await cancel(id, used, 400)).status, 400);
  assert.equal((await cancel(id, used, 1000)).status, 200);
});

test('where cancels are not idempotent, each one moves money again', async () => {
  sopague.rules.nonIdempotent = true;
  const id = sopague.createPayment({ amount: 1035 });
  const used = await token();
  for (const _ of [1, 2]) assert.equal((await cancel(id, used, 1035)).status, 200);

  assert.deepEqual([sopague.effects(id), sopague.payment(id).canceledAmount], [2, 2070]);
});

for (const amount of [undefined, 0, -1, 10.35, '1035', 1e10]) {
  test(`an amount of ${JSON.stringify(amount)} is refused`, async () => {
    const id = sopague.createPayment({ amount: 1035 });

    assert.equal((await cancel(id, await token(), amount)).status, 400);
    assert.equal(sopague.effects(id), 0);
  });
}

test('a captured payment can be canceled until midnight in São Paulo, whatever the day is elsewhere', async () => {
  sopague.setClock('2026-11-21T10:00:00-03:00');
  const [early, late] = [sopague.createPayment({ amount: 1 }), sopague.createPayment({ amount: 1 })];
  sopague.setClock('2026-11-22T02:59:30Z');
  const used = await token();
  assert.equal((await cancel(early, used, 1)).status, 200);
  sopague.advanceClock(31_000);
  const refused = await cancel(late, used, 1);

  assert.equal(refused.status, 400);
  assert.deepEqual(JSON.parse(refused.text), [{ tag: '__general__', description: sopague.texts.tooLate }]);
  assert.equal(sopague.effects(late), 0);
});

test('a payment that is not captured, or a rule that is off, knows no day', async () => {
  const yesterday = new Date(sopague.now() - 24 * 3_600_000);
  const held = sopague.createPayment({ amount: 1, status: 'authorized', capturedAt: yesterday });
  const captured = sopague.createPayment({ amount: 1, capturedAt: yesterday });
  const used = await token();
  assert.equal((await cancel(held, used, 1)).status, 200);
  assert.equal((await cancel(captured, used, 1)).status, 400);
  sopague.rules.sameDayOnly = false;

  assert.equal((await cancel(captured, used, 1)).status, 200);
});

test('the clock of São Paulo follows its offset of the day', () => {
  assert.deepEqual(toSaoPaulo(Date.parse('2026-11-21T03:00:00Z')), {
    ...{ date: '2026-11-21', time: '00:00:00', offset: '-03:00' },
  });
  assert.equal(toSaoPaulo(Date.parse('2018-12-01T12:00:00Z')).offset, '-02:00');
});

test('a payment that is denied or belongs to another account is refused', async () => {
  await sopague.close();
  const account = (name: string) => ({ userName: name, password: name });
  sopague = await startSopagueSimulator({ accounts: { a: account('a'), b: account('b') } });
  const [denied, foreign] = [
    sopague.createPayment({ amount: 1, status: 'denied' }),
    sopague.createPayment({ amount: 1, account: 'b' }),
  ];
  const used = String(json(await logIn('a', 'a')).accessToken);

  assert.equal((await cancel(denied, used, 1)).status, 400);
  assert.equal(JSON.parse((await cancel(foreign, used, 1)).text)[0].description, NOT_FOUND);
  assert.equal((await read(foreign, used)).status, 400);
});

test('texts can be changed for one simulator without touching another', async () => {
  const other = await startSopagueSimulator({ texts: { tooLate: 'tarde demais' } });
  other.texts.statuses.captured = 'Capturada';
  await other.close();

  assert.equal(other.texts.tooLate, 'tarde demais');
  assert.equal(sopague.texts.statuses.captured, 'Aprovada');
});

const LOST = ['never', 'reset-before-headers', 'reset-after-headers', 'truncated'] as const;

for (const answers of LOST) {
  test(`money moves though the answer is lost by "${answers}"`, async () => {
    const id = sopague.createPayment({ amount: 1035 });
    const used = await token();
    sopague.next({ applies: true, answers });
    const hangsUp = answers === 'never' ? { signal: abortOn(sopague, 'answered', 'cancel') } : {};

    await assert.rejects(cancel(id, used, 1035, hangsUp));

    assert.deepEqual([sopague.effects(id), sopague.received('cancel').length], [1, 1]);
  });
}

test('a 500 can come with the cancel done or not', async () => {
  const ids = [true, false].map((applies) => {
    sopague.next({ applies, status: 500 });
    return sopague.createPayment({ amount: 1035 });
  });
  const used = await token();
  for (const id of ids) assert.equal((await cancel(id, used, 1035)).status, 500);

  assert.deepEqual(
    ids.map((id) => sopague.effects(id)),
    [1, 0],
  );
});

test('an answer can name another amount or another return code', async () => {
  const id = sopague.createPayment({ amount: 1035 });
  sopague.next({ fields: { amount: 1023, returnCode: '57' } });
  const { amount, returnCode } = json(await cancel(id, await token(), 1035));

  assert.deepEqual([amount, returnCode], [1023, '57']);
});

test('a refusal can carry any text', async () => {
  const id = sopague.createPayment({ amount: 1035 });
  sopague.next({ status: 400, code: 'Prazo encerrado.' });
  const reply = await cancel(id, await token(), 1035);

  assert.deepEqual(JSON.parse(reply.text), [{ tag: '__general__', description: 'Prazo encerrado.' }]);
});

test('a login that is lost gives out no token that works', async () => {
  const id = sopague.createPayment({ amount: 1035 });
  sopague.next({ applies: false }, { kind: 'login' });
  const dead = await token();

  assert.equal(sopague.logins, 0);
  assert.equal((await read(id, dead)).status, 401);
});

test('closing ends a connection that hangs', async () => {
  const other = await startSopagueSimulator();
  other.next({ answers: 'never' }, { kind: 'login' });
  const received = new Promise((resolve) => other.onEvent(resolve));
  const hanging = fetch(`${other.url}/api/auth/token`, { method: 'POST', body: '{}' });
  const rejected = assert.rejects(hanging);
  await received;
  await other.close();
  await rejected;
});

test('ids are 42 digits, and a path outside the gateway base is unknown', async () => {
  assert.match(sopague.createPayment({ amount: 1 }), /^\d{42}$/);
  const outside = sopague.url.replace('/gateway', '/v1/payments/1');

  assert.equal((await fetch(outside, { headers: bearer(await token()) })).status, 404);
});
