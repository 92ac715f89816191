import type { Answer, Reading } from '../../shared/domain/answer.ts';
import type { Centavos } from '../../shared/domain/money.ts';
import type { Operation } from '../../shared/domain/operation.ts';
import type { ProblemCode, ProviderWords } from '../../shared/domain/problem.ts';
import type { EpochMs } from '../../shared/domain/time.ts';
import { toClosing } from '../../shared/domain/windows.ts';
import { readBrazilianTime } from '../../shared/provider/brazilian-time.ts';
import { isNo } from '../../shared/provider/http-status.ts';
import type { SessionReply } from '../../shared/provider/session-scheme.ts';
import { CANCEL_CAPTURED } from './windows.ts';
import { canceledSchema, paymentSchema, readErrors } from './wire.ts';

/**
 * SoPague has no machine-readable codes: a no can be told only by its text, and one text is documented.
 * Whatever is not here is a doubt.
 *
 * @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento (read 2026-11-21)
 */
export const ROWS: readonly { status: number; tag: string; description: string; is: ProblemCode }[] = [
  {
    status: 400,
    tag: '__general__',
    description: 'Transação não localizada, verifique os dados informados.',
    is: 'payment_not_found',
  },
];

/** The only look-up text that is documented. Human text: matched whatever its case, accents and gender. */
const CANCELED = /^cancelad[ao]$/;

/** The answer to a cancel of `amount` centavos: `returnCode` "0" and the same amount is success, all else is not. */
export function toAnswer(paymentId: string, amount: Centavos, reply: SessionReply): Answer {
  if (reply.is === 'not_sent') return reply;
  if (reply.is === 'lost') return { is: 'doubt', why: reply.why };
  const { status, body } = reply;
  if (status === 200) return fromSuccess(paymentId, amount, body);
  const words = toWords(status, body);
  if (!isNo(status) || !words) return { is: 'doubt', why: `the provider answered ${status}`, words };
  const code = findRow(words);
  if (code) return { is: 'refused', code, words };
  return { is: 'doubt', why: 'the provider said no in words that are not documented', words, no: true };
}

function fromSuccess(paymentId: string, amount: Centavos, body: unknown): Answer {
  const canceled = canceledSchema.safeParse(body);
  if (!canceled.success)
    return { is: 'doubt', why: 'the provider answered 200 in a form that is not documented' };
  const { returncode, paymentid, amount: applied, authorizationcode } = canceled.data;
  if (paymentid !== paymentId) return { is: 'doubt', why: 'the provider answered about another payment' };
  if (returncode !== '0') {
    return {
      is: 'doubt',
      why: 'the return code is not documented',
      words: { status: 200, code: returncode },
    };
  }
  if (applied !== amount) {
    return { is: 'doubt', why: `the provider answered with an amount of ${applied}, asked was ${amount}` };
  }
  return { is: 'done', amount: applied, authorizationCode: authorizationcode ?? undefined };
}

/** The provider's own words. Of several it is the first that no row has: what it leaves open, no other closes. */
export function toWords(status: number, body: unknown): ProviderWords | undefined {
  const all = readErrors(body).map(({ tag, description }) => ({ status, code: tag, message: description }));
  return all.find((words) => !findRow(words)) ?? all[0];
}

function findRow({ status, code, message = '' }: ProviderWords): ProblemCode | undefined {
  const row = ROWS.find(
    (one) => one.status === status && one.tag === code && plain(one.description) === plain(message),
  );
  return row?.is;
}

/** Text without case, accents and the space around it. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
}

/** What the look-up says of a payment, whatever is asked of it. */
export type Lookup =
  | {
      readonly is: 'found';
      readonly canceled: boolean;
      readonly total?: Centavos | undefined;
      readonly status?: string | undefined;
      /** The date of the sale. */
      readonly soldAt?: EpochMs | undefined;
      readonly authorizationCode?: string | undefined;
    }
  | { readonly is: 'not_found'; readonly words: ProviderWords }
  | { readonly is: 'unreadable' };

export function toLookup(paymentId: string, reply: SessionReply): Lookup {
  if (reply.is !== 'answered') return { is: 'unreadable' };
  const words = toWords(reply.status, reply.body);
  if (words && findRow(words) === 'payment_not_found') return { is: 'not_found', words };
  const payment = paymentSchema.safeParse(reply.body);
  if (reply.status !== 200 || !payment.success || payment.data.paymentid !== paymentId)
    return { is: 'unreadable' };
  const { statusdescription, value, transactiondate, authorizationcode } = payment.data;
  return {
    is: 'found',
    canceled: CANCELED.test(plain(statusdescription ?? '')),
    total: value,
    status: statusdescription ?? undefined,
    soldAt: readBrazilianTime(transactiondate),
    authorizationCode: authorizationcode ?? undefined,
  };
}

/**
 * What the look-up says of a cancellation. Any text but "Cancelada" is not documented, so it cannot tell that
 * nothing was done; but what SoPague refused long after the only day on which it does it, was not done.
 */
export function toReading(lookup: Lookup, operation?: Operation): Reading {
  if (lookup.is === 'unreadable') return { said: 'cannot_tell' };
  if (lookup.is === 'not_found')
    return { said: 'never', code: 'payment_not_found', paymentStatus: 'not_found' };
  const { canceled, total, status, soldAt } = lookup;
  const seen = { providerStatus: status, total, clocks: { paidAt: soldAt } };
  if (canceled) return { ...seen, said: 'done', paymentStatus: 'canceled' };
  if (operation && wasTooLate(operation, soldAt))
    return { ...seen, said: 'never', code: 'cancel_window_closed' };
  return { ...seen, said: 'cannot_tell' };
}

/** Its only answer was a clear no, and that day had ended, by any reading of its zone, before it was sent. */
function wasTooLate(
  { refusal, unanswered, attempts, sentAt = 0, capturedAt }: Operation,
  soldAt: EpochMs | undefined,
): boolean {
  const startedAt = capturedAt ?? soldAt;
  if (!refusal || unanswered || attempts !== 1 || startedAt === undefined) return false;
  return sentAt >= toClosing(CANCEL_CAPTURED, startedAt).refusedFrom;
}
