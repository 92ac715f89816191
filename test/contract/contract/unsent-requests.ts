import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallLimits } from '../../../shared/ports/sessions.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow, isStatic } from '../contract-row.ts';
import { type Scene, setScene } from '../scene.ts';

/** Milliseconds of an invocation in which a request that moves money cannot be sent any more. */
const TOO_LITTLE_MS = 11_500;

/** Limits under which a request that moves money may not leave. */
const LIMITS: readonly {
  readonly name: string;
  readonly toLimits: (scene: Pick<Scene<never>, 'now'>) => Partial<CallLimits>;
  readonly code?: string;
}[] = [
  { name: 'its invocation was aborted before', toLimits: () => ({ signal: AbortSignal.abort() }) },
  {
    name: 'money may not move any more',
    toLimits: () => ({ mayMoveMoney: () => false }),
    code: 'deadline_exceeded',
  },
  {
    name: 'less than a whole exchange of time is left',
    toLimits: (scene) => ({ deadline: scene.now() + TOO_LITTLE_MS }),
    code: 'deadline_exceeded',
  },
];

function assertNotSent(result: AttemptResult, code?: string): void {
  assert.ok(result.status === 'not_sent', `it is ${result.status}`);
  assert.notEqual(result.permanent, true);
  if (code) assert.equal(result.code, code);
}

/** Requests that provably do not leave, or that the provider provably does not execute. */
export function testUnsentRequests<C extends BaseCredentials>(row: ContractRow<C>): void {
  const logins = isStatic(row) ? 0 : 1;

  describe('a request is not sent, and known not to be, when', () => {
    for (const { name, toLimits, code } of LIMITS) {
      test(name, async (t) => {
        const scene = await setScene(t, row);
        await scene.inquire();

        assertNotSent(await scene.send(toLimits(scene)), code);

        scene.assertSent({ received: 0, effects: 0 });
      });
    }

    test('nobody listens where the login should go', async (t) => {
      const scene = await setScene(t, row);
      await scene.provider.close();

      assertNotSent(await scene.send(), 'provider_unreachable');

      scene.assertSent({ received: 0, effects: 0 });
    });

    test('nobody listens any more, and a token is there', async (t) => {
      const scene = await setScene(t, row);
      await scene.inquire();
      await scene.provider.close();

      assertNotSent(await scene.send(), 'provider_unreachable');

      scene.assertSent({ received: 0, effects: 0 });
      assert.equal(scene.provider.logins, logins);
    });

    test('the name of the provider leads nowhere', async (t) => {
      const scene = await setScene(t, row, { baseUrl: 'http://no-such-host.invalid' });

      assertNotSent(await scene.send({ deadline: scene.now() + 15_000 }), 'provider_unreachable');
    });
  });

  test('what was not sent leaves the session as good as it was', async (t) => {
    const scene = await setScene(t, row);
    await scene.inquire();
    assertNotSent(await scene.send({ mayMoveMoney: () => false }));

    assert.equal((await scene.send()).status, row.prompt);

    assert.equal(scene.provider.logins, logins);
    scene.assertSent({ received: 1, effects: 1 });
  });

  test('whether money may move is asked once more in the last moment, after the login', async (t) => {
    const scene = await setScene(t, row);
    const loginsAtAsking: number[] = [];
    const mayMoveMoney = () => loginsAtAsking.push(scene.provider.logins) > 0;

    await scene.send({ mayMoveMoney });

    assert.deepEqual(loginsAtAsking, [logins]);
    scene.assertSent({ received: 1, effects: 1 });
  });

  testRateLimits(row);
}

/** A 429 to a request that moves money: nothing was executed, and it is sent when the provider allows it. */
function testRateLimits<C extends BaseCredentials>(row: ContractRow<C>): void {
  test('a request that meets a rate limit is not executed, and the pause that is asked for is known', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ status: 429, headers: { 'retry-after': '30' } });

    const result = await scene.send();

    assertNotSent(result, 'provider_rate_limited');
    assert.equal(result.status === 'not_sent' && result.retryAfterMs, 30_000);
    scene.assertSent({ received: 1, effects: 0 });
  });

  test('an operation that meets a rate limit waits for as long as the provider asks, and goes through', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ status: 429, headers: { 'retry-after': '30' } });
    const began = scene.now();

    const begun = await scene.begin();
    assert.equal(begun.state, 'accepted');
    const asked = await scene.harness.resume(scene.paymentId, begun);
    assert.equal(scene.received().length, 1, 'it is left alone until then, however often it is asked for');
    const { state } = await scene.finish(asked);

    assert.equal(state, 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
    const [, second] = scene.received();
    assert.ok((second?.at ?? 0) >= began + 30_000, 'the second request came too soon');
  });
}
