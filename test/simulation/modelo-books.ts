import type { Answered, Books, BooksDeps, Ordered } from './books.ts';

type Order = { working: number; done: number; gaveUp: boolean };

/**
 * "Modelo", a provider that does not exist: parts of which each landing counts, done at once or accepted first, and a
 * read that tells of each reference whether it was done. The rules for such providers have no other to show them on.
 */
export function createModeloBooks({ traits, apply, applyOutside, later }: BooksDeps): Books {
  const orders = new Map<string, Order>();
  const spent = new Map<string, number>();
  /** What was left for the cancel of the whole, by payment. */
  const wholes = new Map<string, number>();

  return {
    cancel(order) {
      const { paymentId, amount } = order;
      const whole = wholes.get(paymentId);
      if (amount === undefined && whole !== undefined) {
        if (traits.second === 'refused') return no(422, 'already_canceled');
        return traits.acceptsFirst ? accepted(order) : done(order, whole);
      }
      if ((amount ?? 0) > leftOf(paymentId)) return no(422, 'amount_exceeds_available');
      if (amount === undefined) wholes.set(paymentId, leftOf(paymentId));
      if (!traits.acceptsFirst) return done(order, finish(order));
      begin(order);
      return accepted(order);
    },
    takeIdly: (order) => (traits.acceptsFirst ? accepted(order) : no(500, 'error')),
    read(paymentId, reference = '') {
      const { working, done: times, gaveUp } = orderOf(paymentId, reference);
      const total = traits.total;
      if (times > 0) return { status: 200, body: { paymentId, total, said: 'done' } };
      if (working > 0 && traits.shows) return { status: 200, body: { paymentId, total, said: 'working' } };
      return { status: 200, body: { paymentId, total, said: gaveUp && traits.shows ? 'never' : 'not_done' } };
    },
    refuse(kind) {
      return no(422, kind === 'clear' ? 'not_cancelable' : kind === 'ask' ? 'ask' : 'something_new');
    },
    error: (status) => no(status, 'error'),
    oddRead: (paymentId) => ({
      status: 200,
      body: { paymentId, total: traits.total, said: 'something new' },
    }),
    isWorking: (paymentId) =>
      [...orders].some(([key, { working }]) => key.startsWith(paymentId) && working > 0),
    pay: () => undefined,
    cancelOutside(paymentId) {
      applyOutside(leftOf(paymentId));
      spent.set(paymentId, traits.total);
      wholes.set(paymentId, 0);
    },
  };

  function begin(order: Ordered): void {
    const { paymentId, operation } = order;
    orderOf(paymentId, operation).working += 1;
    if (traits.ends === 'never') return;
    later(traits.takesMs, 'modelo ends a cancel', () => {
      const state = orderOf(paymentId, operation);
      state.working -= 1;
      const givesUp = traits.ends === 'given up' || (traits.ends === 'given up once' && !state.gaveUp);
      if (!givesUp) finish(order);
      else {
        state.gaveUp = true;
        wholes.delete(paymentId);
      }
    });
  }

  function finish({ paymentId, operation, amount }: Ordered): number {
    const given = amount ?? leftOf(paymentId);
    spent.set(paymentId, (spent.get(paymentId) ?? 0) + given);
    orderOf(paymentId, operation).done += 1;
    apply(operation, given);
    return given;
  }

  function leftOf(paymentId: string): number {
    return traits.total - (spent.get(paymentId) ?? 0);
  }

  function orderOf(paymentId: string, reference: string): Order {
    const key = `${paymentId} ${reference}`;
    const order = orders.get(key) ?? { working: 0, done: 0, gaveUp: false };
    orders.set(key, order);
    return order;
  }
}

function done({ paymentId }: Ordered, amount: number): Answered {
  return { status: 200, body: { paymentId, amount } };
}

function accepted({ paymentId }: Ordered): Answered {
  return { status: 202, body: { paymentId } };
}

function no(status: number, code: string): Answered {
  return { status, body: { code } };
}
