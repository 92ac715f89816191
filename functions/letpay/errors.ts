import type { AnsweredReply } from '../../shared/ports/exchange.ts';
import type { AttemptResult, ProviderError } from '../../shared/provider/attempt-result.ts';
import { isRefusal } from '../../shared/provider/replies.ts';
import { parseFields, parseId, parseRows, parseText, rowOf } from '../../shared/provider/tolerant-reader.ts';
import type { Method } from '../../shared/provider/traits.ts';
import { type CodeMeaning, ERROR_CODES } from './error-codes.ts';

/**
 * LetPay's error envelope: `{ status, error, message, path, errors: [{ code, description }] }`. A 401 has no `errors`, and
 * neither have some 404s.
 *
 * @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment (read 2026-11-21)
 */
type ErrorRow = { readonly code: string; readonly description: string | undefined };

/** The codes of an error envelope; none where the body is something else. */
export function codesIn(body: unknown): readonly string[] {
  return errorsIn(body).map(({ code }) => code);
}

function errorsIn(body: unknown): readonly ErrorRow[] {
  return (parseRows(parseFields(body).errors) ?? []).flatMap((row) => {
    const fields = parseFields(row);
    const code = parseId(fields.code);
    return code === undefined ? [] : [{ code, description: parseText(fields.description) }];
  });
}

/** What an answer other than 200 says of a request. Only a 4xx can refuse. */
export function fromError(reply: AnsweredReply, method: Method): AttemptResult {
  const { status, body } = reply;
  const decisive = errorsIn(body).toSorted(
    (one, other) => proofOf(meaningOf(one, method)) - proofOf(meaningOf(other, method)),
  )[0];
  const providerError = toProviderError(reply, decisive);
  if (!isRefusal(reply))
    return { status: 'indeterminate', reason: `the provider answered ${status}`, providerError };
  const meaning = decisive && meaningOf(decisive, method);
  switch (meaning) {
    case undefined:
      return { status: 'ambiguous', isListed: false, providerError };
    case 'several_meanings':
      return { status: 'ambiguous', isListed: true, providerError };
    case 'outcome_unknown':
      return { status: 'indeterminate', reason: 'the provider itself does not know', providerError };
    default:
      return { status: 'rejected', code: meaning, providerError };
  }
}

/** The provider's own code and message: those of one error, or of the first. */
export function toProviderError(
  { status, body }: AnsweredReply,
  decisive: ErrorRow | undefined = errorsIn(body)[0],
): ProviderError {
  const { message, error } = parseFields(body);
  const text = decisive?.description ?? parseText(message) ?? parseText(error);
  return {
    status,
    ...(decisive && { code: decisive.code }),
    ...(text !== undefined && { message: text }),
  };
}

function meaningOf({ code }: ErrorRow, method: Method): CodeMeaning | undefined {
  return rowOf(ERROR_CODES, code)?.[method];
}

/** Of several codes the one that proves least decides: what it leaves open, no other closes. */
function proofOf(meaning: CodeMeaning | undefined): number {
  if (meaning === undefined) return 1;
  if (meaning === 'several_meanings') return 2;
  return meaning === 'outcome_unknown' ? 0 : 3;
}
