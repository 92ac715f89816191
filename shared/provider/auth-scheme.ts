import type { ProblemCode } from '../domain/problem.ts';
import type { SecretText } from '../domain/secret-text.ts';
import type { EpochMs } from '../domain/time.ts';
import type { AnsweredReply, ArrivedReply, ProviderRequest } from '../ports/exchange.ts';

/** A token, until when it counts as good by our own clock, and what it is for, where the provider says so. */
export type Token = { readonly token: SecretText; readonly expiresAt: EpochMs; readonly scope?: string };

export type LoginResult =
  | { readonly is: 'token'; readonly token: Token }
  /** The provider's own word, in its documented form, that the credentials are wrong. */
  | { readonly is: 'refused' }
  /** Anything else: a gateway, a firewall, a provider in trouble. Says nothing of the credentials. */
  | {
      readonly is: 'unavailable';
      readonly code: ProblemCode;
      readonly detail?: string | undefined;
      readonly retryAfterMs?: number | undefined;
    };

/** How requests show whose they are. Pure. */
export type AuthScheme<Credentials> =
  | StaticAuth<Credentials>
  | BearerAuth<Credentials>
  | RotatingAuth<Credentials>;

/** A provider without logins: the credentials themselves go with every request. */
export type StaticAuth<Credentials> = {
  readonly type: 'static';
  readonly toHeaders: (credentials: Credentials) => Readonly<Record<string, string>>;
  /** Whether an answer is the provider's own word, in its documented form, that the credentials are wrong. */
  readonly isRefusal: (reply: AnsweredReply) => boolean;
  /**
   * Whether a 401 is about the request and not about the credentials, as documented: it is interpreted like any other
   * answer, and locks nobody out. Absent where every 401 is about the credentials.
   */
  readonly isAboutRequest?: (reply: AnsweredReply) => boolean;
  /** An inquiry that moves nothing and shows whether credentials are valid. */
  readonly toProbe: () => ProviderRequest;
};

type LoginAuth<Credentials> = {
  readonly toLogin: (credentials: Credentials) => ProviderRequest;
  readonly fromLogin: (reply: ArrivedReply, now: EpochMs) => LoginResult;
  readonly toHeaders: (token: SecretText, credentials: Credentials) => Readonly<Record<string, string>>;
};

/** A login gives a token that many requests may use at once, until it expires. */
export type BearerAuth<Credentials> = LoginAuth<Credentials> & {
  readonly type: 'bearer';
  /** The scopes that a request needs, or any request of the connector, and a token's `scope` lacks. @default none */
  readonly toMissingScopes?: (
    scope: string,
    credentials: Credentials,
    request?: ProviderRequest,
  ) => readonly string[];
};

/** A login gives a token, and answers may bring the next one. Whether the one before dies then is to be probed. */
export type RotatingAuth<Credentials> = LoginAuth<Credentials> & {
  readonly type: 'rotating';
  readonly nextToken: (reply: AnsweredReply) => SecretText | undefined;
  /** An inquiry that moves nothing and shows whether a token is valid. */
  readonly toProbe: () => ProviderRequest;
  /** Milliseconds for which a token from an answer counts as good, from its receipt. */
  readonly tokenLifetimeMs: number;
};
