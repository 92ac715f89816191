import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { toOperationId, toUuid } from '../../../../shared/domain/ids.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import type { PaymentSnapshot } from '../../../../shared/provider/payment-snapshot.ts';
import { AMOUNT } from '../../contract-row.ts';
import { MERCHANT } from '../../harness.ts';
import { type Scene, setScene } from '../../scene.ts';
import { type AboutMethod, smallest, snapshotOf } from './claim.ts';

const OTHER_KEY = '11111111-1111-8111-8111-111111111111';

/** What an inquiry showed before a request was executed, and shows after it. */
type Shown = { readonly before: PaymentSnapshot; readonly after: PaymentSnapshot; readonly amount: number };

/** By what an inquiry proves that a request was executed. */
export async function showEvidence<C extends BaseCredentials>(
  t: TestContext,
  { row, method, traits }: AboutMethod<C>,
): Promise<void> {
  const scene = await setScene(t, row, { method });
  const amount = traits.evidence === 'status' ? AMOUNT : smallest(traits);
  const before = await snapshotOf(scene);
  const wanted = scene.wanted(amount === AMOUNT ? undefined : amount);
  const result = await scene.harness.attempt(wanted);
  assert.equal(result.status, row.prompt);
  const shown = { before, after: await snapshotOf(scene), amount };

  switch (traits.evidence) {
    case 'status':
      return assertStatus(shown);
    case 'refunded_total':
      return assertRise(shown);
    case 'refund_by_id':
      return assertNewId(shown);
    case 'refund_by_key':
      return assertKey(scene);
  }
}

/** All of it is back by the status, and by nothing else. */
function assertStatus({ before, after }: Shown): void {
  assert.notEqual(after.status, before.status);
  assert.ok(['canceled', 'refunded'].includes(after.status), `it shows ${after.status}`);
  assert.deepEqual([before.refunds, after.refunds], [undefined, undefined], 'there is a list of refunds');
  assert.equal(after.refunded, before.refunded, 'the refunded total');
}

function assertRise({ before, after, amount }: Shown): void {
  assert.ok(before.refunded !== undefined && after.refunded !== undefined, 'the refunded total shows');
  assert.equal(after.refunded - before.refunded, amount);
}

/** The list has one more, under an id that the provider chose. */
function assertNewId({ before, after }: Shown): void {
  assert.deepEqual([before.refundsComplete, after.refundsComplete], [true, true]);
  const known = new Set(before.refunds?.map(({ id }) => id));
  const added = after.refunds?.filter(({ id }) => !known.has(id)) ?? [];
  assert.deepEqual(
    added.map(({ isOurs, status }) => [isOurs, status]),
    [[undefined, 'succeeded']],
  );
}

/** The list distinguishes ours from others by the key that we sent. */
async function assertKey<C extends BaseCredentials>(scene: Scene<C>): Promise<void> {
  const { row, paymentId } = scene;
  const ref = { merchantId: MERCHANT, provider: row.connector.id, paymentId };
  const ours = toUuid(toOperationId(ref, 'key-1'));
  const isOurs = async (key: string) =>
    (await snapshotOf(scene, { idempotencyKeys: [key] })).refunds?.map((refund) => refund.isOurs);

  assert.deepEqual(await isOurs(ours), [true]);
  assert.deepEqual(await isOurs(OTHER_KEY), [false]);
}
