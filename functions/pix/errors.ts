import type { AnsweredReply } from '../../shared/ports/exchange.ts';
import type { AttemptResult, ProviderError } from '../../shared/provider/attempt-result.ts';
import type { InquiryResult } from '../../shared/provider/payment-snapshot.ts';
import { isRefusal, toUnreadable } from '../../shared/provider/replies.ts';
import { parseFields, parseId, parseRows, parseText, rowOf } from '../../shared/provider/tolerant-reader.ts';

/**
 * What a documented refusal means. `several_meanings`: an inquiry has to show which. `used`: the id of the refund was used
 * before, so that it is the echo of our own request. `used_or_refused`: that is one of the meanings.
 */
export type Meaning =
  | 'payment_not_found'
  | 'refund_not_found'
  | 'not_allowed'
  | 'several_meanings'
  | 'used'
  | 'used_or_refused';

/**
 * One row per code that a page shows in a refusal: the last word of the `type` of a problem document, and the codes of the
 * banks that have their own envelope. Any other code is not listed.
 *
 * @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0, for the types (read 2026-09-24)
 * @source https://dev.efipay.com.br/docs/api-pix/gestao-de-pix/ and `…/cobrancas-imediatas/`, for Efí's `nome`
 * @source https://developer.pagbank.com.br/docs/codigos-de-status and `/v1/discuss`, for PagBank's 40002
 */
export const ERROR_CODES: Readonly<Record<string, Meaning>> = {
  AcessoNegado: 'not_allowed',
  CobNaoEncontrado: 'payment_not_found',
  CobVNaoEncontrada: 'payment_not_found',
  PixNaoEncontrado: 'payment_not_found',
  NaoEncontrado: 'payment_not_found',
  PixDevolucaoNaoEncontrada: 'refund_not_found',
  CobOperacaoInvalida: 'several_meanings', // not `ATIVA`, or malformed
  CobVOperacaoInvalida: 'several_meanings', // the same
  CobConsultaInvalida: 'several_meanings', // malformed
  PixConsultaInvalida: 'several_meanings', // malformed
  RequisicaoInvalida: 'several_meanings', // malformed
  PermanentementeRemovido: 'several_meanings', // gone
  PixDevolucaoInvalida: 'used_or_refused', // malformed, more than is left, after 90 days, or the id was used
  // Efí
  cobranca_nao_encontrada: 'payment_not_found',
  pix_nao_encontrado: 'payment_not_found',
  devolucao_nao_encontrada: 'refund_not_found',
  status_cobranca_invalido: 'several_meanings', // not `ATIVA`
  devolucao_id_duplicado: 'used',
  // PagBank: any data that is not valid, and an id that was used
  '40002': 'used_or_refused',
};

/** The code and the text of an error, in whichever of the envelopes that are known. */
export function toProviderError({ status, body }: AnsweredReply): ProviderError {
  const fields = parseFields(body);
  const listed = parseRows(fields.error_messages ?? fields.erros)?.[0];
  const row = parseFields(listed);
  const code =
    parseText(fields.type)?.split('/').at(-1) ?? parseId(fields.nome) ?? parseId(row.code ?? row.codigo);
  const message =
    parseText(fields.detail) ??
    parseText(fields.title) ??
    parseText(fields.mensagem) ??
    parseText(row.description ?? row.mensagem) ??
    parseText(fields.message);
  return { status, ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
}

/** The meaning of a refusal; undefined where the answer is none, or is not listed. */
export function meaningOf(reply: AnsweredReply): Meaning | undefined {
  return isRefusal(reply) ? rowOf(ERROR_CODES, toProviderError(reply).code) : undefined;
}

/** What an answer that is no success says of a request. Only a 4xx in JSON can refuse. */
export function fromError(reply: AnsweredReply): AttemptResult {
  const { status } = reply;
  const providerError = toProviderError(reply);
  if (!isRefusal(reply))
    return { status: 'indeterminate', reason: `the provider answered ${status}`, providerError };
  switch (meaningOf(reply)) {
    case 'payment_not_found':
      return { status: 'rejected', code: 'payment_not_found', providerError };
    case 'not_allowed':
      return {
        status: 'not_sent',
        code: 'provider_auth_failed',
        credentialsRefused: true,
        detail: NOT_ALLOWED,
      };
    case 'several_meanings':
      return { status: 'ambiguous', isListed: true, providerError };
    case 'used':
      return { status: 'indeterminate', reason: 'the bank has seen this refund before', providerError };
    case 'used_or_refused':
      return { status: 'ambiguous', isListed: true, mayMeanDone: true, providerError };
    default:
      return { status: 'ambiguous', isListed: false, providerError };
  }
}

/** What an answer without a payment in it says of an inquiry. */
export function fromInquiryError(reply: AnsweredReply): InquiryResult {
  if (meaningOf(reply) !== 'not_allowed') return toUnreadable(reply);
  return { is: 'unavailable', code: 'provider_auth_failed', credentialsRefused: true, detail: NOT_ALLOWED };
}

const NOT_ALLOWED =
  'The bank took the token and denies the request (AcessoNegado): a scope, the contract or the account is missing.';
