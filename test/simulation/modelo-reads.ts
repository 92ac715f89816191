import type { PaymentStatus } from '../../shared/provider/payment-snapshot.ts';
import type { Evidence } from '../../shared/provider/traits.ts';
import type { Answered } from './books.ts';
import type { ModeloPages } from './modelo-pages.ts';
import type { ModeloOrder, ModeloPayment } from './modelo-payment.ts';
import type { Nature } from './nature.ts';

type Shown = {
  readonly nature: Nature;
  readonly pages: ModeloPages;
  /** In place of the payment's own status. */
  readonly status?: string;
};

/** What an inquiry shows of a payment: no more than its pages promise. */
export function showPayment(payment: ModeloPayment, { nature, pages, status }: Shown): Answered {
  const { traits, namesAmounts, paymentMethod } = pages;
  const evidence = new Set<Evidence | undefined>([traits.void?.evidence, traits.refund?.evidence]);
  const showsList = evidence.has('refund_by_id') || evidence.has('refund_by_key');
  const orders = payment.orders.filter((order) => isShown(order, nature));
  return {
    status: 200,
    body: {
      paymentId: payment.id,
      status: status ?? statusOf(payment, nature),
      total: nature.total,
      ...(evidence.has('refunded_total') && { refunded: doneOf(payment) }),
      ...(paymentMethod && { paymentMethod }),
      ...(showsList && {
        orders: orders.map(({ id, amount, status, order }) => ({
          id,
          status,
          ...(namesAmounts && { amount }),
          ...(evidence.has('refund_by_key') && { key: order.key ?? 'of somebody else' }),
        })),
      }),
    },
  };
}

/** What it works on is in the list from the start, or once it is done. */
function isShown({ status }: ModeloOrder, { shows }: Nature): boolean {
  return shows || status === 'succeeded';
}

function statusOf(payment: ModeloPayment, nature: Nature): PaymentStatus {
  const done = doneOf(payment);
  const isVoid = payment.orders.some(({ order, status }) => !order.isRefund && status === 'succeeded');
  const isWorking = payment.orders.some(({ order, status }) => !order.isRefund && status === 'processing');
  if (done >= nature.total) return isVoid ? 'canceled' : 'refunded';
  if (isWorking && nature.shows) return 'processing';
  if (!payment.isPaid) return 'authorized';
  return done > 0 ? 'partially_refunded' : 'paid';
}

/** Centavos that have been given back. */
function doneOf({ orders }: ModeloPayment): number {
  return orders.reduce((sum, { status, amount }) => sum + (status === 'succeeded' ? amount : 0), 0);
}
