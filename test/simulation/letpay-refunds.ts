import type { Answered, BooksDeps, Ordered } from './books.ts';

type Status = 'REQUESTED' | 'PROCESSING' | 'COMPLETED' | 'FAILED';
type Refund = { readonly id: number; readonly order: Ordered; readonly amount: number; status: Status };

export type RefundBooks = ReturnType<typeof createLetpayRefunds>;

/** LetPay's refunds of what is paid: each request that is taken is another refund, with an end of its own. */
export function createLetpayRefunds({ traits, apply, later }: BooksDeps) {
  const refunds: Refund[] = [];
  let given = 0;

  return {
    /** Takes a refund; undefined where so much is not left. Those under way count as taken. */
    take(order: Ordered): Answered | undefined {
      const amount = order.amount ?? leftOf(order.paymentId);
      if (amount <= 0 || amount > leftOf(order.paymentId)) return undefined;
      const refund: Refund = { id: ++given, order, amount, status: 'REQUESTED' };
      refunds.push(refund);
      if (traits.takesMs === 0) end(refund);
      else if (traits.ends !== 'never') later(traits.takesMs, 'letpay ends a refund', () => end(refund));
      return shown(refund, 'REQUESTED');
    },
    /** Says that it was taken, and forgets it. */
    takeIdly: ({ paymentId }: Ordered): Answered => ({
      status: 200,
      body: toBody(++given, paymentId, 'REQUESTED'),
    }),
    /** Somebody refunds all that is left, past this API. Says how much that was. */
    refundOutside(paymentId: string): number {
      const amount = leftOf(paymentId);
      const order = { paymentId, operation: 'nobody', amount, token: '' };
      if (amount > 0) refunds.push({ id: ++given, order, amount, status: 'COMPLETED' });
      return amount;
    },
    find: (id: string): Answered | undefined => {
      const refund = refunds.find((one) => String(one.id) === id);
      return refund && shown(refund);
    },
    list: (paymentId: string): Answered => ({
      status: 200,
      body: of(paymentId).map((one) => shown(one).body),
    }),
    isWorking: (paymentId: string) =>
      of(paymentId).some(({ status }) => status === 'REQUESTED' || status === 'PROCESSING'),
    /** Centavos that were refunded. */
    refunded: (paymentId: string) =>
      of(paymentId).reduce((sum, { status, amount }) => sum + (status === 'COMPLETED' ? amount : 0), 0),
  };

  function end(refund: Refund): void {
    refund.status = traits.ends.startsWith('given up') ? 'FAILED' : 'COMPLETED';
    if (refund.status === 'COMPLETED') apply(refund.order.operation, refund.amount);
  }

  function of(paymentId: string): Refund[] {
    return refunds.filter(({ order }) => order.paymentId === paymentId);
  }

  function leftOf(paymentId: string): number {
    return of(paymentId).reduce(
      (left, { status, amount }) => left - (status === 'FAILED' ? 0 : amount),
      traits.total,
    );
  }
}

function shown({ id, order, status }: Refund, as: Status = status): Answered {
  return { status: 200, body: toBody(id, order.paymentId, as) };
}

function toBody(id: number, paymentId: string, status: Status): object {
  return { refund_id: id, payment_token: paymentId, created_at: '2026-11-21', refund_status: status };
}
