import { type Centavos, fromReais } from '../../shared/domain/money.ts';
import type { ArrivedReply } from '../../shared/ports/exchange.ts';
import { readBrazilianTime } from '../../shared/provider/brazilian-time.ts';
import type { InquiryOptions } from '../../shared/provider/connector.ts';
import type {
  PaymentSnapshot,
  PaymentStatus,
  RefundSnapshot,
} from '../../shared/provider/payment-snapshot.ts';
import { parseFields, parseRows } from '../../shared/provider/tolerant-reader.ts';
import { meaningOf } from './errors.ts';
import { parseEndToEndId } from './payment-id.ts';
import { toRefund } from './refunds.ts';

/** A received Pix with its refunds. */
export type Pix = {
  readonly endToEndId: string | undefined;
  readonly amount: Centavos | undefined;
  readonly paidAt: number | undefined;
  readonly refunds: readonly RefundSnapshot[];
  readonly isComplete: boolean;
};

export function toPix(body: unknown, keys: readonly string[] | undefined): Pix {
  const { endToEndId, valor, horario, devolucoes } = parseFields(body);
  const refunds = (parseRows(devolucoes) ?? []).filter(isSaying).map((row) => toRefund(row, keys));
  const isReadable = devolucoes === undefined || parseRows(devolucoes) !== undefined;
  return {
    endToEndId: parseEndToEndId(endToEndId),
    amount: fromReais(valor),
    paidAt: readBrazilianTime(horario),
    refunds,
    isComplete: isReadable && new Set(refunds.map(({ id }) => id)).size === refunds.length,
  };
}

/** A row without anything in it is no refund. Ours is read by its id where the list does not show it. */
function isSaying(row: unknown): boolean {
  return Object.keys(parseFields(row)).length > 0;
}

export function toPixOf(
  reply: ArrivedReply | undefined,
  endToEndId: string,
  { idempotencyKeys }: InquiryOptions,
): readonly Pix[] | undefined {
  if (reply?.is !== 'answered' || reply.status !== 200) return undefined;
  const pix = toPix(reply.body, idempotencyKeys);
  return pix.endToEndId === endToEndId ? [pix] : undefined;
}

/** With our refund as it was read by its id. Where that was not answered, the list is not known to be whole. */
export function withRefund(pix: Pix, reply: ArrivedReply, { idempotencyKeys }: InquiryOptions): Pix {
  if (reply.is !== 'answered') return { ...pix, isComplete: false };
  const meaning = meaningOf(reply);
  if (meaning === 'refund_not_found' || (meaning === 'payment_not_found' && reply.status === 404)) return pix;
  const refund = toRefund(reply.body, idempotencyKeys);
  if (reply.status !== 200 || !refund.isOurs) return { ...pix, isComplete: false };
  return { ...pix, refunds: [...pix.refunds, refund] };
}

/** A Pix has no status of its own: the status of its last refund, or that there is none. */
export function toPixStatus({ refunds }: Pix): string {
  return refunds.at(-1)?.providerStatus ?? 'RECEBIDO';
}

/** Whatever the charge says: where there is a Pix, it was paid. */
export function toPaid(found: readonly Pix[], providerStatus: string, isOfCharge: boolean): PaymentSnapshot {
  const [only, ...more] = found;
  const refunds = found.flatMap((pix) => pix.refunds);
  const total = sumOf(found.map(({ amount }) => amount));
  const done = sumOf(refunds.filter((one) => one.status === 'succeeded').map(({ amount }) => amount));
  const endToEndId = more.length === 0 && isOfCharge ? only?.endToEndId : undefined;
  return {
    status: toPaidStatus(total, done, refunds),
    providerStatus,
    total,
    refunds,
    refundsComplete: found.every(({ isComplete }) => isComplete),
    clocks: { paidAt: more.length === 0 ? only?.paidAt : undefined },
    isUnlisted: refunds.some(({ status }) => status === 'unrecognized'),
    ...(endToEndId !== undefined && { reference: { endToEndId } }),
    ...(more.length > 0 && { notRefundable: toSeveral(found) }),
  };
}

function toPaidStatus(
  total: Centavos | undefined,
  done: Centavos | undefined,
  refunds: readonly RefundSnapshot[],
): PaymentStatus {
  if (total !== undefined && done !== undefined && done > 0 && done >= total) return 'refunded';
  return refunds.some(({ status }) => status === 'succeeded') ? 'partially_refunded' : 'paid';
}

/** Undefined where one of them is not readable. */
function sumOf(amounts: readonly (Centavos | undefined)[]): Centavos | undefined {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === undefined) return undefined;
    sum += amount;
  }
  return sum;
}

/** A refund is of one Pix, and which of several is the merchant's to say. */
function toSeveral(found: readonly Pix[]): PaymentSnapshot['notRefundable'] {
  const ids = found.flatMap(({ endToEndId }) => endToEndId ?? []).slice(0, 8);
  const detail = `Several Pix paid this charge: refund each by its endToEndId (${ids.join(', ')}).`;
  return { code: 'not_refundable', detail };
}
