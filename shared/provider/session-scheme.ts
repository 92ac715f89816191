import type { Answer } from '../domain/answer.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { SecretText } from '../domain/secret-text.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ProviderRequest, Reply } from '../ports/exchange.ts';
import type { StoredToken } from '../ports/session-store.ts';

/** What became of a request that went through a session. */
export type SessionReply = Extract<Answer, { is: 'not_sent' }> | Exclude<Reply, { is: 'not_sent' }>;

export type LoginResult =
  | { readonly is: 'token'; readonly token: StoredToken }
  | { readonly is: 'refused' }
  | { readonly is: 'unavailable'; readonly code: ProblemCode };

/** How requests show whose they are. Pure. */
export type SessionScheme<Credentials> = LoginScheme<Credentials> | StaticScheme<Credentials>;

/** A provider without logins: the credentials themselves go with every request. */
export type StaticScheme<Credentials> = {
  readonly mode: 'static';
  readonly toHeaders: (credentials: Credentials) => Readonly<Record<string, string>>;
  /** A read that moves nothing and is answered with 401 where the credentials are wrong. */
  readonly toProbe: () => ProviderRequest;
};

/** How one provider logs in, and where it puts its tokens. */
export type LoginScheme<Credentials> = {
  /** `exclusive`: a token is in one request at a time. `shared`: many may use it at once. */
  readonly mode: 'exclusive' | 'shared';
  readonly toLogin: (credentials: Credentials) => ProviderRequest;
  readonly fromLogin: (reply: Exclude<Reply, { is: 'not_sent' }>, now: EpochMs) => LoginResult;
  readonly toHeaders: (token: SecretText) => Readonly<Record<string, string>>;
  /** The token that an answer brings for the next request, if it does. */
  readonly nextToken: (body: unknown) => SecretText | undefined;
  /** A read that moves nothing and tells a good token from a bad one, where sessions can be probed. */
  readonly toProbe?: () => ProviderRequest;
  /** Milliseconds for which a token from an answer counts as good, from its receipt. */
  readonly tokenLifetimeMs: number;
};
