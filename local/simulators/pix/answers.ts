import type { Outcome } from '../kit/answers.ts';
import type { RequestKind } from '../kit/faults.ts';
import { type PixRules, toAmount, toChargeBody, toError, toPixBody, toRefundBody } from './bodies.ts';
import {
  type Charge,
  newEndToEndId,
  newRtrId,
  type Pix,
  type Refund,
  statusOf,
  takenOf,
} from './pix-records.ts';

/** What a request is for, the ids in its path, and the scope that it needs. */
export type Route = {
  readonly kind: RequestKind;
  readonly about: 'token' | 'cob' | 'cobv' | 'pix' | 'devolucao' | 'other';
  readonly id: string;
  readonly refundId: string;
  readonly scope?: string;
};

const ROUTES: readonly (readonly [string, RegExp, RequestKind, Route['about'], scope?: string])[] = [
  ['POST', /\/token$/, 'login', 'token'],
  ['PATCH', /^\/cob\/([^/]+)$/, 'cancel', 'cob', 'cob.write'],
  ['PATCH', /^\/cobv\/([^/]+)$/, 'cancel', 'cobv', 'cobv.write'],
  ['GET', /^\/cob\/([^/]+)$/, 'read', 'cob', 'cob.read'],
  ['GET', /^\/cobv\/([^/]+)$/, 'read', 'cobv', 'cobv.read'],
  ['GET', /^\/pix\/([^/]+)$/, 'read', 'pix', 'pix.read'],
  ['PUT', /^\/pix\/([^/]+)\/devolucao\/([^/]+)$/, 'refund', 'devolucao', 'pix.write'],
  ['GET', /^\/pix\/([^/]+)\/devolucao\/([^/]+)$/, 'read_refund', 'devolucao', 'pix.read'],
];

/** @param path raw; a query is no part of the route */
export function toRoute(method: string, path: string): Route {
  const bare = path.replace(/\?.*$/, '');
  for (const [verb, pattern, kind, about, scope] of ROUTES) {
    const match = verb === method ? pattern.exec(bare) : null;
    if (match) return { kind, about, id: match[1] ?? '', refundId: match[2] ?? '', ...(scope && { scope }) };
  }
  return { kind: 'other', about: 'other', id: '', refundId: '' };
}

/** The bank's records as one account sees them. */
export type Records = {
  readonly charge: (txid: string) => Charge | undefined;
  readonly pix: (endToEndId: string) => Pix | undefined;
  readonly now: number;
  readonly rules: PixRules;
  /** A Pix that comes for a charge. */
  readonly pay: (charge: Charge) => void;
  /** Called when a charge is removed. */
  readonly removed: (charge: Charge) => void;
};

/** Decides what a request comes to, without doing it. */
export function toAnswer(route: Route, body: string, records: Records): Outcome {
  const refuse = (status: number, code: string, detail: string) =>
    toError(records.rules.dialect, status, code, detail);
  switch (route.about) {
    case 'cob':
    case 'cobv': {
      const charge = records.charge(route.id);
      if (charge?.kind === route.about)
        return route.kind === 'cancel' ? remove(charge, body, records) : readCharge(charge, records);
      const code = route.about === 'cob' ? 'CobNaoEncontrado' : 'CobVNaoEncontrada';
      return refuse(404, code, 'Cobrança não encontrada para o txid informado.');
    }
    case 'pix':
    case 'devolucao': {
      const pix = records.pix(route.id);
      if (!pix)
        return refuse(404, 'PixNaoEncontrado', 'Nenhum pix encontrado para o identificador informado.');
      if (route.about === 'pix') return { status: 200, json: toPixBody(pix, records.now, records.rules) };
      return route.kind === 'refund' ? giveBack(pix, route, body, records) : readRefund(pix, route, records);
    }
    default:
      return refuse(404, 'NaoEncontrado', 'Entidade não encontrada.');
  }
}

function readCharge(charge: Charge, { now, rules }: Records): Outcome {
  return { status: 200, json: toChargeBody(charge, now, rules) };
}

/** Only an active charge, and only by the whole of the documented body. */
function remove(charge: Charge, body: string, records: Records): Outcome {
  const { now, rules } = records;
  const isAsked = parse(body).status === 'REMOVIDA_PELO_USUARIO_RECEBEDOR';
  if (!isAsked || charge.status !== 'ATIVA') {
    const code = charge.kind === 'cob' ? 'CobOperacaoInvalida' : 'CobVOperacaoInvalida';
    return toError(rules.dialect, 400, code, 'A cobrança não está mais com o status ATIVA.');
  }
  const status = 'REMOVIDA_PELO_USUARIO_RECEBEDOR' as const;
  const after = { ...charge, status, revision: charge.revision + 1 };
  return {
    status: 200,
    json: toChargeBody(after, now, rules),
    apply() {
      charge.status = status;
      charge.revision += 1;
      charge.removals += 1;
      records.removed(charge);
      if (rules.paysOnRemoval) records.pay(charge);
    },
  };
}

const WINDOW_MS = 90 * 24 * 3_600_000;

function giveBack(pix: Pix, { refundId }: Route, body: string, { now, rules }: Records): Outcome {
  const refuse = (code: string, detail: string) => toError(rules.dialect, 400, code, detail);
  const before = pix.refunds.find(({ id }) => id === refundId);
  const amount = readAmount(parse(body).valor);
  const isSame = before?.amount === amount;
  if (before && rules.repeat === 'same' && isSame)
    return { status: rules.refundStatus, json: toRefundBody(before, now) };
  if (before)
    return toError(rules.dialect, 400, 'IdJaUtilizado', 'O id já foi utilizado em outra devolução.');
  if (amount === undefined || !/^[a-zA-Z0-9]{1,35}$/.test(refundId))
    return refuse('PixDevolucaoInvalida', 'A requisição não respeita o schema.');
  if (now > pix.at + WINDOW_MS) return refuse('PixDevolucaoInvalida', 'O prazo de 90 dias terminou.');
  if (takenOf(pix, now) + amount > pix.amount)
    return refuse('PixDevolucaoInvalida', `As devoluções passariam de ${toAmount(pix.amount)}.`);
  const refund = newRefund(refundId, amount, now, rules);
  const status = rules.answersAtOnce ? statusOf(refund, refund.endsAt) : 'EM_PROCESSAMENTO';
  return {
    status: rules.refundStatus,
    json: { ...toRefundBody(refund, rules.answersAtOnce ? refund.endsAt : now), status },
    apply: () => void pix.refunds.push(refund),
  };
}

function newRefund(id: string, amount: number, now: number, rules: PixRules): Refund {
  const endsAt = rules.answersAtOnce ? now : now + rules.refundTakesMs;
  const { motivo } = rules;
  const ends = { endsAt, endsAs: rules.refundEnds, ...(motivo !== undefined && { motivo }) };
  return { id, rtrId: newRtrId(now), amount, requestedAt: now, by: 'api', ...ends };
}

function readRefund(pix: Pix, { refundId }: Route, { now, rules }: Records): Outcome {
  const refund = pix.refunds.find(({ id }) => id === refundId);
  if (refund && now >= refund.requestedAt + rules.readLagMs)
    return { status: 200, json: toRefundBody(refund, now) };
  return toError(rules.dialect, 404, 'PixDevolucaoNaoEncontrada', 'Nenhuma devolução encontrada.');
}

/** Only as the schema writes it: no thousands, and two decimals. */
function readAmount(valor: unknown): number | undefined {
  if (typeof valor !== 'string' || !/^\d{1,10}\.\d{2}$/.test(valor)) return undefined;
  return Math.round(Number(valor) * 100);
}

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A Pix that pays a charge. */
export function payCharge(charge: Charge, now: number, amount = charge.amount): Pix {
  const { txid, account } = charge;
  const pix: Pix = { endToEndId: newEndToEndId(now), txid, account, amount, at: now, refunds: [] };
  charge.pix.push(pix);
  return pix;
}
