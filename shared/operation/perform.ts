import type { PaymentRef } from '../domain/ids.ts';
import type { AnsweredReply, ArrivedReply, ProviderRequest } from '../ports/exchange.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { NotSent, SessionReply } from '../ports/sessions.ts';
import type { AttemptResult } from '../provider/attempt-result.ts';
import type { BaseCredentials, Connector, InquiryOptions, Order } from '../provider/connector.ts';
import type { InquiryResult } from '../provider/payment-snapshot.ts';
import { refundIdOf } from './attempt-facts.ts';
import { idempotencyKeyOf, idempotencyKeysOf } from './idempotency.ts';
import type { Operation } from './operation.ts';

/** Sends one request. Never throws for anything that a provider can do. */
export type Send = (request: ProviderRequest) => Promise<SessionReply>;

/** More than any inquiry takes. */
const MAX_INQUIRY_REQUESTS = 4;

/** Reads the payment at the provider. */
export async function inquire<C extends BaseCredentials>(
  connector: Connector<C>,
  ref: PaymentRef,
  options: InquiryOptions,
  { send, log, credentials }: { readonly send: Send; readonly log: Log; readonly credentials: C },
): Promise<InquiryResult> {
  try {
    const { toRequests, toNextRequest } = connector.inquiry;
    const requests = [...toRequests(ref, options)];
    const replies: ArrivedReply[] = [];
    for (let sent = 0; sent < requests.length; sent++) {
      const request = requests[sent];
      const reply = request && (await send(request));
      const unavailable = reply && toUnavailable(reply);
      if (unavailable) return unavailable;
      if (reply && reply.is !== 'not_sent') replies.push(reply);
      const isLast = sent + 1 === requests.length && requests.length < MAX_INQUIRY_REQUESTS;
      const next = isLast ? toNextRequest?.(replies, ref, options) : undefined;
      if (next) requests.push(next);
    }
    return connector.inquiry.toResult(replies, ref, options, credentials);
  } catch (error) {
    log.error('inquiry_failed', { provider: connector.id, error: nameOfError(error) });
    const detail = `our own code failed (${nameOfError(error)})`;
    return { is: 'unavailable', code: 'internal_error', detail };
  }
}

/** What an inquiry about an operation asks for. */
export function toInquiryOptions(operation: Operation): InquiryOptions {
  const refundId = refundIdOf(operation);
  return {
    // A refund that may still become a void is about the payment's whole state.
    method: operation.kind === 'refund' ? 'refund' : operation.method,
    ...(operation.attempts.length > 0 && { idempotencyKeys: idempotencyKeysOf(operation) }),
    ...(refundId !== undefined && { refundId }),
    ...(operation.details && { details: operation.details }),
  };
}

/** An answer that shows nothing of the payment at any provider; undefined where it may show something. */
function toUnavailable(reply: SessionReply): InquiryResult | undefined {
  if (reply.is === 'not_sent') {
    const { code, detail, retryAfterMs, credentialsRefused } = reply;
    return { is: 'unavailable', code, detail, retryAfterMs, credentialsRefused };
  }
  if (reply.is === 'answered' && reply.status === 429)
    return { is: 'unavailable', code: 'provider_rate_limited', retryAfterMs: reply.retryAfterMs };
  if (reply.is === 'answered' && reply.status === 503)
    return { is: 'unavailable', code: 'provider_unavailable', retryAfterMs: reply.retryAfterMs };
  return undefined;
}

/** Sends the attempt that the ledger already says is being sent. */
export async function attempt<C extends BaseCredentials>(
  connector: Connector<C>,
  order: Order,
  send: Send,
): Promise<AttemptResult> {
  try {
    const requests = order.method === 'void' ? connector.void : (connector.refund ?? connector.void);
    if (!requests) return NO_SUCH_METHOD;
    if (requests.isComplete?.(order) === false) return INCOMPLETE;
    const reply = await send(requests.toRequest(order));
    if (reply.is === 'not_sent') return toNotSent(reply);
    if (reply.is === 'answered' && reply.status === 429) return toRateLimited(reply);
    return withPause(requests.toResult(reply, order), reply);
  } catch (error) {
    // A mistake of ours on the way of a request says nothing of whether the request left.
    return { status: 'indeterminate', reason: `our own code failed (${nameOfError(error)})` };
  }
}

/** That something came back, and what pause it asks for, is part of a result that says nothing else. */
function withPause(result: AttemptResult, reply: ArrivedReply): AttemptResult {
  if (result.status !== 'indeterminate' || reply.is !== 'answered') return result;
  const { retryAfterMs } = reply;
  return { ...result, isAnswered: true, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

const NO_SUCH_METHOD: AttemptResult = {
  status: 'not_sent',
  code: 'manual_action_required',
  detail: 'The provider has no request for this: people do it.',
  permanent: true,
};

/** Another inquiry may show it. */
const INCOMPLETE: AttemptResult = {
  status: 'not_sent',
  code: 'provider_unavailable',
  detail: 'What the request is made of was not shown by the inquiry before it.',
};

function toNotSent({ is: _is, ...facts }: NotSent): AttemptResult {
  return { status: 'not_sent', ...facts };
}

/** Too many requests: not executed, and to be sent later. */
function toRateLimited({ retryAfterMs }: AnsweredReply): AttemptResult {
  return {
    status: 'not_sent',
    code: 'provider_rate_limited',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** The request of the newest attempt of an operation, as the connector needs to know it. */
export function toOrder(ref: PaymentRef, operation: Operation): Order {
  const { merchantId, provider, paymentId } = ref;
  const { id, method, details, request, baseline } = operation;
  const amount = operation.attempts.at(-1)?.amount;
  return {
    merchantId,
    provider,
    paymentId,
    method,
    operationId: id,
    idempotencyKey: idempotencyKeyOf(operation),
    ...(amount !== undefined && { amount }),
    ...(details && { details }),
    ...(request.reason && { reason: request.reason }),
    ...(baseline?.reference && { reference: baseline.reference }),
  };
}
