import { type Answered, type BooksDeps, type Ordered, STRANGER_FAILS_MS, type StrangerAct } from './books.ts';

type Status = 'REQUESTED' | 'PROCESSING' | 'COMPLETED' | 'FAILED';
type Refund = { readonly id: number; readonly order: Ordered; readonly amount: number; status: Status };

export type RefundBooks = ReturnType<typeof createLetpayRefunds>;

/** LetPay's refunds of what is paid: each request that is taken is another refund, with an end of its own. */
export function createLetpayRefunds({ nature, apply, applyOutside, later }: BooksDeps) {
  const refunds: Refund[] = [];
  let given = 0;

  return {
    /** Takes a refund; undefined where so much is not left. Those under way count as taken. */
    take(order: Ordered): Answered | undefined {
      const left = leftOf(order.paymentId);
      const amount = order.amount ?? left;
      if (amount <= 0 || amount > (nature.lax ? nature.total : left)) return undefined;
      const refund: Refund = { id: nextId(), order, amount, status: 'REQUESTED' };
      refunds.push(refund);
      if (nature.takesMs === 0) end(refund);
      else if (nature.ends !== 'never') later(nature.takesMs, 'letpay ends a refund', () => end(refund));
      return shown(refund, 'REQUESTED');
    },
    /** Says that it was taken, and forgets it. */
    takeIdly: ({ paymentId }: Ordered): Answered => ({
      status: 200,
      body: toBody(nextId(), paymentId, 'REQUESTED'),
    }),
    /** Somebody else refunds past this API. */
    refundOutside(paymentId: string, { amount = leftOf(paymentId), fails }: StrangerAct): void {
      const given = Math.min(amount, leftOf(paymentId));
      if (given <= 0) return;
      const order = { paymentId, operation: 'nobody', amount: given, token: '' };
      const refund: Refund = {
        id: nextId(),
        order,
        amount: given,
        status: fails ? 'PROCESSING' : 'COMPLETED',
      };
      refunds.push(refund);
      if (!fails) applyOutside(paymentId, given);
      else
        later(STRANGER_FAILS_MS, 'the refund of somebody else fails', () => {
          refund.status = 'FAILED';
        });
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
    /** Centavos that were refunded, or are under way. */
    taken: (paymentId: string) => nature.total - leftOf(paymentId),
  };

  function nextId(): number {
    given += 1;
    return given;
  }

  function end(refund: Refund): void {
    refund.status = nature.ends.startsWith('given up') ? 'FAILED' : 'COMPLETED';
    if (refund.status === 'COMPLETED') apply(refund.order.operation, refund.amount);
  }

  function of(paymentId: string): Refund[] {
    return refunds.filter(({ order }) => order.paymentId === paymentId);
  }

  function leftOf(paymentId: string): number {
    return of(paymentId).reduce(
      (left, { status, amount }) => left - (status === 'FAILED' ? 0 : amount),
      nature.total,
    );
  }
}

function shown({ id, order, status }: Refund, as: Status = status): Answered {
  return { status: 200, body: toBody(id, order.paymentId, as) };
}

function toBody(id: number, paymentId: string, status: Status): object {
  return { refund_id: id, payment_token: paymentId, created_at: '2026-11-21', refund_status: status };
}
