/**
 * The closed list of what can go wrong, as a caller sees it. The code is also the name of the error, so that
 * HTTP `code`, a workflow's `ErrorEquals`, the log field and the metric dimension are the same word.
 */
type ProblemKind = { readonly status: number; readonly retry: Retry; readonly title: string };

/** `same_key`: repeating the request as it is, with its key, is safe and may help. */
export type Retry = 'never' | 'same_key' | 'after' | 'fix_and_new_key';

export type Outcome = 'applied' | 'not_applied' | 'pending' | 'unknown';

export type Suggestion = 'cancel' | 'refund' | 'wait' | 'none';

const FIX = 'fix_and_new_key';

export const PROBLEMS = {
  validation_failed: { status: 400, retry: FIX, title: 'The request is not valid.' },
  idempotency_key_missing: { status: 400, retry: FIX, title: 'The header Idempotency-Key is missing.' },
  idempotency_key_invalid: { status: 400, retry: FIX, title: 'The header Idempotency-Key is not valid.' },
  unauthenticated: { status: 401, retry: 'never', title: 'The caller is not known.' },
  forbidden: { status: 403, retry: 'never', title: 'The caller may not do this.' },
  route_not_found: { status: 404, retry: 'never', title: 'There is no such route.' },
  operation_not_found: { status: 404, retry: 'never', title: 'There is no such operation on this payment.' },
  payment_not_found: { status: 404, retry: 'never', title: 'The provider does not know this payment.' },
  method_not_allowed: { status: 405, retry: FIX, title: 'This route does not take this method.' },
  payment_busy: {
    status: 409,
    retry: 'after',
    title: 'Another operation on this payment is open or in doubt.',
  },
  operation_limit_reached: {
    status: 409,
    retry: 'never',
    title: 'This payment has had too many operations.',
  },
  withdraw_not_allowed: { status: 409, retry: 'never', title: 'The operation can no longer be withdrawn.' },
  already_canceled: {
    status: 409,
    retry: 'never',
    title: 'The payment is already canceled, not by this operation.',
  },
  already_refunded: {
    status: 409,
    retry: 'never',
    title: 'The payment is already refunded, not by this operation.',
  },
  not_cancelable: {
    status: 409,
    retry: 'never',
    title: 'The state of the payment does not allow a cancellation.',
  },
  not_refundable: { status: 409, retry: 'never', title: 'The state of the payment does not allow a refund.' },
  payload_too_large: { status: 413, retry: FIX, title: 'The request body is too large.' },
  unsupported_media_type: { status: 415, retry: FIX, title: 'The request body must be application/json.' },
  idempotency_key_reused: { status: 422, retry: 'never', title: 'This key belongs to another command.' },
  merchant_not_configured: {
    status: 422,
    retry: 'never',
    title: 'The merchant has no usable credentials here.',
  },
  cancel_window_closed: { status: 422, retry: 'never', title: 'It is too late to cancel this payment.' },
  refund_window_closed: { status: 422, retry: 'never', title: 'It is too late to refund this payment.' },
  amount_exceeds_available: { status: 422, retry: FIX, title: 'The amount is more than what is left.' },
  partial_not_supported: { status: 422, retry: FIX, title: 'Only the whole payment can be canceled here.' },
  amount_invalid: { status: 422, retry: FIX, title: 'The provider does not take this amount.' },
  declined_by_provider: { status: 422, retry: 'never', title: 'The provider declined.' },
  merchant_balance_insufficient: {
    status: 422,
    retry: 'after',
    title: "The merchant's balance does not cover it.",
  },
  manual_action_required: {
    status: 422,
    retry: 'never',
    title: 'Only people can do this, outside this API.',
  },
  // API Gateway throttles before anything of ours runs, with a body of its own: this is the word for that.
  rate_limited: { status: 429, retry: 'after', title: 'Too many requests.' },
  internal_error: { status: 500, retry: 'same_key', title: 'Something failed on our side.' },
  provider_auth_failed: {
    status: 502,
    retry: 'never',
    title: "The provider refused the merchant's credentials.",
  },
  provider_rejected_request: {
    status: 502,
    retry: 'never',
    title: 'The provider calls our request malformed.',
  },
  provider_disabled: { status: 503, retry: 'after', title: 'This provider is switched off at the moment.' },
  provider_unreachable: { status: 503, retry: 'same_key', title: 'The provider could not be reached.' },
  provider_capacity: { status: 503, retry: 'same_key', title: 'No session at the provider was free.' },
  provider_rate_limited: { status: 503, retry: 'same_key', title: 'The provider asks to slow down.' },
  provider_unavailable: { status: 503, retry: 'same_key', title: 'The provider is not available.' },
  deadline_exceeded: {
    status: 503,
    retry: 'same_key',
    title: 'The time to send it ended before it was sent.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** The provider's own words, with nothing in them that may not be shown. */
export type ProviderWords = {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

/** What a problem says beyond its code. */
export type ProblemFacts = {
  readonly detail?: string | undefined;
  readonly outcome?: Outcome | undefined;
  /** In place of `same_key`, where the same key cannot help. */
  readonly retry?: Retry | undefined;
  readonly paymentStatus?: string | undefined;
  readonly suggestion?: Suggestion | undefined;
  readonly operation?: { readonly id: string; readonly state: string; readonly link: string } | undefined;
  readonly possibleDuplicate?: boolean | undefined;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[] | undefined;
  readonly provider?: ({ readonly name: string } & ProviderWords) | undefined;
  readonly status?: number | undefined;
  /** What an inquiry showed of the payment's money, in centavos, with a refusal for an amount. */
  readonly amounts?:
    | {
        readonly total?: number | undefined;
        readonly returned?: number | undefined;
        readonly left?: number | undefined;
      }
    | undefined;
  /** When a window closed, as an instant, and by which rule. */
  readonly closedAt?: string | undefined;
  readonly rule?: string | undefined;
  /** Methods that the route does take, for the header `Allow`. */
  readonly allow?: string | undefined;
};

/**
 * The only error that crosses a module boundary. `message` is for us, callers get the title of the code and
 * `facts.detail`; `cause` keeps the original. Neither holds a body, a header or a credential.
 */
export class EstornoError extends Error {
  override readonly name: ProblemCode;
  readonly facts: ProblemFacts;

  constructor(code: ProblemCode, facts: ProblemFacts = {}, options?: { cause?: unknown }) {
    super(facts.detail ?? PROBLEMS[code].title, options);
    this.name = code;
    this.facts = facts;
  }
}

/** The same command may succeed later. One whose time is over does not: that only gets worse. */
export function mayHelpLater(code: ProblemCode): boolean {
  const { retry } = PROBLEMS[code];
  return (retry === 'after' || retry === 'same_key') && code !== 'deadline_exceeded';
}

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}

/** The body of a problem response (RFC 9457). */
export function toProblem(
  code: ProblemCode,
  facts: ProblemFacts,
  request: { instance: string; traceId: string },
) {
  const { status, retry, title } = PROBLEMS[code];
  return {
    type: `urn:estorno:problem:${code}`,
    title,
    status: facts.status ?? status,
    detail: facts.detail ?? title,
    instance: request.instance,
    code,
    outcome: facts.outcome ?? 'not_applied',
    paymentStatus: facts.paymentStatus,
    retry: retry === 'same_key' ? (facts.retry ?? retry) : retry,
    suggestion: facts.suggestion ?? 'none',
    operation: facts.operation,
    possibleDuplicate: facts.possibleDuplicate,
    closedAt: facts.closedAt,
    rule: facts.rule,
    amounts: facts.amounts,
    errors: facts.errors,
    provider: facts.provider,
    traceId: request.traceId,
  };
}
