import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { MINUTE_MS } from '../../../../shared/domain/time.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import type { Idempotency } from '../../../../shared/provider/traits.ts';
import { AMOUNT } from '../../contract-row.ts';
import { setScene } from '../../scene.ts';
import { type AboutMethod, smallest } from './claim.ts';
import { toWith } from './request-parts.ts';

type Key = Extract<Idempotency, { is: 'key' }>;

/** What a provider does with the same request twice. */
export function showIdempotency<C extends BaseCredentials>(
  t: TestContext,
  about: AboutMethod<C>,
): Promise<void> {
  const { idempotency } = about.traits;
  if (idempotency.is === 'none') return showTwice(t, about);
  return idempotency.is === 'key' ? showKey(t, about, idempotency) : showOnceByNature(t, about);
}

/** It is executed twice. */
async function showTwice<C extends BaseCredentials>(t: TestContext, about: AboutMethod<C>): Promise<void> {
  const { row, method, traits } = about;
  const scene = await setScene(t, row, { method });
  const amount = smallest(traits);
  const wanted = scene.wanted(amount === AMOUNT ? undefined : amount);

  await scene.harness.attempt(wanted);
  await scene.harness.attempt(wanted);

  assert.equal(scene.returned(), 2 * amount);
}

/** The whole goes back once, also where the second request meets the first one at work. */
async function showOnceByNature<C extends BaseCredentials>(
  t: TestContext,
  { row, method }: AboutMethod<C>,
): Promise<void> {
  const scene = await setScene(t, row, { method });
  const { work } = scene.provider;
  work?.hold();

  await scene.send();
  await scene.send();
  work?.finish(scene.paymentId);

  assert.equal(scene.returned(), AMOUNT);
  scene.assertSent({ received: 2, effects: 1 });
}

/** It is executed once for each key, for as long as the provider knows it. */
async function showKey<C extends BaseCredentials>(
  t: TestContext,
  about: AboutMethod<C>,
  { lifetimeMs, burnsOnError }: Key,
): Promise<void> {
  const { row, method, traits } = about;
  const amount = smallest(traits);
  assert.notEqual(
    toWith(about, { amount }),
    toWith(about, { amount, idempotencyKey: '11111111-1111-8111-8111-111111111111' }),
    'the request carries the key',
  );
  const scene = await setScene(t, row, { method });
  const wanted = scene.wanted(amount === AMOUNT ? undefined : amount);
  await scene.harness.attempt(wanted);
  scene.pass(lifetimeMs - MINUTE_MS);
  await scene.harness.attempt(wanted);
  assert.equal(scene.returned(), amount, 'at the end of the life of the key');

  const other = await setScene(t, row, { method });
  const again = { ...wanted, paymentId: other.paymentId };
  other.next({ status: 500, applies: false });
  await other.harness.attempt(again);
  await other.harness.attempt(again);
  assert.equal(other.returned(), burnsOnError ? 0 : amount, 'after an answered error');
}
