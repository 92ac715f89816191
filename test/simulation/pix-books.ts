import { toReais } from '../../shared/domain/money.ts';
import { type Answered, type Books, type BooksDeps, type Ordered, STRANGER_FAILS_MS } from './books.ts';
import { endToEndIdOf, findPixIds, kindOf } from './pix-paths.ts';

type Refund = {
  /** What its maker called it. */
  readonly id: string;
  readonly order: Ordered;
  readonly amount: number;
  readonly at: number;
  status: 'EM_PROCESSAMENTO' | 'DEVOLVIDO' | 'NAO_REALIZADO';
};

type Charge = {
  status: 'ATIVA' | 'CONCLUIDA' | 'REMOVIDA_PELO_USUARIO_RECEBEDOR';
  readonly refunds: Refund[];
};

type Deps = BooksDeps & { readonly charges: Map<string, Charge> };

/** A bank's API Pix: a charge is removed while nobody has paid it, and the one Pix that paid it is refunded in parts. */
export function createPixBooks(given: BooksDeps): Books {
  const deps: Deps = { ...given, charges: new Map() };
  const { nature, apply, applyOutside, later } = deps;
  const find = (txid: string) => findCharge(deps, txid);
  return {
    void({ paymentId, operation }) {
      const charge = find(paymentId);
      if (charge.status !== 'ATIVA') return no(400, 'CobOperacaoInvalida');
      charge.status = 'REMOVIDA_PELO_USUARIO_RECEBEDOR';
      apply(operation, nature.total);
      return { status: 200, body: toChargeBody(deps, paymentId) };
    },
    refund: (order) => refund(deps, order),
    takeIdly: (order) =>
      order.isRefund
        ? { status: 201, body: toRefundBody(newRefund(deps, order)) }
        : { status: 200, body: toChargeBody(deps, order.paymentId) },
    read: (paymentId) => ({ status: 200, body: toChargeBody(deps, paymentId) }),
    readByPath: ({ pathname }) => read(deps, pathname),
    refuse(kind, { isRefund, token }) {
      if (kind === 'clear') return no(404, isRefund ? 'PixNaoEncontrado' : 'CobNaoEncontrado');
      if (kind === 'ask') return no(400, isRefund ? 'PixDevolucaoInvalida' : 'CobOperacaoInvalida');
      return no(422, 'AlgoNovo', `No. You sent ${token}`);
    },
    error: (status) => no(status, 'ErroInternoDoServidor'),
    oddRead: (paymentId) => ({
      status: 200,
      body: { ...toChargeBody(deps, paymentId), status: 'SOMETHING_NEW' },
    }),
    isWorking: (paymentId) => find(paymentId).refunds.some(({ status }) => status === 'EM_PROCESSAMENTO'),
    leftOf: (paymentId) => leftOf(deps, paymentId),
    pay(paymentId) {
      const charge = find(paymentId);
      if (charge.status === 'ATIVA') charge.status = 'CONCLUIDA';
    },
    strangerActs(paymentId, { amount = nature.total, fails }) {
      const charge = find(paymentId);
      const isRemoval = charge.status === 'ATIVA';
      const outside = isRemoval ? nature.total : Math.min(amount, leftOf(deps, paymentId));
      if (outside <= 0) return;
      if (isRemoval) {
        charge.status = 'REMOVIDA_PELO_USUARIO_RECEBEDOR';
        return applyOutside(paymentId, outside);
      }
      const order = { paymentId, operation: 'nobody', amount: outside, token: '' };
      const taken = newRefund(deps, { ...order, key: `outside${charge.refunds.length}` });
      charge.refunds.push(taken);
      if (fails)
        return later(STRANGER_FAILS_MS, 'the refund of somebody else fails', () => {
          taken.status = 'NAO_REALIZADO';
        });
      taken.status = 'DEVOLVIDO';
      applyOutside(paymentId, outside);
    },
  };
}

/** An id stands for one refund of the Pix: a second request of it is shown the first, or refused. */
function refund(deps: Deps, order: Ordered): Answered {
  const { nature, later } = deps;
  const { status, refunds } = findCharge(deps, order.paymentId);
  const before = refunds.find(({ id }) => id === order.key);
  if (before)
    return nature.second === 'refused'
      ? no(400, 'PixDevolucaoInvalida')
      : { status: 201, body: toRefundBody(before) };
  const { amount = 0 } = order;
  if (status !== 'CONCLUIDA') return no(404, 'PixNaoEncontrado');
  if (amount <= 0 || amount > leftOf(deps, order.paymentId)) return no(400, 'PixDevolucaoInvalida');
  const taken = newRefund(deps, order);
  refunds.push(taken);
  const answer = { status: 201, body: toRefundBody(taken) };
  if (nature.takesMs === 0) end(deps, taken);
  else if (nature.ends !== 'never') later(nature.takesMs, 'pix ends a refund', () => end(deps, taken));
  return nature.acceptsFirst ? answer : { status: 201, body: toRefundBody(taken) };
}

function end({ nature, apply }: Deps, refund: Refund): void {
  refund.status = nature.ends.startsWith('given up') ? 'NAO_REALIZADO' : 'DEVOLVIDO';
  if (refund.status === 'DEVOLVIDO') apply(refund.order.operation, refund.amount);
}

/** A charge of the other kind is not found; a Pix is there once its charge is paid. */
function read(deps: Deps, pathname: string): Answered {
  const { paymentId = '', refundId, kind } = findPixIds(pathname);
  const { status, refunds } = findCharge(deps, paymentId);
  if (kind !== undefined) {
    const isOfKind = kind === kindOf(paymentId);
    if (!isOfKind) return no(404, kind === 'cob' ? 'CobNaoEncontrado' : 'CobVNaoEncontrada');
    return { status: 200, body: toChargeBody(deps, paymentId) };
  }
  if (status !== 'CONCLUIDA') return no(404, 'PixNaoEncontrado');
  if (refundId === undefined) return { status: 200, body: toPixBody(deps, paymentId) };
  const found = refunds.find(({ id }) => id === refundId);
  return found ? { status: 200, body: toRefundBody(found) } : no(404, 'PixDevolucaoNaoEncontrada');
}

function findCharge({ charges, nature }: Deps, txid: string): Charge {
  const charge = charges.get(txid) ?? { status: nature.paid ? 'CONCLUIDA' : 'ATIVA', refunds: [] };
  charges.set(txid, charge);
  return charge;
}

/** What is under way counts as given back. */
function leftOf(deps: Deps, txid: string): number {
  const { status, refunds } = findCharge(deps, txid);
  if (status === 'REMOVIDA_PELO_USUARIO_RECEBEDOR') return 0;
  const live = refunds.filter((one) => one.status !== 'NAO_REALIZADO');
  return deps.nature.total - live.reduce((sum, { amount }) => sum + amount, 0);
}

function newRefund({ now }: Deps, order: Ordered): Refund {
  const { key = '', amount = 0 } = order;
  return { id: key, order, amount, at: now(), status: 'EM_PROCESSAMENTO' };
}

function toChargeBody(deps: Deps, txid: string): object {
  const { status } = findCharge(deps, txid);
  return {
    txid,
    status,
    valor: { original: toReais(deps.nature.total) },
    ...(status === 'CONCLUIDA' && { pix: [toPixBody(deps, txid)] }),
  };
}

function toPixBody(deps: Deps, txid: string): object {
  const { refunds } = findCharge(deps, txid);
  return {
    endToEndId: endToEndIdOf(txid),
    txid,
    valor: toReais(deps.nature.total),
    ...(refunds.length > 0 && { devolucoes: refunds.map(toRefundBody) }),
  };
}

function toRefundBody({ id, amount, at, status }: Refund): object {
  return { id, valor: toReais(amount), horario: { solicitacao: new Date(at).toISOString() }, status };
}

function no(status: number, word: string, detail = 'No.'): Answered {
  const body = { type: `https://pix.bcb.gov.br/api/v2/error/${word}`, title: word, status, detail };
  return { status, body };
}
