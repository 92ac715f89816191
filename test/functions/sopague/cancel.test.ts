import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopagueCancel } from '../../../functions/sopague/cancel.ts';
import { ERROR_TEXTS } from '../../../functions/sopague/errors.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import { answered, answeredText, LOST, order } from '../replies.ts';

const ID = '020080286103040952150000006201850000000000';
const ANOTHER = '020037308007081506570001580648030000000000';
const AMOUNT = 1035;

const NOT_FOUND = 'Transação não localizada, verifique os dados informados.';

function toResult(status: number, body: unknown): AttemptResult {
  return sopagueCancel.toResult(answered(status, body), order(ID, { amount: AMOUNT }));
}

test('the one text that is documented is the one in the table', () => {
  assert.deepEqual(ERROR_TEXTS, [{ status: 400, text: NOT_FOUND, code: 'payment_not_found' }]);
});

/** The part of a result that decides. */
function meaningOf(result: AttemptResult): string {
  if (result.status === 'rejected') return result.code;
  return result.status === 'ambiguous' && !result.isListed ? 'refused' : result.status;
}

describe('an answer of SoPague to a cancel', () => {
  const general = (description: unknown, tag: unknown = '__general__') => [{ tag, description }];
  type Row = { name: string; status?: number; body: unknown; means: string };
  const rows: readonly Row[] = [
    { name: 'in the documented words', body: general(NOT_FOUND), means: 'payment_not_found' },
    { name: 'in PascalCase', body: [{ Tag: '', Description: NOT_FOUND }], means: 'payment_not_found' },
    {
      name: 'without accents',
      body: general(NOT_FOUND.normalize('NFD').replace(/\p{M}/gu, '')),
      means: 'payment_not_found',
    },
    { name: 'in decomposed accents', body: general(NOT_FOUND.normalize('NFD')), means: 'payment_not_found' },
    {
      name: 'in capitals, with space',
      body: general(` ${NOT_FOUND.toUpperCase()} `),
      means: 'payment_not_found',
    },
    { name: 'with null for a tag', body: general(NOT_FOUND, null), means: 'payment_not_found' },
    { name: 'without a tag', body: [{ description: NOT_FOUND }], means: 'payment_not_found' },
    { name: 'as one object', body: general(NOT_FOUND)[0], means: 'payment_not_found' },
    {
      name: 'with rows that say nothing',
      body: [null, {}, ...general(NOT_FOUND), 7],
      means: 'payment_not_found',
    },
    { name: 'twice', body: [...general(NOT_FOUND), ...general(NOT_FOUND)], means: 'payment_not_found' },
    {
      name: 'in words beside the documented ones',
      body: general(`${NOT_FOUND} Tente de novo.`),
      means: 'refused',
    },
    { name: 'in other words', body: general('Cancelamento fora do prazo.'), means: 'refused' },
    { name: 'with nulls', body: general(null, null), means: 'refused' },
    { name: 'with 404 instead of 400', status: 404, body: general(NOT_FOUND), means: 'refused' },
    { name: 'with 422 instead of 400', status: 422, body: general(NOT_FOUND), means: 'refused' },
    {
      name: 'in the other envelope',
      body: { error: 'Pedido de cancelamento não encontrado' },
      means: 'refused',
    },
    {
      name: 'as a problem',
      body: { type: 'about:blank', title: 'Bad Request', status: 400 },
      means: 'refused',
    },
    { name: 'in an empty list', body: [], means: 'refused' },
    { name: 'in an unknown form', body: { reason: 'no' }, means: 'refused' },
    { name: 'whose words are no text', body: general(7), means: 'refused' },
    { name: 'that is null', body: null, means: 'refused' },
    {
      name: 'in the documented words, and others after them',
      body: [...general(NOT_FOUND), ...general('Não foi possível executar comando. Erro desconhecido.', '')],
      means: 'refused',
    },
    ...[500, 503, 302, 201, 200, 408, 425].map((status) => ({
      name: `in the documented words with ${status}`,
      status,
      body: general(NOT_FOUND),
      means: 'indeterminate',
    })),
  ];
  for (const { name, status = 400, body, means } of rows)
    test(`${name} is ${means}`, () => assert.equal(meaningOf(toResult(status, body)), means));

  for (const text of ['', 'Bad Request', '<html></html>', '{"tag":'])
    test(`${JSON.stringify(text)} with 400 is refused, and with another 4xx it is not`, () => {
      const asked = order(ID, { amount: AMOUNT });
      assert.equal(meaningOf(sopagueCancel.toResult(answeredText(400, text), asked)), 'refused');
      assert.equal(meaningOf(sopagueCancel.toResult(answeredText(403, text), asked)), 'indeterminate');
    });

  const errors: readonly [name: string, body: unknown, error: object][] = [
    ['a list', general('Fora do prazo.'), { status: 400, code: '__general__', message: 'Fora do prazo.' }],
    ['an object', { error: 'Não.' }, { status: 400, message: 'Não.' }],
    ['a problem', { title: 'Bad Request', detail: 'Valor alto.' }, { status: 400, message: 'Valor alto.' }],
    ['nothing', {}, { status: 400 }],
    [
      'two errors, of which no page lists the second',
      [...general(NOT_FOUND), ...general('Outro.')],
      { status: 400, code: '__general__', message: 'Outro.' },
    ],
  ];
  for (const [name, body, error] of errors)
    test(`of ${name} gives the provider's error`, () => {
      const result = toResult(400, body);
      assert.deepEqual('providerError' in result && result.providerError, error);
    });
});

describe('a 200 to a cancel at SoPague', () => {
  const whole = {
    returnCode: '0',
    description: 'Canceled',
    paymentId: ID,
    authorizationCode: '143513',
    amount: AMOUNT,
  };
  const pascal = { ReturnCode: '0', PaymentId: ID, AuthorizationCode: '143513', Amount: AMOUNT };
  const rows: readonly [name: string, body: unknown, status: AttemptResult['status']][] = [
    ['in camelCase', whole, 'succeeded'],
    ['in PascalCase', pascal, 'succeeded'],
    ['without an authorization code', { ...whole, authorizationCode: undefined }, 'succeeded'],
    ['with null for an authorization code', { ...whole, authorizationCode: null }, 'succeeded'],
    ['whose return code is the number 0', { ...whole, returnCode: 0 }, 'succeeded'],
    ['of an amount in text', { ...whole, amount: '1035' }, 'succeeded'],
    ['whose return code is "00"', { ...whole, returnCode: '00' }, 'indeterminate'],
    ['whose return code is empty', { ...whole, returnCode: '' }, 'indeterminate'],
    ['whose return code is null', { ...whole, returnCode: null }, 'indeterminate'],
    ['without a return code', { ...whole, returnCode: undefined }, 'indeterminate'],
    ['of another payment', { ...whole, paymentId: ANOTHER }, 'indeterminate'],
    ['without a payment', { ...whole, paymentId: undefined }, 'indeterminate'],
    ['of another amount', { ...whole, amount: 1023 }, 'indeterminate'],
    ['of an amount in reais', { ...whole, amount: 10.35 }, 'indeterminate'],
    ['without an amount', { ...whole, amount: undefined }, 'indeterminate'],
    ['in a list', [whole], 'indeterminate'],
  ];
  for (const [name, body, status] of rows)
    test(`${name} is ${status}`, () => {
      const result = toResult(200, body);
      assert.equal(result.status, status);
      if (result.status === 'succeeded') assert.equal(result.amount, AMOUNT);
    });

  test('gives the authorization code on, in both cases', () => {
    for (const body of [whole, pascal]) {
      const result = toResult(200, body);
      assert.equal(result.status === 'succeeded' && result.authorizationCode, '143513');
    }
  });

  test('counts with no other status', () => {
    for (const status of [201, 202, 204, 302, 500])
      assert.equal(toResult(status, whole).status, 'indeterminate');
    assert.equal(toResult(400, whole).status, 'ambiguous');
  });
});

test('what was lost at SoPague is indeterminate, and why it is stays known', () => {
  const result = sopagueCancel.toResult(LOST, order(ID, { amount: AMOUNT }));
  assert.deepEqual(result, { status: 'indeterminate', reason: 'connection lost' });
});

test('a cancel at SoPague writes its amount, moves money, and is never made without one', () => {
  const { path, body, movesMoney } = sopagueCancel.toRequest(order(ID, { amount: AMOUNT }));
  assert.deepEqual([path, body, movesMoney], [`/v1/payments/${ID}/cancel`, '{"amount":1035}', true]);
  assert.throws(() => sopagueCancel.toRequest(order(ID)));
});
