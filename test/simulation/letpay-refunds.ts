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
    /**
     * Somebody refunds past this API: all that is left, or a part that is worked on for a minute and then fails.
     * Says how much of it was given back.
     */
    refundOutside(paymentId: string): number {
      const left = leftOf(paymentId);
      const fails = ++given % 2 === 0;
      const amount = fails ? Math.min(left, 1) : left;
      if (amount <= 0) return 0;
      const order = { paymentId, operation: 'nobody', amount, token: '' };
      const refund: Refund = { id: given, order, amount, status: fails ? 'PROCESSING' : 'COMPLETED' };
      refunds.push(refund);
      if (!fails) return amount;
      later(60_000, 'the refund of somebody else fails', () => {
        refund.status = 'FAILED';
      });
      return 0;
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
