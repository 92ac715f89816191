import type { AnsweredReply, ArrivedReply } from '../ports/exchange.ts';
import type { LoginResult } from './auth-scheme.ts';
import type { InquiryResult } from './payment-snapshot.ts';

/** What replies say, for every provider. */

/** 4xx that say nothing of the request itself: a time-out, too early, too many. */
const NOT_A_REFUSAL: ReadonlySet<number> = new Set([408, 425, 429]);

/** A status by which a provider can refuse. A 5xx never proves that nothing was done. */
export function isRefusalStatus(status: number): boolean {
  return status >= 400 && status < 500 && !NOT_A_REFUSAL.has(status);
}

/** A refusal of the provider itself. A 4xx that is not JSON can be the answer of a gateway or a firewall. */
export function isRefusal({ status, isJson }: AnsweredReply): boolean {
  return isJson && isRefusalStatus(status);
}

/** An inquiry that shows nothing of the payment, whatever came back. */
export function toUnreadable(reply: ArrivedReply | undefined): InquiryResult {
  const detail = "The provider's answer to the inquiry could not be read.";
  const retryAfterMs = reply?.is === 'answered' ? reply.retryAfterMs : undefined;
  return {
    is: 'unavailable',
    code: 'provider_unavailable',
    detail,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** A login that gave no token and says nothing of the credentials. */
export function toUnavailableLogin(reply: ArrivedReply): LoginResult {
  const code = reply.status === 429 ? 'provider_rate_limited' : 'provider_unavailable';
  const retryAfterMs = reply.is === 'answered' ? reply.retryAfterMs : undefined;
  return { is: 'unavailable', code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
