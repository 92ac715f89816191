/**
 * The closed list of what can go wrong, as a caller sees it. The code is also the name of the error, so that
 * HTTP `code`, a workflow's `ErrorEquals`, the log field and the metric dimension are the same word.
 */
type ProblemKind = {
  readonly retry: Retry;
  /** What it means, in one sentence: the message of an error that says no more. */
  readonly title: string;
};

/** `same_key`: repeating the request as it is, with its key, is safe and may help. */
export type Retry = 'never' | 'same_key' | 'after' | 'fix_and_new_key';

export type Outcome = 'applied' | 'not_applied' | 'pending' | 'unknown';

export type Suggestion = 'cancel' | 'refund' | 'wait' | 'none';

const FIX = 'fix_and_new_key';

export const PROBLEMS = {
  validation_failed: { retry: FIX, title: 'The request is not valid.' },
  idempotency_key_missing: { retry: FIX, title: 'The header Idempotency-Key is missing.' },
  idempotency_key_invalid: { retry: FIX, title: 'The header Idempotency-Key is not valid.' },
  unauthenticated: { retry: 'never', title: 'The caller is not known.' },
  forbidden: { retry: 'never', title: 'The caller may not do this.' },
  route_not_found: { retry: 'never', title: 'There is no such route.' },
  operation_not_found: { retry: 'never', title: 'There is no such operation on this payment.' },
  payment_not_found: { retry: 'never', title: 'The provider does not know this payment.' },
  method_not_allowed: { retry: FIX, title: 'This route does not take this method.' },
  payment_busy: {
    retry: 'after',
    title: 'Another operation on this payment is open, or its outcome is unknown.',
  },
  operation_limit_reached: { retry: 'never', title: 'This payment has had too many operations.' },
  withdraw_not_allowed: { retry: 'never', title: 'The operation can no longer be withdrawn.' },
  already_canceled: { retry: 'never', title: 'The payment is already canceled, not by this operation.' },
  already_refunded: { retry: 'never', title: 'The payment is already refunded, not by this operation.' },
  not_cancelable: { retry: 'never', title: 'The state of the payment does not allow a cancellation.' },
  not_refundable: { retry: 'never', title: 'The state of the payment does not allow a refund.' },
  payload_too_large: { retry: FIX, title: 'The request body is too large.' },
  unsupported_media_type: { retry: FIX, title: 'The request body must be application/json.' },
  idempotency_key_reused: { retry: 'never', title: 'This key belongs to another command.' },
  merchant_not_configured: { retry: 'never', title: 'The merchant has no usable credentials here.' },
  cancel_window_closed: { retry: 'never', title: 'It is too late to cancel this payment.' },
  refund_window_closed: { retry: 'never', title: 'It is too late to refund this payment.' },
  amount_exceeds_available: { retry: FIX, title: 'The amount is more than what is left.' },
  partial_not_supported: { retry: FIX, title: 'Only the whole payment can be canceled here.' },
  amount_invalid: { retry: FIX, title: 'The provider does not take this amount.' },
  declined_by_provider: { retry: 'never', title: 'The provider declined.' },
  merchant_balance_insufficient: {
    retry: 'after',
    title: "The merchant's balance does not cover it.",
  },
  manual_action_required: { retry: 'never', title: 'Only people can do this, outside this API.' },
  // API Gateway throttles before anything of ours runs, with a body of its own: this is the word for that.
  rate_limited: { retry: 'after', title: 'Too many requests.' },
  internal_error: { retry: 'same_key', title: 'Something failed on our side.' },
  provider_auth_failed: { retry: 'never', title: "The provider refused the merchant's credentials." },
  provider_rejected_request: { retry: 'never', title: 'The provider calls our request malformed.' },
  provider_disabled: { retry: 'after', title: 'This provider is switched off at the moment.' },
  provider_unreachable: { retry: 'same_key', title: 'The provider could not be reached.' },
  provider_capacity: { retry: 'same_key', title: 'No session at the provider was free.' },
  provider_rate_limited: { retry: 'same_key', title: 'The provider asks to slow down.' },
  provider_unavailable: { retry: 'same_key', title: 'The provider is not available.' },
  deadline_exceeded: { retry: 'same_key', title: 'The time to send it ended before it was sent.' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** The provider's own code and message, with nothing in them that may not be shown. */
export type ShownProviderError = {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

/** The money of a payment in centavos. Null: not shown by the provider, or not readable. */
export type ProblemAmounts = {
  readonly total: number | null;
  readonly returned: number | null;
  readonly left: number | null;
};

/** What a problem says beyond its code. */
export type ProblemFacts = {
  readonly detail?: string | undefined;
  readonly outcome?: Outcome | undefined;
  /** In place of `same_key` or `after`, where the same key cannot help. */
  readonly retry?: Retry | undefined;
  readonly paymentStatus?: string | undefined;
  readonly suggestion?: Suggestion | undefined;
  readonly operation?: { readonly id: string; readonly state: string; readonly link: string } | undefined;
  readonly possibleDuplicate?: boolean | undefined;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[] | undefined;
  readonly provider?: ({ readonly name: string } & ShownProviderError) | undefined;
  /** Of what failed on our side: a part of this service cannot be used at the moment, and nothing is broken. */
  readonly isTemporary?: boolean | undefined;
  /** Milliseconds after which it is worth asking again, where anything says. */
  readonly retryAfterMs?: number | undefined;
  /** What an inquiry showed of the payment's money, with a refusal for an amount. */
  readonly amounts?: ProblemAmounts | undefined;
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

/**
 * A command that was refused with this code can begin later: the obstacle ends, or people store the credentials. It is
 * not published as failed, since it may be executed yet.
 */
export function mayBeginLater(code: ProblemCode): boolean {
  return mayHelpLater(code) || code === 'merchant_not_configured';
}

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}
