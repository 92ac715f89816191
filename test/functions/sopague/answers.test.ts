import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ROWS, toAnswer, toLookup, toReading } from '../../../functions/sopague/answers.ts';
import type { Answer, Reading } from '../../../shared/domain/answer.ts';
import { HOUR_MS } from '../../../shared/domain/time.ts';
import type { SessionReply } from '../../../shared/provider/session-scheme.ts';
import { sending } from '../../shared/domain/builders.ts';

const ID = '020080286103040952150000006201850000000000';
const ANOTHER = '020037308007081506570001580648030000000000';
const AMOUNT = 1035;

const NOT_FOUND = 'Transação não localizada, verifique os dados informados.';

const answered = (status: number, body: unknown): SessionReply => ({ is: 'answered', status, body });

test('the one text that is documented is the one in the table', () => {
  assert.deepEqual(ROWS, [
    { status: 400, tag: '__general__', description: NOT_FOUND, is: 'payment_not_found' },
  ]);
});

describe('a no of SoPague', () => {
  const general = (description: unknown, tag: unknown = '__general__') => [{ tag, description }];
  type Row = { name: string; status?: number; body: unknown; is: 'refused' | 'no' | 'doubt' };
  const rows: readonly Row[] = [
    { name: 'in the documented words', body: general(NOT_FOUND), is: 'refused' },
    { name: 'in PascalCase', body: [{ Tag: '__general__', Description: NOT_FOUND }], is: 'refused' },
    {
      name: 'without accents',
      body: general(NOT_FOUND.normalize('NFD').replace(/\p{M}/gu, '')),
      is: 'refused',
    },
    { name: 'in decomposed accents', body: general(NOT_FOUND.normalize('NFD')), is: 'refused' },
    { name: 'in capitals, with space around', body: general(` ${NOT_FOUND.toUpperCase()} `), is: 'refused' },
    { name: 'in words beside the documented ones', body: general(`${NOT_FOUND} Tente de novo.`), is: 'no' },
    { name: 'in other words', body: general('Cancelamento fora do prazo.'), is: 'no' },
    { name: 'under another tag', body: general(NOT_FOUND, ''), is: 'no' },
    { name: 'under no tag', body: [{ description: NOT_FOUND }], is: 'no' },
    { name: 'with nulls', body: general(null, null), is: 'no' },
    { name: 'with 404 instead of 400', status: 404, body: general(NOT_FOUND), is: 'no' },
    { name: 'with 422 instead of 400', status: 422, body: general(NOT_FOUND), is: 'no' },
    { name: 'in the other envelope', body: { error: 'Pedido de cancelamento não encontrado' }, is: 'no' },
    { name: 'in the other envelope, in PascalCase', body: { Error: 'Não é possível cancelar.' }, is: 'no' },
    { name: 'in the other envelope, with the documented words', body: { error: NOT_FOUND }, is: 'no' },
    { name: 'in the documented words with 500', status: 500, body: general(NOT_FOUND), is: 'doubt' },
    { name: 'in the documented words with 503', status: 503, body: general(NOT_FOUND), is: 'doubt' },
    { name: 'in the documented words with 200', status: 200, body: general(NOT_FOUND), is: 'doubt' },
    { name: 'in the documented words with 302', status: 302, body: general(NOT_FOUND), is: 'doubt' },
    {
      name: 'in the documented words twice',
      body: [...general(NOT_FOUND), ...general(NOT_FOUND)],
      is: 'refused',
    },
    {
      name: 'in the documented words, and others after them',
      body: [...general(NOT_FOUND), ...general('Não foi possível executar comando. Erro desconhecido.', '')],
      is: 'no',
    },
    { name: 'in an empty list', body: [], is: 'doubt' },
    { name: 'in an unknown form', body: { message: 'no' }, is: 'doubt' },
    { name: 'whose words are no text', body: general(7), is: 'doubt' },
    { name: 'without a body', body: undefined, is: 'doubt' },
  ];
  for (const { name, status = 400, body, is } of rows) {
    test(`${name} is ${is === 'no' ? 'a doubt, and known to be a no' : is}`, () => {
      const answer = toAnswer(ID, AMOUNT, answered(status, body));
      assert.equal(answer.is, is === 'refused' ? 'refused' : 'doubt');
      assert.equal('no' in answer ? answer.no : false, is === 'no');
      if (is === 'refused') assert.equal('code' in answer && answer.code, 'payment_not_found');
    });
  }
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
  const rows: readonly { name: string; body: unknown; is: Answer['is'] }[] = [
    { name: 'in camelCase', body: whole, is: 'done' },
    { name: 'in PascalCase', body: pascal, is: 'done' },
    { name: 'without an authorization code', body: { ...whole, authorizationCode: undefined }, is: 'done' },
    {
      name: 'with a null for an authorization code',
      body: { ...whole, authorizationCode: null },
      is: 'done',
    },
    { name: 'whose return code is the number 0', body: { ...whole, returnCode: 0 }, is: 'doubt' },
    { name: 'whose return code is "00"', body: { ...whole, returnCode: '00' }, is: 'doubt' },
    { name: 'whose return code is empty', body: { ...whole, returnCode: '' }, is: 'doubt' },
    { name: 'without a return code', body: { ...whole, returnCode: undefined }, is: 'doubt' },
    { name: 'of another payment', body: { ...whole, paymentId: ANOTHER }, is: 'doubt' },
    { name: 'without a payment', body: { ...whole, paymentId: undefined }, is: 'doubt' },
    { name: 'of another amount', body: { ...whole, amount: 1023 }, is: 'doubt' },
    { name: 'of an amount in reais', body: { ...whole, amount: 10.35 }, is: 'doubt' },
    { name: 'of an amount in text', body: { ...whole, amount: '1035' }, is: 'doubt' },
    { name: 'without an amount', body: { ...whole, amount: undefined }, is: 'doubt' },
    { name: 'in a list', body: [whole], is: 'doubt' },
  ];
  for (const { name, body, is } of rows) {
    test(`${name} is ${is}`, () => {
      const answer = toAnswer(ID, AMOUNT, answered(200, body));
      assert.equal(answer.is, is);
      assert.notEqual('no' in answer && answer.no, true);
      if (answer.is === 'done') assert.equal(answer.amount, AMOUNT);
    });
  }

  test('gives the authorization code on, in both cases', () => {
    for (const body of [whole, pascal]) {
      const answer = toAnswer(ID, AMOUNT, answered(200, body));
      assert.equal(answer.is === 'done' && answer.authorizationCode, '143513');
    }
  });

  test('counts with no other status', () => {
    for (const status of [201, 202, 204, 302, 400, 500]) {
      assert.equal(toAnswer(ID, AMOUNT, answered(status, whole)).is, 'doubt');
    }
  });
});

test('what was not sent, or was lost, at SoPague passes as it is', () => {
  const notSent = { is: 'not_sent', code: 'provider_unreachable' } as const;
  assert.equal(toAnswer(ID, AMOUNT, notSent), notSent);
  assert.deepEqual(toAnswer(ID, AMOUNT, { is: 'lost', why: 'gone', status: 400 }), {
    is: 'doubt',
    why: 'gone',
  });
  assert.deepEqual(toLookup(ID, notSent), { is: 'unreadable' });
});

describe('a look-up at SoPague', () => {
  const found = (statusDescription: unknown, more = {}) => ({
    paymentId: ID,
    statusDescription,
    value: 15000,
    ...more,
  });
  const error = (description: string) => [{ tag: '__general__', description }];
  const rows: readonly { name: string; status?: number; body: unknown; said: Reading['said'] }[] = [
    ...['Cancelada', 'cancelada', 'CANCELADA', ' Cancelada ', 'Cancelado', 'Cânceladá'].map((text) => ({
      name: `"${text}"`,
      body: found(text),
      said: 'done' as const,
    })),
    ...['Aprovada', 'Não cancelada', 'Cancelada parcialmente', 'Canceled', 'CANCELAD', '', null].map(
      (text) => ({
        name: `"${text}"`,
        body: found(text),
        said: 'cannot_tell' as const,
      }),
    ),
    { name: 'PascalCase', body: { PaymentId: ID, StatusDescription: 'Cancelada', Value: 1 }, said: 'done' },
    { name: 'no value', body: { paymentId: ID, statusDescription: 'Cancelada' }, said: 'done' },
    { name: 'another payment', body: found('Cancelada', { paymentId: ANOTHER }), said: 'cannot_tell' },
    { name: 'no payment', body: { statusDescription: 'Cancelada' }, said: 'cannot_tell' },
    { name: 'a value in reais', body: found('Cancelada', { value: 150.5 }), said: 'cannot_tell' },
    { name: '400 that does not find it', status: 400, body: error(NOT_FOUND), said: 'never' },
    { name: '400 in other words', status: 400, body: error('Erro'), said: 'cannot_tell' },
    { name: '500 in those words', status: 500, body: error(NOT_FOUND), said: 'cannot_tell' },
    { name: '500 beside a status', status: 500, body: found('Cancelada'), said: 'cannot_tell' },
    { name: 'no body', body: undefined, said: 'cannot_tell' },
  ];
  for (const { name, status = 200, body, said } of rows) {
    test(`that answers ${name} says ${said}`, () => {
      assert.equal(toReading(toLookup(ID, answered(status, body))).said, said);
    });
  }

  const SOLD = Date.parse('2026-11-18T15:00:00-03:00');
  const tooLate: readonly [what: string, operation: object, said: string][] = [
    ['refused days later', {}, 'never'],
    [
      'refused on the day after, which may be the day itself elsewhere',
      { sentAt: SOLD + 32 * HOUR_MS },
      'cannot_tell',
    ],
    ['refused on the day of the sale', { sentAt: SOLD + HOUR_MS }, 'cannot_tell'],
    ['without an answer', { refusal: undefined, unanswered: true }, 'cannot_tell'],
    ['refused, and once without an answer', { unanswered: true }, 'cannot_tell'],
    ['refused twice', { attempts: 2 }, 'cannot_tell'],
  ];
  for (const [what, parts, said] of tooLate)
    test(`of a cancellation that was ${what} says ${said}`, () => {
      const lookup = toLookup(
        ID,
        answered(200, found('Aprovada', { transactionDate: '2026-11-18T15:00:00.00' })),
      );
      const { operation } = sending();
      const refused = {
        ...operation,
        refusal: { code: 'declined_by_provider' as const },
        sentAt: SOLD + 72 * HOUR_MS,
      };
      assert.equal(toReading(lookup, { ...refused, ...parts }).said, said);
    });

  test('gives the amount of the payment and the provider’s text on', () => {
    const { total, providerStatus } = toReading(toLookup(ID, answered(200, found('Aprovada'))));
    assert.deepEqual([total, providerStatus], [15000, 'Aprovada']);
  });
});
