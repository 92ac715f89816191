import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Fault, HTML_PAGE } from '../../../local/simulators/kit/faults.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import type { ContractRow } from '../contract-row.ts';
import { toCall, toOperation } from '../harness.ts';
import { setScene } from '../scene.ts';

/** The most logins that one cancel may try. */
const MAX_LOGINS = 3;

/** A 401 proves that nothing was done, whatever stands in it. */
export const REFUSALS: readonly { name: string; fault: Fault }[] = [
  { name: 'in the documented form', fault: { status: 401 } },
  { name: 'with HTML', fault: { status: 401, body: HTML_PAGE } },
  { name: 'without a body', fault: { status: 401, body: '' } },
  { name: 'cut off in its body', fault: { status: 401, body: HTML_PAGE, answers: 'truncated' } },
];

/** Answers of 401 to a cancel. */
export function testRefusedTokens<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('one 401 is followed by a login and the same request again: a 401', () => {
    for (const { name, fault } of REFUSALS) {
      test(name, async (t) => {
        const { provider, cancel, assertSent } = await setScene(t, row);
        provider.next(fault);

        assert.equal((await cancel()).is, row.prompt);

        assertSent({ received: 2, effects: 1 });
        assert.equal(provider.logins, 2);
        const [first, second] = provider.received('cancel');
        assert.deepEqual([second?.path, second?.body], [first?.path, first?.body]);
        assert.notEqual(second?.token, first?.token);
      });
    }
  });

  test('a token that died meanwhile is replaced, and the cancel goes through', async (t) => {
    const { provider, cancel, read, assertSent } = await setScene(t, row);
    await read();
    provider.expireTokens();

    assert.equal((await cancel()).is, row.prompt);

    assertSent({ received: 2, effects: 1 });
    assert.equal(provider.logins, 2);
  });

  test('a storm of 401s ends as refused credentials, after a few logins', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row);
    provider.next({ status: 401 }, { times: Number.POSITIVE_INFINITY });

    const answer = await cancel();

    assert.ok(answer.is === 'not_sent');
    assert.deepEqual([answer.code, answer.final], ['provider_auth_failed', true]);
    assert.ok(provider.logins <= MAX_LOGINS, `${provider.logins} logins`);
    assertSent({ received: MAX_LOGINS, effects: 0 });
  });

  test('after a storm of 401s nobody logs in with these credentials for a while', async (t) => {
    const { provider, cancel } = await setScene(t, row);
    provider.next({ status: 401 }, { times: Number.POSITIVE_INFINITY });
    await cancel();
    const before = provider.received('login').length;

    const answer = await cancel();

    assert.equal(answer.is === 'not_sent' && answer.code, 'provider_auth_failed');
    assert.equal(provider.received('login').length, before);
  });

  test('a lost answer after a 401 is a doubt', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row);
    provider.next({ status: 401 });
    provider.next({ applies: true, answers: 'reset-before-headers' });

    assert.equal((await cancel()).is, 'doubt');

    assertSent({ received: 2, effects: 1 });
  });

  test('a read is answered with 401 and tries again as well', async (t) => {
    const { provider, read } = await setScene(t, row);
    provider.next({ status: 401 }, { kind: 'read' });

    assert.equal((await read()).said, row.untouched);

    assert.equal(provider.logins, 2);
  });

  test('a secret that cannot be read again does not turn a 401 into a doubt', async (t) => {
    const { provider, harness, paymentId } = await setScene(t, row);
    provider.next({ status: 401 }, { times: Number.POSITIVE_INFINITY });
    const refresh = () => Promise.reject(new Error('no answer'));
    const { operation, context } = toOperation(row.connector.id, { paymentId, ...row.command });
    const hold = harness.sessions.open({ ...harness.account, refresh }, toCall());

    const cancel = row.connector.cancel(operation, context, (request) => hold.send(request));

    assert.equal((await cancel.finally(() => hold.close())).is, 'not_sent');
  });
}
