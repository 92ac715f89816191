import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Answer } from '../../../../shared/domain/answer.ts';
import type { Operation } from '../../../../shared/domain/operation.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow, type ContractSimulator } from '../../contract-row.ts';
import type { Harness } from '../../harness.ts';
import { toOperation } from '../../harness.ts';
import { setScene } from '../../scene.ts';
import { type Claim, PART, smallest } from './claim.ts';

/** What is claimed of a refund, but for its windows. */
export const REFUND_CLAIMS: readonly Claim[] = [
  { claim: 'by', says: ({ by }) => by.value, shows: showWhole },
  { claim: 'partial', says: ({ partial }) => partial.value, shows: showPartial },
  { claim: 'learnt', says: ({ learnt }) => learnt.value.join(', '), shows: showLearnt },
  { claim: 'repeatable', says: ({ repeatable }) => repeatable.value, shows: showRepeat },
];

type Scene<C> = {
  readonly provider: ContractSimulator<C>;
  readonly harness: Harness<C>;
  readonly paymentId: string;
  readonly operation: Operation;
  look(): Promise<string>;
  refund(): Promise<Answer>;
  /** What a read says of the operation, once the provider has given the refund this id. */
  said(refundId: string | undefined): Promise<string>;
};

/** A payment that is paid, and the wish to refund it. */
async function setRefundScene<C extends BaseCredentials>(
  t: TestContext,
  row: ContractRow<C>,
  amount?: number,
): Promise<Scene<C>> {
  const { connector } = row;
  const { provider, harness } = await setScene(t, row);
  const paymentId = provider.createPaid();
  const command = { paymentId, ...(amount !== undefined && { amount }) };
  const wish = { kind: 'refund', strategy: 'refund_only' } as const;
  const { operation, context } = toOperation(connector.id, command, wish);
  const { refunds } = connector;
  return {
    ...{ provider, harness, paymentId, operation },
    look: async () => (await harness.under((send) => refunds.look(operation, context, send))).is,
    refund: () => harness.under((send) => refunds.refund(operation, context, send)),
    async said(refundId) {
      const followed = { ...operation, ...(refundId !== undefined && { refundId }) };
      return (await harness.under((send) => refunds.read(followed, context, send))).said;
    },
  };
}

/** All of it goes back; where only people can do that, nothing is sent, and a look says so. */
async function showWhole<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { provider, paymentId, look, refund } = await setRefundScene(t, row);
  const isByPeople = row.capabilities.refund.by.value === 'people';
  assert.equal(await look(), isByPeople ? 'people' : 'refund');

  const answer = await refund();

  if (isByPeople) {
    assert.ok(answer.is === 'not_sent' && answer.final, `it is ${answer.is}`);
    assert.equal(answer.code, 'manual_action_required');
    assert.ok(row.connector.refunds.requests, 'what people filed can be followed');
  }
  assert.equal(provider.returned(paymentId), isByPeople ? 0 : AMOUNT);
}

/** The part that was asked for goes back, and no more; `no` is refused before anything is sent. */
async function showPartial<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { connector, capabilities } = row;
  const { by, partial } = capabilities.refund;
  const { provider, paymentId, refund } = await setRefundScene(t, row, PART);
  assert.equal(connector.windows({}, undefined).refund.partial, partial.value, 'what `options` say');
  const command = { merchantId: 'loja-1', provider: connector.id, paymentId, idempotencyKey: 'key-1' };
  const refusal = connector.refuse?.({ ...command, kind: 'refund', amount: PART });
  assert.equal(refusal?.code, partial.value === 'no' ? 'partial_not_supported' : undefined);
  if (partial.value === 'no' || by.value === 'people') return;

  await refund();

  assert.equal(provider.returned(paymentId), PART);
}

/** The surest source comes first: an answer that is final, or a read of what the provider or its people do. */
async function showLearnt<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { learnt, by } = row.capabilities.refund;
  const { provider, paymentId, refund, said } = await setRefundScene(t, row);
  if (by.value === 'people') return showPeoplesWord(provider, paymentId, said);

  const answer = await refund();
  assert.equal(answer.is, learnt.value.includes('answer') ? 'done' : 'accepted');

  const refundId = 'refundId' in answer ? answer.refundId : undefined;
  assert.equal(await said(refundId), learnt.value.includes('inquiry') ? 'done' : 'cannot_tell');
}

async function showPeoplesWord<C>(
  { people }: ContractSimulator<C>,
  paymentId: string,
  said: Scene<C>['said'],
): Promise<void> {
  assert.ok(people, 'the simulator has people who decide');
  const requestId = people.file(paymentId);
  assert.equal(await said(requestId), 'working');
  people.approve(requestId);
  assert.equal(await said(requestId), 'done');
}

/** The same operation is sent twice. Only where that is claimed to be harmless does money move once. */
async function showRepeat<C extends BaseCredentials>(t: TestContext, row: ContractRow<C>): Promise<void> {
  const { refund: claims } = row.capabilities;
  const amount = smallest(claims) ?? AMOUNT;
  const scene = await setRefundScene(t, row, amount === AMOUNT ? undefined : amount);
  const { provider, paymentId, refund } = scene;
  const isHarmless = claims.repeatable.value === 'yes';
  if (provider.people) {
    const [first, second] = [provider.people.file(paymentId), provider.people.file(paymentId)];
    return assert.equal(first === second, isHarmless);
  }

  await refund();
  await refund();

  assert.equal(provider.returned(paymentId), isHarmless ? amount : 2 * amount);
}
