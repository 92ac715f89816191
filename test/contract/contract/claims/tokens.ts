import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import { type ContractRow, isStatic } from '../../contract-row.ts';
import { setScene } from '../../scene.ts';

/** Where the claim is that each login says how long its token lives, this one says so many seconds. */
const SOME_LIFETIME_SECONDS = 600;

/** How the sessions of an auth scheme use a token, until a probe has shown more. */
const USE_OF = { static: 'shared', bearer: 'shared', rotating: 'exclusive' } as const;

/** An answer brings the token of the next request, or the same one serves all of them. */
export async function showModel<C extends BaseCredentials>(
  t: TestContext,
  row: ContractRow<C>,
): Promise<void> {
  const { value: model } = row.capabilities.token.model;
  assert.equal(row.connector.auth.type, model, 'the auth scheme of the connector');
  const scene = await setScene(t, row);

  await scene.inquire();
  await scene.inquire();

  const [first, second] = scene.provider.received('read').map(({ token }) => token);
  assert.ok(first !== undefined);
  assert.equal(first === second, model !== 'rotating');
  assert.equal(scene.provider.received('login').length, isStatic(row) ? 0 : 1);
}

/** Of two requests at the same time. */
export async function showUse<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const scene = await setScene(t, row);
  const { value: use } = row.capabilities.token.use;
  assert.equal(USE_OF[row.connector.auth.type], use);
  await scene.inquire();
  scene.provider.latencyMs = { read: 100 };

  await Promise.all([scene.inquire(), scene.inquire()]);

  assert.equal(scene.provider.maxRequestsPerToken, use === 'exclusive' ? 1 : 2);
}

/** Half of a token's life later it is used still; when its life is over it is not presented any more. */
export async function showLifetime<C extends BaseCredentials>(
  t: TestContext,
  row: ContractRow<C>,
): Promise<void> {
  const scene = await setScene(t, row);
  const { provider } = scene;
  const { value: claimed } = row.capabilities.token.lifetimeSeconds;
  const lifetimeMs = (claimed ?? SOME_LIFETIME_SECONDS) * 1000;
  const isEternal = isStatic(row);
  if (isEternal) assert.equal(claimed, null);
  if (claimed === null) provider.tokenLifetimeMs = lifetimeMs;
  assert.equal(provider.tokenLifetimeMs, lifetimeMs, 'what the simulator gives out');

  await scene.inquire();
  scene.pass(lifetimeMs / 2);
  await scene.inquire();
  assert.equal(provider.logins, isEternal ? 0 : 1, 'logins after half of the time');
  scene.pass(lifetimeMs + 1);
  await scene.inquire();

  assert.equal(provider.logins, isEternal ? 0 : 2, 'logins after all of the time');
  assert.equal(provider.unauthorized, 0);
}
