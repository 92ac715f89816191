import { toCancelBody, toErrorBody } from '../../functions/letpay/simulator/bodies.ts';
import type { Answered, Books, BooksDeps, Ordered } from './books.ts';

type Payment = {
  status: 'PRE_AUTHORIZED' | 'PROCESSING' | 'PAID' | 'CANCELED';
  pending?: Ordered | undefined;
};

/** LetPay: whole payments only, accepted first, done at once or later; no cancel lands on a paid payment. */
export function createLetpayBooks({ traits, apply, applyOutside, later, now }: BooksDeps): Books {
  const payments = new Map<string, Payment>();

  return {
    cancel(order) {
      const payment = paymentOf(order.paymentId);
      if (payment.status === 'PAID') return no(422, '00.04.0010', order.paymentId);
      const isSecond = payment.pending || payment.status === 'CANCELED';
      if (isSecond && traits.second === 'refused') return no(422, '00.04.0010', order.paymentId);
      if (!isSecond) begin(payment, order);
      return accepted(order);
    },
    takeIdly: accepted,
    read: (paymentId) => shown(paymentId, paymentOf(paymentId).status),
    refuse(kind, { paymentId, token }) {
      if (kind === 'clear') return no(422, '01.05.0018', paymentId);
      if (kind === 'ask') return no(422, '00.04.0010', paymentId);
      return {
        status: 422,
        body: { errors: [{ code: '99.99.0001', description: `No. You sent ${token}` }] },
      };
    },
    error: (status) => no(status, '00.03.0001', ''),
    oddRead: (paymentId) => shown(paymentId, 'SOMETHING_NEW'),
    isWorking: (paymentId) => paymentOf(paymentId).pending !== undefined,
    pay(paymentId) {
      const payment = paymentOf(paymentId);
      if (payment.status !== 'CANCELED') payments.set(paymentId, { status: 'PAID' });
    },
    cancelOutside(paymentId) {
      const payment = paymentOf(paymentId);
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
    const payment = payments.get(paymentId) ?? { status: 'PRE_AUTHORIZED' };
    payments.set(paymentId, payment);
    return payment;
  }

  function no(status: number, code: string, paymentId: string): Answered {
    return { status, body: toErrorBody({ status, code, path: `/payment/${paymentId}/cancel`, at: now() }) };
  }
}

function accepted({ paymentId }: Ordered): Answered {
  return { status: 200, body: toCancelBody(paymentId) };
}

function shown(paymentId: string, transactionStatus: string): Answered {
  return { status: 200, body: { paymentToken: paymentId, transactionStatus } };
}
