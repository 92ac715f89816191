import type { PaymentRef } from '../../shared/domain/ids.ts';
import { type Centavos, fromCentavos, fromReais } from '../../shared/domain/money.ts';
import type { ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import { readBrazilianTime } from '../../shared/provider/brazilian-time.ts';
import type { Inquiry } from '../../shared/provider/connector.ts';
import type {
  InquiryResult,
  PaymentSnapshot,
  RefundSnapshot,
} from '../../shared/provider/payment-snapshot.ts';
import { toUnreadable } from '../../shared/provider/replies.ts';
import { type Fields, parseFields, parseId, parseText } from '../../shared/provider/tolerant-reader.ts';
import { isPaymentNotFound, toPlain, toProviderError } from './errors.ts';
import { findRequest, type RefundRequest, toListRequest } from './refund-requests.ts';

/** The only status text that is documented. Human text: matched whatever its case, accents and gender. */
const CANCELED = /^cancelad[ao]$/;

/** @source https://docs.sopague.com.br/en/pagamentosAPI/pesquisarPagamento (read 2026-11-21) */
export function toLookUp({ paymentId }: PaymentRef): ProviderRequest {
  return { method: 'GET', path: `/v1/payments/${paymentId}` };
}

/** The payment, and the cancellation request that is followed, if there is one. */
export const sopagueInquiry: Inquiry = {
  toRequests: (ref, { refundId }) =>
    refundId === undefined ? [toLookUp(ref)] : [toLookUp(ref), toListRequest(refundId)],
  toResult([lookUp, list], ref, { refundId }) {
    const request = refundId === undefined ? undefined : findRequest(list, refundId);
    const payment = readPayment(lookUp, ref);
    if (request === undefined || typeof request === 'string') return toInquiryResult(payment, lookUp);
    // What became of the request shows without the payment too.
    const snapshot = typeof payment === 'string' ? NO_PAYMENT : toSnapshot(payment);
    return { is: 'snapshot', snapshot: withRequest(snapshot, request) };
  },
};

/** The fields of a look-up of our payment. */
export function readPayment(
  reply: ArrivedReply | undefined,
  { paymentId }: PaymentRef,
): Fields | 'not_found' | 'unreadable' {
  if (reply?.is !== 'answered') return 'unreadable';
  if (isPaymentNotFound(reply)) return 'not_found';
  const fields = parseFields(reply.body);
  const id = parseId(fields.paymentid);
  const isPayment =
    id === paymentId || (id === undefined && parseText(fields.statusdescription) !== undefined);
  return reply.status === 200 && isPayment ? fields : 'unreadable';
}

function toInquiryResult(
  payment: ReturnType<typeof readPayment>,
  reply: ArrivedReply | undefined,
): InquiryResult {
  if (payment === 'not_found' && reply?.is === 'answered')
    return { is: 'not_found', conclusive: true, providerError: toProviderError(reply) };
  return typeof payment === 'string'
    ? toUnreadable(reply)
    : { is: 'snapshot', snapshot: toSnapshot(payment) };
}

const NO_PAYMENT: PaymentSnapshot = {
  status: 'unrecognized',
  providerStatus: '',
  refundsComplete: false,
  clocks: {},
};

/**
 * The unit of `value` is not stated: `15000` in the example is taken for centavos, like every integer amount of this API, and
 * `150.00` for reais, like every amount of it with decimals.
 */
function fromValue(value: unknown): Centavos | undefined {
  const hasDecimals = typeof value === 'string' ? value.includes('.') : !Number.isInteger(value);
  return hasDecimals ? fromReais(value) : fromCentavos(value);
}

/**
 * Any text but "Cancelada" is not documented, and says nothing of the money.
 */
function toSnapshot({ statusdescription, value, transactiondate }: Fields): PaymentSnapshot {
  const providerStatus = parseText(statusdescription) ?? '';
  const total = fromValue(value);
  return {
    status: CANCELED.test(toPlain(providerStatus)) ? 'canceled' : 'unrecognized',
    providerStatus,
    refundsComplete: false,
    clocks: { paidAt: readBrazilianTime(transactiondate) },
    ...(total !== undefined && { total }),
  };
}

function withRequest(snapshot: PaymentSnapshot, request: RefundRequest): PaymentSnapshot {
  const { id, status, amount, providerStatus } = request;
  const refund: RefundSnapshot = {
    id,
    status,
    ...(amount !== undefined && { amount }),
    ...(providerStatus !== undefined && { providerStatus }),
  };
  return { ...snapshot, refunds: [refund], isUnlisted: status === 'unrecognized' };
}
