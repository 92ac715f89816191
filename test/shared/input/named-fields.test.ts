import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFuzzFunction } from '../../fuzz/fuzz-function.ts';
import { createPorts, MERCHANT } from '../../fuzz/ports.ts';
import { createProviderDouble } from '../../fuzz/provider-double.ts';

const TASK = { merchantId: MERCHANT, provider: 'letpay', paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99' };
const RESOLVE = { ...TASK, trigger: 'operator', command: 'resolve', operationId: 'op_1', outcome: 'failed' };

const ROWS: readonly { name: string; event: object; says: RegExp }[] = [
  {
    name: 'a task that begins',
    event: { ...TASK, action: 'cancel', idempotencyKey: 'key-1', amout: 5, reason: 'none' },
    says: /^\/reason must be one of .*; \/amout this field is not known here$/,
  },
  { name: 'a task without a payment', event: { action: 'refund' }, says: /\/merchantId must be text/ },
  {
    name: 'a task that settles',
    event: { ...TASK, action: 'settle', operationId: 'x' },
    says: /\/operationId must be an operation id/,
  },
  { name: 'a task of no kind', event: { action: 'destroy' }, says: /^\/action / },
  { name: 'a person', event: { ...RESOLVE, by: 'ana', evidence: 'short' }, says: /^\/evidence must have / },
];

describe('whoever invokes a function is told in one line which fields are wrong:', () => {
  for (const { name, event, says } of ROWS)
    test(name, async () => {
      const double = createProviderDouble({ provider: 'letpay', paid: false, method: 'PIX' }, []);
      const invoke = createFuzzFunction('letpay', createPorts(double.answer));

      assert.match(await sentenceOf(invoke(event)), says);
    });
});

/** What a workflow, or a person, hears: the message of the error, or the sentence in the answer. */
async function sentenceOf(answer: Promise<unknown>): Promise<string> {
  const said = await answer.catch((error: unknown) => error);
  if (said instanceof Error) return said.message;
  return /"detail":"([^"]*)"/.exec(JSON.stringify(said))?.[1] ?? '';
}
