import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopague } from '../../../functions/sopague/connector.ts';
import { credentialsSchema } from '../../../functions/sopague/credentials.ts';
import { sopagueInquiry } from '../../../functions/sopague/inquiry.ts';
import { sopagueManualRefund } from '../../../functions/sopague/manual-refund.ts';
import type { ProviderRequest } from '../../../shared/ports/exchange.ts';
import type { LoginResult } from '../../../shared/provider/auth-scheme.ts';
import { listExamples, readExample } from '../../contract/example.ts';
import { answered, assertAsDocumented, order, replyOf, SANDBOX } from '../replies.ts';

const CREDENTIALS = credentialsSchema.parse({
  userName: 'string',
  password: 'string',
  environment: 'sandbox',
});

/** The payments and the request that the examples name. */
const CANCELED = '020080286103040952150000006201850000000000';
const LOOKED_UP = '020037308007081506570001580648030000000000';
const REQUEST_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const NOT_FOUND = {
  status: 400,
  code: '__general__',
  message: 'Transação não localizada, verifique os dados informados.',
};
const UNKNOWN_ERROR = { status: 500, message: 'Não foi possível executar comando. Erro desconhecido.' };

/** The pair of the page asks 1035 and answers 1023: a success only for a request of 1023. */
const CANCELS: readonly { name: string; amount: number; result: object }[] = [
  {
    name: 'cancel-200',
    amount: 1035,
    result: {
      status: 'indeterminate',
      isUnlisted: true,
      reason: 'the provider answered with an amount of 1023, requested was 1035',
    },
  },
  {
    name: 'cancel-200',
    amount: 1023,
    result: { status: 'succeeded', amount: 1023, authorizationCode: '143513' },
  },
  {
    name: 'cancel-400',
    amount: 1035,
    result: { status: 'rejected', code: 'payment_not_found', providerError: NOT_FOUND },
  },
  {
    name: 'cancel-500',
    amount: 1035,
    result: { status: 'indeterminate', reason: 'the provider answered 500', providerError: UNKNOWN_ERROR },
  },
];

const LOOK_UPS: Readonly<Record<string, object>> = {
  'read-200': {
    is: 'snapshot',
    snapshot: {
      status: 'canceled',
      providerStatus: 'Cancelada',
      refundsComplete: false,
      total: 15_000,
      // Written without an offset, and read as São Paulo's time.
      clocks: { paidAt: Date.parse('2024-07-08T12:06:57.070-03:00') },
    },
  },
  'read-400': {
    is: 'not_found',
    conclusive: true,
    providerError: {
      status: 400,
      code: '__general__',
      message: 'Transação não localizada, verifique os dados informados.',
    },
  },
  'read-500': {
    is: 'unavailable',
    code: 'provider_unavailable',
    detail: "The provider's answer to the inquiry could not be read.",
  },
};

function assertSent(name: string, request: ProviderRequest | undefined, id = '', placeholder = '{id}'): void {
  const headers = { authorization: 'Bearer ACCESS_TOKEN' };
  assertAsDocumented(readExample('sopague', name), request, { headers, id, placeholder });
}

for (const { name, amount, result } of CANCELS)
  test(`the documented example ${name} is sent and understood as documented, for ${amount}`, () => {
    const asked = order(CANCELED, { amount });
    if (amount === 1035) assertSent(name, sopague.void?.toRequest(asked), CANCELED, '{paymentId}');
    assert.deepEqual(sopague.void?.toResult(replyOf('sopague', name), asked), result);
  });

for (const [name, result] of Object.entries(LOOK_UPS))
  test(`the documented example ${name} is sent and understood as documented`, () => {
    const [ref, options] = [order(LOOKED_UP), { method: 'void' }] as const;
    assertSent(name, sopague.inquiry.toRequests(ref, options)[0], LOOKED_UP, '{paymentId}');
    assert.deepEqual(sopagueInquiry.toResult([replyOf('sopague', name)], ref, options, SANDBOX), result);
  });

test('the documented login is sent as JSON, and its token is presented', () => {
  assert.ok(sopague.auth.type === 'bearer');
  assertSent('login-200', sopague.auth.toLogin(CREDENTIALS));
  const login: LoginResult = sopague.auth.fromLogin(replyOf('sopague', 'login-200'), 0);
  assert.ok(login.is === 'token');
  // `created` and `expiration` of the example are one instant: the token is kept for a minute.
  assert.equal(login.token.expiresAt, 60_000);
  const headers = sopague.auth.toHeaders(login.token.token, CREDENTIALS);
  assert.deepEqual(headers, { authorization: 'Bearer string' });
});

test('the documented lists of requests are asked for and understood as documented', () => {
  const payment = answered(200, { paymentId: CANCELED, authorizationCode: 'ABC123' });
  const find = (name: string, id: string) =>
    sopagueManualRefund.toFiled([replyOf('sopague', name), payment], id, order(CANCELED));
  for (const name of ['requests-200', 'requests-empty-200'])
    assertSent(name, sopagueManualRefund.toFindRequests(REQUEST_ID, order(CANCELED))[0], REQUEST_ID);

  const found = { is: 'found', isOpen: true, amount: 15_050, isForPayment: true };
  assert.deepEqual(find('requests-200', REQUEST_ID), found);
  assert.deepEqual(find('requests-200', '7fb95f64-8827-5673-c4gd-3d074g77bgb7'), {
    ...found,
    isOpen: false,
    amount: 25_000,
    isForPayment: false,
  });
  assert.deepEqual(find('requests-empty-200', REQUEST_ID), { is: 'not_found' });
  // The example shows two of 25.
  assert.deepEqual(find('requests-200', '00000000-0000-0000-0000-000000000000'), { is: 'unavailable' });
});

const WITHDRAWALS: Readonly<Record<string, object>> = {
  'withdraw-200': { is: 'withdrawn' },
  'withdraw-not-found-400': {
    is: 'rejected',
    providerError: { status: 400, message: 'Pedido de cancelamento não encontrado' },
  },
  'withdraw-status-400': {
    is: 'rejected',
    providerError: {
      status: 400,
      message:
        "Não é possível cancelar. Status atual: 'APROVADO'. Apenas pedidos com status 'PENDENTE' podem ser cancelados.",
    },
  },
};

for (const [name, result] of Object.entries(WITHDRAWALS))
  test(`the documented example ${name} is sent and understood as documented`, () => {
    assertSent(name, sopagueManualRefund.toWithdrawRequest(REQUEST_ID));
    assert.deepEqual(sopagueManualRefund.toWithdrawal(replyOf('sopague', name), REQUEST_ID), result);
  });

test('every example of the folder is driven', () => {
  const driven = new Set([
    ...CANCELS.map(({ name }) => name),
    ...Object.keys({ ...LOOK_UPS, ...WITHDRAWALS }),
    ...['login-200', 'requests-200', 'requests-empty-200'],
  ]);
  assert.deepEqual(listExamples('sopague').toSorted(), [...driven].toSorted());
});
