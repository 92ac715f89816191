import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toListReading } from '../../../functions/letpay/refund-answers.ts';
import type { Reading } from '../../../shared/domain/answer.ts';
import { sending } from '../../shared/domain/builders.ts';

const PAYMENT = '8f048623-16c6-47da-aca1-546a16e8fb99';

/** A refund whose answer was lost; the refund 7 was there before it was sent. */
const operation = { ...sending({ kind: 'refund' }).operation, before: { refundIds: ['7'], left: 1000 } };

const list = (...statuses: readonly string[]) =>
  ['COMPLETED', ...statuses].map((status, at) => ({ refundId: String(7 + at), paymentId: PAYMENT, status }));

describe('the list of refunds, after a doubt', () => {
  const rows: readonly [statuses: readonly string[], reading: Reading][] = [
    [[], { said: 'not_done' }],
    [['COMPLETED'], { said: 'done', refundId: '8', providerStatus: 'COMPLETED' }],
    [['COMPLETED', 'COMPLETED'], { said: 'done' }],
    [['PROCESSING'], { said: 'working', providerStatus: 'PROCESSING' }],
    [['REQUESTED', 'PROCESSING'], { said: 'working' }],
    [['FAILED'], { said: 'never', code: 'declined_by_provider', providerStatus: 'FAILED' }],
    [['FAILED', 'FAILED'], { said: 'never', code: 'declined_by_provider' }],
    [['FAILED', 'COMPLETED'], { said: 'cannot_tell' }],
    [['PROCESSING', 'FAILED'], { said: 'cannot_tell' }],
    [['EVAPORATED'], { said: 'cannot_tell', providerStatus: 'EVAPORATED' }],
  ];
  for (const [statuses, reading] of rows)
    test(`with ${statuses.join(' and ') || 'nothing'} that is new says ${reading.said}`, () => {
      const { code, ...rest } = toListReading(operation, list(...statuses));
      assert.deepEqual({ ...rest, ...(code && { code }) }, reading);
    });

  test('that cannot be read cannot tell', () => {
    assert.deepEqual(toListReading(operation, undefined), { said: 'cannot_tell' });
  });

  test('never shows what is new as the documented end of ours, which may still be on its way', () => {
    for (const status of ['FAILED', 'PROCESSING', 'REQUESTED']) {
      const { documented, refundId } = toListReading(operation, list(status));
      assert.deepEqual([documented, refundId], [undefined, undefined], status);
    }
  });
});
