// biome-ignore-all format: written by `npm run docs:openapi` from the schemas of openapi.yaml.

/** All fields are optional; no body means `{}`. Each provider has its own fields beside these, under its name. Unknown fields are refused, so that a misspelt `amount` does not cancel a whole payment. */
export type CancellationRequest = LetpayCancellationRequest | SopagueCancellationRequest | MercadopagoCancellationRequest | PixCancellationRequest;

/** All fields are optional; no body means `{}`. Each provider has its own fields beside these, under its name. Unknown fields are refused, so that a misspelt `amount` does not cancel a whole payment. */
export type RefundRequest = LetpayRefundRequest | SopagueRefundRequest | MercadopagoRefundRequest | PixRefundRequest;

export type LetpayCancellationRequest = {
  /** Centavos. Absent: the whole payment. */
  readonly amount?: number | undefined;
  /** Why the caller asks for it. */
  readonly reason?: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'abandoned' | 'return' | 'out_of_stock' | 'other' | undefined;
  /** The caller's own name for it. A card number, a CPF or a CNPJ in it is not kept. */
  readonly reference?: string | undefined;
  /** When the card was captured, or the payment was paid: windows can then be computed without the provider. */
  readonly capturedAt?: string | undefined;
  /** If nothing has been sent by then, the operation fails with `deadline_exceeded`. */
  readonly notAfter?: string | undefined;
  readonly currency?: 'BRL' | undefined;
  /** Says what would be sent first; nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
  readonly letpay?: {
    readonly family?: 'payment' | 'checkout' | 'token' | undefined;
  } | undefined;
};

export type LetpayRefundRequest = {
  /** Centavos. Absent: the whole payment. */
  readonly amount?: number | undefined;
  /** Why the caller asks for it. */
  readonly reason?: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'abandoned' | 'return' | 'out_of_stock' | 'other' | undefined;
  /** The caller's own name for it. A card number, a CPF or a CNPJ in it is not kept. */
  readonly reference?: string | undefined;
  /** When the card was captured, or the payment was paid: windows can then be computed without the provider. */
  readonly capturedAt?: string | undefined;
  /** If nothing has been sent by then, the operation fails with `deadline_exceeded`. */
  readonly notAfter?: string | undefined;
  /** `cancel_or_refund`: cancel while that is possible, else refund. `refund_only`: never cancel. */
  readonly strategy?: 'cancel_or_refund' | 'refund_only' | undefined;
  readonly currency?: 'BRL' | undefined;
  /** Says what would be sent first; nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
  readonly letpay?: {
    readonly family?: 'payment' | 'checkout' | 'token' | undefined;
  } | undefined;
};

export type SopagueCancellationRequest = {
  /** Centavos. Absent: the whole payment. */
  readonly amount?: number | undefined;
  /** Why the caller asks for it. */
  readonly reason?: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'abandoned' | 'return' | 'out_of_stock' | 'other' | undefined;
  /** The caller's own name for it. A card number, a CPF or a CNPJ in it is not kept. */
  readonly reference?: string | undefined;
  /** When the card was captured, or the payment was paid: windows can then be computed without the provider. */
  readonly capturedAt?: string | undefined;
  /** If nothing has been sent by then, the operation fails with `deadline_exceeded`. */
  readonly notAfter?: string | undefined;
  readonly currency?: 'BRL' | undefined;
  /** Says what would be sent first; nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
};

export type SopagueRefundRequest = {
  /** Centavos. Absent: the whole payment. */
  readonly amount?: number | undefined;
  /** Why the caller asks for it. */
  readonly reason?: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'abandoned' | 'return' | 'out_of_stock' | 'other' | undefined;
  /** The caller's own name for it. A card number, a CPF or a CNPJ in it is not kept. */
  readonly reference?: string | undefined;
  /** When the card was captured, or the payment was paid: windows can then be computed without the provider. */
  readonly capturedAt?: string | undefined;
  /** If nothing has been sent by then, the operation fails with `deadline_exceeded`. */
  readonly notAfter?: string | undefined;
  /** `cancel_or_refund`: cancel while that is possible, else refund. `refund_only`: never cancel. */
  readonly strategy?: 'cancel_or_refund' | 'refund_only' | undefined;
  readonly currency?: 'BRL' | undefined;
  /** Says what would be sent first; nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
};

export type MercadopagoCancellationRequest = {
  /** Centavos. Absent: the whole payment. */
  readonly amount?: number | undefined;
  /** Why the caller asks for it. */
  readonly reason?: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'abandoned' | 'return' | 'out_of_stock' | 'other' | undefined;
  /** The caller's own name for it. A card number, a CPF or a CNPJ in it is not kept. */
  readonly reference?: string | undefined;
  /** When the card was captured, or the payment was paid: windows can then be computed without the provider. */
  readonly capturedAt?: string | undefined;
  /** If nothing has been sent by then, the operation fails with `deadline_exceeded`. */
  readonly notAfter?: string | undefined;
  readonly currency?: 'BRL' | undefined;
  /** Says what would be sent first; nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
};

export type MercadopagoRefundRequest = {
  /** Centavos. Absent: the whole payment. */
  readonly amount?: number | undefined;
  /** Why the caller asks for it. */
  readonly reason?: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'abandoned' | 'return' | 'out_of_stock' | 'other' | undefined;
  /** The caller's own name for it. A card number, a CPF or a CNPJ in it is not kept. */
  readonly reference?: string | undefined;
  /** When the card was captured, or the payment was paid: windows can then be computed without the provider. */
  readonly capturedAt?: string | undefined;
  /** If nothing has been sent by then, the operation fails with `deadline_exceeded`. */
  readonly notAfter?: string | undefined;
  /** `cancel_or_refund`: cancel while that is possible, else refund. `refund_only`: never cancel. */
  readonly strategy?: 'cancel_or_refund' | 'refund_only' | undefined;
  readonly currency?: 'BRL' | undefined;
  /** Says what would be sent first; nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
};

export type PixCancellationRequest = {
  /** Centavos. Absent: the whole payment. */
  readonly amount?: number | undefined;
  /** Why the caller asks for it. */
  readonly reason?: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'abandoned' | 'return' | 'out_of_stock' | 'other' | undefined;
  /** The caller's own name for it. A card number, a CPF or a CNPJ in it is not kept. */
  readonly reference?: string | undefined;
  /** When the card was captured, or the payment was paid: windows can then be computed without the provider. */
  readonly capturedAt?: string | undefined;
  /** If nothing has been sent by then, the operation fails with `deadline_exceeded`. */
  readonly notAfter?: string | undefined;
  readonly currency?: 'BRL' | undefined;
  /** Says what would be sent first; nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
};

export type PixRefundRequest = {
  /** Centavos. Absent: the whole payment. */
  readonly amount?: number | undefined;
  /** Why the caller asks for it. */
  readonly reason?: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'abandoned' | 'return' | 'out_of_stock' | 'other' | undefined;
  /** The caller's own name for it. A card number, a CPF or a CNPJ in it is not kept. */
  readonly reference?: string | undefined;
  /** When the card was captured, or the payment was paid: windows can then be computed without the provider. */
  readonly capturedAt?: string | undefined;
  /** If nothing has been sent by then, the operation fails with `deadline_exceeded`. */
  readonly notAfter?: string | undefined;
  /** `cancel_or_refund`: cancel while that is possible, else refund. `refund_only`: never cancel. */
  readonly strategy?: 'cancel_or_refund' | 'refund_only' | undefined;
  readonly currency?: 'BRL' | undefined;
  /** Says what would be sent first; nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
};

/** One request to give money back. It can always be read. */
export type Operation = {
  readonly id: string;
  readonly kind: 'cancellation' | 'refund';
  /** How the provider does it. */
  readonly method: 'void' | 'refund';
  readonly merchantId: string;
  readonly provider: string;
  /** The provider's own id of the payment. */
  readonly paymentId: string;
  readonly state: OperationState;
  readonly outcome: Outcome;
  /** Centavos that were asked for. Null: the whole payment. */
  readonly amount: number | null;
  /** Why the caller asked for it. */
  readonly reason: 'requested_by_customer' | 'duplicate' | 'fraudulent' | 'abandoned' | 'return' | 'out_of_stock' | 'other' | null;
  /** The caller's own name for it. */
  readonly reference: string | null;
  /** Centavos that were given back, where the provider says. */
  readonly appliedAmount: number | null;
  readonly currency: 'BRL';
  /** Of a success: whether it is proved that it was our doing. `recorded`: by a person. */
  readonly attribution: 'ours' | 'unproven' | 'recorded' | null;
  readonly authorizationCode: string | null;
  /** As the provider names it. */
  readonly providerStatus: string | null;
  /** Requests that could have moved money. */
  readonly attempts: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Null while it is open. */
  readonly completedAt: string | null;
  /** When the next step is due. Null when it is final, or waits for a person. */
  readonly nextCheckAt: string | null;
  readonly problem: OperationProblem | null;
  readonly action: PersonAction | null;
  readonly recording: Recording | null;
  readonly links: {
    /** A path in this API. */
    readonly self: string;
    /** A path in this API. */
    readonly payment: string;
  };
};

/** `accepted`: durable, nothing sent. `sending`: a request is out, or its sender died. `unknown`: sent, no conclusive answer; inquiries are being made. `processing`: the provider accepted and works on it. `awaiting_approval`: people at the provider decide. `manual_review`: automatic means are spent, a person records the outcome. `succeeded`, `failed`: final. */
export type OperationState = 'accepted' | 'sending' | 'unknown' | 'processing' | 'awaiting_approval' | 'manual_review' | 'succeeded' | 'failed';

/** Whether this operation moved the money. */
export type Outcome = 'applied' | 'not_applied' | 'pending' | 'unknown';

/** What to do instead. */
export type Suggestion = 'cancel' | 'refund' | 'wait' | 'none';

/** Why. A closed list. */
export type ProblemCode = 'validation_failed' | 'idempotency_key_missing' | 'idempotency_key_invalid' | 'unauthenticated' | 'forbidden' | 'route_not_found' | 'operation_not_found' | 'payment_not_found' | 'method_not_allowed' | 'payment_busy' | 'operation_limit_reached' | 'withdraw_not_allowed' | 'already_canceled' | 'already_refunded' | 'not_cancelable' | 'not_refundable' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'merchant_not_configured' | 'cancel_window_closed' | 'refund_window_closed' | 'amount_exceeds_available' | 'partial_not_supported' | 'amount_invalid' | 'declined_by_provider' | 'merchant_balance_insufficient' | 'manual_action_required' | 'rate_limited' | 'internal_error' | 'provider_auth_failed' | 'provider_rejected_request' | 'provider_disabled' | 'provider_unreachable' | 'provider_capacity' | 'provider_rate_limited' | 'provider_unavailable' | 'deadline_exceeded';

/** Why an operation failed, or why it has not been sent yet. */
export type OperationProblem = {
  readonly code: ProblemCode;
  readonly detail?: string | undefined;
  readonly paymentStatus?: string | undefined;
  readonly suggestion?: Suggestion | undefined;
  /** The money of the payment in centavos, with a refusal for an amount. Null: not shown, or not readable. */
  readonly amounts?: {
    readonly total: number | null;
    /** Given back so far. */
    readonly returned: number | null;
    /** What can still be given back. */
    readonly left: number | null;
  } | undefined;
  readonly provider?: ProviderError | undefined;
};

/** The provider's own code and message, with nothing in them that may not be shown. */
export type ProviderError = {
  readonly name: string;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

/** What a person who operates this service has to do, where the operation waits for one. */
export type PersonAction = {
  /** `file_refund_request`: file a request for the refund at the provider, and attach it. `record_outcome`: find out the outcome at the provider, and record it. */
  readonly kind: 'file_refund_request' | 'record_outcome';
  /** In a sentence. */
  readonly what: string;
  /** Null: it waits for as long as that takes. */
  readonly until: string | null;
};

/** Who recorded the outcome, where a person did. */
export type Recording = {
  readonly by: string;
  readonly at: string;
  /** What shows the outcome. */
  readonly evidence: string;
};

/** What is known of a payment, also of one that was never seen here. */
export type Payment = {
  readonly merchantId: string;
  readonly provider: string;
  /** The provider's own id of the payment. */
  readonly paymentId: string;
  /** Null: it could not be read. */
  readonly payment: ShownPayment | null;
  readonly options: Options;
  /** Oldest first. */
  readonly operations: readonly (Operation)[];
  readonly links: {
    /** A path in this API. */
    readonly self: string;
  };
};

/** As the provider shows it. Amounts in centavos; null: not shown, or not readable. */
export type ShownPayment = {
  /** In our terms. */
  readonly status: 'pending' | 'held' | 'processing' | 'paid' | 'partially_refunded' | 'refunded' | 'canceled' | 'expired' | 'declined' | 'disputed' | 'unrecognized';
  /** As the provider names it. */
  readonly providerStatus: string;
  /** How it was paid, as the provider names it. */
  readonly method: string | null;
  readonly currency: 'BRL';
  readonly total: number | null;
  readonly captured: number | null;
  /** Given back so far, through this API or otherwise. */
  readonly returned: number | null;
  /** What can still be given back. */
  readonly left: number | null;
  readonly refunds: readonly ({
    /** The provider's own id. */
    readonly id: string;
    readonly amount: number | null;
    readonly status: 'succeeded' | 'processing' | 'failed' | 'withdrawn' | 'unrecognized';
    /** Whether an operation here made it. Null: nothing says. */
    readonly ours: boolean | null;
  })[];
  readonly readAt: string;
};

export type Options = {
  readonly cancel: Option;
  readonly refund: Option;
};

/** Whether money can still be given back by one method, and how one knows. */
export type Option = {
  readonly possible: 'yes' | 'no' | 'unknown';
  /** Null where nothing says. */
  readonly until: string | null;
  readonly partial: 'yes' | 'no' | 'unknown';
  /** Why not. */
  readonly why: ProblemCode | null;
  /** Whether a page of the provider says so, it is our reading, or the operations known here say so. */
  readonly basis: 'documented' | 'inferred' | 'ledger';
};

/** A page of what is unfinished. A page may be empty and not the last. */
export type OperationList = {
  readonly operations: readonly (Operation)[];
  readonly links: {
    /** A path in this API. */
    readonly self: string;
    /** Null on the last page. */
    readonly next: string | null;
  };
};

/** What would be sent. Nothing was stored, and nothing was sent. */
export type DryRun = {
  readonly dryRun: true;
  readonly merchantId: string;
  readonly provider: string;
  /** The provider's own id of the payment. */
  readonly paymentId: string;
  readonly options: Options;
  /** What would go out to the provider, in this order, without its credentials. */
  readonly requests: readonly ({
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly path: string;
    readonly body: string | null;
    /** The status of the payment on which this request depends. */
    readonly onlyIf?: 'held' | 'paid' | undefined;
  })[];
};

/** What each provider can do, and how one knows. */
export type Providers = {
  readonly providers: readonly (Capabilities)[];
  readonly links: {
    /** A path in this API. */
    readonly self: string;
  };
};

export type Capabilities = {
  /** The word in paths. */
  readonly id: string;
  readonly name: string;
  readonly paymentId: {
    /** A regular expression. */
    readonly pattern: string;
    readonly describe: string;
  };
  readonly cancel: {
    /** Whether this API does it, or people at the provider. */
    readonly by: {
      readonly value: 'api' | 'people';
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Which payments. */
    readonly of: {
      readonly value: string;
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Whether a part of the payment is enough. */
    readonly partial: {
      readonly value: 'yes' | 'no' | 'unknown';
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Until when. None: no page names a limit. */
    readonly windows: readonly ({
      /** Which payments. */
      readonly of: string;
      /** What starts the clock. `expiry`: what the payment itself says. */
      readonly from: 'creation' | 'payment' | 'capture' | 'expiry';
      /** The name of the rule, as other answers give it. */
      readonly rule: string;
      readonly span: {
        readonly lasts: 'calendar_day';
        readonly zone: string;
      } | {
        readonly lasts: 'days';
        readonly days: number;
      } | {
        readonly lasts: 'months';
        readonly months: number;
        readonly zone: string;
      };
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    })[];
    /** How its outcome is learnt, most certain first. A notification is never trusted: it only starts an inquiry at once. */
    readonly learnt: {
      readonly value: readonly ('answer' | 'inquiry' | 'notification')[];
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Whether sending it twice can move money only once. */
    readonly repeatable: {
      readonly value: 'yes' | 'no' | 'unknown';
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
  };
  readonly refund: {
    /** Whether this API does it, or people at the provider. */
    readonly by: {
      readonly value: 'api' | 'people';
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Which payments. */
    readonly of: {
      readonly value: string;
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Whether a part of the payment is enough. */
    readonly partial: {
      readonly value: 'yes' | 'no' | 'unknown';
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Until when. None: no page names a limit. */
    readonly windows: readonly ({
      /** Which payments. */
      readonly of: string;
      /** What starts the clock. `expiry`: what the payment itself says. */
      readonly from: 'creation' | 'payment' | 'capture' | 'expiry';
      /** The name of the rule, as other answers give it. */
      readonly rule: string;
      readonly span: {
        readonly lasts: 'calendar_day';
        readonly zone: string;
      } | {
        readonly lasts: 'days';
        readonly days: number;
      } | {
        readonly lasts: 'months';
        readonly months: number;
        readonly zone: string;
      };
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    })[];
    /** How its outcome is learnt, most certain first. A notification is never trusted: it only starts an inquiry at once. */
    readonly learnt: {
      readonly value: readonly ('answer' | 'inquiry' | 'notification')[];
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Whether sending it twice can move money only once. */
    readonly repeatable: {
      readonly value: 'yes' | 'no' | 'unknown';
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
  };
  readonly notification: {
    /** How a notification proves that the provider sent it. `none`: it cannot, so none is accepted. */
    readonly proof: {
      readonly value: 'source_address' | 'shared_secret' | 'none';
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
  };
  readonly token: {
    /** `rotating`: an answer may bring the token for the next request. `bearer`: one token until it expires. `static`: there is no login, the credentials themselves go with every request. */
    readonly model: {
      readonly value: 'rotating' | 'bearer' | 'static';
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Whether we use a token in one request at a time, or in many. */
    readonly use: {
      readonly value: 'exclusive' | 'shared';
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
    /** Null: each login says it, or the token is valid as long as the credentials. */
    readonly lifetimeSeconds: {
      readonly value: number | null;
      /** Whether a page of the provider says so, or it is our reading. */
      readonly basis: 'documented' | 'inferred';
      /** The public page. */
      readonly source?: string | undefined;
      /** When the page was read. */
      readonly readOn: string;
      /** What else a reader has to know. */
      readonly note?: string | undefined;
    };
  };
};

/** Why a request came to nothing, as far as is known: see `outcome` and `retry` (RFC 9457). */
export type Problem = {
  /** `urn:estorno:problem:` and the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What was wrong, and what to do. */
  readonly detail: string;
  /** The path that was called, as a URI reference. */
  readonly instance: string;
  readonly code: ProblemCode;
  readonly outcome: Outcome;
  /** In our words, when an inquiry showed it: `paid`, `held`, … */
  readonly paymentStatus?: string | undefined;
  /** `same_key`: repeating the request as it is, with its key, is safe and may help. `after`: when what is in its way has ended. `fix_and_new_key`: not as it is. */
  readonly retry: 'never' | 'same_key' | 'after' | 'fix_and_new_key';
  readonly suggestion: Suggestion;
  /** The operation that this is about, or that is in the way. */
  readonly operation?: {
    readonly id: string;
    readonly state: OperationState;
    /** A path in this API. */
    readonly link: string;
  } | undefined;
  /** The one in the way is for the same amount, under another key. */
  readonly possibleDuplicate?: true | undefined;
  /** When the window closed. */
  readonly closedAt?: string | undefined;
  /** The rule by which it closed. */
  readonly rule?: string | undefined;
  /** The money of the payment in centavos, with a refusal for an amount. Null: not shown, or not readable. */
  readonly amounts?: {
    readonly total: number | null;
    /** Given back so far. */
    readonly returned: number | null;
    /** What can still be given back. */
    readonly left: number | null;
  } | undefined;
  /** What is wrong, field by field. */
  readonly errors?: readonly ({
    /** A JSON Pointer. */
    readonly pointer: string;
    readonly detail: string;
  })[] | undefined;
  readonly provider?: ProviderError | undefined;
  /** For support. */
  readonly traceId: string;
};

/** The requests to each provider, by the provider's id. */
export type Requests = {
  readonly letpay: { readonly cancellation: LetpayCancellationRequest; readonly refund: LetpayRefundRequest };
  readonly sopague: { readonly cancellation: SopagueCancellationRequest; readonly refund: SopagueRefundRequest };
  readonly mercadopago: { readonly cancellation: MercadopagoCancellationRequest; readonly refund: MercadopagoRefundRequest };
  readonly pix: { readonly cancellation: PixCancellationRequest; readonly refund: PixRefundRequest };
};
