import { toCancelBody, toErrorBody } from '../../local/simulators/letpay/bodies.ts';
import type { Answered, Books, BooksDeps, Ordered } from './books.ts';
import { createLetpayRefunds } from './letpay-refunds.ts';

type Payment = {
  status: 'PRE_AUTHORIZED' | 'PROCESSING' | 'PAID' | 'CANCELED';
  pending?: Ordered | undefined;
};

/** LetPay: whole payments only, accepted first, done at once or later; no void lands on a paid payment. */
export function createLetpayBooks(deps: BooksDeps): Books {
  const { nature, apply, applyOutside, later, now } = deps;
  const payments = new Map<string, Payment>();
  const refunds = createLetpayRefunds(deps);

  return {
    void(order) {
      const payment = paymentOf(order.paymentId);
      if (payment.status === 'PAID') return no(422, '00.04.0010', order.paymentId);
      const isSecond = payment.pending || payment.status === 'CANCELED';
      if (isSecond && nature.second === 'refused') return no(422, '00.04.0010', order.paymentId);
      if (!isSecond) begin(payment, order);
      return accepted(order);
    },
    takeIdly: (order) => (order.isRefund ? refunds.takeIdly(order) : accepted(order)),
    refund(order) {
      if (paymentOf(order.paymentId).status !== 'PAID') return no(400, '01.05.0030', order.paymentId);
      return refunds.take(order) ?? no(400, '00.04.0014', order.paymentId);
    },
    read: (paymentId) => shown(paymentId, statusOf(paymentId), amountsOf(paymentId)),
    readRefunds({ pathname }) {
      const [, , id = '', paymentId = ''] = pathname.split('/');
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
    leftOf: (paymentId) =>
      paymentOf(paymentId).status === 'CANCELED' ? 0 : nature.total - refunds.taken(paymentId),
    pay(paymentId) {
      const payment = paymentOf(paymentId);
      if (payment.status !== 'CANCELED') payments.set(paymentId, { status: 'PAID' });
    },
    strangerActs(paymentId, act) {
      const { status } = paymentOf(paymentId);
      if (status === 'PAID') refunds.refundOutside(paymentId, act);
      if (status === 'PAID' || status === 'CANCELED') return;
      payments.set(paymentId, { status: 'CANCELED' });
      applyOutside(paymentId, nature.total);
    },
  };

  function begin(payment: Payment, order: Ordered): void {
    payment.pending = order;
    if (nature.takesMs === 0) {
      end(payment, order);
      return;
    }
    if (nature.shows) payment.status = 'PROCESSING';
    if (nature.ends !== 'never') later(nature.takesMs, 'letpay ends a void', () => end(payment, order));
  }

  function end(payment: Payment, order: Ordered): void {
    if (payment !== payments.get(order.paymentId) || payment.pending !== order) return;
    payment.pending = undefined;
    payment.status = nature.ends.startsWith('given up') ? 'PAID' : 'CANCELED';
    if (payment.status === 'CANCELED') apply(order.operation, nature.total);
  }

  function paymentOf(paymentId: string): Payment {
    const payment = payments.get(paymentId) ?? { status: nature.paid ? 'PAID' : 'PRE_AUTHORIZED' };
    payments.set(paymentId, payment);
    return payment;
  }

  function statusOf(paymentId: string): string {
    const { status } = paymentOf(paymentId);
    const refunded = refunds.refunded(paymentId);
    if (status !== 'PAID' || refunded === 0) return status;
    return refunded < nature.total ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  }

  function amountsOf(paymentId: string): object {
    if (paymentOf(paymentId).status !== 'PAID') return {};
    return { amount_received: nature.total / 100, refunded_amount: refunds.refunded(paymentId) / 100 };
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
