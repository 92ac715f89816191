import type { Reading } from '../../shared/domain/answer.ts';
import type { Centavos } from '../../shared/domain/money.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { RefundRequests, Refunds, SendToProvider } from '../../shared/provider/connector.ts';
import { isNo } from '../../shared/provider/http-status.ts';
import type { SessionReply } from '../../shared/provider/session-scheme.ts';
import { toLookup, toWords } from './answers.ts';
import { toFirstRequests, toLookUp } from './requests.ts';
import { REQUEST_ID, requestCanceledSchema, requestListSchema } from './wire.ts';

/**
 * Cancellation requests, which SoPague's team decides. `APROVADO` is the good end. `CANCELADO` means that the request
 * was taken back by its caller: the payment stands.
 *
 * @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/listarCancelamentos, a white-label copy
 *   that names SoPague's gateway (read 2026-11-21)
 */
const MEANINGS: Readonly<Record<string, Reading>> = {
  PENDENTE: { said: 'working' },
  APROVADO: { said: 'done', paymentStatus: 'refunded' },
  REJEITADO: { said: 'never', code: 'declined_by_provider', documented: true },
  CANCELADO: { said: 'never', documented: true, withdrawn: true },
};

type Request = {
  readonly status: string;
  readonly amount?: Centavos | undefined;
  readonly authorizationcode?: string | null | undefined;
};

const sopagueRequests: RefundRequests = {
  id: { pattern: REQUEST_ID, describe: 'the id of a cancellation request at SoPague: a guid' },

  async find(requestId, { paymentId }, send) {
    const found = await findRequest(requestId, send);
    if (typeof found === 'string') return found;
    const lookup = toLookup(paymentId, await send(toLookUp(paymentId)));
    if (lookup.is !== 'found') return 'cannot_tell';
    const { status, amount, authorizationcode } = found;
    // A request names no payment: it is tied to one by the code of its authorization.
    const code = authorizationcode ?? undefined;
    const isForPayment =
      code === undefined || lookup.authorizationCode === undefined
        ? undefined
        : code === lookup.authorizationCode;
    return { amount, open: status === 'PENDENTE' || status === 'APROVADO', isForPayment };
  },

  async withdraw(requestId, send) {
    return toWithdrawal(requestId, await send(toWithdraw(requestId)));
  },
};

/**
 * SoPague's refunds. How to file a cancellation request is not public, so people do that; what became of it is read.
 */
export const sopagueRefunds: Refunds = {
  policy: { settleMs: 15 * MINUTE_MS, readsShowWork: true },

  async look(operation, { paymentId, alreadyApplied }, send) {
    if (operation.way === 'void') return { is: 'void' };
    const reply = await send(toLookUp(paymentId));
    if (reply.is === 'not_sent') return { is: 'cannot_tell', code: reply.code, detail: reply.detail };
    const lookup = toLookup(paymentId, reply);
    if (lookup.is === 'not_found') return { is: 'refused', code: 'payment_not_found' };
    if (lookup.is === 'unreadable') {
      const detail = 'The payment could not be read, so nothing was asked for.';
      return { is: 'cannot_tell', code: 'provider_unavailable', detail };
    }
    if (lookup.canceled) return { is: 'refused', code: 'already_canceled', paymentStatus: 'canceled' };
    return { is: 'people', left: lookup.total === undefined ? undefined : lookup.total - alreadyApplied };
  },

  async refund() {
    const detail = 'How to file a cancellation request at SoPague is not public: people do it.';
    return { is: 'not_sent', code: 'manual_action_required', detail, final: true };
  },

  async read({ refundId }, _context, send) {
    if (refundId === undefined) return { said: 'cannot_tell' };
    const found = await findRequest(refundId, send);
    if (typeof found === 'string') return { said: 'cannot_tell' };
    const meaning = Object.hasOwn(MEANINGS, found.status) ? MEANINGS[found.status] : undefined;
    return { ...(meaning ?? { said: 'cannot_tell', unseen: true }), providerStatus: found.status };
  },

  preview: (command) =>
    command.strategy === 'refund_only' ? [toLookUp(command.paymentId)] : toFirstRequests(command),
  requests: sopagueRequests,
};

/** There is no look-up of one request: the list can be narrowed to an id. */
async function findRequest(
  requestId: string,
  send: SendToProvider,
): Promise<Request | 'not_found' | 'cannot_tell'> {
  const reply = await send({ method: 'GET', path: `/v1/refund/list?id=${requestId}` });
  if (reply.is !== 'answered' || reply.status !== 200) return 'cannot_tell';
  const list = requestListSchema.safeParse(reply.body);
  if (!list.success) return 'cannot_tell';
  return list.data.items.find(({ id }) => isSame(id, requestId)) ?? 'not_found';
}

/** Both no that are documented, "no such request" and "no longer pending", leave the request as it was. */
function toWithdrawal(
  requestId: string,
  reply: SessionReply,
): Awaited<ReturnType<RefundRequests['withdraw']>> {
  if (reply.is === 'not_sent') return reply;
  if (reply.is === 'lost') return { is: 'doubt' };
  const done = requestCanceledSchema.safeParse(reply.body);
  if (reply.status === 200 && done.success && isSame(done.data.id, requestId))
    return { is: done.data.status === 'CANCELADO' ? 'taken_back' : 'doubt' };
  const words = toWords(reply.status, reply.body);
  return words && isNo(reply.status) ? { is: 'refused', words } : { is: 'doubt', words };
}

function toWithdraw(requestId: string): ProviderRequest {
  return {
    method: 'POST',
    path: '/v1/refund/cancel',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Id: requestId }),
  };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
