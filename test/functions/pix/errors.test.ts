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

describe('a refusal of a bank', () => {
  test('proves nothing with a 5xx, and a page of a gateway proves nothing at all', () => {
    for (const code of Object.keys(ERROR_CODES)) {
      assert.equal(fromError(answered(500, problem(code, 500))).status, 'indeterminate', code);
      assert.equal(fromError(answered(502, { nome: code })).status, 'indeterminate', code);
    }
    for (const status of [400, 403, 404, 409])
      assert.equal(fromError(answeredText(status, '<html></html>')).status, 'indeterminate');
  });

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
