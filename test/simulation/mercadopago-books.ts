import { type Answered, type Books, type BooksDeps, type Ordered, STRANGER_FAILS_MS } from './books.ts';

type Refund = {
  readonly id: number;
  readonly order: Ordered;
  readonly amount: number;
  readonly at: number;
  status: 'in_process' | 'approved' | 'rejected';
};

type Payment = { status: 'authorized' | 'approved' | 'cancelled'; readonly refunds: Refund[] };

/** Mercado Pago: a whole cancel at once, and refunds by key, at once or under way for a while. */
export function createMercadopagoBooks({ nature, apply, applyOutside, later, now }: BooksDeps): Books {
  const payments = new Map<string, Payment>();
  let ids = 0;

  return {
    void({ paymentId, operation }) {
      const payment = paymentOf(paymentId);
      if (payment.status !== 'authorized') return no(2018);
      payment.status = 'cancelled';
      apply(operation, nature.total);
      return { status: 200, body: shown(paymentId) };
    },
    refund(order) {
      const { status, refunds } = paymentOf(order.paymentId);
      const before = refunds.find((one) => one.order.key === order.key);
      if (before) return { status: 201, body: toBody(before) };
      const amount = order.amount ?? 0;
      if (status !== 'approved') return no(2063);
      if (amount <= 0 || amount > leftOf(order.paymentId)) return no(2017);
      const refund = newRefund(order, amount);
      refunds.push(refund);
      const taken = { status: 201, body: toBody(refund) };
      if (nature.takesMs > 0) {
        if (nature.ends !== 'never') later(nature.takesMs, 'mercadopago ends a refund', () => end(refund));
        return taken;
      }
      end(refund);
      return { status: 201, body: toBody(refund) };
    },
    takeIdly: (order) =>
      order.isRefund
        ? { status: 201, body: toBody(newRefund(order, order.amount ?? 0)) }
        : { status: 200, body: shown(order.paymentId) },
    read: (paymentId) => ({ status: 200, body: shown(paymentId) }),
    readRefunds({ pathname }) {
      const [, , , paymentId = '', , id] = pathname.split('/');
      const { refunds } = paymentOf(paymentId);
      if (id === undefined) return { status: 200, body: refunds.map(toBody) };
      const found = refunds.find((one) => String(one.id) === id);
      return found ? { status: 200, body: toBody(found) } : no(2032);
    },
    refuse(kind, { isRefund, token }) {
      if (kind === 'clear') return no(isRefund ? 2024 : 2016);
      return kind === 'ask' ? no(isRefund ? 2063 : 2018) : no(9999, `No. You sent ${token}`);
    },
    error: (status) => ({ status, body: { message: 'No.', error: 'internal_error', status, cause: [] } }),
    oddRead: (paymentId) => ({ status: 200, body: { ...shown(paymentId), status: 'something_new' } }),
    isWorking: (paymentId) => paymentOf(paymentId).refunds.some(({ status }) => status === 'in_process'),
    leftOf,
    pay(paymentId) {
      const payment = paymentOf(paymentId);
      if (payment.status === 'authorized') payment.status = 'approved';
    },
    strangerActs(paymentId, { amount = leftOf(paymentId), fails }) {
      const payment = paymentOf(paymentId);
      const given = Math.min(amount, leftOf(paymentId));
      if (payment.status === 'cancelled' || given <= 0) return;
      if (payment.status === 'authorized') {
        payment.status = 'cancelled';
        return applyOutside(paymentId, nature.total);
      }
      const refund = newRefund({ paymentId, operation: 'nobody', amount: given, token: '' }, given);
      payment.refunds.push(refund);
      if (fails)
        return later(STRANGER_FAILS_MS, 'the refund of somebody else fails', () => {
          refund.status = 'rejected';
        });
      refund.status = 'approved';
      applyOutside(paymentId, given);
    },
  };

  function end(refund: Refund): void {
    refund.status = nature.ends.startsWith('given up') ? 'rejected' : 'approved';
    if (refund.status === 'approved') apply(refund.order.operation, refund.amount);
  }

  function newRefund(order: Ordered, amount: number): Refund {
    ids += 1;
    return { id: ids, order, amount, at: now(), status: 'in_process' };
  }

  function paymentOf(paymentId: string): Payment {
    const payment = payments.get(paymentId) ?? {
      status: nature.paid ? 'approved' : 'authorized',
      refunds: [],
    };
    payments.set(paymentId, payment);
    return payment;
  }

  /** What is under way counts as given back. */
  function leftOf(paymentId: string): number {
    const { status, refunds } = paymentOf(paymentId);
    if (status === 'cancelled') return 0;
    return nature.total - sumOf(refunds.filter((one) => one.status !== 'rejected'));
  }

  function shown(paymentId: string): object {
    const { status, refunds } = paymentOf(paymentId);
    const refunded = sumOf(refunds.filter((one) => one.status === 'approved'));
    return {
      id: Number(paymentId),
      status: status === 'approved' && refunded >= nature.total ? 'refunded' : status,
      status_detail: refunded > 0 ? 'partially_refunded' : 'accredited',
      payment_method_id: 'visa',
      currency_id: 'BRL',
      live_mode: false,
      transaction_amount: nature.total / 100,
      transaction_amount_refunded: refunded / 100,
    };
  }
}

function sumOf(refunds: readonly Refund[]): number {
  return refunds.reduce((sum, { amount }) => sum + amount, 0);
}

function toBody({ id, order, amount, at, status }: Refund): object {
  const date_created = new Date(at).toISOString();
  return { id, payment_id: Number(order.paymentId), amount: amount / 100, date_created, status };
}

function no(code: number, description = 'No.'): Answered {
  return {
    status: 400,
    body: { message: description, error: 'bad_request', status: 400, cause: [{ code, description }] },
  };
}
