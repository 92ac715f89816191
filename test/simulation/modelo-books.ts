import { type MethodTraits, traitsOf } from '../../shared/provider/traits.ts';
import {
  type Answered,
  type Books,
  type BooksDeps,
  type Ordered,
  STRANGER_FAILS_MS,
  type StrangerAct,
} from './books.ts';
import { type ModeloPages, PRESETS } from './modelo-pages.ts';
import type { ModeloOrder, ModeloPayment } from './modelo-payment.ts';
import { showPayment } from './modelo-reads.ts';

type Deps = BooksDeps & { readonly pages: ModeloPages; readonly payments: Map<string, ModeloPayment> };

/** The provider that does not exist: it does what its pages say, whatever these are. */
export function createModeloBooks(given: BooksDeps): Books {
  const pages = given.nature.pages ?? PRESETS.parts(given.nature.shows);
  const deps: Deps = { ...given, pages, payments: new Map() };
  const paymentOf = (paymentId: string) => findPayment(deps, paymentId);
  const show = (paymentId: string, status?: string) =>
    showPayment(paymentOf(paymentId), { nature: deps.nature, pages, ...(status && { status }) });
  return {
    void: (order) => takeOnce(deps, order),
    refund: (order) => takeOnce(deps, { ...order, isRefund: true }),
    takeIdly: () => (deps.nature.acceptsFirst ? { status: 202, body: {} } : no(500, 'error')),
    read: (paymentId) => show(paymentId),
    refuse: (kind, { token, isRefund }) => {
      if (kind === 'ask') return no(422, 'ask');
      if (kind === 'clear') return no(422, isRefund ? 'not_refundable' : 'not_cancelable');
      return no(422, 'something_new', `No. You sent ${token}`);
    },
    error: (status) => no(status, 'error'),
    oddRead: (paymentId) => show(paymentId, 'something new'),
    isWorking: (paymentId) => paymentOf(paymentId).orders.some(({ status }) => status === 'processing'),
    leftOf: (paymentId) => leftOf(deps, paymentOf(paymentId)),
    pay: (paymentId) => pay(deps, paymentOf(paymentId)),
    strangerActs: (paymentId, act) => strangerActs(deps, paymentOf(paymentId), act),
  };
}

/** What is not paid can be voided as a whole only, unless the pages say otherwise. */
function strangerActs(deps: Deps, payment: ModeloPayment, { amount, fails }: StrangerAct): void {
  const { traits } = deps.pages;
  const left = leftOf(deps, payment);
  const isWhole = amount === undefined || (!payment.isPaid && traits.void?.partial === 'no');
  const given = isWhole ? left : Math.min(amount, left);
  if (given <= 0) return;
  const isRefund = payment.isPaid && traits.refund !== undefined;
  const order = { paymentId: payment.id, operation: 'nobody', amount: given, token: '', isRefund };
  const taken = add(payment, order, given, fails ? 'processing' : 'succeeded');
  if (!fails) deps.applyOutside(payment.id, given);
  else
    deps.later(STRANGER_FAILS_MS, 'the refund of somebody else fails', () => {
      taken.status = 'failed';
    });
}

function findPayment({ payments, nature }: Deps, id: string): ModeloPayment {
  const kept = payments.get(id);
  if (kept) return kept;
  const payment = { id, isPaid: nature.paid === true, orders: [], answers: new Map(), gaveUp: false };
  payments.set(id, payment);
  return payment;
}

/** Under a key that was used before, the answer from then, for as long as the provider remembers it. */
function takeOnce(deps: Deps, order: Ordered): Answered {
  const { idempotency } = traitsFor(deps, order);
  const payment = findPayment(deps, order.paymentId);
  if (idempotency.is !== 'key') return take(deps, payment, order);
  const key = order.key ?? '';
  const before = payment.answers.get(key);
  if (before && deps.now() - before.at < idempotency.lifetimeMs) return before.answer;
  const answer = take(deps, payment, order);
  if (answer.status < 400 || idempotency.burnsOnError) payment.answers.set(key, { answer, at: deps.now() });
  return answer;
}

function traitsFor({ pages }: Deps, { isRefund }: Ordered): MethodTraits {
  return traitsOf(pages.traits, isRefund ? 'refund' : 'void', pages.paymentMethod);
}

function take(deps: Deps, payment: ModeloPayment, order: Ordered): Answered {
  const { nature, pages } = deps;
  const { allowedFrom, idempotency } = traitsFor(deps, order);
  // A lax provider forgets what went back before. What can be done only once by its nature is done once there too.
  const isLax = nature.lax === true && idempotency.is !== 'by_nature' && (order.amount ?? 0) <= nature.total;
  const left = leftOf(deps, payment);
  const amount = order.amount ?? left;
  if (left <= 0 && order.amount === undefined) return takeSecond(deps, payment, order);
  if (!allowedFrom.includes(payment.isPaid ? 'paid' : 'authorized'))
    return no(422, order.isRefund ? 'not_refundable' : 'not_cancelable');
  if (amount > left && !isLax) return no(422, 'amount_exceeds_available');
  const taken = add(payment, order, amount, 'processing');
  if (nature.acceptsFirst && nature.ends !== 'never')
    deps.later(nature.takesMs, 'modelo ends a request', () => end(deps, payment, taken));
  if (!nature.acceptsFirst) finish(deps, taken);
  return toAnswer(pages, taken);
}

/** Nothing is left to give back: the request for the whole is refused, or taken as if it were the first. */
function takeSecond({ nature, pages }: Deps, payment: ModeloPayment, order: Ordered): Answered {
  if (nature.second === 'refused') return no(422, order.isRefund ? 'already_refunded' : 'already_canceled');
  const live = payment.orders.filter(({ status }) => status !== 'failed');
  const first = live.find((one) => one.order.operation === order.operation);
  if (first) return toAnswer(pages, first);
  return { status: live.some(({ status }) => status === 'processing') ? 202 : 200, body: {} };
}

function add(
  payment: ModeloPayment,
  order: Ordered,
  amount: number,
  status: ModeloOrder['status'],
): ModeloOrder {
  const taken = { id: `r${payment.orders.length + 1}-${payment.id}`, order, amount, status };
  payment.orders.push(taken);
  return taken;
}

/** Work that was accepted ends. */
function end(deps: Deps, payment: ModeloPayment, taken: ModeloOrder): void {
  const { ends } = deps.nature;
  if (taken.status !== 'processing') return;
  const givesUp = ends === 'given up' || (ends === 'given up once' && !payment.gaveUp);
  payment.gaveUp ||= givesUp;
  if (givesUp) taken.status = 'failed';
  else finish(deps, taken);
}

function finish(deps: Deps, taken: ModeloOrder): void {
  taken.status = 'succeeded';
  deps.apply(taken.order.operation, taken.amount);
}

/** What is not paid yet can be voided; a void that is under way ends by it, where only that can be. */
function pay(deps: Deps, payment: ModeloPayment): void {
  if (payment.isPaid || leftOf(deps, payment) === 0) return;
  payment.isPaid = true;
  for (const taken of payment.orders)
    if (taken.status === 'processing' && !traitsFor(deps, taken.order).allowedFrom.includes('paid'))
      taken.status = 'failed';
}

function leftOf({ nature }: Deps, { orders }: ModeloPayment): number {
  return orders.reduce((left, { status, amount }) => left - (status === 'failed' ? 0 : amount), nature.total);
}

function toAnswer(
  { traits, namesAmounts }: ModeloPages,
  { id, amount, status, order }: ModeloOrder,
): Answered {
  const { evidence } = traitsOf(traits, order.isRefund ? 'refund' : 'void');
  const hasId = evidence === 'refund_by_id' || evidence === 'refund_by_key';
  const body = { ...(hasId && { id }), ...(namesAmounts && { amount }) };
  return { status: status === 'processing' ? 202 : 200, body };
}

export function no(status: number, code: string, message?: string): Answered {
  return { status, body: { code, ...(message !== undefined && { message }) } };
}
