import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fault } from '../../../local/simulators/kit/faults.ts';
import { SLOT, startLetpayProcesses } from './letpay-processes.ts';

/** The longest lease: one login, one exchange, and the margin. */
const LEASE_MS = 20_000;

const readOf = (paymentId: string) => ({ method: 'GET', path: `/payment/${paymentId}` }) as const;

describe('the token that an answer brings is the next one,', () => {
  const rows: readonly { name: string; fault: Fault }[] = [
    { name: 'of a success', fault: {} },
    { name: 'of a 502', fault: { applies: true, status: 502, code: '00.03.0001' } },
    { name: 'of a 422', fault: { status: 422, code: '00.04.0010' } },
    { name: 'of a 404', fault: { status: 404, code: '00.01.0038' } },
  ];
  for (const { name, fault } of rows) {
    test(name, async (t) => {
      const { provider, start, stores, newPayment } = await startLetpayProcesses(t, { world: 'S2' });
      const process = start();
      provider.next(fault);
      await process.cancel({ paymentId: newPayment() });
      const next = stores.tokenOf(SLOT)?.token.reveal();

      await process.cancel({ paymentId: newPayment() });

      const [first, second] = provider.received('cancel');
      assert.notEqual(second?.token, first?.token);
      assert.equal(second?.token, next);
      assert.deepEqual([provider.logins, provider.unauthorized], [1, 0]);
    });
  }
});

describe('a token is kept where an answer brings none:', () => {
  const rows: readonly { name: string; fault: Fault }[] = [
    { name: 'the field is absent', fault: { fields: { refresh_token: undefined } } },
    { name: 'the field is null', fault: { fields: { refresh_token: null } } },
    { name: 'the field is no header value', fault: { fields: { refresh_token: 'a\r\nb' } } },
    { name: 'the answer is a bare list', fault: { body: [] } },
    { name: 'the answer is empty', fault: { status: 404, body: '' } },
  ];
  for (const { name, fault } of rows) {
    test(name, async (t) => {
      const { provider, start, newPayment } = await startLetpayProcesses(t, { world: 'S1' });
      const process = start();
      provider.next(fault);
      await process.cancel({ paymentId: newPayment() });

      await process.cancel({ paymentId: newPayment() });

      const [first, second] = provider.received('cancel');
      assert.equal(second?.token, first?.token);
      assert.equal(provider.logins, 1);
    });
  }
});

test('a token that an answer brings lives from its receipt, one that stays keeps its end', async (t) => {
  const { provider, start, stores, time, newPayment } = await startLetpayProcesses(t);
  const process = start({ time });
  const call = () => ({ deadline: time.clock() + 29_000 });
  await process.read(newPayment(), call());
  time.advance(100_000);

  await process.read(newPayment(), call());
  assert.equal(stores.tokenOf(SLOT)?.expiresAt, time.clock() + 285_000);

  provider.refreshTokens = 'same';
  time.advance(100_000);
  await process.read(newPayment(), call());
  assert.equal(stores.tokenOf(SLOT)?.expiresAt, time.clock() + 185_000);
});

describe('a holder that dies', () => {
  test('keeps the slot until its lease ends; then the next one logs in, and never shows the suspect token', async (t) => {
    const { provider, start, open, time, newPayment } = await startLetpayProcesses(t);
    const call = () => ({ deadline: time.clock() + 29_000 });
    await start({ time }).read(newPayment(), call());
    const dead = open(start({ time }));
    await dead.send(readOf(newPayment()));
    const suspects = provider.received('read').map(({ token }) => token);
    const next = start({ time });
    const died = time.clock();

    const early = await next.cancel({ paymentId: newPayment() }, call());
    assert.equal(early.is === 'not_sent' && early.code, 'provider_capacity');
    assert.ok(time.clock() - died < LEASE_MS, 'it gave up before the lease ended');
    time.advance(LEASE_MS);
    const late = await next.cancel({ paymentId: newPayment() }, call());

    assert.equal(late.is, 'accepted');
    assert.equal(provider.logins, 2);
    const [cancel] = provider.received('cancel');
    assert.ok(!suspects.includes(cancel?.token));
    assert.equal(provider.unauthorized, 0);
  });

  test('puts nothing back when it comes to life again', async (t) => {
    const { provider, start, open, stores, time, newPayment } = await startLetpayProcesses(t);
    const call = () => ({ deadline: time.clock() + 29_000 });
    const stale = open(start({ time }));
    await stale.send(readOf(newPayment()));
    time.advance(LEASE_MS + 1);
    const next = start({ time });
    await next.read(newPayment(), call());
    const kept = stores.tokenOf(SLOT);

    await stale.close();

    assert.equal(stores.tokenOf(SLOT), kept);
    await next.read(newPayment(), call());
    assert.equal(provider.logins, 2);
    assert.equal(provider.tokenInTwoRequestsAtOnce, 0);
  });

  test('does not free the slot of the one after it', async (t) => {
    const { start, open, time, newPayment } = await startLetpayProcesses(t);
    const stale = open(start({ time }));
    await stale.send(readOf(newPayment()));
    time.advance(LEASE_MS + 1);
    const holder = open(start({ time }));
    await holder.send(readOf(newPayment()));

    await stale.close();

    const third = await start({ time }).cancel(
      { paymentId: newPayment() },
      { deadline: time.clock() + 29_000 },
    );
    assert.equal(third.is === 'not_sent' && third.code, 'provider_capacity');
    await holder.close();
  });

  test('sends nothing under a lease that is over', async (t) => {
    const { provider, start, open, time, newPayment } = await startLetpayProcesses(t);
    const stale = open(start({ time }));
    await Promise.resolve();
    time.advance(LEASE_MS - 5_000);

    const reply = await stale.send(readOf(newPayment()));

    assert.equal(reply.is === 'not_sent' && reply.code, 'deadline_exceeded');
    assert.equal(provider.received('read').length, 0);
    await stale.close();
  });
});

describe('a slot that is opened and not used', () => {
  test('keeps its token', async (t) => {
    const { provider, start, open, newPayment } = await startLetpayProcesses(t);
    const process = start();
    await process.read(newPayment());
    await process.sessions.open(process.account, { ...liveCall() }).close();

    await process.read(newPayment());

    assert.equal(provider.logins, 1);
    assert.ok(open);
  });

  test('is free for the next one at once', async (t) => {
    const { start, time, newPayment } = await startLetpayProcesses(t);
    const process = start({ time });
    const call = { ...liveCall(), deadline: time.clock() + 29_000 };
    await process.sessions.open(process.account, call).close();
    const before = time.clock();

    assert.equal((await process.cancel({ paymentId: newPayment() }, call)).is, 'accepted');

    assert.equal(time.clock(), before);
  });
});

describe('credentials that were refused', () => {
  const SECOND_MS = 1000;

  test('are not tried for 60 s, by any process, and then again', async (t) => {
    const { provider, start, time, newPayment } = await startLetpayProcesses(t);
    const call = () => ({ deadline: time.clock() + 29_000 });
    provider.setCredentials({ apiKey: 'new', apiSecret: 'new' });
    const cancel = async () => (await start({ time }).cancel({ paymentId: newPayment() }, call())).is;
    await cancel();
    time.advance(60 * SECOND_MS - 1);
    await cancel();
    assert.equal(provider.received('login').length, 1);

    provider.setCredentials({ apiKey: 'demo-key', apiSecret: 'demo-secret' });
    time.advance(1);

    assert.equal(await cancel(), 'accepted');
    assert.equal(provider.received('login').length, 2);
    assert.equal(provider.unauthorized, 1);
  });

  test('lock out the account, whatever slot is free', async (t) => {
    const { provider, start, newPayment } = await startLetpayProcesses(t);
    provider.setCredentials({ apiKey: 'new', apiSecret: 'new' });
    const process = start({ slots: 4 });

    for (let times = 0; times < 16; times++) await process.cancel({ paymentId: newPayment() });

    assert.equal(provider.received('login').length, 1);
  });

  test('do not stop a slot whose token still lives', async (t) => {
    const { provider, start, newPayment } = await startLetpayProcesses(t);
    await start().read(newPayment());
    provider.setCredentials({ apiKey: 'new', apiSecret: 'new' });

    assert.equal((await start().cancel({ paymentId: newPayment() })).is, 'accepted');
  });
});

test('a store that gives no answer keeps a request from being sent', async (t) => {
  const { provider, start, stores, newPayment } = await startLetpayProcesses(t);
  const lease = () => Promise.reject(new Error('no answer'));
  const process = start({ stores: { ...stores, exclusive: { ...stores.exclusive, lease } } });

  const answer = await process.cancel({ paymentId: newPayment() });

  assert.equal(answer.is === 'not_sent' && answer.code, 'provider_capacity');
  assert.equal(provider.received().length, 0);
});

test('a store that takes nothing back does not change what came of a request', async (t) => {
  const { provider, start, stores, newPayment } = await startLetpayProcesses(t);
  const putBack = () => Promise.reject(new Error('no answer'));
  const process = start({ stores: { ...stores, exclusive: { ...stores.exclusive, putBack } } });

  assert.equal((await process.cancel({ paymentId: newPayment() })).is, 'accepted');

  assert.equal(provider.received('cancel').length, 1);
});

function liveCall() {
  return { signal: new AbortController().signal, deadline: Date.now() + 29_000, mayMoveMoney: () => true };
}
