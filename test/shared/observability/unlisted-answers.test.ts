import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letpay } from '../../../functions/letpay/connector.ts';
import { mercadopago } from '../../../functions/mercadopago/connector.ts';
import { pix } from '../../../functions/pix/connector.ts';
import { sopague } from '../../../functions/sopague/connector.ts';
import { logStep } from '../../../shared/operation/log-step.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import { paymentOf, Story } from '../operation/story.ts';
import { REF } from '../sample-operation.ts';

/** Whether people are alerted to a result. */
function isAlerted(result: AttemptResult): boolean {
  const seen: unknown[] = [];
  const { operation } = new Story();
  const log = { info: (_: string, facts: unknown) => void seen.push(facts), error: () => undefined };
  logStep(log, { payment: paymentOf(operation), operation }, { type: 'attempt', number: 1, result });
  return JSON.stringify(seen).includes('"unlisted":true');
}

const order = { ...REF, method: 'void', operationId: 'op_1', idempotencyKey: 'key-1', amount: 1035 } as const;
const paymentId = '020080286103040952150000006201850000000000';

const answered = (body: object) => ({ is: 'answered', status: 200, isJson: true, body }) as const;

test('a 200 in a form, or with a code, that no page lists alerts people, at every provider', () => {
  for (const connector of [letpay, sopague, mercadopago, pix]) {
    const result = connector.void?.toResult(answered({ ok: true }), order);
    assert.ok(result && isAlerted(result), connector.id);
  }
  const code = { paymentId, returnCode: '7', amount: 1035 };
  const result = sopague.void?.toResult(answered(code), { ...order, paymentId });
  assert.partialDeepStrictEqual(result, { status: 'indeterminate', providerError: { code: '7' } });
  assert.ok(result && isAlerted(result));
});

test('what did not arrive, or a provider that is in trouble, alerts nobody so', () => {
  for (const connector of [letpay, sopague, mercadopago, pix]) {
    const lost = connector.void?.toResult({ is: 'lost', why: 'no answer' }, order);
    const failed = connector.void?.toResult(
      { is: 'answered', status: 502, isJson: false, body: undefined },
      order,
    );
    for (const result of [lost, failed]) assert.ok(result && !isAlerted(result), connector.id);
  }
});
