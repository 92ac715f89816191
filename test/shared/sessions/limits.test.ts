import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpayAuth } from '../../../functions/letpay/auth.ts';
import type { Exchange, Reply } from '../../../shared/ports/exchange.ts';
import type { CallLimits } from '../../../shared/ports/sessions.ts';
import { RESERVE_MS } from '../../../shared/provider/budgets.ts';
import { createMemorySessionStores } from '../../contract/memory-session-stores.ts';
import { CREDENTIALS, toCancel } from './letpay-processes.ts';
import { createVault, startProcess } from './session-process.ts';
import { createVirtualTime } from './virtual-time.ts';

const READ = { method: 'GET', path: '/payment/1' } as const;
const CANCEL = toCancel('1');

/** What each request was allowed to take, in milliseconds. */
type Allowed = { readonly path: string; readonly timeoutMs: number };

/** A process at a provider that answers each request after so long. */
function begin(takesMs: number, reply?: (path: string) => Reply | undefined) {
  const time = createVirtualTime();
  const allowed: Allowed[] = [];
  const exchange: Exchange = async (_endpoints, { path }, { timeoutMs, mayLeave }) => {
    allowed.push({ path, timeoutMs });
    if (!mayLeave()) return { is: 'not_sent', why: 'stopped', detail: 'it was stopped' };
    time.advance(takesMs);
    const answered = { is: 'answered', status: 200, isJson: true, body: { token: `tok-${allowed.length}` } };
    return reply?.(path) ?? (answered as Reply);
  };
  const stores = createMemorySessionStores();
  const about = { auth: letpayAuth, provider: 'letpay', baseUrl: 'http://letpay.invalid', stores };
  const process = startProcess({ ...about, vault: createVault(CREDENTIALS), time, exchange });
  const send = (request: typeof READ | typeof CANCEL, limits: Partial<CallLimits> = {}) =>
    process.send(request, limits);
  return { send, time, allowed };
}

describe('a login and an exchange may take', () => {
  test('5 s and 10 s where somebody waits', async () => {
    const { send, allowed } = begin(0);

    await send(READ);

    assert.deepEqual(allowed, [
      { path: '/auth', timeoutMs: 5_000 },
      { path: '/payment/1', timeoutMs: 10_000 },
    ]);
  });

  test('12 s each where nobody does', async () => {
    const { send, allowed } = begin(0);

    await send(CANCEL, { isBackground: true });

    assert.deepEqual(
      allowed.map(({ timeoutMs }) => timeoutMs),
      [12_000, 12_000],
    );
  });

  test('what is left of the invocation, less the reserve', async () => {
    const { send, allowed, time } = begin(1_000);

    await send(READ, { deadline: time.clock() + 4_000 + RESERVE_MS });

    assert.deepEqual(
      allowed.map(({ timeoutMs }) => timeoutMs),
      [4_000, 3_000],
    );
  });
});

test('a slow login and a slow exchange of the background fit into the lease, and the token is kept', async () => {
  const { send, allowed, time } = begin(11_999);

  for (let times = 0; times < 2; times++) {
    const reply = await send(CANCEL, { isBackground: true, deadline: time.clock() + 60_000 });
    assert.equal(reply.is, 'answered');
  }

  assert.deepEqual(
    allowed.map(({ path }) => path),
    ['/auth', CANCEL.path, CANCEL.path],
  );
});

test('what moves money leaves only with a full exchange of time left; what does not, with less', async () => {
  const { send, allowed, time } = begin(0);
  await send(READ);
  const deadline = time.clock() + 9_999 + RESERVE_MS;

  const late = await send(CANCEL, { deadline });
  assert.equal(late.is === 'not_sent' && late.code, 'deadline_exceeded');
  assert.equal((await send(READ, { deadline })).is, 'answered');
  assert.equal((await send(CANCEL, { deadline: deadline + 1 })).is, 'answered');

  assert.deepEqual(
    allowed.map(({ path }) => path),
    ['/auth', READ.path, READ.path, CANCEL.path],
  );
});

test('a login for which there is no time is not begun', async () => {
  const { send, allowed, time } = begin(0);

  const reply = await send(READ, { deadline: time.clock() + RESERVE_MS });

  assert.equal(reply.is === 'not_sent' && reply.code, 'deadline_exceeded');
  assert.deepEqual(allowed, []);
});

describe('a request that did not leave says why:', () => {
  const rows = [
    ['stopped', 'deadline_exceeded'],
    ['unreachable', 'provider_unreachable'],
    ['bad_certificate', 'merchant_not_configured'],
  ] as const;
  for (const [why, code] of rows) {
    for (const path of ['/auth', READ.path]) {
      test(`${why} at ${path}`, async () => {
        const { send } = begin(0, (at) => (at === path ? { is: 'not_sent', why, detail: why } : undefined));

        const reply = await send(READ);

        assert.ok(reply.is === 'not_sent');
        assert.deepEqual(
          [reply.code, reply.permanent, reply.credentialsRefused],
          [code, undefined, undefined],
        );
      });
    }
  }
});
