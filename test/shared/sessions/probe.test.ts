import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { letpaySession } from '../../../functions/letpay/session.ts';
import { type Credentials, credentialsSchema } from '../../../functions/letpay/wire.ts';
import { type LetpaySimulator, startLetpaySimulator } from '../../../local/simulators/letpay/simulator.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { createProbe } from '../../../shared/sessions/probe.ts';
import type { Account } from '../../../shared/sessions/session.ts';

const CREDENTIALS = credentialsSchema.parse({
  apiKey: 'demo-key',
  apiSecret: 'demo-secret',
  environment: 'sandbox',
});

function accountAt(baseUrl: string): Account<Credentials> {
  const account = {
    merchantId: 'loja-1',
    provider: 'letpay',
    baseUrl,
    credentials: CREDENTIALS,
    secretVersion: '1',
    sessions: 1,
  };
  return { ...account, refresh: async () => accountAt(baseUrl) };
}

describe('the probe', () => {
  let letpay: LetpaySimulator;
  const verdicts: unknown[] = [];
  const probe = createProbe({
    scheme: letpaySession,
    exchange,
    clock: () => 1_000,
    store: {
      setWorld: async (key, world, at) => void verdicts.push([key, world, at]),
      demote: async () => undefined,
    },
  });
  const run = () => probe(accountAt(letpay.url), { signal: new AbortController().signal });

  before(async () => {
    letpay = await startLetpaySimulator();
  });
  after(() => letpay.close());

  for (const world of ['S1', 'S2', 'S3'] as const) {
    test(`finds ${world} in six calls, writes it down with its date, and moves no money`, async () => {
      letpay.world = world;
      letpay.reset();
      verdicts.length = 0;

      const result = await run();

      assert.equal(result.world, world);
      assert.deepEqual(verdicts, [['loja-1#letpay#0', world, 1_000]]);
      assert.equal(letpay.received().length, 6);
      assert.equal(letpay.received('cancel').length, 0);
    });
  }

  test('says that it is unclear, and writes nothing down, when no next token comes', async () => {
    letpay.refreshTokens = 'never';
    verdicts.length = 0;
    assert.equal((await run()).world, 'unclear');
    letpay.refreshTokens = 'same';
    assert.equal((await run()).world, 'unclear');
    assert.deepEqual(verdicts, []);
    letpay.refreshTokens = 'always';
  });

  test('says that it is unclear when the provider does not answer', async () => {
    letpay.next({ applies: false, answers: 'reset-before-headers' }, { kind: 'read' });
    assert.equal((await run()).world, 'unclear');
  });

  test('shows no token in what it says', async () => {
    const said = JSON.stringify(await run());
    for (const { token } of letpay.received()) if (token) assert.ok(!said.includes(token));
  });
});
