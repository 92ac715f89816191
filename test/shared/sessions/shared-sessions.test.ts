import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { sopagueAuth } from '../../../functions/sopague/auth.ts';
import { type Credentials, credentialsSchema } from '../../../functions/sopague/credentials.ts';
import { startSopagueSimulator } from '../../../local/simulators/sopague/simulator.ts';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import type { SessionReply } from '../../../shared/ports/sessions.ts';
import { LONGEST_BUDGET, TOKEN_MARGIN_MS } from '../../../shared/provider/budgets.ts';
import { createMemorySessionStores } from '../../contract/memory-session-stores.ts';
import { createVault, type ProcessOptions, type SessionProcess, startProcess } from './session-process.ts';
import { createVirtualTime } from './virtual-time.ts';

const CREDENTIALS = credentialsSchema.parse({
  userName: 'demo',
  password: 'demo-password',
  environment: 'sandbox',
});
const SESSION = 'loja-1#sopague#shared';
const PROCESSES = 8;
const AMOUNT = 1035;
const HOUR_MS = 3_600_000;

const codeOf = (reply: SessionReply) => (reply.is === 'not_sent' ? reply.code : undefined);

const statusOf = (reply: SessionReply) => (reply.is === 'answered' ? reply.status : undefined);

async function startProcesses(t: TestContext) {
  const provider = await startSopagueSimulator({ failedLogin: 'not-authenticated' });
  t.after(() => provider.close());
  const stores = createMemorySessionStores();
  const about = { auth: sopagueAuth, provider: 'sopague', baseUrl: provider.url, stores };
  const start = (options: Partial<ProcessOptions<Credentials>> = {}) =>
    startProcess({ ...about, vault: createVault(CREDENTIALS), ...options });
  const processes = Array.from({ length: PROCESSES }, () => start());
  const newCancel = () =>
    ({
      method: 'POST',
      path: `/v1/payments/${provider.createPayment({ amount: AMOUNT })}/cancel`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amount: AMOUNT }),
      movesMoney: true,
    }) as const;
  const cancelBy = (process: SessionProcess) => process.send(newCancel());
  const cancelByAll = async () => (await Promise.all(processes.map(cancelBy))).map(statusOf);
  return { provider, stores, start, cancelBy, cancelByAll };
}

const ALL_DONE = Array.from({ length: PROCESSES }, () => 200);

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

  assert.equal(statusOf(await cancelBy(late)), 200);

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
  const { provider, stores, start, cancelBy } = await startProcesses(t);
  const time = createVirtualTime();
  await cancelBy(start({ time }));
  assert.equal(stores.tokenOf(SESSION)?.expiresAt, time.clock() + HOUR_MS - TOKEN_MARGIN_MS);

  stores.put(SESSION, { token: new SecretText('old-token'), expiresAt: time.clock(), secretVersion: 'v1' });
  await cancelBy(start({ time }));

  assert.ok(provider.received().every(({ token }) => token !== 'old-token'));
  assert.equal(provider.logins, 2);
});

describe('a token that was obtained with other credentials', () => {
  const CORRECTED = { ...CREDENTIALS, userName: new SecretText('new') };

  test('is not presented by a process that reads the corrected ones, and one login replaces it for all', async (t) => {
    const { provider, start, cancelBy } = await startProcesses(t);
    await cancelBy(start());
    const wrong = provider.received('cancel').at(-1)?.token;
    provider.reset();
    provider.setCredentials({ userName: 'new', password: 'demo-password' });
    const vault = { ...createVault(CORRECTED), version: 'v2' };
    const processes = Array.from({ length: PROCESSES }, () => start({ vault }));

    const statuses = (await Promise.all(processes.map(cancelBy))).map(statusOf);

    assert.deepEqual(statuses, ALL_DONE);
    assert.equal(provider.received('login').length, 1);
    assert.ok(provider.received('cancel').every(({ token }) => token !== wrong));
  });

  test('sends a process that still holds the ones before to the secret, not to another login', async (t) => {
    const { provider, start, cancelBy } = await startProcesses(t);
    const vault = createVault(CREDENTIALS);
    const late = start({ vault });
    await cancelBy(late);
    vault.version = 'v2';
    await cancelBy(start({ vault: { ...vault } }));
    provider.reset();
    provider.expireTokens();
    await cancelBy(start({ vault: { ...vault } }));

    const statuses = [await cancelBy(late), await cancelBy(late)].map(statusOf);

    assert.deepEqual(statuses, [200, 200]);
    assert.equal(provider.received('login').length, 1);
  });
});

test('a login whose process died is made by another one, when its time is over', async (t) => {
  const { provider, stores, start, cancelBy } = await startProcesses(t);
  const time = createVirtualTime();
  const dead = { owner: 'dead', now: time.clock(), loginUntil: time.clock() + 10_000 };
  assert.equal((await stores.shared.turn(SESSION, dead)).is, 'login');

  assert.equal(codeOf(await cancelBy(start({ time }))), 'provider_capacity');
  assert.equal(provider.logins, 0);
  time.advance(5_001);

  assert.equal(statusOf(await cancelBy(start({ time }))), 200);
  assert.equal(provider.logins, 1);
});

test('a login of a process that nobody waits for is waited for as long as it may take', async (t) => {
  const { stores, start } = await startProcesses(t);
  const time = createVirtualTime();
  const untils: number[] = [];
  const turn: typeof stores.shared.turn = (key, by) => {
    untils.push(by.loginUntil - by.now);
    return stores.shared.turn(key, by);
  };
  const process = start({ time, stores: { ...stores, shared: { ...stores.shared, turn } } });

  await process.open({ isBackground: true }).close();

  assert.ok((untils[0] ?? 0) > LONGEST_BUDGET.loginMs, String(untils));
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

test('credentials that are refused are tried once by eight processes', async (t) => {
  const { provider, cancelByAll } = await startProcesses(t);
  provider.setCredentials({ userName: 'new', password: 'new' });

  assert.deepEqual(new Set(await cancelByAll()), new Set([undefined]));

  assert.equal(provider.received('login').length, 1);
});

test('a store that gives no answer keeps a request from being sent', async (t) => {
  const { provider, stores, start, cancelBy } = await startProcesses(t);
  const turn = () => Promise.reject(new Error('no answer'));
  const process = start({
    time: createVirtualTime(),
    stores: { ...stores, shared: { ...stores.shared, turn } },
  });

  assert.equal(codeOf(await cancelBy(process)), 'provider_capacity');

  assert.equal(provider.received().length, 0);
});

test('a login is not begun for a session that is closed', async (t) => {
  const { provider, stores, start } = await startProcesses(t);

  await start().open().close();

  assert.equal(provider.received('login').length, 0);
  const turn = await stores.shared.turn(SESSION, { owner: 'o', now: Date.now(), loginUntil: 0 });
  assert.equal(turn.is, 'login');
});
