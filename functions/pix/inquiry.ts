import type { PaymentRef } from '../../shared/domain/ids.ts';
import { fromReais } from '../../shared/domain/money.ts';
import type { ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Inquiry, InquiryOptions } from '../../shared/provider/connector.ts';
import type {
  InquiryResult,
  PaymentSnapshot,
  PaymentStatus,
} from '../../shared/provider/payment-snapshot.ts';
import { toUnreadable } from '../../shared/provider/replies.ts';
import { parseFields, parseId, parseRows, parseText, rowOf } from '../../shared/provider/tolerant-reader.ts';
import { fromInquiryError, meaningOf, toProviderError } from './errors.ts';
import { isEndToEndId, parseEndToEndId } from './payment-id.ts';
import { type Pix, toPaid, toPix, toPixOf, toPixStatus, withRefund } from './received-pix.ts';
import { toRefundId } from './refunds.ts';

/**
 * What the status of a charge without a Pix says. `ATIVA` is the status of the record: a charge that has expired has it too.
 *
 * @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0 (read 2026-09-24), which has two spellings
 */
export const CHARGE_STATUSES: Readonly<Record<string, PaymentStatus>> = {
  ATIVA: 'pending',
  CONCLUIDA: 'paid',
  REMOVIDA_PELO_USUARIO_RECEBEDOR: 'canceled',
  REMOVIDO_PELO_USUARIO_RECEBEDOR: 'canceled',
  REMOVIDA_PELO_PSP: 'canceled',
  REMOVIDO_PELO_PSP: 'canceled',
};

export function isRemovedByUs(status: string | undefined): boolean {
  return status !== undefined && /^REMOVID[AO]_PELO_USUARIO_RECEBEDOR$/i.test(status);
}

/** The answers of an inquiry by what they are about. `kind`: of the charge that answered. */
type Answers = {
  readonly kind?: 'cob' | 'cobv';
  readonly charge?: ArrivedReply | undefined;
  readonly pix?: ArrivedReply | undefined;
  readonly refund?: ArrivedReply | undefined;
};

function toAnswers(replies: readonly ArrivedReply[], { paymentId }: PaymentRef): Answers {
  const [first, second, third, fourth] = replies;
  if (isEndToEndId(paymentId)) return { pix: first, refund: second };
  return first !== undefined && isNotFound(first)
    ? { kind: 'cobv', charge: second, pix: third, refund: fourth }
    : { kind: 'cob', charge: first, pix: second, refund: third };
}

/**
 * A Pix is read with all of its refunds, and ours by its id where it is not among them yet. A charge is read first: as one
 * that is due at once, else as one with a due date; the Pix that paid it, for a refund only.
 */
export const pixInquiry: Inquiry = {
  toRequests: ({ paymentId }) => [
    isEndToEndId(paymentId)
      ? toReadPix(paymentId)
      : { host: 'query', method: 'GET', path: `/cob/${paymentId}` },
  ],
  toNextRequest(replies, ref, options) {
    const { kind, charge, pix, refund } = toAnswers(replies, ref);
    if (kind === 'cobv' && !charge) return { method: 'GET', path: `/cobv/${ref.paymentId}` };
    const endToEndId = isEndToEndId(ref.paymentId) ? ref.paymentId : onlyPixOf(charge);
    if (endToEndId === undefined || options.method === 'void') return undefined;
    if (!pix) return toReadPix(endToEndId);
    return refund ? undefined : toReadRefund(pix, endToEndId, options);
  },
  toResult(replies, ref, options) {
    const { kind, charge, pix, refund } = toAnswers(replies, ref);
    const about = charge ?? (kind === 'cobv' ? replies[0] : pix);
    if (about?.is !== 'answered') return toUnreadable(about);
    if (isNotFound(about))
      return { is: 'not_found', conclusive: true, providerError: toProviderError(about) };
    if (about.status !== 200) return fromInquiryError(about);
    const found = charge ? toChargePix(charge, pix, ref, options) : toPixOf(pix, ref.paymentId, options);
    if (!found)
      return pix?.is === 'answered' && pix.status !== 200 ? fromInquiryError(pix) : toUnreadable(about);
    const withOurs = refund ? found.map((one) => withRefund(one, refund, options)) : found;
    return toSnapshot(charge, kind, withOurs) ?? toUnreadable(about);
  },
};

function toReadPix(endToEndId: string): ProviderRequest {
  return { method: 'GET', path: `/pix/${endToEndId}` };
}

/** Our refund by its id, once a request of it may have left and the Pix does not show it. */
function toReadRefund(
  pix: ArrivedReply,
  endToEndId: string,
  { idempotencyKeys }: InquiryOptions,
): ProviderRequest | undefined {
  const key = idempotencyKeys?.at(-1);
  if (key === undefined || pix.is !== 'answered' || pix.status !== 200) return undefined;
  if (toPix(pix.body, idempotencyKeys).refunds.some(({ isOurs }) => isOurs)) return undefined;
  return { method: 'GET', path: `/pix/${endToEndId}/devolucao/${toRefundId(key)}` };
}

/** 404 in the documented form, or 400 at Efí. Something else may be a gateway's. */
function isNotFound(reply: ArrivedReply): boolean {
  if (reply.is !== 'answered') return false;
  return meaningOf(reply) === 'payment_not_found' || isGone(reply);
}

function isGone({ status, body }: Extract<ArrivedReply, { is: 'answered' }>): boolean {
  return status === 410 && parseText(parseFields(body).type)?.endsWith('/PermanentementeRemovido') === true;
}

function pixRowsOf(charge: ArrivedReply | undefined): readonly unknown[] {
  if (charge?.is !== 'answered' || charge.status !== 200) return [];
  return parseRows(parseFields(charge.body).pix) ?? [];
}

/** The Pix that paid a charge, where it is one alone and can be named in a path. */
function onlyPixOf(charge: ArrivedReply | undefined): string | undefined {
  const [only, ...more] = pixRowsOf(charge);
  return more.length === 0 ? parseEndToEndId(parseFields(only).endToEndId) : undefined;
}

/** The Pix of a charge: as the charge shows them, or the only one as it was read by itself. Undefined: not readable. */
function toChargePix(
  charge: ArrivedReply,
  pix: ArrivedReply | undefined,
  { paymentId }: PaymentRef,
  { method, idempotencyKeys }: InquiryOptions,
): readonly Pix[] | undefined {
  if (charge.is !== 'answered' || parseId(parseFields(charge.body).txid) !== paymentId) return undefined;
  const only = onlyPixOf(charge);
  if (method === 'refund' && only !== undefined) return toPixOf(pix, only, { method, idempotencyKeys });
  return pixRowsOf(charge).map((row) => toPix(row, idempotencyKeys));
}

/** Undefined where what is needed is not readable. */
function toSnapshot(
  charge: ArrivedReply | undefined,
  kind: Answers['kind'],
  found: readonly Pix[],
): InquiryResult | undefined {
  const { status, valor } = charge?.is === 'answered' ? parseFields(charge.body) : {};
  const providerStatus = charge ? parseText(status) : found[0] && toPixStatus(found[0]);
  if (providerStatus === undefined) return undefined;
  if (found.length > 0)
    return { is: 'snapshot', snapshot: toPaid(found, providerStatus, charge !== undefined) };
  const listed = rowOf(CHARGE_STATUSES, providerStatus);
  const snapshot: PaymentSnapshot = {
    status: listed ?? 'unrecognized',
    providerStatus,
    // What was paid is the Pix's own amount, whatever the charge was for.
    total: listed === 'paid' ? undefined : fromReais(parseFields(valor).original),
    refundsComplete: false,
    clocks: {},
    isCanceledByOthers: listed === 'canceled' && !isRemovedByUs(providerStatus),
    reference: { charge: kind ?? 'cob' },
    isUnlisted: !listed,
  };
  return { is: 'snapshot', snapshot };
}
