import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ERROR_CODES, fromError, toProviderError } from '../../../functions/pix/errors.ts';
import { answered, answeredText } from '../replies.ts';

const TYPE = 'https://pix.bcb.gov.br/api/v2/error/';
const problem = (type: string, status: number) => ({
  type: `${TYPE}${type}`,
  title: 'T',
  status,
  detail: 'D',
});

/** Every listed code once more, with a status that it comes with, and what it comes to. */
const CODES: Readonly<Record<string, readonly [status: number, result: object]>> = {
  AcessoNegado: [403, { status: 'not_sent', code: 'provider_auth_failed', credentialsRefused: true }],
  CobNaoEncontrado: [404, { status: 'rejected', code: 'payment_not_found' }],
  CobVNaoEncontrada: [404, { status: 'rejected', code: 'payment_not_found' }],
  PixNaoEncontrado: [404, { status: 'rejected', code: 'payment_not_found' }],
  NaoEncontrado: [404, { status: 'rejected', code: 'payment_not_found' }],
  PixDevolucaoNaoEncontrada: [404, { status: 'ambiguous', isListed: false }],
  CobOperacaoInvalida: [400, { status: 'ambiguous', isListed: true }],
  CobVOperacaoInvalida: [400, { status: 'ambiguous', isListed: true }],
  CobConsultaInvalida: [400, { status: 'ambiguous', isListed: true }],
  PixConsultaInvalida: [400, { status: 'ambiguous', isListed: true }],
  RequisicaoInvalida: [400, { status: 'ambiguous', isListed: true }],
  PermanentementeRemovido: [410, { status: 'ambiguous', isListed: true }],
  PixDevolucaoInvalida: [400, { status: 'ambiguous', isListed: true, mayMeanDone: true }],
  cobranca_nao_encontrada: [400, { status: 'rejected', code: 'payment_not_found' }],
  pix_nao_encontrado: [400, { status: 'rejected', code: 'payment_not_found' }],
  devolucao_nao_encontrada: [400, { status: 'ambiguous', isListed: false }],
  status_cobranca_invalido: [400, { status: 'ambiguous', isListed: true }],
  devolucao_id_duplicado: [409, { status: 'indeterminate' }],
  '40002': [400, { status: 'ambiguous', isListed: true, mayMeanDone: true }],
};

describe('a refusal of a bank', () => {
  for (const [code, [status, result]] of Object.entries(CODES)) {
    test(`with ${code} is ${JSON.stringify(result)}`, () => {
      const bodies = /^[A-Z]/.test(code)
        ? [problem(code, status)]
        : [{ nome: code, mensagem: 'M' }, { error_messages: [{ code, description: 'M' }] }];
      for (const body of bodies) {
        assert.partialDeepStrictEqual(fromError(answered(status, body)), result);
        // Whatever a 5xx says, it proves nothing; and a gateway's page says nothing.
        assert.equal(fromError(answered(500, body)).status, 'indeterminate');
      }
      assert.equal(fromError(answeredText(status, '<html></html>')).status, 'indeterminate');
    });
  }

  test('has every code of the list', () =>
    assert.deepEqual(Object.keys(CODES).toSorted(), Object.keys(ERROR_CODES).toSorted()));

  for (const code of ['toString', '__proto__', 'constructor', 'NovoErro'])
    test(`with "${code}" is in words that no page lists`, () =>
      assert.partialDeepStrictEqual(fromError(answered(400, { nome: code })), {
        status: 'ambiguous',
        isListed: false,
      }));

  test('with 422 at Itaú, 412, or 401 that outlived a login is in words that no page lists', () => {
    for (const status of [401, 409, 412, 422])
      assert.partialDeepStrictEqual(fromError(answered(status, problem('Outro', status))), {
        status: 'ambiguous',
        isListed: false,
      });
  });
});

describe('the words of a refusal', () => {
  const rows: readonly (readonly [name: string, body: unknown, error: object])[] = [
    ['a problem document', problem('PixNaoEncontrado', 404), { code: 'PixNaoEncontrado', message: 'D' }],
    ['a title alone', { type: `${TYPE}X`, title: 'T' }, { code: 'X', message: 'T' }],
    ['Efí', { nome: 'erro_aplicacao', mensagem: 'M' }, { code: 'erro_aplicacao', message: 'M' }],
    ['Banco do Brasil', { erros: [{ codigo: '4769515', mensagem: 'M' }] }, { code: '4769515', message: 'M' }],
    [
      "Banco do Brasil's prefix",
      { type: 'https://api.bb.com.br/api/v2/error/PixNaoEncontrado', detail: 'D' },
      { code: 'PixNaoEncontrado', message: 'D' },
    ],
    ["Banco do Brasil's 401", { statusCode: 401, error: 'E', message: 'M' }, { message: 'M' }],
    ['Inter', { title: 'T', detail: 'D', timestamp: '', violacoes: [] }, { message: 'D' }],
    ['PagBank', { error_messages: [{ code: '40002', description: 'D' }] }, { code: '40002', message: 'D' }],
    ['nothing', null, {}],
    ['a list', [problem('X', 400)], {}],
  ];
  for (const [name, body, error] of rows)
    test(`of ${name} are read`, () =>
      assert.deepEqual(toProviderError(answered(404, body)), { status: 404, ...error }));
});
