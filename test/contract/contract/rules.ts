import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Operation } from '../../../shared/operation/operation.ts';
import { problemOf } from '../../../shared/operation/view.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import { traitsOf } from '../../../shared/provider/traits.ts';
import { AMOUNT, type ContractRow, PART } from '../contract-row.ts';
import { type Scene, setScene } from '../scene.ts';
import { takesParts } from './claims/claim.ts';
import { traitsIn } from './claims/traits.ts';

/** Centavos that are too many after a part of a payment of the suite has gone back. */
const TOO_MUCH_AFTER_PART = AMOUNT - PART + 1;

/** What the core alone decides: it holds at each provider, by each of its methods. */
export function testRules<C extends BaseCredentials>(row: ContractRow<C>): void {
  for (const { method, traits } of traitsIn(row)) {
    describe(`by ${method},`, () => {
      const set = (t: Parameters<typeof setScene>[0]) => setScene(t, row, { method });

      test('a request that was executed and whose answer was lost is found, and money moves once', async (t) => {
        const scene = await set(t);
        scene.next({ applies: true, answers: 'reset-before-headers' });

        const operation = await scene.finish(await scene.begin());

        assert.equal(operation.state, 'succeeded');
        assert.equal(scene.returned(), AMOUNT);
      });

      test('a request that was lost on its way goes again, and money moves once', async (t) => {
        const scene = await set(t);
        scene.next({ applies: false, answers: 'reset-before-headers' });

        const operation = await scene.finish(await scene.begin());

        assertReturned(scene, operation, AMOUNT);
        assert.equal(scene.received().length, 2);
      });

      test('a request that reaches the provider long after it was given up moves money once', async (t) => {
        const scene = await set(t);
        scene.next({ applies: false, answers: 'reset-before-headers' });
        const begun = await scene.begin();
        await scene.harness.attempt(scene.wanted());

        const operation = await scene.finish(begun);

        assertReturned(scene, operation, AMOUNT);
      });

      test('what somebody else has given back is not taken for ours', async (t) => {
        const scene = await set(t);
        scene.provider.returnElsewhere(scene.paymentId, AMOUNT);

        const operation = await scene.finish(await scene.begin());

        assert.equal(operation.state, 'failed');
        const code = problemOf(operation)?.code;
        assert.ok(code === 'already_canceled' || code === 'already_refunded', `it is ${code}`);
        assert.equal(scene.returned(), AMOUNT);
      });

      test('a success that the provider reports, and that an inquiry has to confirm, is confirmed', async (t) => {
        const scene = await set(t);
        scene.next({ applies: false });

        const { state } = await scene.finish(await scene.begin());

        assert.notEqual(state, 'failed');
        const isConfirmed = row.prompt === 'accepted' || (method === 'void' && traits.amount === 'required');
        if (isConfirmed && state === 'succeeded') assert.equal(scene.returned(), AMOUNT);
      });

      if (takesParts(traits)) testParts(row, set);
    });
  }
}

/** Of less than the whole payment. */
function testParts<C extends BaseCredentials>(
  row: ContractRow<C>,
  set: (t: Parameters<typeof setScene>[0]) => Promise<Scene<C>>,
): void {
  test('more than there is is refused, with the amount that is left', async (t) => {
    const scene = await set(t);

    const operation = await scene.finish(await scene.begin({ amount: AMOUNT + 1 }));

    assertTooMuch(operation, { returned: 0 });
    assert.equal(scene.returned(), 0);
  });

  test('more than is left after another operation is refused, with the amount that is left', async (t) => {
    const scene = await set(t);
    await scene.finish(await scene.begin({ amount: PART }));
    const sent = scene.received().length;

    const operation = await scene.finish(await scene.begin({ amount: TOO_MUCH_AFTER_PART, key: 'key-2' }));

    assertTooMuch(operation, { returned: PART });
    assert.equal(scene.returned(), PART);
    assert.equal(scene.received().length, sent, 'it is refused unsent');
  });

  test('without an amount all that another operation left goes back, and no more', async (t) => {
    const scene = await set(t);
    await scene.finish(await scene.begin({ amount: PART }));

    const operation = await scene.finish(await scene.begin({ key: 'key-2' }));

    assertReturned(scene, operation, AMOUNT);
  });

  test('a part that was lost on its way never counts as done for what somebody else gave back', async (t) => {
    const scene = await set(t);
    scene.next({ applies: false, answers: 'reset-before-headers' });
    const elsewhere = PART - 1;

    const begun = await scene.begin({ amount: PART });
    scene.provider.returnElsewhere(scene.paymentId, elsewhere);
    const { state } = await scene.finish(begun);

    const ours = scene.returned() - elsewhere;
    if (state === 'succeeded') assert.equal(ours, PART);
    else assert.equal(ours, 0);
  });

  test('a part whose answer was lost moves money once, and is never called failed', async (t) => {
    const scene = await set(t);
    scene.next({ applies: true, answers: 'reset-before-headers' });

    const { state } = await scene.finish(await scene.begin({ amount: PART }));

    const proves = traitsOf(row.connector.traits, scene.method).evidence !== 'status';
    assert.equal(state, proves ? 'succeeded' : 'manual_review');
    assert.equal(scene.returned(), PART);
  });
}

/** It succeeded, and so much is back, once. */
function assertReturned<C extends BaseCredentials>(
  scene: Scene<C>,
  { state }: Operation,
  returned: number,
): void {
  assert.equal(state, 'succeeded');
  assert.equal(scene.returned(), returned);
}

function assertTooMuch(operation: Operation, { returned }: { readonly returned: number }): void {
  assert.equal(operation.state, 'failed');
  const problem = problemOf(operation);
  assert.equal(problem?.code, 'amount_exceeds_available');
  assert.deepEqual(problem?.amounts, { total: AMOUNT, returned, left: AMOUNT - returned });
}
