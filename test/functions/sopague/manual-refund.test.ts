import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopagueManualRefund } from '../../../functions/sopague/manual-refund.ts';
import type { ArrivedReply } from '../../../shared/ports/exchange.ts';
import { answered, answeredText, LOST } from '../replies.ts';

const ID = '020080286103040952150000006201850000000000';
const REF = { merchantId: 'loja-1', provider: 'sopague', paymentId: ID };
const REQUEST_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
/** Of a page's sample: a guid in form only. */
const OTHER_ID = '7fb95f64-8827-5673-c4gd-3d074g77bgb7';

const row = (more: object = {}) => ({ id: REQUEST_ID, status: 'PENDENTE', amount: 150.5, ...more });
const list = (items: readonly unknown[], totalCount: unknown = items.length) =>
  answered(200, { items, totalCount, skip: 0, take: 10 });
const payment = (more: object = {}) =>
  answered(200, { paymentId: ID, statusDescription: 'Aprovada', ...more });

describe('a filed request at SoPague', () => {
  const find = (listed: ArrivedReply, lookUp: ArrivedReply = payment()) =>
    sopagueManualRefund.toFiled([listed, lookUp], REQUEST_ID, REF);

  test('is searched in the list, and beside the payment', () => {
    assert.deepEqual(sopagueManualRefund.toFindRequests(REQUEST_ID, REF), [
      { method: 'GET', path: '/v1/refund/list', query: { id: REQUEST_ID } },
      { method: 'GET', path: `/v1/payments/${ID}` },
    ]);
  });

  for (const [status, isOpen] of [
    ['PENDENTE', true],
    ['APROVADO', true],
    ['REJEITADO', false],
    ['CANCELADO', false],
    ['OUTRO', false],
  ] as const)
    test(`that is ${status} ${isOpen ? 'can be' : 'cannot be'} a refund`, () =>
      assert.deepEqual(find(list([row({ status })])), { is: 'found', isOpen, amount: 15_050 }));

  test('has no amount where that cannot be read', () => {
    assert.deepEqual(find(list([row({ amount: null })])), { is: 'found', isOpen: true });
  });

  const codes: readonly [ofRequest: unknown, ofPayment: unknown, isForPayment: boolean | undefined][] = [
    ['078704', '078704', true],
    ['078704', 78_704, true],
    ['ABC123', '078704', false],
    [null, '078704', undefined],
    ['078704', undefined, undefined],
  ];
  for (const [ofRequest, ofPayment, isForPayment] of codes)
    test(`of ${ofRequest} for a payment of ${ofPayment} is for it: ${isForPayment}`, () => {
      const listed = list([row({ authorizationCode: ofRequest })]);
      const found = find(listed, payment({ authorizationCode: ofPayment }));
      assert.equal(found.is === 'found' && found.isForPayment, isForPayment);
    });

  const absent: readonly [name: string, listed: ArrivedReply, is: string][] = [
    ['an empty list', list([]), 'not_found'],
    ['a whole list of others', list([row({ id: OTHER_ID })]), 'not_found'],
    ['the first of many others', list([row({ id: OTHER_ID })], 25), 'unavailable'],
    ['a list of another form', answered(200, { items: null }), 'unavailable'],
    ['a refusal', answered(400, []), 'unavailable'],
    ['nothing whole', LOST, 'unavailable'],
  ];
  for (const [name, listed, is] of absent)
    test(`is ${is} in ${name}`, () => assert.deepEqual(find(listed), { is }));

  test('cannot be found without the payment', () => {
    for (const reply of [LOST, answered(500, {}), answeredText(200, '')])
      assert.deepEqual(find(list([row()]), reply), { is: 'unavailable' });
  });

  for (const id of [REQUEST_ID, REQUEST_ID.toUpperCase(), OTHER_ID])
    test(`can be called ${id}`, () => assert.match(id, sopagueManualRefund.requestId.pattern));

  for (const id of ['', '1', `${REQUEST_ID}0`, '../3fa85f64-5717-4562-b3fc-2c963f66'])
    test(`cannot be called ${JSON.stringify(id)}`, () =>
      assert.doesNotMatch(id, sopagueManualRefund.requestId.pattern));
});

describe('a withdrawal at SoPague', () => {
  const done = { id: REQUEST_ID, status: 'CANCELADO' };
  const rejected = (message?: string) => ({
    is: 'rejected',
    providerError: { status: 400, ...(message !== undefined && { message }) },
  });
  const rows: readonly [name: string, reply: ArrivedReply, result: object][] = [
    ['done', answered(200, done), { is: 'withdrawn' }],
    [
      'done, in PascalCase',
      answered(200, { Id: REQUEST_ID.toUpperCase(), Status: 'CANCELADO' }),
      { is: 'withdrawn' },
    ],
    ['of another request', answered(200, { ...done, id: OTHER_ID }), { is: 'indeterminate' }],
    ['with another status', answered(200, { ...done, status: 'PENDENTE' }), { is: 'indeterminate' }],
    ['without a body', answeredText(200, ''), { is: 'indeterminate' }],
    ['500', answered(500, { error: 'Erro' }), { is: 'indeterminate' }],
    ['403 in HTML', answeredText(403, '<html></html>'), { is: 'indeterminate' }],
    ['400', answered(400, { error: 'Não.' }), rejected('Não.')],
    ['400 without a body', answeredText(400, ''), rejected()],
    ['nothing whole', LOST, { is: 'indeterminate' }],
  ];
  for (const [name, reply, result] of rows)
    test(`that is answered ${name} is ${JSON.stringify(result)}`, () =>
      assert.deepEqual(sopagueManualRefund.toWithdrawal(reply, REQUEST_ID), result));
});
