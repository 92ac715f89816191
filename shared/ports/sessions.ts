import type { MerchantId } from '../domain/ids.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ArrivedReply, Endpoints, ProviderRequest } from './exchange.ts';

/** One merchant's account at one provider, with its credentials as they were last read. */
export type Account<Credentials> = {
  readonly merchantId: MerchantId;
  readonly provider: string;
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  /** Names this version of the secret. */
  readonly secretVersion: string;
  /** How many sessions the account may have at once. */
  readonly sessions: number;
  /** The account as the secret is now, past every cache. */
  readonly refresh: () => Promise<Account<Credentials>>;
};

/** The limits that an invocation, or a step of it, sets to what it does. */
export type CallLimits = {
  readonly signal: AbortSignal;
  /** The hard end of the invocation. */
  readonly deadline: EpochMs;
  /** No caller waits for it, so that the provider gets longer to answer. */
  readonly isBackground: boolean;
  /** Asked in the tick in which a request that moves money leaves. */
  readonly mayMoveMoney: () => boolean;
};

/** A request that provably did not leave, or that the provider provably did not execute. */
export type NotSent = {
  readonly is: 'not_sent';
  readonly code: ProblemCode;
  readonly detail?: string | undefined;
  /** Trying again later will not help. */
  readonly permanent?: boolean | undefined;
  /** The provider asks to wait so long, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The provider itself refused the credentials, in its documented form, just now. */
  readonly credentialsRefused?: boolean | undefined;
};

/** What became of a request that went through a session. */
export type SessionReply = NotSent | ArrivedReply;

/** A session for a short while: one exchange, or a few in a row. */
export type SessionHandle = {
  /** Never throws for anything that a provider can do. */
  send(request: ProviderRequest): Promise<SessionReply>;
  /** Takes this session's tokens, the account's credentials and personal data out of a text, and cuts it short. */
  readonly redact: (text: string) => string;
  /** An id as it is; where it holds a token or a credential, another one in its place, always the same. */
  readonly redactId: (id: string) => string;
  /** Puts the session back, used or not. Must be called, and awaited. Never throws. */
  close(): Promise<void>;
};

export type Sessions<Credentials> = {
  /** Begins to get a session at once; `send` waits for it. */
  open(account: Account<Credentials>, limits: CallLimits): SessionHandle;
};
