import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import { toBigNumber } from './wire.ts';

export type Answer = { readonly status: number; readonly body: object };

/** A payment, and what was done to it. Amounts in centavos. */
export type About = {
  readonly paymentId: string;
  readonly total: number;
  readonly paid: boolean;
  readonly method: string;
  /** What somebody else has refunded. */
  readonly elsewhere: number;
  readonly effects: { readonly refund: boolean; readonly amount: number }[];
};

/** Codes with which a request that was not carried out is refused; without one the cause is empty. */
const CODES = [9999, 2018, 2017, 2001, 2000, 4040, undefined, 2031];

const FIRST_REFUND = 9_007_199_254_740_992n;

/** Mercado Pago's part of the double: one key is executed once, and a payment is canceled once. */
export function createMercadopagoDouble(about: About) {
  const { paymentId, total, paid, method, elsewhere, effects } = about;
  const byKey = new Map<string, number>();
  const refunded = () => elsewhere + effects.reduce((sum, one) => sum + (one.refund ? one.amount : 0), 0);
  return { move, inquire, refuse };

  function move(
    { method: verb, headers = {}, body = '' }: ProviderRequest,
    applies: boolean,
    no: number,
  ): Answer {
    const isRefund = verb === 'POST';
    const key = headers['x-idempotency-key'] ?? '';
    const asked: { readonly amount?: number } = JSON.parse(body);
    const amount = isRefund ? Math.round((asked.amount ?? 0) * 100) : total;
    const before = byKey.get(key);
    if (before !== undefined) return { status: 201, body: refund(before) };
    const may = isRefund ? paid && amount <= total - refunded() : !paid && effects.length === 0;
    if (!may || !applies) return refuse(no);
    effects.push({ refund: isRefund, amount });
    if (!isRefund) return { status: 200, body: payment() };
    byKey.set(key, effects.length);
    return { status: 201, body: refund(effects.length) };
  }

  function inquire({ path }: ProviderRequest): Answer {
    const [, , , id, refunds, one] = path.split('/');
    if (id !== paymentId) return refuse(4);
    if (refunds === undefined) return { status: 200, body: payment() };
    const numbers = [...(elsewhere > 0 ? [0] : []), ...effects.map((_, at) => at + 1)].filter(
      (number) => number === 0 || effects[number - 1]?.refund,
    );
    if (one === undefined) return { status: 200, body: numbers.map(refund) };
    const found = numbers.find((number) => String(FIRST_REFUND + BigInt(number)) === one);
    return found === undefined ? { status: 404, body: error(2032) } : { status: 200, body: refund(found) };
  }

  function refuse(no: number): Answer {
    return { status: no === 4 ? 404 : 400, body: error(CODES[no]) };
  }

  function payment(): object {
    const part = refunded() < total ? 'approved' : 'refunded';
    const status = paid ? part : effects.length > 0 ? 'cancelled' : 'authorized';
    return {
      id: Number(paymentId),
      status,
      status_detail: 'detail',
      date_created: '2026-11-20T16:03:46.618-04:00',
      date_approved: paid ? '2026-11-20T16:03:47.000-04:00' : null,
      payment_method_id: method,
      currency_id: 'BRL',
      live_mode: false,
      collector_id: 471763966,
      transaction_amount: total / 100,
      transaction_amount_refunded: refunded() / 100,
    };
  }

  function refund(number: number): object {
    const amount = number === 0 ? elsewhere : (effects[number - 1]?.amount ?? 0);
    return {
      id: toBigNumber(FIRST_REFUND + BigInt(number)),
      payment_id: Number(paymentId),
      amount: amount / 100,
      date_created: number === 0 ? '2026-11-19T10:00:00.000-04:00' : '2026-11-21T11:00:01.000-04:00',
      status: 'approved',
    };
  }
}

function error(code: number | undefined): object {
  const cause = code === undefined ? [] : [{ code, description: 'No.', data: 'trace' }];
  return { message: 'No.', error: 'bad_request', status: 400, cause };
}
