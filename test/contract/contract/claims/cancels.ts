import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow } from '../../contract-row.ts';
import { toOperation } from '../../harness.ts';
import { setScene } from '../../scene.ts';
import { type Claim, PART, smallest } from './claim.ts';

/** What is claimed of a cancel, but for its windows. */
export const CANCEL_CLAIMS: readonly Claim[] = [
  { claim: 'by', says: ({ by }) => by.value, shows: showWhole },
  { claim: 'partial', says: ({ partial }) => partial.value, shows: showPartial },
  { claim: 'learnt', says: ({ learnt }) => learnt.value.join(', '), shows: showLearnt },
  { claim: 'repeatable', says: ({ repeatable }) => repeatable.value, shows: showRepeat },
];

/** Without an amount all of it goes back, by one request; where people do it, none is sent. */
async function showWhole<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { provider, harness, paymentId, assertSent } = await setScene(t, row);
  const { details } = row.command;

  const answer = await harness.cancel({ paymentId, ...(details && { details }) });

  if (row.capabilities.cancel.by.value === 'people') {
    assert.equal(answer.is === 'not_sent' && answer.code, 'manual_action_required');
    return assertSent({ received: 0, effects: 0 });
  }
  assert.equal(answer.is, row.prompt);
  assert.equal(provider.returned(paymentId), AMOUNT);
  assertSent({ received: 1, effects: 1 });
}

/** `no` is refused before anything is sent; else the part that was asked for goes back, and no more. */
async function showPartial<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { connector, capabilities } = row;
  const { provider, harness, paymentId } = await setScene(t, row);
  const claim = capabilities.cancel.partial.value;
  assert.equal(connector.windows({}, undefined).cancel.partial, claim, 'what `options` say');
  const command = { merchantId: 'loja-1', provider: connector.id, paymentId, idempotencyKey: 'key-1' };
  const refusal = connector.refuse?.({ ...command, kind: 'cancellation', amount: PART });
  if (claim === 'no') {
    assert.equal(refusal?.code, 'partial_not_supported');
    return;
  }
  assert.equal(refusal, undefined);

  const answer = await harness.cancel({ paymentId, ...row.command, amount: PART });

  assert.equal(answer.is, row.prompt);
  if (answer.is === 'done') assert.equal(answer.amount ?? PART, PART);
  assert.equal(provider.returned(paymentId), PART);
}

/** The surest source comes first: an answer that is final, or a read after one that is not. */
async function showLearnt<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { connector, capabilities } = row;
  const { harness, cancel, read, paymentId } = await setScene(t, row);
  const { value: learnt } = capabilities.cancel.learnt;

  const answer = await cancel();
  assert.equal(answer.is, learnt.includes('answer') ? 'done' : 'accepted');

  assert.equal((await read()).said, learnt.includes('inquiry') ? 'done' : 'cannot_tell');
  if (!learnt.includes('notification')) return;
  const { body, source } = row.notification(paymentId);
  const { notification } = connector;
  assert.equal(notification.toPaymentId(body), paymentId);
  assert.equal(notification.isAuthentic(source, harness.account.credentials), true);
}

/** The same operation is sent twice. Only where that is claimed to be harmless does money move once. */
async function showRepeat<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { connector, capabilities } = row;
  const { provider, harness, paymentId } = await setScene(t, row);
  const amount = smallest(capabilities.cancel) ?? AMOUNT;
  const command = { paymentId, ...row.command, ...(amount === AMOUNT ? {} : { amount }) };
  const { operation, context } = toOperation(connector.id, command);

  for (let times = 0; times < 2; times++)
    await harness.under((send) => connector.cancel(operation, context, send));

  assert.equal(provider.received('cancel').length, 2);
  const isHarmless = capabilities.cancel.repeatable.value === 'yes';
  assert.equal(provider.returned(paymentId), isHarmless ? amount : 2 * amount);
}
