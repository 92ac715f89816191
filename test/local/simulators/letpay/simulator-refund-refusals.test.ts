import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewLetpayPayment } from '../../../../local/simulators/letpay/simulator.ts';
import { codeOf, useRefunds } from './refund-scene.ts';

const scene = useRefunds();
const { amountsOf, paid, refund, refundBy, renewToken } = scene;

const EXACT = [
  { written: '10.35', centavos: 1035 },
  { written: '10.3', centavos: 1030 },
  { written: '10', centavos: 1000 },
  { written: '0.07', centavos: 7 },
  { written: '1.15', centavos: 115 },
  { written: '8.20', centavos: 820 },
];

for (const { written, centavos } of EXACT) {
  test(`an amount of ${written} reais is ${centavos} centavos`, async () => {
    const id = paid();
    await refund(id, written);

    assert.deepEqual(amountsOf(id), [centavos]);
  });
}

test('large amounts are exact to the centavo', async () => {
  const id = paid({ amount: 999_999_999_999_999 });
  await refund(id, '9999999999999.98');

  assert.deepEqual(amountsOf(id), [999_999_999_999_998]);
});

const MALFORMED = [
  '10.355',
  '10.350',
  '0',
  '0.00',
  '-1',
  '1e1',
  '"10.35"',
  'null',
  'true',
  '[1]',
  '99999999999999',
];

for (const written of MALFORMED) {
  test(`an amount written ${written} is 400 with 00.01.0044`, async () => {
    const id = paid();
    const reply = await refund(id, written);

    assert.deepEqual([reply.status, codeOf(reply)], [400, '00.01.0044']);
    assert.deepEqual(amountsOf(id), []);
  });
}

for (const body of ['', '{', '[]', 'null', '{}', '{"payment_token":1}']) {
  test(`a refund asked for with ${body || 'nothing'} is 400 with 00.01.0044`, async () => {
    const reply = await refundBy(body);

    assert.deepEqual([reply.status, codeOf(reply)], [400, '00.01.0044']);
  });
}

const REFUSED: readonly { readonly payment: Partial<NewLetpayPayment>; amount?: string; code: string }[] = [
  { payment: { status: 'PRE_AUTHORIZED' }, code: '01.05.0030' },
  { payment: { status: 'PROCESSING' }, code: '01.05.0030' },
  { payment: { status: 'CANCELED' }, code: '01.05.0030' },
  { payment: { status: 'DISPUTE' }, code: '01.05.0030' },
  { payment: { status: 'REFUNDED' }, code: '01.05.0004' },
  { payment: { status: 'REFUNDED' }, amount: '1', code: '01.05.0004' },
  { payment: { refundedAmount: 1035 }, amount: '1', code: '01.05.0004' },
  { payment: {}, amount: '10.36', code: '00.04.0014' },
  { payment: { status: 'PARTIALLY_REFUNDED', refundedAmount: 35 }, amount: '10.01', code: '00.04.0014' },
  { payment: { method: 'BOLETO' }, code: '00.01.0031' },
];

for (const { payment, amount, code } of REFUSED) {
  test(`a refund of ${amount ?? 'all'} of ${JSON.stringify(payment)} is 400 with ${code}`, async () => {
    const id = paid(payment);
    const reply = await refund(id, amount);

    assert.deepEqual([reply.status, codeOf(reply)], [400, code]);
    assert.deepEqual([amountsOf(id), scene.letpay.effects(id)], [[], 0]);
  });
}

test('a boleto is refunded to a PIX key', async () => {
  const id = paid({ method: 'BOLETO' });

  assert.equal((await refundBy(`{"payment_token":"${id}","pix_key":"loja@example.com"}`)).status, 200);
});

const PERIODS = [
  { method: 'PIX', paidAt: '2026-01-10T12:00:00Z', last: '2026-04-10T12:00:00Z' },
  { method: 'CREDITCARD', paidAt: '2026-01-10T12:00:00Z', last: '2026-07-10T12:00:00Z' },
  { method: 'BOLETO', paidAt: '2026-01-10T12:00:00Z', last: undefined },
  { method: 'PICPAY', paidAt: '2026-01-10T12:00:00Z', last: undefined },
];

for (const { method, paidAt, last } of PERIODS) {
  test(`a payment by ${method} can be refunded ${last ? `until ${last}` : 'at any time'}`, async () => {
    const id = paid({ method, paidAt });
    const body = `{"payment_token":"${id}","amount":1,"pix_key":"loja@example.com"}`;
    scene.letpay.setClock(last ?? '2036-01-10T12:00:00Z');
    scene.letpay.advanceClock(-5000);
    await renewToken();
    assert.equal((await refundBy(body)).status, 200);
    scene.letpay.advanceClock(6000);
    const late = await refundBy(body);

    assert.deepEqual(late.status === 200 ? undefined : codeOf(late), last && '01.05.0018');
  });
}
