import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopagueInquiry } from '../../../functions/sopague/inquiry.ts';
import { REQUEST_STATUSES } from '../../../functions/sopague/refund-requests.ts';
import type { ArrivedReply } from '../../../shared/ports/exchange.ts';
import type { InquiryResult } from '../../../shared/provider/payment-snapshot.ts';
import { answered, answeredText, LOST, SANDBOX } from '../replies.ts';

const ID = '020080286103040952150000006201850000000000';
const ANOTHER = '020037308007081506570001580648030000000000';
const REF = { merchantId: 'loja-1', provider: 'sopague', paymentId: ID };
const REQUEST_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const NOT_FOUND = 'Transação não localizada, verifique os dados informados.';

const error = (description: string) => [{ tag: '__general__', description }];

const payment = (more: object = {}) => ({
  paymentId: ID,
  statusDescription: 'Aprovada',
  value: 15_000,
  ...more,
});

function lookUp(reply: ArrivedReply): InquiryResult {
  return sopagueInquiry.toResult([reply], REF, { method: 'void' }, SANDBOX);
}

describe('a status text of SoPague', () => {
  const status = (statusDescription: unknown) => {
    const result = lookUp(answered(200, payment({ statusDescription })));
    assert.ok(result.is === 'snapshot');
    return result.snapshot;
  };

  for (const text of ['Cancelada', 'cancelada', 'CANCELADA', ' Cancelada ', 'Cancelado', 'Cânceladá'])
    test(`"${text}" is canceled`, () => assert.equal(status(text).status, 'canceled'));

  for (const text of ['Aprovada', 'Não cancelada', 'Cancelada parcialmente', 'Canceled', '', null, 7])
    test(`${JSON.stringify(text)} is not documented, and says nothing of the money`, () => {
      const snapshot = status(text);
      assert.equal(snapshot.status, 'unrecognized');
      assert.equal(snapshot.providerStatus, typeof text === 'string' ? text : '');
      // One text alone is documented, so that another one is nothing to alert people for.
      assert.equal(snapshot.isUnlisted, undefined);
    });
});

describe('a look-up at SoPague', () => {
  const rows: readonly [name: string, reply: ArrivedReply, result: object][] = [
    ['in camelCase', answered(200, payment()), { is: 'snapshot', snapshot: { total: 15_000 } }],
    [
      'in PascalCase',
      answered(200, { PaymentId: ID, StatusDescription: 'Cancelada', Value: 1 }),
      { is: 'snapshot', snapshot: { status: 'canceled', total: 1 } },
    ],
    ['without an id', answered(200, payment({ paymentId: null })), { is: 'snapshot' }],
    ['of another payment', answered(200, payment({ paymentId: ANOTHER })), { is: 'unavailable' }],
    ['of no payment', answered(200, { value: 15_000 }), { is: 'unavailable' }],
    ['400 that does not find it', answered(400, error(NOT_FOUND)), { is: 'not_found', conclusive: true }],
    ['400 in other words', answered(400, error('Erro')), { is: 'unavailable', code: 'provider_unavailable' }],
    ['400 without a body', answeredText(400, ''), { is: 'unavailable' }],
    ['500 in those words', answered(500, error(NOT_FOUND)), { is: 'unavailable' }],
    ['500 beside a status', answered(500, payment()), { is: 'unavailable' }],
    ['nothing', answeredText(200, ''), { is: 'unavailable' }],
    ['nothing whole', LOST, { is: 'unavailable' }],
  ];
  for (const [name, reply, result] of rows)
    test(`that answers ${name} is ${JSON.stringify(result)}`, () =>
      assert.partialDeepStrictEqual(lookUp(reply), result));

  const values: readonly [json: string, total: number | undefined][] = [
    ['15000', 15_000],
    ['150.00', 15_000],
    ['150.0', 15_000],
    ['"150.00"', 15_000],
    ['150.5', 15_050],
    ['"15000"', 15_000],
    ['0', 0],
    ['0.00', 0],
    ['150.505', undefined],
    ['null', undefined],
    ['-1', undefined],
    ['1e999', undefined],
    ['"cento e cinquenta"', undefined],
    ['{"amount":15000}', undefined],
  ];
  for (const [json, total] of values)
    test(`whose value is ${json} shows ${total ?? 'no'} centavos`, () => {
      const result = lookUp(
        answeredText(200, `{"paymentId":"${ID}","value":${json},"statusDescription":"x"}`),
      );
      assert.equal(result.is === 'snapshot' && result.snapshot.total, total);
    });

  test('shows when the sale was, in São Paulo, and nothing of what was given back', () => {
    const result = lookUp(answered(200, payment({ transactionDate: '2024-07-08T12:06:57.07' })));
    assert.ok(result.is === 'snapshot');
    const { clocks, refunded, refunds, refundsComplete, captured } = result.snapshot;
    assert.deepEqual(clocks, { paidAt: Date.parse('2024-07-08T12:06:57.070-03:00') });
    assert.deepEqual(
      [refunded, refunds, refundsComplete, captured],
      [undefined, undefined, false, undefined],
    );
  });
});

describe('an inquiry about a filed request at SoPague', () => {
  const options = { method: 'refund', refundId: REQUEST_ID } as const;
  const row = (more: object = {}) => ({ id: REQUEST_ID, status: 'PENDENTE', amount: 150.5, ...more });
  const list = (...items: readonly unknown[]) => answered(200, { items, totalCount: items.length });
  const follow = (...replies: readonly ArrivedReply[]) =>
    sopagueInquiry.toResult(replies, REF, options, SANDBOX);

  test('reads the payment and the list, narrowed to the request', () => {
    assert.deepEqual(sopagueInquiry.toRequests(REF, options), [
      { method: 'GET', path: `/v1/payments/${ID}` },
      { method: 'GET', path: '/v1/refund/list', query: { id: REQUEST_ID } },
    ]);
    assert.equal(sopagueInquiry.toRequests(REF, { method: 'refund' }).length, 1);
  });

  for (const [providerStatus, status] of Object.entries(REQUEST_STATUSES))
    test(`is ${status} where SoPague says ${providerStatus}`, () => {
      const result = follow(answered(200, payment()), list(row({ status: providerStatus })));
      const refund = { id: REQUEST_ID, status, providerStatus, amount: 15_050 };
      const snapshot = { total: 15_000, isUnlisted: false };
      assert.partialDeepStrictEqual(result, { is: 'snapshot', snapshot });
      assert.deepEqual(result.is === 'snapshot' && result.snapshot.refunds, [refund]);
    });

  test('knows four statuses', () => {
    assert.deepEqual(REQUEST_STATUSES, {
      PENDENTE: 'processing',
      APROVADO: 'succeeded',
      REJEITADO: 'failed',
      CANCELADO: 'withdrawn',
    });
  });

  for (const status of ['EM ANÁLISE', null, 7, 'toString'])
    test(`does not recognize ${JSON.stringify(status)}, and alerts people`, () => {
      const result = follow(answered(200, payment()), list(row({ status })));
      const snapshot = { refunds: [{ status: 'unrecognized' }], isUnlisted: true };
      assert.partialDeepStrictEqual(result, { is: 'snapshot', snapshot });
    });

  test('finds the request whatever the case of its id and of names, between odd rows', () => {
    const ours = { Id: REQUEST_ID.toUpperCase(), Status: 'aprovado', Amount: '150.50' };
    const listed = answered(200, { Items: [null, 'x', { id: 7 }, ours], TotalCount: 4 });
    const refund = { id: REQUEST_ID, status: 'succeeded', amount: 15_050 };
    const result = follow(answered(200, payment()), listed);
    assert.partialDeepStrictEqual(result, { is: 'snapshot', snapshot: { refunds: [refund] } });
  });

  for (const [name, reply] of [
    ['is lost', LOST],
    ['is not found', answered(400, error(NOT_FOUND))],
    ['is 500', answered(500, {})],
  ] as const)
    test(`shows what became of the request where the look-up ${name}`, () => {
      const snapshot = { status: 'unrecognized', refunds: [{ status: 'succeeded' }] };
      const result = follow(reply, list(row({ status: 'APROVADO' })));
      assert.partialDeepStrictEqual(result, { is: 'snapshot', snapshot });
    });

  for (const [name, reply] of [
    ['is lost', LOST],
    ['is empty', list()],
    ['is of another form', answered(200, [row()])],
    ['is 500', answered(500, { items: [row()] })],
  ] as const)
    test(`shows the payment alone where the list ${name}`, () => {
      const result = follow(answered(200, payment()), reply);
      assert.ok(result.is === 'snapshot');
      assert.deepEqual([result.snapshot.refunds, result.snapshot.refundsComplete], [undefined, false]);
    });
});
