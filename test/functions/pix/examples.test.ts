import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pixAuth } from '../../../functions/pix/auth.ts';
import { pixInquiry } from '../../../functions/pix/inquiry.ts';
import { pixNotification } from '../../../functions/pix/notification.ts';
import { pixRefund, pixVoid } from '../../../functions/pix/requests.ts';
import type { ProviderRequest } from '../../../shared/ports/exchange.ts';
import type { Order } from '../../../shared/provider/connector.ts';
import { listExamples, readExample } from '../../contract/example.ts';
import { assertAsDocumented, replyOf } from '../replies.ts';
import { E2E, REFUND, TXID, toCredentials, toRef, toRefundOrder, toVoid, VOID } from './fixtures.ts';

const CREDENTIALS = toCredentials();

/** Nothing in the examples stands for something else. */
function assertSent(name: string, request: ProviderRequest | undefined): void {
  assertAsDocumented(readExample('pix', name), request, { headers: {}, placeholder: '{}' });
}

const BB_ID = 'd12345678202009091000abcde123456789';
const cobv = toVoid({ reference: { charge: 'cobv' } });

/** The request of each example, and what its answer comes to. */
const ATTEMPTS: Readonly<Record<string, { readonly order: Order; readonly result: object }>> = {
  // It shows the charge of another revision, so that it proves nothing.
  'remove-cob-200': { order: toVoid(), result: { status: 'indeterminate' } },
  'remove-cob-efi-400': {
    order: toVoid(),
    result: { status: 'ambiguous', isListed: true, providerError: { code: 'status_cobranca_invalido' } },
  },
  'remove-cobv-400': {
    order: cobv,
    result: { status: 'ambiguous', isListed: true, providerError: { code: 'CobVOperacaoInvalida' } },
  },
  'refund-201': {
    order: toRefundOrder(),
    result: { status: 'accepted', refundId: '123456', providerStatus: 'EM_PROCESSAMENTO' },
  },
  'refund-bb-201': {
    order: toRefundOrder({ amount: 2000, idempotencyKey: BB_ID }),
    result: {
      status: 'rejected',
      code: 'declined_by_provider',
      providerError: { status: 201, code: 'NAO_REALIZADO', message: 'Negado por timeout' },
    },
  },
  'refund-400': {
    order: toRefundOrder(),
    result: {
      status: 'ambiguous',
      isListed: true,
      mayMeanDone: true,
      providerError: { code: 'PixDevolucaoInvalida' },
    },
  },
  'refund-denied-403': {
    order: toRefundOrder(),
    result: { status: 'not_sent', code: 'provider_auth_failed', credentialsRefused: true },
  },
  'refund-not-found-404': {
    order: toRefundOrder(),
    result: { status: 'rejected', code: 'payment_not_found', providerError: { code: 'NaoEncontrado' } },
  },
  'refund-unavailable-503': {
    order: toRefundOrder(),
    result: { status: 'indeterminate', providerError: { status: 503, code: 'ServicoIndisponivel' } },
  },
  'refund-efi-409': {
    order: toRefundOrder(),
    result: { status: 'indeterminate', providerError: { status: 409, code: 'devolucao_id_duplicado' } },
  },
  'refund-efi-500': {
    order: toRefundOrder(),
    result: { status: 'indeterminate', providerError: { code: 'erro_aplicacao' } },
  },
};

for (const [name, { order, result }] of Object.entries(ATTEMPTS))
  test(`the documented example ${name} is sent and understood as documented`, () => {
    const requests = order.method === 'void' ? pixVoid : pixRefund;
    assertSent(name, requests.toRequest(order));
    assert.partialDeepStrictEqual(requests.toResult(replyOf('pix', name), order), result);
  });

test('the documented charge that is not paid is read, for a removal', () => {
  const ref = toRef(TXID);
  assertSent('cob-200', pixInquiry.toRequests(ref, VOID)[0]);
  const result = pixInquiry.toResult([replyOf('pix', 'cob-200')], ref, VOID, CREDENTIALS);
  assert.partialDeepStrictEqual(result, {
    is: 'snapshot',
    snapshot: { status: 'pending', providerStatus: 'ATIVA', total: 3700, reference: { charge: 'cob' } },
  });
});

test('the documented charge that is paid by more than it was for is read, and then its Pix', () => {
  const ref = toRef('655dfdb1a4514b8fbb58254b958913fb');
  const charge = replyOf('pix', 'cob-paid-200');
  assertSent('cob-paid-200', pixInquiry.toRequests(ref, REFUND)[0]);
  assert.deepEqual(pixInquiry.toNextRequest?.([charge], ref, REFUND), { method: 'GET', path: `/pix/${E2E}` });
  assert.partialDeepStrictEqual(pixInquiry.toResult([charge], ref, VOID, CREDENTIALS), {
    is: 'snapshot',
    snapshot: {
      status: 'paid',
      providerStatus: 'CONCLUIDA',
      total: 11_000,
      refunds: [{ id: '123ABC', status: 'processing', amount: 1000 }],
    },
  });
});

test('the documented Pix that was given back in two parts is read', () => {
  const ref = toRef('E18236126202210091755s13093ea838');
  assertSent('pix-200', pixInquiry.toRequests(ref, REFUND)[0]);
  const own = { ...REFUND, idempotencyKeys: ['fc9a4386fefdh964b5dbc6c91a8722d6'] };
  assert.partialDeepStrictEqual(pixInquiry.toResult([replyOf('pix', 'pix-200')], ref, own, CREDENTIALS), {
    is: 'snapshot',
    snapshot: {
      status: 'refunded',
      total: 2,
      refunds: [
        { amount: 1, status: 'succeeded', isOurs: false },
        { amount: 1, status: 'succeeded', isOurs: true },
      ],
      refundsComplete: true,
      clocks: { paidAt: Date.parse('2022-10-19T17:56:09.173Z') },
    },
  });
});

test('the documented answers to a read of one refund are understood', () => {
  const pix = replyOf('pix', 'pix-200');
  const ref = toRef(E2E);
  const bare = { ...pix, body: { endToEndId: E2E, valor: '110.00', horario: '2022-10-19T17:56:09.173Z' } };
  const read = (name: string, key: string) => {
    const options = { ...REFUND, idempotencyKeys: [key] };
    assertSent(name, pixInquiry.toNextRequest?.([bare], ref, options));
    return pixInquiry.toResult([bare, replyOf('pix', name)], ref, options, CREDENTIALS);
  };
  assert.partialDeepStrictEqual(read('refund-read-failed-200', '502'), {
    snapshot: { refunds: [{ id: '502', isOurs: true, status: 'failed', code: 'declined_by_provider' }] },
  });
  assert.partialDeepStrictEqual(read('refund-read-efi-400', '123456'), {
    snapshot: { refunds: [], refundsComplete: true },
  });
});

test('the documented answer of Efí for a Pix that it does not have is understood', () => {
  const result = pixInquiry.toResult([replyOf('pix', 'pix-efi-400')], toRef(E2E), REFUND, CREDENTIALS);
  assert.partialDeepStrictEqual(result, {
    is: 'not_found',
    conclusive: true,
    providerError: { status: 400, code: 'pix_nao_encontrado' },
  });
});

test('the documented login of Efí is sent, and its answer is understood', () => {
  const { request } = readExample('pix', 'login-efi-200');
  const login = pixAuth.toLogin(CREDENTIALS);
  assert.equal(login.host, 'auth');
  assertAsDocumented({ ...readExample('pix', 'login-efi-200'), request }, login, {
    headers: {},
    placeholder: '{}',
  });
  const result = pixAuth.fromLogin(replyOf('pix', 'login-efi-200'), 0);
  assert.ok(result.is === 'token');
  assert.deepEqual([result.token.token.reveal(), result.token.expiresAt], ['MY_ACCESS_TOKEN', 3_570_000]);
});

test('the documented webhook of Efí names its Pix, and the charge of it', () => {
  const body: unknown = JSON.parse(readExample('pix', 'webhook-efi').request.body ?? '');
  assert.deepEqual(pixNotification.toPaymentIds(body, SOURCE), [
    'E12345678202009091221syhgfgufg',
    'c3e0e7a4e7f1469a9f782d3d4999343c',
  ]);
});

const SOURCE = {
  sourceIp: '',
  header: () => undefined,
  query: {},
  rawBody: '',
  isFromProvider: false,
  receivedAt: 0,
};

test('no example is left out', () => {
  const others = ['cob-200', 'cob-paid-200', 'pix-200', 'pix-efi-400', 'refund-read-failed-200'];
  const rest = ['refund-read-efi-400', 'login-efi-200', 'webhook-efi'];
  assert.deepEqual(listExamples('pix').toSorted(), [...Object.keys(ATTEMPTS), ...others, ...rest].toSorted());
});
