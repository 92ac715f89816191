import type { AnsweredReply } from '../../shared/ports/exchange.ts';
import type { AttemptResult, ProviderError } from '../../shared/provider/attempt-result.ts';
import { isRefusal } from '../../shared/provider/replies.ts';
import { parseFields, parseId, parseRows, parseText, rowOf } from '../../shared/provider/tolerant-reader.ts';
import type { Method } from '../../shared/provider/traits.ts';
import { type CodeMeaning, ERROR_CODES } from './error-codes.ts';

type ErrorRow = { readonly code: string; readonly message: string | undefined };

/**
 * The errors of an answer. Payments API: `{ message, error, status, cause: [{ code, description, data }] }`, where `cause` may
 * be one object and its code a number or a text. Orders API: `{ errors: [{ code, message }] }`; some pages call the code
 * `error`, or show no list.
 */
function errorsIn(body: unknown): readonly ErrorRow[] {
  const { cause, errors, error, code, message } = parseFields(body);
  const rows = [cause, errors].flatMap((list) => parseRows(list) ?? [list]).flatMap(toRow);
  if (rows.length > 0) return rows;
  return [error, code].flatMap((one) => toRow({ code: one, message })).slice(0, 1);
}

function toRow(row: unknown): readonly ErrorRow[] {
  const { code, error, description, message } = parseFields(row);
  const found = parseId(code) ?? parseId(error);
  return found === undefined ? [] : [{ code: found, message: parseText(description) ?? parseText(message) }];
}

export function codesIn(body: unknown): readonly string[] {
  return errorsIn(body).map(({ code }) => code);
}

/** HTTP 424: something that Mercado Pago depends on failed; what became of the request is not known. */
const FAILED_DEPENDENCY = 424;

/**
 * What an answer other than success says of a request. Of several errors the one that proves least decides: what it leaves
 * open, no other closes. `isCodeless400Open`: a refund of Pix that is under way may be answered so.
 */
export function fromError(
  reply: AnsweredReply,
  method: Method,
  { isCodeless400Open = false } = {},
): AttemptResult {
  const { status, body } = reply;
  const [decisive] = errorsIn(body).toSorted((one, other) => proofOf(one, method) - proofOf(other, method));
  const providerError = toProviderError(reply, decisive);
  const meaning = decisive && meaningOf(decisive, method);
  const isOpen =
    status === FAILED_DEPENDENCY ||
    (meaning === undefined && status === 400 && isCodeless400Open) ||
    formOf403(reply) === 'other';
  if (!isRefusal(reply) || isOpen)
    return { status: 'indeterminate', reason: `the provider answered ${status}`, providerError };
  return fromMeaning(isForbidden(reply) ? 'no_right' : meaning, providerError);
}

/** Whether a 403 without any listed code is Mercado Pago's own: the caller may not do this, and nothing was done. */
export function isForbidden(reply: AnsweredReply): boolean {
  return formOf403(reply) === 'own';
}

/**
 * The form of a 403 without any listed code: one of the two envelopes, or another one, which can be the answer of a gateway or a
 * firewall and says nothing of the token. Undefined for everything else.
 *
 * @source https://mercadopago.com.br/developers/es/reference/payments/_payments_id/get, for 403 as "forbidden"; that codes
 *   that are not listed mean the same under it is our reading (read 2026-11-30)
 */
function formOf403({ status, isJson, body }: AnsweredReply): 'own' | 'other' | undefined {
  const isListed = codesIn(body).some((code) => rowOf(ERROR_CODES, code) !== undefined);
  if (status !== 403 || isListed) return undefined;
  const { cause, errors, message } = parseFields(body);
  const isOfPayments = parseText(message) !== undefined && typeof cause === 'object';
  const isOfOrders = (parseRows(errors) ?? []).flatMap(toRow).length > 0;
  return isJson && (isOfPayments || isOfOrders) ? 'own' : 'other';
}

/** The provider's own code and message: those of one error, or of the first. */
export function toProviderError(
  { status, body }: AnsweredReply,
  decisive = errorsIn(body)[0],
): ProviderError {
  const text = decisive?.message ?? parseText(parseFields(body).message);
  return {
    status,
    ...(decisive && { code: decisive.code }),
    ...(text !== undefined && { message: text }),
  };
}

function fromMeaning(meaning: CodeMeaning | undefined, providerError: ProviderError): AttemptResult {
  switch (meaning) {
    case undefined:
      return { status: 'ambiguous', isListed: false, providerError };
    case 'several_meanings':
      return { status: 'ambiguous', isListed: true, providerError };
    case 'not_ours':
      return { status: 'ambiguous', isListed: true, code: 'provider_auth_failed', providerError };
    case 'no_right':
      return { status: 'not_sent', code: 'provider_auth_failed', detail: NO_RIGHT, credentialsRefused: true };
    case 'busy':
      return { status: 'not_sent', code: 'provider_unavailable', detail: BUSY };
    case 'outcome_unknown':
      return {
        status: 'indeterminate',
        reason: 'the provider may have executed an equal request',
        providerError,
      };
    default:
      return { status: 'rejected', code: meaning, providerError };
  }
}

export const NO_RIGHT =
  'Mercado Pago takes the access token, and does not let it act on this payment: it may be the token of another seller or of a test user, or lack the right.';

const BUSY = 'Another request for this payment is under way at Mercado Pago. It is sent after that.';

/** Whether a code means this, for one method or the other. */
export function isOfMeaning(code: string, meaning: CodeMeaning): boolean {
  const row = rowOf(ERROR_CODES, code);
  return row?.void === meaning || row?.refund === meaning;
}

function meaningOf({ code }: ErrorRow, method: Method): CodeMeaning | undefined {
  return rowOf(ERROR_CODES, code)?.[method];
}

function proofOf(row: ErrorRow, method: Method): number {
  const meaning = meaningOf(row, method);
  if (meaning === 'outcome_unknown') return 0;
  if (meaning === undefined) return 1;
  return meaning === 'several_meanings' || meaning === 'not_ours' ? 2 : 3;
}
