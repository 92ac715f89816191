import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { problemOf } from '../../../../shared/operation/view.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import type { PaymentSnapshot } from '../../../../shared/provider/payment-snapshot.ts';
import type { MethodTraits } from '../../../../shared/provider/traits.ts';
import { AMOUNT, type ContractRow, PART } from '../../contract-row.ts';
import { type Scene, setScene } from '../../scene.ts';
import { type Claim, smallest, snapshotOf } from './claim.ts';

/** What is claimed of a refund, but for its windows. */
export const REFUND_CLAIMS: readonly Claim[] = [
  { claim: 'by', says: ({ by }) => by.value, shows: showWhole },
  { claim: 'partial', says: ({ partial }) => partial.value, shows: showPartial },
  { claim: 'learnt', says: ({ learnt }) => learnt.value.join(', '), shows: showLearnt },
  { claim: 'repeatable', says: ({ repeatable }) => repeatable.value, shows: showRepeat },
];

/** A payment that is paid. */
function setRefundScene<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<Scene<C>> {
  return setScene(t, row, { method: 'refund' });
}

/** One request may serve both methods. */
function traitsOf<C extends BaseCredentials>({
  connector: { traits },
}: ContractRow<C>): MethodTraits | undefined {
  return traits.refund ?? (traits.sameCall ? traits.void : undefined);
}

/** All of it goes back; where only people can do that, nothing is sent, and the operation waits for them. */
async function showWhole<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const scene = await setRefundScene(t, row);
  const isByPeople = row.capabilities.refund.by.value === 'people';

  const { state } = await scene.finish(await scene.begin());

  assert.equal(state, isByPeople ? 'awaiting_approval' : 'succeeded');
  assert.equal(row.connector.manualRefund !== undefined, isByPeople, 'what people file can be followed');
  assert.equal(scene.returned(), isByPeople ? 0 : AMOUNT);
}

/** The part that was asked for goes back, and no more; `no` is refused before anything is sent. */
async function showPartial<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { connector, capabilities } = row;
  const claim = capabilities.refund.partial.value;
  assert.equal(connector.windows({}, undefined).refund.partial, claim, 'what `options` say');
  const partial = traitsOf(row)?.partial ?? 'unknown';
  assert.equal(partial === 'no' || partial === 'unknown' ? partial : 'yes', claim, 'what the traits say');
  if (!traitsOf(row)) return;
  const scene = await setRefundScene(t, row);

  const operation = await scene.finish(await scene.begin({ amount: PART }));

  if (claim === 'no') {
    assert.equal(problemOf(operation)?.code, 'partial_not_supported');
    return scene.assertSent({ received: 0, effects: 0 });
  }
  assert.ok(operation.state === 'succeeded', `it is ${operation.state}`);
  assert.equal(operation.appliedAmount, PART);
  assert.equal(scene.returned(), PART);
}

/** The surest source comes first: an answer that is final, or an inquiry that shows what the provider or its people do. */
async function showLearnt<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { learnt } = row.capabilities.refund;
  const scene = await setRefundScene(t, row);
  if (!traitsOf(row)) return showPeoplesDecision(scene);

  const result = await scene.send();
  assert.equal(result.status, learnt.value.includes('answer') ? 'succeeded' : 'accepted');

  const refundId = 'refundId' in result ? result.refundId : undefined;
  const snapshot = await snapshotOf(scene, { refundId });
  assert.equal(
    isShown(scene, snapshot),
    learnt.value.includes('inquiry'),
    'an inquiry shows that it was done',
  );
}

/** An inquiry shows that the refund was done. */
function isShown<C extends BaseCredentials>(
  { row }: Scene<C>,
  { status, refunds }: PaymentSnapshot,
): boolean {
  if (status === 'refunded' || status === row.statuses.returned) return true;
  return refunds?.some((refund) => refund.status === 'succeeded') ?? false;
}

async function showPeoplesDecision<C extends BaseCredentials>(scene: Scene<C>): Promise<void> {
  const { people } = scene.provider;
  assert.ok(people, 'the simulator has people who decide');
  const refundId = people.file(scene.paymentId);
  const statuses = async () =>
    (await snapshotOf(scene, { refundId })).refunds?.map(({ status }) => status) ?? [];

  assert.deepEqual(await statuses(), ['processing']);
  people.approve(refundId);
  assert.deepEqual(await statuses(), ['succeeded']);
}

/** The same request is sent twice. Only where that is claimed to be harmless does money move once. */
async function showRepeat<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { value: repeatable } = row.capabilities.refund.repeatable;
  const isHarmless = repeatable === 'yes';
  const scene = await setRefundScene(t, row);
  const { people } = scene.provider;
  if (people) {
    const [first, second] = [people.file(scene.paymentId), people.file(scene.paymentId)];
    return assert.equal(first === second, isHarmless);
  }
  const traits = traitsOf(row);
  if (!traits) return;
  const amount = smallest(traits);
  const wanted = scene.wanted(amount === AMOUNT ? undefined : amount);

  for (let times = 0; times < 2; times++) await scene.harness.attempt(wanted);

  assert.equal(scene.returned(), isHarmless ? amount : 2 * amount);
}
