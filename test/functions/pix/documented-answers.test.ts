import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pixAuth } from '../../../functions/pix/auth.ts';
import { pix } from '../../../functions/pix/connector.ts';
import { ERROR_CODES } from '../../../functions/pix/errors.ts';
import { attempt, inquire } from '../../../shared/operation/perform.ts';
import type { ArrivedReply } from '../../../shared/ports/exchange.ts';
import type { InquiryOptions } from '../../../shared/provider/connector.ts';
import { answered, answeredText } from '../replies.ts';
import { E2E, KEY, TXID, toCredentials, toRef, toRefundOrder, toVoid, VOID } from './fixtures.ts';

/** Every error that a page documents, with that page, and what it comes to. */

const BCB = 'https://github.com/bacen/pix-api openapi.yaml 2.9.0';
const EFI_PIX = 'https://dev.efipay.com.br/docs/api-pix/gestao-de-pix/';
const EFI_COB = 'https://dev.efipay.com.br/docs/api-pix/cobrancas-imediatas/';
const BB = 'https://github.com/imobanco/bb-wrapper docs/pix/swagger pix.json';
const ITAU = 'https://github.com/leonardolermen/payment-gateway docs/providers/itau';
const INTER = 'https://github.com/inter-co/pj-sdk-java';
const CIELO = 'https://docs.cielo.com.br/pix-can-cbk/reference/funcionalidades-e-endpoints';
const PAGBANK = 'https://developer.pagbank.com.br/docs/codigos-de-status';
const SICREDI = 'https://github.com/laddertech/pypix-api docs/Sicredi';
const BRADESCO = 'https://github.com/bacen/pix-api/issues/535';

const problem = (type: string, status: number) =>
  answered(status, { type: `https://pix.bcb.gov.br/api/v2/error/${type}`, title: 'T', status, detail: 'D' });
const efi = (nome: string, status = 400) => answered(status, { nome, mensagem: 'M' });
const XML = '<?xml version="1.0"?><soapenv:Fault><faultstring>Policy Falsified</faultstring></soapenv:Fault>';

const NOT_FOUND = { status: 'rejected', code: 'payment_not_found' };
/** An inquiry decides. */
const LISTED = { status: 'ambiguous', isListed: true };
const MAY_BE_DONE = { status: 'ambiguous', isListed: true, mayMeanDone: true };
const UNLISTED = { status: 'ambiguous', isListed: false };
const UNKNOWN = { status: 'indeterminate' };
const DENIED = { status: 'not_sent', code: 'provider_auth_failed', credentialsRefused: true };
const SLOW_DOWN = { status: 'not_sent', code: 'provider_rate_limited' };

type Row = readonly [source: string, reply: ArrivedReply, result: object];

/** `PATCH /cob/{txid}`, `PATCH /cobv/{txid}`. */
const REMOVALS: readonly Row[] = [
  [BCB, problem('CobOperacaoInvalida', 400), LISTED],
  [BCB, problem('CobVOperacaoInvalida', 400), LISTED],
  [BCB, problem('CobNaoEncontrado', 404), NOT_FOUND],
  [BCB, problem('CobVNaoEncontrada', 404), NOT_FOUND],
  [BCB, problem('AcessoNegado', 403), DENIED],
  [BCB, problem('RequisicaoInvalida', 400), LISTED],
  [BCB, problem('PermanentementeRemovido', 410), LISTED],
  [BCB, problem('ErroInternoDoServidor', 500), UNKNOWN],
  [BCB, problem('ServicoIndisponivel', 503), UNKNOWN],
  [BCB, problem('IndisponibilidadePorTempoEsgotado', 504), UNKNOWN],
  [EFI_COB, efi('status_cobranca_invalido'), LISTED],
  [EFI_COB, efi('cobranca_nao_encontrada'), NOT_FOUND],
  [EFI_COB, efi('erro_aplicacao', 500), UNKNOWN],
  [INTER, answered(429, { title: 'T', detail: 'D', timestamp: '', violacoes: [] }), SLOW_DOWN],
  [BRADESCO, answeredText(500, XML), UNKNOWN],
];

/** `PUT /pix/{e2eid}/devolucao/{id}`. */
const REFUNDS: readonly Row[] = [
  [BCB, problem('PixDevolucaoInvalida', 400), MAY_BE_DONE],
  [BCB, problem('PixNaoEncontrado', 404), NOT_FOUND],
  [BCB, problem('NaoEncontrado', 404), NOT_FOUND],
  [BCB, problem('PixDevolucaoNaoEncontrada', 404), UNLISTED],
  [BCB, problem('AcessoNegado', 403), DENIED],
  [BCB, problem('RequisicaoInvalida', 400), LISTED],
  [BCB, problem('PermanentementeRemovido', 410), LISTED],
  [BCB, problem('ErroInternoDoServidor', 500), UNKNOWN],
  [BCB, problem('ServicoIndisponivel', 503), UNKNOWN],
  [BCB, problem('IndisponibilidadePorTempoEsgotado', 504), UNKNOWN],
  [EFI_PIX, efi('pix_nao_encontrado'), NOT_FOUND],
  [EFI_PIX, efi('devolucao_nao_encontrada'), UNLISTED],
  [EFI_PIX, efi('devolucao_id_duplicado', 409), UNKNOWN],
  [EFI_PIX, efi('erro_aplicacao', 500), UNKNOWN],
  [ITAU, problem('Outro', 422), UNLISTED],
  [CIELO, answered(422, { message: 'M' }), UNLISTED],
  [PAGBANK, answered(400, { error_messages: [{ code: '40002', description: 'D' }] }), MAY_BE_DONE],
  [PAGBANK, answered(403, { error_messages: [{ code: 'ACCESS_DENIED', description: 'D' }] }), UNLISTED],
  [SICREDI, answered(400, { title: 'T', detail: 'D', status: 400 }), UNLISTED],
  [INTER, answered(429, { title: 'T', detail: 'D', timestamp: '', violacoes: [] }), SLOW_DOWN],
  [BRADESCO, answeredText(500, XML), UNKNOWN],
];

const SHOWS_NOTHING = { is: 'unavailable', code: 'provider_unavailable' };
const DENIED_READ = { is: 'unavailable', code: 'provider_auth_failed', credentialsRefused: true };
const IS_NOT_THERE = { is: 'not_found', conclusive: true };

type Read = readonly [source: string, replies: readonly ArrivedReply[], result: object];

/** `GET /cob/{txid}`, then `GET /cobv/{txid}`. */
const CHARGE_READS: readonly Read[] = [
  [BCB, [problem('CobNaoEncontrado', 404), problem('CobVNaoEncontrada', 404)], IS_NOT_THERE],
  [BCB, [problem('AcessoNegado', 403)], DENIED_READ],
  [BCB, [problem('CobConsultaInvalida', 400)], SHOWS_NOTHING],
  [BCB, [problem('ServicoIndisponivel', 503)], SHOWS_NOTHING],
  [EFI_COB, [efi('cobranca_nao_encontrada'), efi('cobranca_nao_encontrada')], IS_NOT_THERE],
  ...[204, 303, 304, 428, 501].map((status): Read => [ITAU, [answeredText(status, '')], SHOWS_NOTHING]),
  [INTER, [answered(429, {})], { is: 'unavailable', code: 'provider_rate_limited' }],
];

const PIX = answered(200, { endToEndId: E2E, valor: '7.89', horario: '2026-03-10T13:00:00.000Z' });
/** The Pix was read, and our refund is not among its own. */
const WITHOUT_OURS = { is: 'snapshot', snapshot: { refunds: [], refundsComplete: true } };

/** `GET /pix/{e2eid}`, then `GET /pix/{e2eid}/devolucao/{id}`. */
const PIX_READS: readonly Read[] = [
  [BCB, [problem('PixNaoEncontrado', 404)], IS_NOT_THERE],
  [BCB, [problem('PermanentementeRemovido', 410)], IS_NOT_THERE],
  [BCB, [problem('PixConsultaInvalida', 400)], SHOWS_NOTHING],
  [BCB, [problem('AcessoNegado', 403)], DENIED_READ],
  [BCB, [problem('ErroInternoDoServidor', 500)], SHOWS_NOTHING],
  [BCB, [PIX, problem('PixDevolucaoNaoEncontrada', 404)], WITHOUT_OURS],
  [BCB, [PIX, problem('ServicoIndisponivel', 503)], SHOWS_NOTHING],
  [EFI_PIX, [efi('pix_nao_encontrado')], IS_NOT_THERE],
  [EFI_PIX, [PIX, efi('devolucao_nao_encontrada')], WITHOUT_OURS],
];

/** What the core makes of an inquiry that is answered so. */
function read(paymentId: string, replies: readonly ArrivedReply[], options: InquiryOptions) {
  const left = [...replies];
  const send = async () => left.shift() ?? assert.fail('one more request than documented answers');
  const log = { info: () => undefined, error: () => assert.fail('our own code failed') };
  return inquire(pix, toRef(paymentId), options, { send, log, credentials: toCredentials() });
}

function titleOf(reply: ArrivedReply | undefined): string {
  if (reply?.is !== 'answered') return 'nothing';
  return `${reply.status} ${JSON.stringify(reply.body) ?? 'without JSON'}`;
}

describe('documented errors', () => {
  for (const [source, reply, result] of REMOVALS)
    test(`of a removal: ${titleOf(reply)} (${source})`, async () =>
      assert.partialDeepStrictEqual(await attempt(pix, toVoid(), async () => reply), result));

  for (const [source, reply, result] of REFUNDS)
    test(`of a refund: ${titleOf(reply)} (${source})`, async () =>
      assert.partialDeepStrictEqual(await attempt(pix, toRefundOrder(), async () => reply), result));

  for (const [source, replies, result] of CHARGE_READS)
    test(`of a read of a charge: ${replies.map(titleOf).join(', ')} (${source})`, async () =>
      assert.partialDeepStrictEqual(await read(TXID, replies, VOID), result));

  for (const [source, replies, result] of PIX_READS)
    test(`of a read of a Pix: ${replies.map(titleOf).join(', ')} (${source})`, async () => {
      const options: InquiryOptions = { method: 'refund', idempotencyKeys: [KEY] };
      assert.partialDeepStrictEqual(await read(E2E, replies, options), result);
    });

  test(`of a login: 401 (${BB})`, () => {
    const body = { statusCode: 401, error: 'Unauthorized', message: 'M', attributes: { error: 'E' } };
    assert.deepEqual(pixAuth.fromLogin(answered(401, body), 0), { is: 'refused' });
  });

  test('have every code of the list', () => {
    const replies = [
      ...[...REMOVALS, ...REFUNDS].map(([, reply]) => reply),
      ...[...CHARGE_READS, ...PIX_READS].flatMap(([, all]) => all),
    ];
    const shown = JSON.stringify(replies);
    for (const code of Object.keys(ERROR_CODES))
      assert.ok(shown.includes(`/${code}"`) || shown.includes(`"${code}"`), code);
  });
});
