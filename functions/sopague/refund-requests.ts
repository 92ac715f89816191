import { type Centavos, fromReais } from '../../shared/domain/money.ts';
import type { ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { RefundSnapshot } from '../../shared/provider/payment-snapshot.ts';
import { parseFields, parseId, parseRows, parseText, rowOf } from '../../shared/provider/tolerant-reader.ts';

/**
 * Cancellation requests, which SoPague's team decides. `APROVADO` is taken for the good end: no page says whether the money has
 * been returned by then. `CANCELADO` means that its caller
 * withdrew the request: the payment stands.
 *
 * @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/listarCancelamentos, a white-label copy
 *   that names SoPague's gateway (read 2026-11-21)
 */
export const REQUEST_STATUSES: Readonly<Record<string, RefundSnapshot['status']>> = {
  PENDENTE: 'processing',
  APROVADO: 'succeeded',
  REJEITADO: 'failed',
  CANCELADO: 'withdrawn',
};

/** A cancellation request. `amount` is in reais in the list, unlike everywhere else at SoPague. */
export type RefundRequest = {
  readonly id: string;
  readonly status: RefundSnapshot['status'];
  readonly providerStatus: string | undefined;
  readonly amount: Centavos | undefined;
  readonly authorizationCode: string | undefined;
};

/** There is no look-up of one request: the list can be narrowed to an id. */
export function toListRequest(requestId: string): ProviderRequest {
  return { method: 'GET', path: '/v1/refund/list', query: { id: requestId } };
}

/** The request with this id in the list. `not_found`: the whole list was shown, and it is not in there. */
export function findRequest(
  reply: ArrivedReply | undefined,
  requestId: string,
): RefundRequest | 'not_found' | 'unreadable' {
  if (reply?.is !== 'answered' || reply.status !== 200) return 'unreadable';
  const { items, totalcount } = parseFields(reply.body);
  const rows = parseRows(items);
  if (!rows) return 'unreadable';
  const fields = rows.map(parseFields).find(({ id }) => isSameId(parseId(id), requestId));
  if (fields) return toRefundRequest(fields, requestId);
  return Number(totalcount) > rows.length ? 'unreadable' : 'not_found';
}

function toRefundRequest(
  { status, amount, authorizationcode }: Readonly<Record<string, unknown>>,
  id: string,
): RefundRequest {
  const providerStatus = parseText(status);
  return {
    id,
    status: rowOf(REQUEST_STATUSES, providerStatus) ?? 'unrecognized',
    providerStatus,
    amount: fromReais(amount),
    authorizationCode: parseId(authorizationcode),
  };
}

export function isSameId(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
