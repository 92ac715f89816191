import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { letpayAuth } from '../../../functions/letpay/auth.ts';
import type { Credentials } from '../../../functions/letpay/credentials.ts';
import { type LetpaySimulator, startLetpaySimulator } from '../../../local/simulators/letpay/simulator.ts';
import type { TokenModel } from '../../../shared/ports/session-store.ts';
import type { Account } from '../../../shared/ports/sessions.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { probe } from '../../../shared/sessions/probe.ts';
import { CREDENTIALS } from './letpay-processes.ts';

function accountAt(api: string): Account<Credentials> {
  return {
    merchantId: 'loja-1',
    provider: 'letpay',
    endpoints: { api },
    credentials: CREDENTIALS,
    secretVersion: '1',
    sessions: 1,
    refresh: async () => accountAt(api),
  };
}

const MODELS: readonly TokenModel[] = ['reusable', 'single_use', 'exclusive_login'];

describe('the probe', () => {
  let letpay: LetpaySimulator;
  const verdicts: unknown[] = [];
  const deps = {
    auth: letpayAuth,
    exchange,
    clock: () => 1_000,
    store: {
      setTokenModel: async (...verdict: unknown[]) => void verdicts.push(verdict),
      demote: async () => undefined,
    },
  };
  const run = () => probe(deps, accountAt(letpay.url), { signal: new AbortController().signal });

  before(async () => {
    letpay = await startLetpaySimulator();
  });
  after(() => letpay.close());

  for (const model of MODELS) {
    test(`finds ${model} in six calls, writes it down with its date, and moves no money`, async () => {
      letpay.tokenModel = model;
      letpay.reset();
      verdicts.length = 0;

      const result = await run();

      assert.equal(result.tokenModel, model);
      assert.equal(result.steps.length, 6);
      assert.deepEqual(verdicts, [['loja-1#letpay#0', model, 1_000]]);
      assert.equal(letpay.received().length, 6);
      assert.equal(letpay.received('cancel').length, 0);
    });
  }

  test('says that it is unclear, and writes nothing down, when no next token comes', async () => {
    letpay.refreshTokens = 'never';
    verdicts.length = 0;
    assert.equal((await run()).tokenModel, 'unclear');
    letpay.refreshTokens = 'same';
    assert.equal((await run()).tokenModel, 'unclear');
    assert.deepEqual(verdicts, []);
    letpay.refreshTokens = 'always';
  });

  test('says that it is unclear when the provider does not answer', async () => {
    letpay.next({ applies: false, answers: 'reset-before-headers' }, { kind: 'read' });
    assert.equal((await run()).tokenModel, 'unclear');
  });

  test('says that it is unclear when the login is refused', async () => {
    letpay.next({ status: 401 }, { kind: 'login', times: 2 });
    const { tokenModel, steps } = await run();

    assert.equal(tokenModel, 'unclear');
    assert.deepEqual(
      steps.map(({ status }) => status),
      [401, 401],
    );
  });

  test('shows no token in what it says', async () => {
    const output = JSON.stringify(await run());
    for (const { token } of letpay.received()) if (token) assert.ok(!output.includes(token));
  });
});
