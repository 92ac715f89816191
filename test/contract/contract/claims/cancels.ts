import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { problemOf } from '../../../../shared/operation/view.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow, PART } from '../../contract-row.ts';
import { setScene, statusOf } from '../../scene.ts';
import { type Claim, smallest } from './claim.ts';

/** What is claimed of a cancel, but for its windows. */
export const CANCEL_CLAIMS: readonly Claim[] = [
  { claim: 'by', says: ({ by }) => by.value, shows: showWhole },
  { claim: 'partial', says: ({ partial }) => partial.value, shows: showPartial },
  { claim: 'learnt', says: ({ learnt }) => learnt.value.join(', '), shows: showLearnt },
  { claim: 'repeatable', says: ({ repeatable }) => repeatable.value, shows: showRepeat },
];

/** Without an amount all of it goes back, by one request; where people do it, there is no such request. */
async function showWhole<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const isByApi = row.capabilities.cancel.by.value === 'api';
  assert.equal(row.connector.void !== undefined, isByApi, 'the connector cancels by requests');
  assert.equal(row.connector.traits.void !== undefined, isByApi, 'the connector has traits of a void');
  if (!isByApi) return;
  const scene = await setScene(t, row, { method: 'void' });

  assert.equal((await scene.finish(await scene.begin())).state, 'succeeded');

  assert.equal(scene.returned(), AMOUNT);
  scene.assertSent({ received: 1, effects: 1 });
}

/** `no` is refused before anything is sent; else the part that was asked for goes back, and no more. */
async function showPartial<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { connector, capabilities } = row;
  const claim = capabilities.cancel.partial.value;
  assert.equal(connector.windows({}, undefined).cancel.partial, claim, 'what `options` say');
  const { partial = 'no' } = connector.traits.void ?? {};
  assert.equal(partial === 'no' || partial === 'unknown' ? partial : 'yes', claim, 'what the traits say');
  if (!connector.void) return;
  const scene = await setScene(t, row, { method: 'void' });

  const operation = await scene.finish(await scene.begin({ amount: PART }));

  if (claim === 'no') {
    assert.equal(problemOf(operation)?.code, 'partial_not_supported');
    return scene.assertSent({ received: 0, effects: 0 });
  }
  assert.ok(operation.state === 'succeeded', `it is ${operation.state}`);
  assert.equal(operation.appliedAmount, PART);
  assert.equal(scene.returned(), PART);
}

/** The surest source comes first: an answer that is final, or an inquiry after one that is not. */
async function showLearnt<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { connector, capabilities } = row;
  if (!connector.void) return;
  const scene = await setScene(t, row, { method: 'void' });
  const { value: learnt } = capabilities.cancel.learnt;

  const result = await scene.send();
  assert.equal(result.status, learnt.includes('answer') ? 'succeeded' : 'accepted');

  const isShown = statusOf(await scene.inquire()) === row.statuses.returned;
  assert.equal(isShown, learnt.includes('inquiry'), 'an inquiry shows that it was done');
  if (!learnt.includes('notification')) return;
  const { body, source } = row.notification(scene.paymentId);
  assert.deepEqual(connector.notification.toPaymentIds(body, source), [scene.paymentId]);
  assert.equal(connector.notification.isAuthentic(source, scene.harness.account.credentials), true);
}

/** The same request is sent twice. Only where that is claimed to be harmless does money move once. */
async function showRepeat<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { traits } = row.connector;
  if (!traits.void) return;
  const scene = await setScene(t, row, { method: 'void' });
  const amount = smallest(traits.void);
  const wanted = scene.wanted(amount === AMOUNT ? undefined : amount);

  for (let times = 0; times < 2; times++) await scene.harness.attempt(wanted);

  assert.equal(scene.received().length, 2);
  const isHarmless = row.capabilities.cancel.repeatable.value === 'yes';
  assert.equal(scene.returned(), isHarmless ? amount : 2 * amount);
}
