export type ProviderRequest = {
  readonly method: 'GET' | 'POST';
  /** From the provider's base on, built from parts that were checked. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** It could move money: it leaves only with a full exchange of time left, and under the operation's lease. */
  readonly movesMoney?: boolean;
  /** It asks for a token. */
  readonly isLogin?: boolean;
};

/** What became of one request to a provider. */
export type Reply =
  /** Provably not sent: not a byte of it left. */
  | { readonly is: 'not_sent'; readonly why: 'unreachable' | 'stopped'; readonly detail: string }
  /** It left, or may have; what came back is not a whole answer. */
  | { readonly is: 'lost'; readonly why: string; readonly status?: number | undefined }
  | { readonly is: 'answered'; readonly status: number; readonly body: unknown };

/** Limits of one exchange. */
export type ExchangeLimits = {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Asked in the same tick in which the request leaves. */
  readonly mayLeave: () => boolean;
};

export type Exchange = (baseUrl: string, request: ProviderRequest, limits: ExchangeLimits) => Promise<Reply>;
