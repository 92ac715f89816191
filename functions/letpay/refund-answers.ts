import type { Answer, Outlook, Reading } from '../../shared/domain/answer.ts';
import type { Operation } from '../../shared/domain/operation.ts';
import type { ProblemCode } from '../../shared/domain/problem.ts';
import type { SessionReply } from '../../shared/provider/session-scheme.ts';
import { fromNo, type Row, toWords } from './answers.ts';
import { type Refund, refundListSchema, refundSchema } from './wire.ts';

/**
 * One row per listed code that can answer a refund; whatever is not here is a doubt. `ask`: one code, several
 * truths, which a read tells apart.
 *
 * @source https://developer.letpay.co/docs/refund/refund-content (read 2026-11-21)
 * @source https://developer.epag.com error list, sister brand, said to be incomplete (read 2026-11-21)
 */
const REFUND_ROWS: readonly Row[] = [
  { code: '00.01.0038', is: 'payment_not_found' }, // no such payment token
  { code: '00.01.0013', is: 'payment_not_found' }, // not a valid payment token
  { code: '01.04.0011', is: 'payment_not_found' }, // bad transaction id
  { code: '01.04.0012', is: 'payment_not_found' }, // transaction not found
  { code: '00.04.0002', is: 'payment_not_found' }, // belongs to another merchant
  { code: '00.04.0005', is: 'payment_not_found' }, // belongs to another merchant
  { code: '00.04.0006', is: 'not_refundable' }, // the status prevents a refund
  { code: '01.05.0030', is: 'not_refundable' }, // the status does not allow a refund
  { code: '00.04.0007', is: 'not_refundable' }, // invalid payment method
  { code: '00.04.0014', is: 'amount_exceeds_available' }, // amount too high
  { code: '01.05.0018', is: 'refund_window_closed' }, // period over
  { code: '00.01.0031', is: 'manual_action_required' }, // wants a bank account, which this API does not take
  { code: '00.04.0012', is: 'ask' }, // status can not change
  { code: '01.05.0001', is: 'ask' }, // that was already done
  { code: '01.05.0002', is: 'ask' }, // already refunded or reversed, wrong flow, or amount exceeded
  { code: '01.05.0004', is: 'ask' }, // already done, or amount too high
  { code: '00.04.0003', is: 'declined_by_provider' }, // the contract may not do this
  { code: '01.03.0001', is: 'declined_by_provider' },
  { code: '01.03.0002', is: 'declined_by_provider' },
  { code: '01.03.0003', is: 'declined_by_provider' },
  { code: '01.03.0004', is: 'declined_by_provider' },
  { code: '01.03.0005', is: 'declined_by_provider' },
  { code: '01.08.0001', is: 'declined_by_provider' },
  { code: '00.01.0044', is: 'provider_rejected_request' }, // malformed JSON, or a field
  { code: '00.05.0011', is: 'provider_rejected_request' }, // gateway misconfigured
  { code: '00.05.0012', is: 'provider_rejected_request' }, // refund credentials missing there
  { code: '00.00.0000', is: 'doubt' }, // unknown error
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

const ROW_OF_CODE = new Map(REFUND_ROWS.map((row) => [row.code, row]));

/** The answer to a refund. It has an id of its own from then on. */
export function toRefundAnswer(paymentId: string, reply: SessionReply): Answer {
  if (reply.is === 'not_sent') return reply;
  if (reply.is === 'lost') return { is: 'doubt', why: reply.why };
  if (reply.status !== 200) return fromNo(reply, ROW_OF_CODE);
  const read = refundSchema.safeParse(reply.body);
  if (!read.success || read.data.paymentId !== paymentId)
    return { is: 'doubt', why: 'the provider answered 200 about another payment, or in another form' };
  const { refundId, status } = read.data;
  switch (status) {
    case 'REQUESTED':
    case 'PROCESSING':
      return { is: 'accepted', providerStatus: status, refundId };
    case 'COMPLETED':
      return { is: 'done', providerStatus: status, refundId };
    case 'FAILED':
      return { is: 'refused', code: 'declined_by_provider', words: { status: 200, code: status } };
    default:
      return { is: 'doubt', why: 'the provider answered 200 with a status that is not documented' };
  }
}

type Meaning = Pick<Reading, 'said' | 'code' | 'documented'>;

/**
 * The statuses of a refund.
 *
 * @source https://developer.letpay.co/docs/refund/get-refund-request (read 2026-11-21)
 */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  REQUESTED: { said: 'working' },
  PROCESSING: { said: 'working' },
  COMPLETED: { said: 'done' },
  FAILED: { said: 'never', code: 'declined_by_provider', documented: true },
};

/** What LetPay says of the refund with this id. */
export function toRefundReading(
  paymentId: string,
  refundId: string | undefined,
  reply: SessionReply,
): Reading {
  if (reply.is !== 'answered' || reply.status !== 200) return { said: 'cannot_tell' };
  const read = refundSchema.safeParse(reply.body);
  if (!read.success || read.data.paymentId !== paymentId || read.data.refundId !== refundId)
    return { said: 'cannot_tell' };
  return fromRefund(read.data);
}

/** The refunds of a payment, or undefined where the answer cannot be read. */
export function toRefunds(paymentId: string, reply: SessionReply): readonly Refund[] | undefined {
  if (reply.is !== 'answered') return undefined;
  // A payment that has none: LetPay documents 404 for this list, with its code for "no such refund".
  if (reply.status === 404) return toWords(404, reply.body)?.code === '00.01.0068' ? [] : undefined;
  const read = refundListSchema.safeParse(reply.body);
  if (reply.status !== 200 || !read.success) return undefined;
  return read.data.every((refund) => refund.paymentId === paymentId) ? read.data : undefined;
}

/**
 * Which refund of the list is ours is not written there: one that was not there before may be, and may be somebody
 * else's while ours is still on its way. So its id is not taken for ours, and its end is no proof of the end of ours.
 */
export function toListReading({ before }: Operation, refunds: readonly Refund[] | undefined): Reading {
  if (!refunds) return { said: 'cannot_tell' };
  const news = refunds.filter(({ refundId }) => !before?.refundIds.includes(refundId));
  if (news.length === 0) return { said: 'not_done' };
  const [first = { said: 'cannot_tell' as const }, ...others] = news.map(fromRefund);
  if (others.some(({ said }) => said !== first.said)) return { said: 'cannot_tell' };
  const isOne = others.length === 0;
  if (first.said === 'done') return isOne ? first : { said: 'done' };
  return { said: first.said, code: first.code, ...(isOne && { providerStatus: first.providerStatus }) };
}

function fromRefund({ status, refundId }: Refund): Reading {
  const meaning = Object.hasOwn(MEANINGS, status) ? MEANINGS[status] : undefined;
  const known = meaning ?? { said: 'cannot_tell', unseen: true };
  return { ...known, providerStatus: status, refundId };
}

/** Why a payment in this status, in our words, cannot be refunded; undefined where it can. */
export function toObstacle(
  paymentStatus: string | undefined,
): Extract<Outlook, { is: 'refused' }> | undefined {
  const refused = (code: ProblemCode, more?: object) =>
    ({ is: 'refused', code, paymentStatus, ...more }) as const;
  switch (paymentStatus) {
    case 'paid':
    case 'partially_refunded':
      return undefined;
    case 'refunded':
      return refused('already_refunded');
    case 'canceled':
      return refused('already_canceled');
    case 'held':
    case 'created':
    case 'processing':
    case 'in_analysis':
      return refused('not_refundable', { suggestion: 'cancel', detail: 'It is not paid yet: cancel it.' });
    default:
      return refused('not_refundable');
  }
}
