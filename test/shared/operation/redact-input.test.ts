import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import { redactInput, redactInquiry } from '../../../shared/operation/redact-input.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import { redact, redactId } from '../../../shared/provider/redact.ts';
import { shown } from './story.ts';

const SECRET = 'hush-1a2b3c4d5e6f';
const CARD = '4111111111111111';
const secrets = [new SecretText(SECRET)];
const by = {
  redact: (text: string) => redact(text, secrets),
  redactId: (id: string) => redactId(id, secrets),
};

const redactResult = (result: AttemptResult) => redactInput({ type: 'attempt', number: 1, result }, by);

describe('the id of a refund', () => {
  test('is kept as it is, whatever its digits are', () => {
    const result = { status: 'accepted', refundId: CARD } as const;
    assert.deepEqual(redactResult(result), { type: 'attempt', number: 1, result });
  });

  test('that holds a secret is dropped from a result: nothing could be found by another one', () => {
    const given = { status: 'succeeded', amount: 100, refundId: `re-${SECRET.toUpperCase()}` } as const;
    const result = { status: 'succeeded', amount: 100, refundId: undefined };
    assert.deepEqual(redactResult(given), { type: 'attempt', number: 1, result });
  });
});

test('ids of a snapshot that hold a secret become others, each of them another one', () => {
  const inquiry = shown({
    status: 'paid',
    paymentMethod: SECRET,
    reference: { method: SECRET, transaction: 'PAY01' },
    clocks: { method: SECRET },
    refunds: [`1-${SECRET}`, `2-${SECRET}`, CARD].map((id) => ({ id, status: 'succeeded' })),
  });

  const safe = redactInquiry(inquiry, by);

  assert.ok(safe.is === 'snapshot');
  assert.doesNotMatch(JSON.stringify(safe), /hush/);
  const ids = safe.snapshot.refunds?.map(({ id }) => id) ?? [];
  assert.equal(new Set(ids).size, 3);
  assert.equal(ids[2], CARD);
  assert.equal(safe.snapshot.reference?.transaction, 'PAY01');
});
