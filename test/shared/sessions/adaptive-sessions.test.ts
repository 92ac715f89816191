import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import type { SessionReply } from '../../../shared/ports/sessions.ts';
import { SLOT, startLetpayProcesses } from './letpay-processes.ts';

const SHARED = 'loja-1#letpay#shared';

const statusOf = (reply: SessionReply) => (reply.is === 'answered' ? reply.status : undefined);

test('sessions are leased until a probe has shown that tokens live on, and shared then', async (t) => {
  const { provider, start, stores, time, newRead } = await startLetpayProcesses(t, { latencyMs: 1 });
  const process = start({ time, slots: 4 });
  await process.send(newRead());
  assert.equal(stores.tokenOf(SHARED), undefined);

  await stores.settings.setTokenModel(SLOT, 'reusable', time.clock());
  time.advance(MINUTE_MS);
  // The verdict comes with the lease of slot 0.
  await process.send(newRead());
  await process.send(newRead());
  const replies = await Promise.all(Array.from({ length: 8 }, () => process.send(newRead())));

  assert.deepEqual(new Set(replies.map(statusOf)), new Set([200]));
  assert.notEqual(stores.tokenOf(SHARED), undefined);
  assert.equal(provider.logins, 2);
});

for (const tokenModel of ['single_use', 'exclusive_login'] as const) {
  test(`sessions stay leased where a probe has found ${tokenModel} tokens`, async (t) => {
    const { start, stores, time, newRead } = await startLetpayProcesses(t, { tokenModel });
    const process = start({ time, slots: 4 });
    await stores.settings.setTokenModel(SLOT, tokenModel, time.clock());

    for (let times = 0; times < 3; times++) await process.send(newRead());

    assert.equal(stores.tokenOf(SHARED), undefined);
  });
}

test('a refused token speaks against the verdict: back to one leased session, until the next probe', async (t) => {
  const { provider, start, stores, time, newRead } = await startLetpayProcesses(t);
  const process = start({ time, slots: 4 });
  await stores.settings.setTokenModel(SLOT, 'reusable', time.clock());
  await process.send(newRead());
  await process.send(newRead());
  provider.expireTokens();

  assert.equal(statusOf(await process.send(newRead())), 200);

  assert.ok(process.lines.includes('sessions_demoted'));
  provider.reset();
  const open = process.open();
  await open.send(newRead());
  const other = await start({ time, slots: 4 }).send(newRead());
  assert.equal(other.is === 'not_sent' && other.code, 'provider_capacity');
  await open.close();
});
