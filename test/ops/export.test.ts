import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { runExport, toHash } from '../../ops/export.ts';

const PLACE = { merchantId: 'loja-1', provider: 'letpay', paymentId: 'pay-1', operationId: 'op_1' };

const Bundle = z.object({
  format: z.string(),
  subject: z.unknown(),
  record: z.unknown(),
  sha256: z.object({ record: z.string() }),
});

test('an export has its instants in ISO 8601, and the hash of the record that it shows', async () => {
  const at = Date.parse('2026-11-21T13:02:00Z');
  const record = {
    ...{ id: 'op_1', createdAt: at, request: { amount: 4200 }, republishRequestedAt: at },
    trail: [{ at, step: 'inquiry', result: 'paid', requests: [{ at, ms: 41 }] }],
  };
  const { json } = await runExport(PLACE, {
    has: () => true,
    invoke: async () => ({ operations: [record] }),
  });

  const bundle = Bundle.parse(json);
  const iso = '2026-11-21T13:02:00.000Z';
  assert.deepEqual(bundle.record, {
    ...{ id: 'op_1', createdAt: iso, request: { amount: 4200 } },
    trail: [{ at: iso, step: 'inquiry', result: 'paid', requests: [{ at: iso, ms: 41 }] }],
  });
  assert.equal(bundle.format, 'estorno-evidence/2');
  assert.equal(bundle.sha256.record, toHash({ subject: bundle.subject, record: bundle.record }));
});
