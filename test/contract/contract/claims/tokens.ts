import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import { sleep, systemClock } from '../../../../shared/runtime/process.ts';
import { createVirtualTime } from '../../../shared/sessions/virtual-time.ts';
import { createHeldSleep } from '../../../simulator/held-sleep.ts';
import { type ContractRow, isStatic } from '../../contract-row.ts';
import { setScene } from '../../scene.ts';

/** Where the claim is that each login says how long its token lives, this one says so many seconds. */
const SOME_LIFETIME_SECONDS = 600;

/** An answer brings the token of the next request, or the same one serves all of them. */
export async function showWorld<C extends BaseCredentials>(
  t: TestContext,
  row: ContractRow<C>,
): Promise<void> {
  const { provider, read } = await setScene(t, row);

  await read();
  await read();

  const [first, second] = provider.received('read').map(({ token }) => token);
  assert.ok(first !== undefined);
  assert.equal(first === second, row.capabilities.token.world.value !== 'rotating');
  assert.equal(isStatic(row), row.capabilities.token.world.value === 'static');
  assert.equal(provider.received('login').length, isStatic(row) ? 0 : 1);
}

/** Of two requests at the same time. */
export async function showUse<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const held = createHeldSleep();
  const isInLine = Promise.withResolvers<void>();
  const inLine = (ms: number, signal?: AbortSignal) => {
    isInLine.resolve();
    return sleep(ms, signal);
  };
  const time = { clock: systemClock, sleep: inLine };
  const { provider, read } = await setScene(t, row, { simulator: { sleep: held.sleep }, time });
  const { value: use } = row.capabilities.token.use;
  const { mode } = row.connector.session;
  assert.equal(mode === 'static' ? 'shared' : mode, use);
  await read();
  provider.latencyMs = { read: 100 };

  const reads = [read(), read()];
  // Either both are under way, or one waits until the session is free.
  await Promise.race([held.waiting(2), isInLine.promise]);
  await held.waiting(1);
  held.release();
  await Promise.all(reads);

  assert.equal(provider.maxRequestsPerToken, use === 'exclusive' ? 1 : 2);
}

/** Half of a token's life later it is used still; when its life is over it is not presented any more. */
export async function showLifetime<C extends BaseCredentials>(
  t: TestContext,
  row: ContractRow<C>,
): Promise<void> {
  const time = createVirtualTime();
  const { clock } = time;
  const { provider, harness, paymentId } = await setScene(t, row, { simulator: { clock }, time });
  const { value: claimed } = row.capabilities.token.lifetimeSeconds;
  const lifetimeMs = (claimed ?? SOME_LIFETIME_SECONDS) * 1000;
  const isEternal = isStatic(row);
  if (isEternal) assert.equal(claimed, null);
  if (claimed === null) provider.tokenLifetimeMs = lifetimeMs;
  assert.equal(provider.tokenLifetimeMs, lifetimeMs, 'what the simulator gives out');
  const read = () => harness.read(paymentId, { deadline: clock() + 29_000 });

  await read();
  time.advance(lifetimeMs / 2);
  await read();
  assert.equal(provider.logins, isEternal ? 0 : 1, 'logins after half of the time');
  time.advance(lifetimeMs + 1);
  await read();

  assert.equal(provider.logins, isEternal ? 0 : 2, 'logins after all of the time');
  assert.equal(provider.unauthorized, 0);
}
