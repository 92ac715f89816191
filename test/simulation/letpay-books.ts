import { toCancelBody, toErrorBody } from '../../local/simulators/letpay/bodies.ts';
import type { Answered, Books, BooksDeps, Ordered } from './books.ts';
import { createLetpayRefunds } from './letpay-refunds.ts';

type Payment = {
  status: 'PRE_AUTHORIZED' | 'PROCESSING' | 'PAID' | 'CANCELED';
  pending?: Ordered | undefined;
};

/** LetPay: whole payments only, accepted first, done at once or later; no cancel lands on a paid payment. */
export function createLetpayBooks(deps: BooksDeps): Books {
  const { traits, apply, applyOutside, later, now } = deps;
  const payments = new Map<string, Payment>();
  const refunds = createLetpayRefunds(deps);

  return {
    cancel(order) {
      const payment = paymentOf(order.paymentId);
      if (payment.status === 'PAID') return no(422, '00.04.0010', order.paymentId);
      const isSecond = payment.pending || payment.status === 'CANCELED';
      if (isSecond && traits.second === 'refused') return no(422, '00.04.0010', order.paymentId);
      if (!isSecond) begin(payment, order);
      return accepted(order);
    },
    takeIdly: (order) => (order.isRefund ? refunds.takeIdly(order) : accepted(order)),
    refund(order) {
      if (paymentOf(order.paymentId).status !== 'PAID') return no(400, '01.05.0030', order.paymentId);
      return refunds.take(order) ?? no(400, '00.04.0014', order.paymentId);
    },
    read: (paymentId) => shown(paymentId, statusOf(paymentId), amountsOf(paymentId)),
    readRefunds([, id = '', paymentId = '']) {
      if (id === 'payment') return refunds.list(paymentId);
      return refunds.find(id) ?? no(404, '00.01.0068', '');
    },
    refuse(kind, { paymentId, token, isRefund }) {
      if (kind === 'ask' && isRefund) return no(400, '01.05.0002', paymentId);
      if (kind === 'clear') return no(422, '01.05.0018', paymentId);
      if (kind === 'ask') return no(422, '00.04.0010', paymentId);
      return {
        status: 422,
        body: { errors: [{ code: '99.99.0001', description: `No. You sent ${token}` }] },
      };
    },
    error: (status) => no(status, '00.03.0001', ''),
    oddRead: (paymentId) => shown(paymentId, 'SOMETHING_NEW'),
    isWorking: (paymentId) => paymentOf(paymentId).pending !== undefined || refunds.isWorking(paymentId),
    pay(paymentId) {
      const payment = paymentOf(paymentId);
      if (payment.status !== 'CANCELED') payments.set(paymentId, { status: 'PAID' });
    },
    cancelOutside(paymentId) {
      const payment = paymentOf(paymentId);
      if (payment.status === 'PAID') applyOutside(refunds.refundOutside(paymentId));
      if (payment.status === 'PAID' || payment.status === 'CANCELED') return;
      payments.set(paymentId, { status: 'CANCELED' });
      applyOutside(traits.total);
    },
  };

  function begin(payment: Payment, order: Ordered): void {
    payment.pending = order;
    if (traits.takesMs === 0) {
      end(payment, order);
      return;
    }
    if (traits.shows) payment.status = 'PROCESSING';
    if (traits.ends !== 'never') later(traits.takesMs, 'letpay ends a cancel', () => end(payment, order));
  }

  function end(payment: Payment, order: Ordered): void {
    if (payment !== payments.get(order.paymentId) || payment.pending !== order) return;
    payment.pending = undefined;
    payment.status = traits.ends.startsWith('given up') ? 'PAID' : 'CANCELED';
    if (payment.status === 'CANCELED') apply(order.operation, traits.total);
  }

  function paymentOf(paymentId: string): Payment {
    const payment = payments.get(paymentId) ?? { status: traits.paid ? 'PAID' : 'PRE_AUTHORIZED' };
    payments.set(paymentId, payment);
    return payment;
  }

  function statusOf(paymentId: string): string {
    const { status } = paymentOf(paymentId);
    const refunded = refunds.refunded(paymentId);
    if (status !== 'PAID' || refunded === 0) return status;
    return refunded < traits.total ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  }

  function amountsOf(paymentId: string): object {
    if (paymentOf(paymentId).status !== 'PAID') return {};
    return { amount_received: traits.total / 100, refunded_amount: refunds.refunded(paymentId) / 100 };
  }

  function no(status: number, code: string, paymentId: string): Answered {
    return { status, body: toErrorBody({ status, code, path: `/payment/${paymentId}/cancel`, at: now() }) };
  }
}

function accepted({ paymentId }: Ordered): Answered {
  return { status: 200, body: toCancelBody(paymentId) };
}

function shown(paymentId: string, transactionStatus: string, more: object = {}): Answered {
  return { status: 200, body: { paymentToken: paymentId, transactionStatus, ...more } };
}
