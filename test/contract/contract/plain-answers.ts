import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import type { ContractRow } from '../contract-row.ts';
import { setScene } from '../scene.ts';

/** Answers that come as they should. */
export function testPlainAnswers<C extends BaseCredentials>(row: ContractRow<C>): void {
  test('a prompt answer is taken as the provider means it', async (t) => {
    const { cancel, read, assertSent } = await setScene(t, row);
    assert.equal((await read()).said, row.untouched);

    assert.equal((await cancel()).is, row.prompt);

    assertSent({ received: 1, effects: 1 });
    assert.equal((await read()).said, 'done');
  });

  test('a payment that the provider does not know is not found, by a cancel and by a read', async (t) => {
    const { cancel, read, assertSent } = await setScene(t, row, { paymentId: row.absentPaymentId });

    const answer = await cancel();

    assert.equal(answer.is === 'refused' && answer.code, 'payment_not_found');
    const { said, code } = await read();
    assert.deepEqual({ said, code }, { said: 'never', code: 'payment_not_found' });
    assertSent({ received: 1, effects: 0 });
  });

  test('a no in words that nobody documents is a doubt, and known to be a no', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row);
    provider.next(row.strangeNo);

    const answer = await cancel();

    assert.ok(answer.is === 'doubt');
    assert.equal(answer.no, true);
    assert.equal(answer.words?.status, row.strangeNo.status);
    assert.notEqual(answer.words?.message ?? '', '');
    assertSent({ received: 1, effects: 0 });
  });

  test('an answer about another payment is a doubt', async (t) => {
    const { provider, cancel, read, assertSent } = await setScene(t, row);
    provider.next({ fields: row.anotherPayment(row.absentPaymentId) });
    provider.next({ fields: row.anotherPayment(row.absentPaymentId) }, { kind: 'read' });

    const answer = await cancel();

    assert.ok(answer.is === 'doubt');
    assert.notEqual(answer.no, true);
    assert.equal((await read()).said, 'cannot_tell');
    assertSent({ received: 1, effects: 1 });
  });

  test('a success in words that nobody documents is a doubt', async (t) => {
    const { provider, cancel } = await setScene(t, row);
    provider.next({ fields: row.strangeYes });

    const answer = await cancel();

    assert.equal(answer.is, 'doubt');
    assert.notEqual('no' in answer && answer.no, true);
  });

  test('a token that stands beside the words of a no stays out of them', async (t) => {
    const { provider, cancel } = await setScene(t, row);
    const secret = { refresh_token: 'tok-beside', accessToken: 'tok-beside', token: 'tok-beside' };
    provider.next({
      status: 422,
      body: { ...row.toNo('no'), ...secret, beside: [secret] },
    });

    const answer = await cancel();

    assert.ok(answer.is === 'doubt' && answer.no);
    assert.doesNotMatch(JSON.stringify(answer), /tok-beside/);
  });

  test('a token that the provider repeats in its words stays out of ours', async (t) => {
    const { provider, cancel } = await setScene(t, row);
    provider.onEvent((event) => {
      if (event.type !== 'received' || event.request.kind !== 'cancel') return;
      const words = `the token ${event.request.token} may not do this`;
      provider.next({ status: 422, body: row.toNo(words) });
    });

    const answer = await cancel();

    assert.ok(answer.is === 'doubt' && answer.no);
    const [sent] = provider.received('cancel');
    assert.ok(sent?.token && !JSON.stringify(answer).includes(sent.token), 'the answer holds our token');
  });
}
