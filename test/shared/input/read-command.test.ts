import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpay } from '../../../functions/letpay/connector.ts';
import { sopague } from '../../../functions/sopague/connector.ts';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { createCommandReader, readCommand } from '../../../shared/input/read-command.ts';
import { toFingerprint } from '../../../shared/operation/command.ts';
import { FIELD_NAMES, REQUEST_FIELDS } from '../../../shared/operation/request-fields.ts';
import { REF } from '../sample-operation.ts';

const reader = createCommandReader(letpay);
const WHOLE = { ...REF, idempotencyKey: 'key-1' };

function refusalOf(work: () => unknown): EstornoError {
  try {
    work();
  } catch (error) {
    if (error instanceof EstornoError) return error;
  }
  throw new Error('it was not refused');
}

test('a command in one piece is the payment, the key, and the fields of a request', () => {
  const command = readCommand(reader, 'cancellation', {
    ...WHOLE,
    amount: 1035,
    reason: 'duplicate',
    reference: 'order-4711',
    capturedAt: '2026-11-21T10:02:00-03:00',
    notAfter: '2026-11-21T23:00:00-03:00',
    letpay: { family: 'checkout' },
  });

  assert.deepEqual(command, {
    ...WHOLE,
    kind: 'cancellation',
    request: {
      amount: 1035,
      reason: 'duplicate',
      reference: 'order-4711',
      capturedAt: Date.parse('2026-11-21T13:02:00Z'),
      notAfter: Date.parse('2026-11-22T02:00:00Z'),
    },
    details: { family: 'checkout' },
  });
});

test('a field left out is the same as its default', () => {
  const short = readCommand(reader, 'cancellation', WHOLE);
  const long = readCommand(reader, 'cancellation', {
    ...WHOLE,
    currency: 'BRL',
    letpay: { family: 'payment' },
  });
  assert.equal(toFingerprint(short), toFingerprint(long));
});

test('a refund cancels while it can by default', () => {
  const strategyOf = (body: object) => readCommand(reader, 'refund', body).request.strategy;
  assert.equal(strategyOf(WHOLE), 'cancel_or_refund');
  assert.equal(strategyOf({ ...WHOLE, strategy: 'refund_only' }), 'refund_only');
});

test('a provider without fields of its own takes none', () => {
  const ofSopague = createCommandReader(sopague);
  const ref = { ...WHOLE, provider: 'sopague', paymentId: '1'.repeat(42) };

  assert.equal(readCommand(ofSopague, 'cancellation', { ...ref, amount: 1035 }).details, undefined);

  const { facts } = refusalOf(() => readCommand(ofSopague, 'cancellation', { ...ref, sopague: {} }));
  assert.deepEqual(
    facts.errors?.map(({ pointer }) => pointer),
    ['/sopague'],
  );
});

/** Of these at least one is good for each field of the table. */
const SAMPLES = [535, '2026-11-21T10:02:00-03:00', 'return', 'refund_only', true];

test('every field of the table can be asked for, and makes another command', () => {
  const plain = toFingerprint(readCommand(reader, 'refund', WHOLE));
  for (const name of FIELD_NAMES) {
    const { input } = REQUEST_FIELDS[name];
    const sample = SAMPLES.find((value) => input.safeParse(value).success);
    const command = readCommand(reader, 'refund', { ...WHOLE, [name]: sample });
    assert.ok(sample !== undefined, name);
    assert.deepEqual(command.request[name], input.parse(sample));
    assert.notEqual(toFingerprint(command), plain);
  }
});

describe('a command that is not valid is refused, and says where:', () => {
  const rows: readonly { name: string; input: unknown; code?: string; pointers?: readonly string[] }[] = [
    { name: 'nothing', input: undefined, pointers: [''] },
    { name: 'a list', input: [WHOLE], pointers: [''] },
    { name: 'an empty object', input: {}, pointers: ['/merchantId', '/provider', '/paymentId'] },
    { name: 'another provider', input: { ...WHOLE, provider: 'sopague' }, pointers: ['/provider'] },
    { name: 'no merchant id', input: { ...WHOLE, merchantId: 'Loja 1' }, pointers: ['/merchantId'] },
    { name: 'a number for a payment id', input: { ...WHOLE, paymentId: 1 }, pointers: ['/paymentId'] },
    {
      name: 'a payment id in capitals',
      input: { ...WHOLE, paymentId: REF.paymentId.toUpperCase() },
      pointers: ['/paymentId'],
    },
    { name: 'no key', input: REF, code: 'idempotency_key_missing' },
    { name: 'an empty key', input: { ...WHOLE, idempotencyKey: '' }, code: 'idempotency_key_missing' },
    { name: 'a number for a key', input: { ...WHOLE, idempotencyKey: 7 }, code: 'idempotency_key_invalid' },
    {
      name: 'a key with a comma',
      input: { ...WHOLE, idempotencyKey: 'a,b' },
      code: 'idempotency_key_invalid',
    },
    { name: 'a misspelt field', input: { ...WHOLE, amout: 100 }, pointers: ['/amout'] },
    { name: "another provider's object", input: { ...WHOLE, sopague: {} }, pointers: ['/sopague'] },
    { name: 'a strategy of a refund', input: { ...WHOLE, strategy: 'refund_only' }, pointers: ['/strategy'] },
    { name: 'a dry run', input: { ...WHOLE, dryRun: true }, pointers: ['/dryRun'] },
    { name: 'an explicit `dryRun: false`', input: { ...WHOLE, dryRun: false }, pointers: ['/dryRun'] },
    { name: 'an amount that is text', input: { ...WHOLE, amount: '1035' }, pointers: ['/amount'] },
  ];
  for (const { name, input, code = 'validation_failed', pointers } of rows) {
    test(name, () => {
      const error = refusalOf(() => readCommand(reader, 'cancellation', input));

      assert.equal(error.name, code);
      assert.deepEqual(
        error.facts.errors?.map(({ pointer }) => pointer),
        pointers,
      );
    });
  }
});
