import { PROBLEMS, type ProblemCode, type ProblemFacts, type Retry } from '../domain/problem.ts';
import { SECOND_MS } from '../domain/time.ts';

/** The HTTP status of each problem. */
export const STATUS_OF_PROBLEM: Readonly<Record<ProblemCode, number>> = {
  validation_failed: 400,
  idempotency_key_missing: 400,
  idempotency_key_invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  route_not_found: 404,
  operation_not_found: 404,
  payment_not_found: 404,
  method_not_allowed: 405,
  payment_busy: 409,
  operation_limit_reached: 409,
  withdraw_not_allowed: 409,
  already_canceled: 409,
  already_refunded: 409,
  not_cancelable: 409,
  not_refundable: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  idempotency_key_reused: 422,
  merchant_not_configured: 422,
  cancel_window_closed: 422,
  refund_window_closed: 422,
  amount_exceeds_available: 422,
  partial_not_supported: 422,
  amount_invalid: 422,
  declined_by_provider: 422,
  merchant_balance_insufficient: 422,
  manual_action_required: 422,
  rate_limited: 429,
  internal_error: 500,
  provider_auth_failed: 502,
  provider_rejected_request: 502,
  provider_disabled: 503,
  provider_unreachable: 503,
  provider_capacity: 503,
  provider_rate_limited: 503,
  provider_unavailable: 503,
  deadline_exceeded: 503,
};

type OtherStatus = { readonly status: number; readonly when: (facts: ProblemFacts) => boolean };

/** Codes that come with another status besides, and when. */
export const OTHER_STATUSES: Readonly<Partial<Record<ProblemCode, OtherStatus>>> = {
  internal_error: { status: 503, when: ({ isTemporary }) => isTemporary === true },
  /** Its time was over when it was asked for: the request is at fault, and nothing was begun. */
  deadline_exceeded: { status: 422, when: ({ operation }) => operation === undefined },
};

/** Seconds after which to ask again, where nothing says when the obstacle ends. */
const RETRY_SECONDS = 60;

/** How a request is named in its answers. */
export type RequestName = {
  /** Its path, as a URI reference. */
  readonly instance: string;
  readonly traceId: string;
};

/** The body of a problem response (RFC 9457). */
export function toProblem(code: ProblemCode, facts: ProblemFacts, { instance, traceId }: RequestName) {
  const { title } = PROBLEMS[code];
  return {
    type: `urn:estorno:problem:${code}`,
    title,
    status: toStatus(code, facts),
    detail: facts.detail ?? title,
    instance,
    code,
    outcome: facts.outcome ?? 'not_applied',
    paymentStatus: facts.paymentStatus,
    retry: toRetry(code, facts),
    suggestion: facts.suggestion ?? 'none',
    operation: facts.operation,
    possibleDuplicate: facts.possibleDuplicate,
    closedAt: facts.closedAt,
    rule: facts.rule,
    amounts: facts.amounts,
    errors: facts.errors,
    provider: facts.provider,
    traceId,
  };
}

export function toStatus(code: ProblemCode, facts: ProblemFacts): number {
  const other = OTHER_STATUSES[code];
  return other?.when(facts) ? other.status : STATUS_OF_PROBLEM[code];
}

/** Of what is final the same key is answered in the same way for ever, also where the obstacle itself passes. */
function toRetry(code: ProblemCode, facts: ProblemFacts): Retry {
  const { retry } = PROBLEMS[code];
  return retry === 'same_key' || retry === 'after' ? (facts.retry ?? retry) : retry;
}

/** Headers that a problem has beside those of every answer. */
export function toProblemHeaders(code: ProblemCode, facts: ProblemFacts): Readonly<Record<string, string>> {
  return {
    ...(facts.allow && { allow: facts.allow }),
    ...(toRetry(code, facts) === 'after' && { 'retry-after': toSeconds(facts.retryAfterMs) }),
  };
}

function toSeconds(ms: number | undefined): string {
  return String(ms === undefined ? RETRY_SECONDS : Math.max(1, Math.ceil(ms / SECOND_MS)));
}
