import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toEndpoints } from '../../../functions/pix/endpoints.ts';
import { pixRefund, pixVoid } from '../../../functions/pix/requests.ts';
import { toUrl } from '../../../shared/provider/request-url.ts';
import { answered, answeredText, LOST } from '../replies.ts';
import { E2E, KEY, TXID, toCredentials, toRefundOrder, toVoid } from './fixtures.ts';

const removed = (more: object = {}) => ({ txid: TXID, status: 'REMOVIDA_PELO_USUARIO_RECEBEDOR', ...more });
const given = (more: object = {}) => ({ id: KEY, valor: '7.89', status: 'EM_PROCESSAMENTO', ...more });

describe('a removal', () => {
  test('goes to the charge of its kind', () => {
    assert.equal(pixVoid.toRequest(toVoid()).path, `/cob/${TXID}`);
    assert.equal(pixVoid.toRequest(toVoid({ reference: { charge: 'cobv' } })).path, `/cobv/${TXID}`);
  });

  for (const status of [200, 201])
    for (const spelling of ['REMOVIDA', 'REMOVIDO'])
      test(`is done where ${status} shows ${spelling}`, () => {
        const providerStatus = `${spelling}_PELO_USUARIO_RECEBEDOR`;
        const reply = answered(status, removed({ status: providerStatus }));
        assert.deepEqual(pixVoid.toResult(reply, toVoid()), { status: 'succeeded', providerStatus });
      });

  const inconclusive = [
    answered(200, removed({ status: 'ATIVA' })),
    answered(200, removed({ status: 'CONCLUIDA' })),
    answered(200, removed({ status: 'REMOVIDA_PELO_PSP' })),
    answered(200, removed({ status: null })),
    answered(200, removed({ txid: 'another' })),
    answered(200, removed({ txid: undefined })),
    answered(202, removed()),
    answeredText(200, ''),
    answeredText(200, '<fault/>'),
    LOST,
  ];
  for (const reply of inconclusive)
    test(`is not known to be done by ${JSON.stringify(reply)}`, () =>
      assert.equal(pixVoid.toResult(reply, toVoid()).status, 'indeterminate'));
});

describe('a refund', () => {
  test('is of the Pix that the payment names, or of the only one that paid the charge', () => {
    const path = `/pix/${E2E}/devolucao/${KEY}`;
    assert.equal(pixRefund.toRequest(toRefundOrder()).path, path);
    const ofCharge = toRefundOrder({ paymentId: TXID, reference: { endToEndId: E2E } });
    assert.equal(pixRefund.toRequest(ofCharge).path, path);
    assert.equal(pixRefund.isComplete?.(ofCharge), true);
    assert.equal(pixRefund.isComplete?.(toRefundOrder({ paymentId: TXID })), false);
    assert.throws(() => pixRefund.toRequest(toRefundOrder({ paymentId: TXID })));
  });

  test('has an id of 26 to 35 letters and digits, which is the same for the same operation', () => {
    const idempotencyKey = '0f9d1c1e-6c1f-8b7a-92d9-e4f3b8a5c0d1';
    const { path } = pixRefund.toRequest(toRefundOrder({ idempotencyKey }));
    assert.match(path, /\/devolucao\/[a-z0-9]{26,35}$/);
    assert.equal(path, pixRefund.toRequest(toRefundOrder({ idempotencyKey })).path);
  });

  const amounts: readonly (readonly [centavos: number, valor: string])[] = [
    [1, '0.01'],
    [789, '7.89'],
    [100_000, '1000.00'],
    [123_456_789, '1234567.89'],
    [9_999_999_999, '99999999.99'],
  ];
  for (const [amount, valor] of amounts)
    test(`of ${amount} centavos is written as ${valor}, without thousands`, () =>
      assert.equal(pixRefund.toRequest(toRefundOrder({ amount })).body, JSON.stringify({ valor })));

  for (const status of [200, 201])
    test(`is understood with ${status}`, () => {
      const result = (body: object) => pixRefund.toResult(answered(status, body), toRefundOrder());
      assert.deepEqual(result(given()), {
        status: 'accepted',
        refundId: KEY,
        providerStatus: 'EM_PROCESSAMENTO',
      });
      assert.partialDeepStrictEqual(result(given({ status: 'DEVOLVIDO' })), {
        status: 'succeeded',
        refundId: KEY,
        amount: 789,
      });
      const failed = given({ status: 'NAO_REALIZADO', motivo: 'SALDO insuficiente' });
      assert.partialDeepStrictEqual(result(failed), {
        status: 'rejected',
        code: 'merchant_balance_insufficient',
      });
    });

  const inconclusive = [
    given({ id: 'another' }),
    given({ id: undefined }),
    given({ valor: '7.90' }),
    given({ valor: null }),
    given({ status: 'PRONTO' }),
    given({ status: undefined }),
    [],
    null,
  ];
  for (const body of inconclusive)
    test(`is not known to be taken by ${JSON.stringify(body)}`, () =>
      assert.equal(pixRefund.toResult(answered(201, body), toRefundOrder()).status, 'indeterminate'));
});

test('refunds and their reads go to one base, removals and reads of charges where the bank has them', () => {
  const endpoints = toEndpoints(toCredentials({ psp: 'santander', environment: 'production' }));
  const at = (host: 'api' | 'query' | 'update') => toUrl(endpoints, { host, path: '/x' }).href;
  assert.equal(at('api'), 'https://trust-pix.santander.com.br/api/v1/x');
  assert.equal(at('update'), 'https://trust-pix.santander.com.br/api/v2/x');
  assert.equal(at('query'), at('api'));
  assert.equal(pixRefund.toRequest(toRefundOrder()).host, undefined);
});
