import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { sopague } from '../../../functions/sopague/connector.ts';
import { startSopagueSimulator } from '../../../functions/sopague/simulator.ts';
import { type Credentials, credentialsSchema } from '../../../functions/sopague/wire.ts';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import { createHarness, type Harness, type HarnessOptions } from '../../contract/harness.ts';
import { createMemorySessionStores } from '../../contract/memory-session-stores.ts';
import { createVirtualTime } from './virtual-time.ts';

const CREDENTIALS = credentialsSchema.parse({
  userName: 'demo',
  password: 'demo-password',
  environment: 'sandbox',
});
const SESSION = 'loja-1#sopague#shared';
const PROCESSES = 8;
const AMOUNT = 1035;

async function startProcesses(t: TestContext) {
  const provider = await startSopagueSimulator();
  t.after(() => provider.close());
  const stores = createMemorySessionStores();
  const start = (options: Partial<HarnessOptions<Credentials>> = {}) =>
    createHarness(sopague, { baseUrl: provider.url, credentials: CREDENTIALS, stores, ...options });
  const processes = Array.from({ length: PROCESSES }, () => start());
  const cancelBy = (process: Harness<Credentials>) =>
    process.cancel({ paymentId: provider.createPayment({ amount: AMOUNT }), amount: AMOUNT });
  const cancelByAll = async () => (await Promise.all(processes.map(cancelBy))).map(({ is }) => is);
  return { provider, stores, start, cancelBy, cancelByAll };
}

const ALL_DONE = Array.from({ length: PROCESSES }, () => 'done');

test('eight processes at once log in once, and the losers take the token of the winner', async (t) => {
  const { provider, cancelByAll } = await startProcesses(t);

  assert.deepEqual(await cancelByAll(), ALL_DONE);

  assert.equal(provider.received('login').length, 1);
  assert.equal(provider.unauthorized, 0);
  assert.equal(new Set(provider.received('cancel').map(({ token }) => token)).size, 1);
});

test('a token that is refused to eight processes is replaced once', async (t) => {
  const { provider, cancelByAll } = await startProcesses(t);
  await cancelByAll();
  provider.expireTokens();
  provider.reset();

  assert.deepEqual(await cancelByAll(), ALL_DONE);

  assert.equal(provider.received('login').length, 1);
  assert.equal(provider.unauthorized, PROCESSES);
});

test('a process that learns late that a token is refused takes the newer one', async (t) => {
  const { provider, start, cancelBy } = await startProcesses(t);
  const [early, late] = [start(), start()];
  await cancelBy(early);
  await cancelBy(late);
  provider.expireTokens();
  await cancelBy(early);

  assert.equal((await cancelBy(late)).is, 'done');

  assert.equal(provider.logins, 2);
});

test('a process holds its token, and asks the store no more', async (t) => {
  const { provider, stores, start, cancelBy } = await startProcesses(t);
  let turns = 0;
  const turn: typeof stores.shared.turn = (key, by) => {
    turns += 1;
    return stores.shared.turn(key, by);
  };
  const process = start({ stores: { ...stores, shared: { ...stores.shared, turn } } });

  for (let times = 0; times < 3; times++) await cancelBy(process);

  assert.deepEqual([turns, provider.logins], [1, 1]);
});

test('a token is replaced before its end, by our clock', async (t) => {
  const { provider, stores, start } = await startProcesses(t);
  const time = createVirtualTime();
  const cancel = () => {
    const paymentId = provider.createPayment({ amount: AMOUNT });
    return start({ time }).cancel({ paymentId, amount: AMOUNT }, { deadline: time.clock() + 29_000 });
  };
  await cancel();
  // SoPague's hour, less our margin.
  assert.equal(stores.tokenOf(SESSION)?.expiresAt, time.clock() + 3_600_000 - 15_000);

  stores.put(SESSION, { token: new SecretText('old-token'), expiresAt: time.clock() });
  await cancel();

  assert.ok(provider.received().every(({ token }) => token !== 'old-token'));
  assert.equal(provider.logins, 2);
});

test('a login whose process died is made by another one, when its time is over', async (t) => {
  const { provider, stores, start } = await startProcesses(t);
  const time = createVirtualTime();
  const dead = { owner: 'dead', now: time.clock(), loginUntil: time.clock() + 10_000 };
  assert.equal((await stores.shared.turn(SESSION, dead)).is, 'login');
  const cancel = () => {
    const paymentId = provider.createPayment({ amount: AMOUNT });
    return start({ time }).cancel({ paymentId, amount: AMOUNT }, { deadline: time.clock() + 29_000 });
  };

  const early = await cancel();
  assert.equal(early.is === 'not_sent' && early.code, 'provider_capacity');
  assert.equal(provider.logins, 0);
  time.advance(5_001);

  assert.equal((await cancel()).is, 'done');
  assert.equal(provider.logins, 1);
});

test('a login that comes back late changes nothing', async (t) => {
  const { provider, stores, start, cancelBy } = await startProcesses(t);
  const dead = { owner: 'dead', now: Date.now(), loginUntil: Date.now() - 1 };
  await stores.shared.turn(SESSION, dead);
  await cancelBy(start());
  const kept = stores.tokenOf(SESSION);

  await stores.shared.endLogin(SESSION, 'dead', { drop: true });

  assert.equal(stores.tokenOf(SESSION), kept);
  assert.equal(provider.logins, 1);
});

test('credentials that are refused are tried once by eight processes, and again after 60 s', async (t) => {
  const { provider, stores, start, cancelByAll } = await startProcesses(t);
  provider.setCredentials({ userName: 'new', password: 'new' });

  assert.deepEqual(new Set(await cancelByAll()), new Set(['not_sent']));

  assert.equal(provider.received('login').length, 1);
  const time = createVirtualTime();
  const refused = { until: time.clock() + 60_000, secret: 'v1' };
  await stores.shared.turn(SESSION, { owner: 'o', now: time.clock(), loginUntil: time.clock() });
  await stores.shared.endLogin(SESSION, 'o', { drop: true, refused });
  const cancel = () =>
    start({ time }).cancel({ paymentId: '1', amount: 1 }, { deadline: time.clock() + 29_000 });
  time.advance(59_999);
  await cancel();
  assert.equal(provider.received('login').length, 1);
  time.advance(1);
  await cancel();
  assert.equal(provider.received('login').length, 2);
});

test('a store that gives no answer keeps a request from being sent', async (t) => {
  const { provider, stores, start } = await startProcesses(t);
  const time = createVirtualTime();
  const turn = () => Promise.reject(new Error('no answer'));
  const process = start({ time, stores: { ...stores, shared: { ...stores.shared, turn } } });

  const answer = await process.cancel({ paymentId: '1', amount: 1 }, { deadline: time.clock() + 29_000 });

  assert.equal(answer.is === 'not_sent' && answer.code, 'provider_capacity');
  assert.equal(provider.received().length, 0);
});

test('a login is not begun for a hold that is closed', async (t) => {
  const { provider, stores, start } = await startProcesses(t);
  const process = start();
  const signal = new AbortController().signal;
  const hold = process.sessions.open(process.account, {
    signal,
    deadline: Date.now() + 29_000,
    mayMoveMoney: () => true,
  });

  await hold.close();

  assert.equal(provider.received('login').length, 0);
  assert.equal(
    (await stores.shared.turn(SESSION, { owner: 'o', now: Date.now(), loginUntil: 0 })).is,
    'login',
  );
});
