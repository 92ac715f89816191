import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toAbsentPaymentId } from '../../../shared/domain/absent-payment-id.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import type { ContractRow } from '../contract-row.ts';
import { setScene, statusOf } from '../scene.ts';

/** Answers that come as they should. */
export function testPlainAnswers<C extends BaseCredentials>(row: ContractRow<C>): void {
  test('a prompt answer is taken as the provider means it', async (t) => {
    const scene = await setScene(t, row);
    assert.equal(statusOf(await scene.inquire()), row.statuses.untouched);

    assert.equal((await scene.send()).status, row.prompt);

    scene.assertSent({ received: 1, effects: 1 });
    assert.equal(statusOf(await scene.inquire()), row.statuses.returned);
  });

  test('a payment that the provider does not have is not found, by a request and by an inquiry', async (t) => {
    for (const paymentId of [row.absentPaymentId, toAbsentPaymentId(row.connector.paymentId)]) {
      const scene = await setScene(t, row, { paymentId });

      const result = await scene.send();

      // Words with several meanings are distinguished by the inquiry.
      const isListed = result.status === 'ambiguous' && result.isListed;
      assert.ok(isListed || (result.status === 'rejected' && result.code === 'payment_not_found'), paymentId);
      const inquiry = await scene.inquire();
      assert.partialDeepStrictEqual(inquiry, { is: 'not_found', conclusive: true });
      assert.ok(inquiry.is === 'not_found' && inquiry.providerError?.message, 'in its own words');
      scene.assertSent({ received: 1, effects: 0 });
    }
  });

  test('a refusal in words that no page documents is known to be a refusal, and decides nothing', async (t) => {
    const scene = await setScene(t, row);
    scene.next(row.strangeRefusal);

    const result = await scene.send();

    assert.ok(result.status === 'ambiguous', `it is ${result.status}`);
    assert.equal(result.isListed, false);
    assert.equal(result.providerError?.status, row.strangeRefusal.status);
    assert.notEqual(result.providerError?.message ?? '', '');
    scene.assertSent({ received: 1, effects: 0 });
  });

  test('an answer about another payment says nothing', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ fields: row.anotherPayment(row.absentPaymentId) });
    scene.provider.next({ fields: row.anotherPayment(row.absentPaymentId) }, { kind: 'read' });

    assert.equal((await scene.send()).status, 'indeterminate');

    assert.equal(statusOf(await scene.inquire()), 'unavailable');
    scene.assertSent({ received: 1, effects: 1 });
  });

  test('a success in words that no page documents is none', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ fields: row.strangeSuccess });

    assert.equal((await scene.send()).status, 'indeterminate');
  });

  test('members that no page lists change nothing', async (t) => {
    const scene = await setScene(t, row);
    const more = { ...{ x: 1, y: null, z: [{}] }, 'with space': '', __proto__: null };
    scene.next({ fields: more });
    scene.provider.next({ fields: more }, { kind: 'read', times: 2 });
    assert.equal(statusOf(await scene.inquire()), row.statuses.untouched);

    assert.equal((await scene.send()).status, row.prompt);

    assert.equal(statusOf(await scene.inquire()), row.statuses.returned);
  });

  testRedaction(row);
}

/** What a provider says is shown to people, without what must not be. */
function testRedaction<C extends BaseCredentials>(row: ContractRow<C>): void {
  test('a token that stands beside the words of a refusal stays out of them', async (t) => {
    const scene = await setScene(t, row);
    const secret = { refresh_token: 'tok-beside', accessToken: 'tok-beside', token: 'tok-beside' };
    scene.next({ status: 422, body: { ...row.toRefusal('refused'), ...secret, beside: [secret] } });

    const result = await scene.send();

    assert.equal(result.status, 'ambiguous');
    assert.doesNotMatch(JSON.stringify(result), /tok-beside/);
  });

  test('a token that the provider repeats in its words stays out of ours', async (t) => {
    const scene = await setScene(t, row);
    scene.provider.onEvent((event) => {
      if (event.type !== 'received' || !['cancel', 'refund'].includes(event.request.kind)) return;
      const words = `the token ${event.request.token} may not do this`;
      scene.next({ status: 422, body: row.toRefusal(words) });
    });

    const result = await scene.send();

    assert.equal(result.status, 'ambiguous');
    const [sent] = scene.received();
    assert.ok(sent?.token && !JSON.stringify(result).includes(sent.token), 'the result holds our token');
  });
}
