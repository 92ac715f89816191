import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFuzzFunction } from '../../fuzz/fuzz-function.ts';
import { createPorts } from '../../fuzz/ports.ts';
import { createProviderDouble } from '../../fuzz/provider-double.ts';

const PAYMENT = { merchantId: 'loja-1', paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99' };
const RESOLVE = {
  ...{ ...PAYMENT, command: 'resolve', operationId: `op_${'0'.repeat(26)}`, outcome: 'succeeded' },
  ...{ evidence: 'Seen in the dashboard', by: 'ana' },
};

const rows: readonly [what: string, command: object][] = [
  ['a merchant that is none, to probe', { command: 'probe', merchantId: '😀' }],
  ['a merchant that is none, to show', { ...PAYMENT, command: 'show', merchantId: 'a#b' }],
  ['a payment that is none', { ...PAYMENT, command: 'show', paymentId: 'x'.repeat(3_000) }],
  ['evidence of half a character', { ...RESOLVE, evidence: `${'x'.repeat(20)}\ud800` }],
  ['evidence that no item can hold', { ...RESOLVE, evidence: 'x'.repeat(500_000) }],
  ['a name that no item can hold', { ...RESOLVE, by: 'x'.repeat(500_000) }],
  ['half a page', { command: 'list', state: 'open', after: { shard: 0.5 } }],
  ['a page before the first', { command: 'list', state: 'open', after: { shard: -1 } }],
  [
    'a place that no key can name',
    { command: 'list', state: 'open', after: { shard: 0, after: { payment: 'x'.repeat(300), dueAt: 1 } } },
  ],
];

describe('a person is told what was wrong, and nothing is read, stored or sent, for', () => {
  for (const [what, command] of rows) {
    test(what, async () => {
      const double = createProviderDouble({ provider: 'letpay', paid: false, method: 'PIX' }, []);
      const ports = createPorts(double.answer);
      const invoke = createFuzzFunction('letpay', ports);

      const answer = await invoke({ trigger: 'operator', ...command });

      assert.partialDeepStrictEqual(answer, { problem: { code: 'validation_failed' } });

      assert.deepEqual([ports.saves, ports.sent, ports.told], [[], [], []]);
    });
  }
});

test('a merchant without a secret is a sentence to a person, and no failure of the function', async () => {
  const double = createProviderDouble({ provider: 'letpay', paid: false, method: 'PIX' }, []);
  const invoke = createFuzzFunction('letpay', createPorts(double.answer));

  const command = { trigger: 'operator', command: 'check-credentials', merchantId: 'loja-7' };
  const answer = await invoke({ ...command, which: 'current' });

  const detail =
    'The secret estorno/loja-7/letpay cannot be used: there is no such secret, or it has no value yet.';
  assert.deepEqual(answer, { problem: { code: 'merchant_not_configured', detail } });
});
