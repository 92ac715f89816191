import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answer } from '../../../shared/domain/answer.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import type { Call } from '../../../shared/sessions/session.ts';
import { type ContractRow, isStatic } from '../contract-row.ts';
import { setScene } from '../scene.ts';

/** Limits under which a request that moves money may not leave. */
const LIMITS: readonly { name: string; call: () => Partial<Call>; code?: string }[] = [
  { name: 'its invocation was aborted before', call: () => ({ signal: AbortSignal.abort() }) },
  {
    name: 'money may not move any more',
    call: () => ({ mayMoveMoney: () => false }),
    code: 'deadline_exceeded',
  },
  {
    name: 'less than a whole exchange of time is left',
    call: () => ({ deadline: Date.now() + 11_500 }),
    code: 'deadline_exceeded',
  },
];

function assertNotSent(answer: Answer, code?: string): void {
  assert.ok(answer.is === 'not_sent', `it is ${answer.is}`);
  assert.notEqual(answer.final, true);
  if (code) assert.equal(answer.code, code);
}

/** Requests that provably do not leave. */
export function testUnsentRequests<C extends BaseCredentials>(row: ContractRow<C>): void {
  const logins = isStatic(row) ? 0 : 1;

  describe('a cancel is not sent, and known not to be, when', () => {
    for (const { name, call, code } of LIMITS) {
      test(name, async (t) => {
        const { cancel, read, assertSent } = await setScene(t, row);
        await read();

        assertNotSent(await cancel(call()), code);

        assertSent({ received: 0, effects: 0 });
      });
    }

    test('nobody listens where the login should go', async (t) => {
      const { provider, cancel, assertSent } = await setScene(t, row);
      await provider.close();

      assertNotSent(await cancel(), 'provider_unreachable');

      assertSent({ received: 0, effects: 0 });
    });

    test('nobody listens any more, and a token is there', async (t) => {
      const { provider, cancel, read, assertSent } = await setScene(t, row);
      await read();
      await provider.close();

      assertNotSent(await cancel(), 'provider_unreachable');

      assertSent({ received: 0, effects: 0 });
      assert.equal(provider.logins, logins);
    });

    test('the name of the provider leads nowhere', async (t) => {
      const { cancel } = await setScene(t, row, { baseUrl: 'http://no-such-host.invalid' });

      assertNotSent(await cancel({ deadline: Date.now() + 15_000 }), 'provider_unreachable');
    });
  });

  test('what was not sent leaves the session as good as it was', async (t) => {
    const { provider, cancel, read, assertSent } = await setScene(t, row);
    await read();
    assertNotSent(await cancel({ mayMoveMoney: () => false }));

    assert.equal((await cancel()).is, row.prompt);

    assert.equal(provider.logins, logins);
    assertSent({ received: 1, effects: 1 });
  });

  test('money is asked for once more in the last moment, after the login', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row);
    const loginsAtAsking: number[] = [];
    const mayMoveMoney = () => loginsAtAsking.push(provider.logins) > 0;

    await cancel({ mayMoveMoney });

    assert.deepEqual(loginsAtAsking, [logins]);
    assertSent({ received: 1, effects: 1 });
  });
}
