import { fromReais, toReais } from '../../shared/domain/money.ts';
import type { ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { AttemptResult } from '../../shared/provider/attempt-result.ts';
import type { MethodRequests, Order } from '../../shared/provider/connector.ts';
import { parseFields, parseId, parseText, rowOf } from '../../shared/provider/tolerant-reader.ts';
import { fromError } from './errors.ts';
import { isRemovedByUs } from './inquiry.ts';
import { isEndToEndId } from './payment-id.ts';
import { isOf, REFUND_STATUSES, toFailure, toRefundId } from './refunds.ts';

const JSON_BODY = { 'content-type': 'application/json' };

/**
 * Removes a charge that is not paid. The inquiry before shows the kind of charge. Only an answer that shows the charge
 * removed proves it: an example of the standard's own shows one that is not.
 *
 * @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0, `PATCH /cob/{txid}`, `PATCH /cobv/{txid}` (read 2026-09-24)
 */
export const pixVoid: MethodRequests = {
  toRequest: ({ paymentId, reference }: Order): ProviderRequest => ({
    host: 'update',
    method: 'PATCH',
    path: `/${reference?.charge ?? 'cob'}/${paymentId}`,
    headers: JSON_BODY,
    body: '{"status":"REMOVIDA_PELO_USUARIO_RECEBEDOR"}',
    movesMoney: true,
  }),
  toResult(reply: ArrivedReply, { paymentId }: Order): AttemptResult {
    if (reply.is === 'lost') return { status: 'indeterminate', reason: reply.why };
    if (!isSuccess(reply.status)) return fromError(reply);
    const { txid, status } = parseFields(reply.body);
    const providerStatus = parseText(status);
    if (parseId(txid) !== paymentId || !isRemovedByUs(providerStatus)) return NOT_DOCUMENTED;
    return { status: 'succeeded', providerStatus };
  },
};

/**
 * Gives a received Pix back, whole or in part: the one that the payment's id names, or the only one that paid the charge,
 * as the inquiry before showed. The same id may always be sent again; another one would be a second refund.
 *
 * @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0, `PUT /pix/{e2eid}/devolucao/{id}` (read 2026-09-24)
 */
export const pixRefund: MethodRequests = {
  isComplete: (order) => endToEndIdOf(order) !== undefined,
  toRequest(order: Order): ProviderRequest {
    const { idempotencyKey, amount } = order;
    const endToEndId = endToEndIdOf(order);
    if (amount === undefined || endToEndId === undefined)
      throw new Error('a refund of a Pix needs an amount, and the Pix that it is of');
    return {
      method: 'PUT',
      path: `/pix/${endToEndId}/devolucao/${toRefundId(idempotencyKey)}`,
      headers: JSON_BODY,
      body: JSON.stringify({ valor: toReais(amount) }),
      movesMoney: true,
    };
  },
  toResult(reply: ArrivedReply, order: Order): AttemptResult {
    if (reply.is === 'lost') return { status: 'indeterminate', reason: reply.why };
    return isSuccess(reply.status) ? fromRefund(reply.status, reply.body, order) : fromError(reply);
  },
};

function endToEndIdOf({ paymentId, reference }: Order): string | undefined {
  return isEndToEndId(paymentId) ? paymentId : reference?.endToEndId;
}

/** 201 is documented; five banks answer 200, and one answers a removal with 201. */
function isSuccess(status: number): boolean {
  return status === 200 || status === 201;
}

/** Most refunds are settled later; some banks answer with the end of it. `NAO_REALIZADO` is final for this id. */
function fromRefund(httpStatus: number, body: unknown, { idempotencyKey, amount }: Order): AttemptResult {
  const fields = parseFields(body);
  const { id, valor, status } = fields;
  if (!isOf(id, idempotencyKey) || fromReais(valor) !== amount) return NOT_DOCUMENTED;
  const providerStatus = parseText(status);
  const refundId = toRefundId(idempotencyKey);
  switch (rowOf(REFUND_STATUSES, providerStatus)) {
    case 'processing':
      return { status: 'accepted', refundId, providerStatus };
    case 'succeeded':
      return { status: 'succeeded', refundId, providerStatus, amount };
    case 'failed': {
      const message = parseText(fields.motivo);
      const words = { code: providerStatus, ...(message !== undefined && { message }) };
      return { status: 'rejected', code: toFailure(fields), providerError: { status: httpStatus, ...words } };
    }
    default:
      return NOT_DOCUMENTED;
  }
}

const NOT_DOCUMENTED: AttemptResult = {
  status: 'indeterminate',
  reason: 'the bank reports success of another charge, refund or amount, or in a form that is not documented',
  isUnlisted: true,
};
