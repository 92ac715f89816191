import type { EpochMs } from '../domain/time.ts';

/** Which of a provider's hosts a request goes to. Most providers have one; those that have not differ by what is done. */
export type HostName = 'api' | 'query' | 'update' | 'auth';

/** One HTTP request to a provider, as data. */
export type ProviderRequest = {
  /** @default 'api' */
  readonly host?: HostName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the host's base on, without a query, built from parts that were checked. */
  readonly path: string;
  /** Names and values as they are; they are encoded on their way. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** It could move money: it leaves only with a full exchange of time left, and under the operation's lease. */
  readonly movesMoney?: boolean;
  /** It asks for a token. Set where a session logs in, so that logins are measured apart. */
  readonly isLogin?: boolean;
};

/**
 * Where one merchant's requests go: bases without a slash at the end, and the certificate that the hosts ask for. The query
 * of a base goes with every request.
 */
export type Endpoints = {
  readonly api: string;
  readonly query?: string;
  readonly update?: string;
  readonly auth?: string;
  readonly clientCertificate?: {
    /** PEM. */
    readonly cert: string;
    readonly key: string;
    readonly passphrase?: string;
    /** From then on nothing is sent with it. */
    readonly validUntil: EpochMs;
  };
};

/** A whole answer of a provider. */
export type AnsweredReply = {
  readonly is: 'answered';
  readonly status: number;
  /** The parsed JSON, in which whole numbers beyond 2^53 are texts of all their digits; undefined where it is not JSON. */
  readonly body: unknown;
  /** Whether the body is JSON. A gateway's or a firewall's answer usually is not, and neither is an empty one. */
  readonly isJson: boolean;
  /** From `Retry-After`, in milliseconds from now, at most an hour. */
  readonly retryAfterMs?: number | undefined;
};

/** It left, or may have; what came back is not a whole answer. */
export type LostReply = { readonly is: 'lost'; readonly why: string; readonly status?: number | undefined };

/** What came of a request that left, or may have left. */
export type ArrivedReply = AnsweredReply | LostReply;

/** What became of one request to a provider. */
export type Reply =
  /** Provably not sent: not a byte of it left. `bad_certificate`: the merchant's own cannot be used. */
  | {
      readonly is: 'not_sent';
      readonly why: 'unreachable' | 'stopped' | 'bad_certificate';
      readonly detail: string;
    }
  | ArrivedReply;

/** Limits of one exchange. */
export type ExchangeLimits = {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Asked in the same tick in which the request leaves. */
  readonly mayLeave: () => boolean;
};

/** One HTTP exchange with a provider. Never throws for anything that a provider, or a merchant's secret, can do. */
export type Exchange = (
  endpoints: Endpoints,
  request: ProviderRequest,
  limits: ExchangeLimits,
) => Promise<Reply>;
