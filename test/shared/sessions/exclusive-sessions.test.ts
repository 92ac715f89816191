import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fault } from '../../../local/simulators/kit/faults.ts';
import type { SessionReply } from '../../../shared/ports/sessions.ts';
import { LEASE_MARGIN_MS, RESERVE_MS } from '../../../shared/provider/budgets.ts';
import { LEASE_MS } from '../../../shared/sessions/lease-slot.ts';
import { CREDENTIALS, SLOT, startLetpayProcesses } from './letpay-processes.ts';
import { createVault } from './session-process.ts';

const codeOf = (reply: SessionReply) => (reply.is === 'not_sent' ? reply.code : undefined);

const statusOf = (reply: SessionReply) => (reply.is === 'answered' ? reply.status : undefined);

describe('the token that an answer brings is the next one,', () => {
  const rows: readonly { name: string; fault: Fault }[] = [
    { name: 'of a success', fault: {} },
    { name: 'of a 502', fault: { applies: true, status: 502, code: '00.03.0001' } },
    { name: 'of a 422', fault: { status: 422, code: '00.04.0010' } },
    { name: 'of a 404', fault: { status: 404, code: '00.01.0038' } },
  ];
  for (const { name, fault } of rows) {
    test(name, async (t) => {
      const { provider, start, stores, newCancel } = await startLetpayProcesses(t, {
        tokenModel: 'single_use',
      });
      const process = start();
      provider.next(fault);
      await process.send(newCancel());
      const next = stores.tokenOf(SLOT)?.token.reveal();

      await process.send(newCancel());

      const [first, second] = provider.received('cancel');
      assert.notEqual(second?.token, first?.token);
      assert.equal(second?.token, next);
      assert.deepEqual([provider.logins, provider.unauthorized], [1, 0]);
    });
  }
});

describe('a token that was obtained with other credentials', () => {
  test('is not presented, and a login replaces it', async (t) => {
    const { provider, start, stores, newCancel } = await startLetpayProcesses(t, { tokenModel: 'reusable' });
    await start().send(newCancel());
    const wrong = stores.tokenOf(SLOT)?.token.reveal();
    provider.reset();

    const corrected = start({ vault: { ...createVault(CREDENTIALS), version: 'v2' } });
    await corrected.send(newCancel());
    await corrected.send(newCancel());

    assert.equal(provider.received('login').length, 1);
    assert.ok(provider.received('cancel').every(({ token }) => token !== wrong));
    assert.equal(stores.tokenOf(SLOT)?.secretVersion, 'v2');
  });

  test('sends a process that still holds the ones before to the secret, not to another login', async (t) => {
    const { provider, start, newCancel } = await startLetpayProcesses(t, { tokenModel: 'reusable' });
    const vault = createVault(CREDENTIALS);
    const late = start({ vault });
    vault.version = 'v2';
    await start({ vault: { ...vault } }).send(newCancel());

    assert.equal(statusOf(await late.send(newCancel())), 200);

    assert.deepEqual([provider.logins, vault.reads], [1, 1]);
  });
});

describe('a token is kept where an answer brings none:', () => {
  const rows: readonly { name: string; fault: Fault }[] = [
    { name: 'the field is absent', fault: { fields: { refresh_token: undefined } } },
    { name: 'the field is null', fault: { fields: { refresh_token: null } } },
    { name: 'the field is no header value', fault: { fields: { refresh_token: 'a\r\nb' } } },
    { name: 'the answer is a bare list', fault: { body: [] } },
  ];
  for (const { name, fault } of rows) {
    test(name, async (t) => {
      const { provider, start, newCancel } = await startLetpayProcesses(t, { tokenModel: 'reusable' });
      const process = start();
      provider.next(fault);
      await process.send(newCancel());

      await process.send(newCancel());

      const [first, second] = provider.received('cancel');
      assert.equal(second?.token, first?.token);
      assert.equal(provider.logins, 1);
    });
  }
});

describe("a token is dropped where the provider's own answer did not arrive:", () => {
  const rows: readonly { name: string; fault: Fault }[] = [
    { name: 'none came', fault: { applies: true, answers: 'reset-before-headers' } },
    { name: 'half of it came', fault: { applies: true, answers: 'truncated' } },
    { name: "a gateway's came", fault: { applies: true, status: 502, body: '<html>' } },
    { name: 'an empty one came', fault: { status: 404, body: '' } },
  ];
  for (const { name, fault } of rows) {
    test(name, async (t) => {
      const { provider, start, newCancel } = await startLetpayProcesses(t, { tokenModel: 'single_use' });
      const process = start();
      provider.next(fault);
      await process.send(newCancel());

      assert.equal(statusOf(await process.send(newCancel())), 200);

      assert.deepEqual([provider.logins, provider.unauthorized], [2, 0]);
    });
  }
});

test('a token that an answer brings lives from its receipt, one that stays keeps its end', async (t) => {
  const { provider, start, stores, time, newRead } = await startLetpayProcesses(t);
  const process = start({ time });
  await process.send(newRead());
  time.advance(100_000);

  await process.send(newRead());
  assert.equal(stores.tokenOf(SLOT)?.expiresAt, time.clock() + 285_000);

  provider.refreshTokens = 'same';
  time.advance(100_000);
  await process.send(newRead());
  assert.equal(stores.tokenOf(SLOT)?.expiresAt, time.clock() + 185_000);
});

describe('a holder that dies', () => {
  test('keeps the slot until its lease ends; then the next one logs in, and never shows the suspect token', async (t) => {
    const { provider, start, time, newRead, newCancel } = await startLetpayProcesses(t);
    await start({ time }).send(newRead());
    const dead = start({ time }).open();
    await dead.send(newRead());
    const suspects = provider.received('read').map(({ token }) => token);
    const next = start({ time });
    const died = time.clock();

    assert.equal(codeOf(await next.send(newCancel())), 'provider_capacity');
    assert.ok(time.clock() - died < LEASE_MS, 'it gave up before the lease ended');
    time.advance(LEASE_MS);
    assert.equal(statusOf(await next.send(newCancel())), 200);

    assert.equal(provider.logins, 2);
    const [cancel] = provider.received('cancel');
    assert.ok(!suspects.includes(cancel?.token));
    assert.equal(provider.unauthorized, 0);
  });

  test('puts nothing back when it comes to life again', async (t) => {
    const { provider, start, stores, time, newRead } = await startLetpayProcesses(t);
    const stale = start({ time }).open();
    await stale.send(newRead());
    time.advance(LEASE_MS + 1);
    const next = start({ time });
    await next.send(newRead());
    const kept = stores.tokenOf(SLOT);

    await stale.close();

    assert.equal(stores.tokenOf(SLOT), kept);
    await next.send(newRead());
    assert.equal(provider.logins, 2);
    assert.equal(provider.tokenInTwoRequestsAtOnce, 0);
  });

  test('does not free the slot of the one after it', async (t) => {
    const { start, time, newRead, newCancel } = await startLetpayProcesses(t);
    const stale = start({ time }).open();
    await stale.send(newRead());
    time.advance(LEASE_MS + 1);
    const holder = start({ time }).open();
    await holder.send(newRead());

    await stale.close();

    assert.equal(codeOf(await start({ time }).send(newCancel())), 'provider_capacity');
    await holder.close();
  });

  test('sends nothing under a lease that is over', async (t) => {
    const { provider, start, time, newRead } = await startLetpayProcesses(t);
    const stale = start({ time }).open({ deadline: time.clock() + LEASE_MS + RESERVE_MS });
    await Promise.resolve();
    time.advance(LEASE_MS - LEASE_MARGIN_MS);

    assert.equal(codeOf(await stale.send(newRead())), 'deadline_exceeded');

    assert.equal(provider.received().length, 0);
    await stale.close();
  });
});

test('nothing that moves money leaves when too little is left of the lease', async (t) => {
  const { provider, start, time, newRead, newCancel } = await startLetpayProcesses(t);
  const handle = start({ time }).open({ deadline: time.clock() + 10 * LEASE_MS });
  await handle.send(newRead());
  time.advance(LEASE_MS - LEASE_MARGIN_MS - 9_999);

  assert.equal(codeOf(await handle.send(newCancel())), 'deadline_exceeded');
  assert.equal(statusOf(await handle.send(newRead())), 200);

  assert.equal(provider.received('cancel').length, 0);
  await handle.close();
});

describe('a slot that is opened and not used', () => {
  test('keeps its token', async (t) => {
    const { provider, start, newRead } = await startLetpayProcesses(t);
    const process = start();
    await process.send(newRead());
    await process.open().close();

    await process.send(newRead());

    assert.equal(provider.logins, 1);
  });

  test('is free for the next one at once', async (t) => {
    const { start, time, newCancel } = await startLetpayProcesses(t);
    const process = start({ time });
    await process.open().close();
    const before = time.clock();

    assert.equal(statusOf(await process.send(newCancel())), 200);

    assert.equal(time.clock(), before);
  });
});

describe('credentials that were refused', () => {
  test('lock out the account, whatever slot is free', async (t) => {
    const { provider, start, newCancel } = await startLetpayProcesses(t);
    provider.setCredentials({ apiKey: 'new', apiSecret: 'new' });
    const process = start({ slots: 4 });

    for (let times = 0; times < 16; times++) await process.send(newCancel());

    assert.equal(provider.received('login').length, 1);
  });

  test('do not stop a slot whose token still lives', async (t) => {
    const { provider, start, newRead, newCancel } = await startLetpayProcesses(t);
    await start().send(newRead());
    provider.setCredentials({ apiKey: 'new', apiSecret: 'new' });

    assert.equal(statusOf(await start().send(newCancel())), 200);
  });
});

test('a store that gives no answer keeps a request from being sent', async (t) => {
  const { provider, start, stores, newCancel } = await startLetpayProcesses(t);
  const lease = () => Promise.reject(new Error('no answer'));
  const process = start({ stores: { ...stores, exclusive: { ...stores.exclusive, lease } } });

  assert.equal(codeOf(await process.send(newCancel())), 'provider_capacity');

  assert.equal(provider.received().length, 0);
  assert.deepEqual(process.lines, ['session_store_failed', 'session_not_put_back']);
});

test('a store that takes nothing back does not change what came of a request', async (t) => {
  const { provider, start, stores, newCancel } = await startLetpayProcesses(t);
  const putBack = () => Promise.reject(new Error('no answer'));
  const process = start({ stores: { ...stores, exclusive: { ...stores.exclusive, putBack } } });

  assert.equal(statusOf(await process.send(newCancel())), 200);

  assert.equal(provider.received('cancel').length, 1);
  assert.deepEqual(process.lines, ['login', 'session_not_put_back']);
});
