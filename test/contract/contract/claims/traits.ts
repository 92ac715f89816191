import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { amountsOf } from '../../../../shared/operation/amounts.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import type { Method } from '../../../../shared/provider/traits.ts';
import { AMOUNT, type ContractRow, type ContractSimulator, PART } from '../../contract-row.ts';
import { setScene } from '../../scene.ts';
import { type AboutMethod, smallest, snapshotOf, type TraitClaim } from './claim.ts';
import { showEvidence } from './evidence.ts';
import { showIdempotency } from './idempotency.ts';
import { toWith } from './request-parts.ts';

/** The traits by which the core decides what to send, and what an inquiry proves. */
export const TRAIT_CLAIMS: readonly TraitClaim[] = [
  { trait: 'amount', says: ({ amount }) => amount, shows: showAmount },
  { trait: 'partial', says: ({ partial }) => partial, shows: showPartial },
  { trait: 'idempotency', says: ({ idempotency }) => idempotency.is, shows: showIdempotency },
  { trait: 'evidence', says: ({ evidence }) => evidence, shows: showEvidence },
  {
    trait: 'inquiryShowsProgress',
    says: ({ inquiryShowsProgress }) => String(inquiryShowsProgress),
    shows: showProgress,
  },
];

/** Each method that has traits. */
export function traitsIn<C extends BaseCredentials>(row: ContractRow<C>): readonly AboutMethod<C>[] {
  const { traits } = row.connector;
  const methods: readonly Method[] = ['void', 'refund'];
  return methods.flatMap((method) => {
    const found = traits[method];
    return found ? [{ row, method, traits: found }] : [];
  });
}

/** Whether a request carries an amount, and what it does with and without one. */
async function showAmount<C extends BaseCredentials>(t: TestContext, about: AboutMethod<C>): Promise<void> {
  const { row, method, traits } = about;
  const bare = await setScene(t, row, { method });
  await bare.harness.attempt({ paymentId: bare.paymentId, method });
  assert.equal(bare.returned(), traits.amount === 'required' ? 0 : AMOUNT, 'without an amount');

  const isTaken = traits.amount !== 'never';
  const amount = isTaken && traits.partial === 'no' ? AMOUNT : PART;
  const given = await setScene(t, row, { method });
  await given.harness.attempt(given.wanted(amount));
  assert.equal(given.returned(), isTaken ? amount : AMOUNT, `with an amount of ${amount}`);
  assert.equal(toWith(about, { amount: PART }) !== toWith(about, {}), isTaken, 'the request carries it');
}

/** A part goes back, once or again, at once or after the settlement; or none ever does. */
async function showPartial<C extends BaseCredentials>(
  t: TestContext,
  { row, method, traits: { partial } }: AboutMethod<C>,
): Promise<void> {
  const scene = await setScene(t, row, { method });
  const sendPart = (key: string) => scene.harness.attempt({ ...scene.wanted(PART), key });
  await sendPart('key-1');
  if (partial === 'no') return assert.notEqual(scene.returned(), PART);
  if (partial === 'after_settlement') {
    const { settle } = scene.provider;
    assert.ok(settle, 'the simulator settles payments (`settle`)');
    assert.equal(scene.returned(), 0, 'before the settlement');
    settle(scene.paymentId);
    await sendPart('key-2');
  }
  assert.equal(scene.returned(), PART);
  if (partial !== 'once' && partial !== 'repeated') return;

  await sendPart('key-3');

  assert.equal(scene.returned(), partial === 'once' ? PART : 2 * PART, 'after a second part');
}

function workOf<C>({ work }: ContractSimulator<C>, method: Method): ContractSimulator<C>['work'] {
  return work?.methods?.includes(method) === false ? undefined : work;
}

/** While the provider works on a request, an inquiry shows that; or it shows what it showed before. */
async function showProgress<C extends BaseCredentials>(
  t: TestContext,
  { row, method, traits: { inquiryShowsProgress: isShown } }: AboutMethod<C>,
): Promise<void> {
  const scene = await setScene(t, row, { method });
  const work = workOf(scene.provider, method);
  if (!work) {
    assert.equal(isShown, false, 'a simulator without `work` answers when it is done: there is no progress');
    assert.equal((await scene.send()).status, 'succeeded');
    return;
  }
  const before = await snapshotOf(scene);
  work.hold();

  assert.equal((await scene.send()).status, 'accepted');

  const during = await snapshotOf(scene);
  assert.equal(scene.returned(), 0, 'the work waits');
  if (!isShown) return assert.deepEqual(during, before);
  const isWorking =
    during.status === 'processing' || during.refunds?.some(({ status }) => status === 'processing');
  assert.equal(isWorking, true, `it shows ${JSON.stringify(during)}`);
}

/** What went back is among the figures of an inquiry; or it never is. */
export async function showReturned<C extends BaseCredentials>(
  t: TestContext,
  row: ContractRow<C>,
): Promise<void> {
  const { traits } = row.connector;
  const method = traits.refund ? 'refund' : 'void';
  const methodTraits = traits[method];
  if (!methodTraits) return;
  const scene = await setScene(t, row, { method });
  const amount = smallest(methodTraits);

  await scene.harness.attempt(scene.wanted(amount === AMOUNT ? undefined : amount));

  assert.equal(scene.returned(), amount);
  const snapshot = await snapshotOf(scene);
  const { returned } = amountsOf(snapshot, {
    rules: row.connector,
    others: { applied: 0, refundIds: [] },
  });
  assert.equal(returned, traits.showsReturned ? amount : 0);
  if (!traits.showsReturned) assert.equal(snapshot.refunded, undefined);
}
