import type { ProblemCode } from '../../shared/domain/problem.ts';
import type { AnsweredReply } from '../../shared/ports/exchange.ts';
import type { AttemptResult, ProviderError } from '../../shared/provider/attempt-result.ts';
import { isRefusal } from '../../shared/provider/replies.ts';
import { parseFields, parseRows, parseText } from '../../shared/provider/tolerant-reader.ts';

/**
 * SoPague has no machine-readable codes: a refusal can be recognized only by its text, and one text is documented.
 *
 * @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento (read 2026-11-21)
 */
export const ERROR_TEXTS: readonly { status: number; text: string; code: ProblemCode }[] = [
  {
    status: 400,
    text: 'Transação não localizada, verifique os dados informados.',
    code: 'payment_not_found',
  },
];

/** SoPague's own status for every refusal, whatever the body; another 4xx can be the answer of a gateway or a firewall. */
const REFUSED = 400;

export function isRefused(reply: AnsweredReply): boolean {
  return reply.status === REFUSED || isRefusal(reply);
}

/** What an answer other than 200 says of a cancel. */
export function fromError(reply: AnsweredReply): AttemptResult {
  const providerError = toProviderError(reply);
  if (!isRefused(reply))
    return { status: 'indeterminate', reason: `the provider answered ${reply.status}`, providerError };
  const code = codeOf(providerError);
  return code
    ? { status: 'rejected', code, providerError }
    : { status: 'ambiguous', isListed: false, providerError };
}

/** The documented "not found", of a cancel and of a look-up. */
export function isPaymentNotFound(reply: AnsweredReply): boolean {
  return codeOf(toProviderError(reply)) === 'payment_not_found';
}

function codeOf({ status, message }: ProviderError): ProblemCode | undefined {
  const row = ERROR_TEXTS.find(
    (one) => one.status === status && message !== undefined && toPlain(one.text) === toPlain(message),
  );
  return row?.code;
}

/**
 * The provider's own code and message. Payments answer a list of `{ tag, description }`, cancellation requests one
 * `{ error }`, and a framework before them can answer a problem of RFC 9457. Of several errors it is the first that no
 * page lists: what it leaves open, no other closes.
 */
export function toProviderError({ status, body }: AnsweredReply): ProviderError {
  const errors = (parseRows(body) ?? [body]).flatMap((row): ProviderError[] => {
    const { tag, description, error, detail, title, message } = parseFields(row);
    const code = parseText(tag);
    const text = [description, error, detail, title, message].map(parseText).find((one) => one !== undefined);
    if (code === undefined && text === undefined) return [];
    return [{ status, ...(code !== undefined && { code }), ...(text !== undefined && { message: text }) }];
  });
  return errors.find((one) => !codeOf(one)) ?? errors[0] ?? { status };
}

/** Text without case, accents and superfluous space. */
export function toPlain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();
}
