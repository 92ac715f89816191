import type { PaymentRef } from '../../shared/domain/ids.ts';
import type { ArrivedReply } from '../../shared/ports/exchange.ts';
import type { FiledRequest, ManualRefund, Withdrawal } from '../../shared/provider/connector.ts';
import { parseFields, parseId, parseText, rowOf } from '../../shared/provider/tolerant-reader.ts';
import { isRefused, toProviderError } from './errors.ts';
import { readPayment, toLookUp } from './inquiry.ts';
import { findRequest, isSameId, REQUEST_STATUSES, toListRequest } from './refund-requests.ts';

/**
 * How to file a cancellation request is not public, so people do that; it is found, followed and withdrawn here.
 *
 * @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/cancelarPedido, a white-label copy that names
 *   SoPague's gateway (read 2026-11-21)
 */
export const sopagueManualRefund: ManualRefund = {
  /** The samples are guids in form only: one holds a `g`. */
  requestId: {
    pattern: /^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/i,
    describe: 'the id of a cancellation request at SoPague: a guid',
  },
  toFindRequests: (requestId, ref) => [toListRequest(requestId), toLookUp(ref)],
  toFiled,
  toWithdrawRequest: (requestId) => ({
    method: 'POST',
    path: '/v1/refund/cancel',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Id: requestId }),
  }),
  toWithdrawal,
};

function toFiled([list, lookUp]: readonly ArrivedReply[], requestId: string, ref: PaymentRef): FiledRequest {
  const request = findRequest(list, requestId);
  if (request === 'not_found') return { is: 'not_found' };
  const payment = readPayment(lookUp, ref);
  if (request === 'unreadable' || typeof payment === 'string') return { is: 'unavailable' };
  const { amount, status, authorizationCode } = request;
  const isForPayment = isSameCode(authorizationCode, parseId(payment.authorizationcode));
  return {
    is: 'found',
    isOpen: status === 'processing' || status === 'succeeded',
    ...(amount !== undefined && { amount }),
    ...(isForPayment !== undefined && { isForPayment }),
  };
}

/** A request names no payment: the code of its authorization ties it to one. Numbers lose their leading zeros. */
function isSameCode(one: string | undefined, other: string | undefined): boolean | undefined {
  if (one === undefined || other === undefined) return undefined;
  return one.replace(/^0+/, '') === other.replace(/^0+/, '');
}

/** Both documented refusals, "no such request" and "no longer pending", leave the request as it was. */
function toWithdrawal(reply: ArrivedReply, requestId: string): Withdrawal {
  if (reply.is === 'lost') return { is: 'indeterminate' };
  if (isRefused(reply)) return { is: 'rejected', providerError: toProviderError(reply) };
  const { id, status } = parseFields(reply.body);
  const isWithdrawn = rowOf(REQUEST_STATUSES, parseText(status)) === 'withdrawn';
  const isOurs = isSameId(parseId(id), requestId);
  return reply.status === 200 && isWithdrawn && isOurs ? { is: 'withdrawn' } : { is: 'indeterminate' };
}
