import type { Answer, Reading } from '../../shared/domain/answer.ts';
import type { ProblemCode, ProviderWords } from '../../shared/domain/problem.ts';
import { isNo } from '../../shared/provider/http-status.ts';
import type { SessionReply } from '../../shared/provider/session-scheme.ts';
import { errorSchema, paymentSchema } from './wire.ts';

export type Row = { readonly code: string; readonly is: ProblemCode | 'ask' | 'doubt' };

/**
 * One row per listed code that can answer a cancel; whatever is not here is a doubt. `ask`: one code, several
 * truths (already canceled, paid, never held), which a read tells apart. `doubt`: the code itself says that
 * nobody knows. Rows count only for 4xx answers: a 5xx never proves that nothing was done.
 *
 * @source https://developer.letpay.co (00.01.0038, 00.01.0044, 00.03.0001)
 * @source https://developer.epag.com error list, sister brand, said to be incomplete (the rest; read 2026-11-21)
 */
export const ROWS: readonly Row[] = [
  { code: '00.01.0038', is: 'payment_not_found' }, // no such payment token
  { code: '00.01.0013', is: 'payment_not_found' }, // not a valid payment token
  { code: '01.04.0011', is: 'payment_not_found' }, // bad transaction id
  { code: '01.04.0012', is: 'payment_not_found' }, // transaction not found
  { code: '00.04.0002', is: 'payment_not_found' }, // belongs to another merchant
  { code: '00.04.0005', is: 'payment_not_found' }, // belongs to another merchant
  { code: '00.04.0010', is: 'ask' }, // not pre-authorized; also the answer to a cancel
  { code: '00.04.0012', is: 'ask' }, // status can not change
  { code: '01.05.0001', is: 'ask' }, // that was already done
  { code: '01.05.0002', is: 'ask' }, // already refunded or reversed, wrong flow, or amount exceeded
  { code: '01.05.0003', is: 'ask' }, // capture already done or expired
  { code: '00.04.0007', is: 'not_cancelable' }, // invalid payment method
  { code: '01.05.0018', is: 'cancel_window_closed' }, // period over
  { code: '00.04.0003', is: 'declined_by_provider' }, // the contract may not do this
  { code: '01.03.0001', is: 'declined_by_provider' },
  { code: '01.03.0002', is: 'declined_by_provider' },
  { code: '01.03.0003', is: 'declined_by_provider' },
  { code: '01.03.0004', is: 'declined_by_provider' },
  { code: '01.03.0005', is: 'declined_by_provider' },
  { code: '01.08.0001', is: 'declined_by_provider' },
  { code: '00.01.0044', is: 'provider_rejected_request' }, // malformed JSON
  { code: '00.05.0011', is: 'provider_rejected_request' }, // gateway misconfigured
  { code: '00.05.0012', is: 'provider_rejected_request' }, // credentials missing there
  { code: '00.00.0000', is: 'doubt' }, // unknown error; also seen beside a paid payment
  { code: '00.02.0001', is: 'doubt' }, // LetPay did not reach its own provider
  { code: '00.03.0001', is: 'doubt' },
  { code: '00.03.0002', is: 'doubt' },
  { code: '00.03.0003', is: 'doubt' },
  { code: '00.03.0007', is: 'doubt' }, // unexpected error with the acquirer
  { code: '00.05.0001', is: 'doubt' }, // unexpected application error
  { code: '00.05.0003', is: 'doubt' },
  { code: '00.05.0004', is: 'doubt' },
  { code: '01.02.0001', is: 'doubt' }, // provider unreachable
  { code: '01.02.0002', is: 'doubt' },
  { code: '01.04.0014', is: 'doubt' }, // already sent
  { code: '01.05.0017', is: 'doubt' }, // already being processed
];

const ROW_OF_CODE = new Map(ROWS.map((row) => [row.code, row]));

/** The answer to a cancel. */
export function toAnswer(paymentId: string, reply: SessionReply): Answer {
  if (reply.is === 'not_sent') return reply;
  if (reply.is === 'lost') return { is: 'doubt', why: reply.why };
  return reply.status === 200 ? fromSuccess(paymentId, reply.body) : fromNo(reply, ROW_OF_CODE);
}

/** 200 is an acceptance: `PROCESSING` means that the cancel is under way, not that it is done. */
function fromSuccess(paymentId: string, body: unknown): Answer {
  const payment = paymentSchema.safeParse(body);
  if (!payment.success || payment.data.paymentId !== paymentId) {
    return { is: 'doubt', why: 'the provider answered 200 about another payment, or in another form' };
  }
  const { status } = payment.data;
  if (status === 'PROCESSING') return { is: 'accepted', providerStatus: status };
  if (status === 'CANCELED') return { is: 'done', providerStatus: status };
  return { is: 'doubt', why: 'the provider answered 200 with a status that is not documented for a cancel' };
}

/** What an answer other than 200 means, by a table. Only 4xx can say no. */
export function fromNo(
  { status, body }: { readonly status: number; readonly body: unknown },
  rows: ReadonlyMap<string, Row>,
): Answer {
  const words = toWords(status, body, rows);
  if (!isNo(status) || !words) return { is: 'doubt', why: `the provider answered ${status}`, words };
  const row = rows.get(words.code ?? '');
  if (!row)
    return { is: 'doubt', why: 'the provider said no in words that are not documented', words, no: true };
  if (row.is === 'doubt') return { is: 'doubt', why: 'the provider itself does not know', words };
  if (row.is === 'ask') return { is: 'ask', words };
  return { is: 'refused', code: row.is, words };
}

/**
 * The provider's own words, or undefined where the body is not its error envelope. Never a token. Of several codes it
 * is the one that proves least: what one of them leaves open, no other closes.
 */
export function toWords(
  status: number,
  body: unknown,
  rows: ReadonlyMap<string, Row> = ROW_OF_CODE,
): ProviderWords | undefined {
  const error = errorSchema.safeParse(body);
  if (!error.success) return undefined;
  const { errors, message, error: name } = error.data;
  if (!errors && message === undefined && name === undefined) return undefined;
  const decisive = errors?.toSorted((one, other) => proofOf(one, rows) - proofOf(other, rows))[0];
  return { status, code: decisive?.code, message: decisive?.description ?? message ?? name };
}

/** How much a code proves: nothing; a no, of whatever kind; one of several kinds; this kind. */
function proofOf({ code }: { readonly code: string }, rows: ReadonlyMap<string, Row>): number {
  const is = rows.get(code)?.is;
  if (is === undefined) return 1;
  if (is === 'ask') return 2;
  return is === 'doubt' ? 0 : 3;
}

type Meaning = Pick<Reading, 'said' | 'paymentStatus' | 'code' | 'documented'>;

const CANNOT = { said: 'never', documented: true, code: 'not_cancelable' } as const;

/**
 * LetPay's status map, for a void. `never`: the map draws no way from there to `CANCELED`.
 *
 * @source https://developer.letpay.co/docs/status-maps/payments (read 2026-11-21)
 */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  CANCELED: { said: 'done', paymentStatus: 'canceled' },
  CREATED: { said: 'not_done', paymentStatus: 'created' },
  PROCESSING: { said: 'not_done', paymentStatus: 'processing' },
  PRE_AUTHORIZED: { said: 'not_done', paymentStatus: 'held' },
  IN_ANALYSIS: { said: 'not_done', paymentStatus: 'in_analysis' },
  PAID: { ...CANNOT, paymentStatus: 'paid' },
  PARTIALLY_REFUNDED: { ...CANNOT, paymentStatus: 'partially_refunded' },
  REFUNDED: { ...CANNOT, code: 'already_refunded', paymentStatus: 'refunded' },
  DECLINED: { ...CANNOT, paymentStatus: 'declined' },
  ERROR: { ...CANNOT, paymentStatus: 'error' },
  DISPUTE: { ...CANNOT, paymentStatus: 'disputed' },
  DISPUTE_REFUNDED: { ...CANNOT, paymentStatus: 'disputed' },
  DISPUTE_RECOVERED: { ...CANNOT, paymentStatus: 'disputed' },
  DISPUTE_FINAL: { ...CANNOT, paymentStatus: 'disputed' },
  POST_REFUND_DISPUTE: { ...CANNOT, paymentStatus: 'disputed' },
};

/**
 * The answer to a status read. After LetPay accepted a cancel, `PROCESSING` can be that cancel under way;
 * before, it is the payment's own processing.
 */
export function toReading(paymentId: string, reply: SessionReply, accepted: boolean): Reading {
  if (reply.is !== 'answered') return { said: 'cannot_tell' };
  if (reply.status === 404 && toWords(404, reply.body)?.code === '00.01.0038') {
    return { said: 'never', code: 'payment_not_found', paymentStatus: 'not_found' };
  }
  const payment = paymentSchema.safeParse(reply.body);
  if (reply.status !== 200 || !payment.success || payment.data.paymentId !== paymentId)
    return { said: 'cannot_tell' };
  const { status } = payment.data;
  const meaning = Object.hasOwn(MEANINGS, status ?? '') ? MEANINGS[status ?? ''] : undefined;
  if (!meaning) return { said: 'cannot_tell', providerStatus: status, unseen: status !== undefined };
  const underWay = accepted && status === 'PROCESSING';
  const { clocks } = payment.data;
  return { ...meaning, ...(underWay && { said: 'working' }), providerStatus: status, clocks };
}

/** Centavos of a payment that came and went, as far as the read of its status shows. */
export function toAmounts(reply: SessionReply) {
  const payment = paymentSchema.safeParse(reply.is === 'answered' ? reply.body : undefined);
  if (!payment.success) return {};
  const { received, refunded } = payment.data;
  return { received, refunded };
}
