import type { ProviderRequest } from '../ports/exchange.ts';
import type {
  Account,
  CallLimits,
  NotSent,
  SessionHandle,
  SessionReply,
  Sessions,
} from '../ports/sessions.ts';
import type { StaticAuth } from '../provider/auth-scheme.ts';
import {
  CREDENTIALS_REFUSED,
  isLockedOut,
  LOCKED_OUT,
  type LockedOut,
  type Lockout,
  toLockout,
} from './lockout.ts';
import { refreshAccount } from './refresh-account.ts';
import { SeenSecrets } from './seen-secrets.ts';
import { isUnauthorized, sendRequest, toUnauthorized } from './send-request.ts';
import type { SessionDeps } from './session-deps.ts';

export type StaticDeps<C> = Pick<SessionDeps, 'exchange' | 'clock' | 'log'> & {
  readonly auth: StaticAuth<C>;
};

/** The credentials of each merchant that were refused last, as this process saw it. */
type Lockouts = Map<string, Lockout>;

/**
 * Requests that carry the credentials themselves. Nothing is leased or stored: a key that lives for years would lie in
 * the sessions table for nothing.
 */
export function createStaticSessions<C>(deps: StaticDeps<C>): Sessions<C> {
  const lockouts: Lockouts = new Map();
  return { open: (account, limits) => new StaticHandle(deps, lockouts, account, limits) };
}

class StaticHandle<C> implements SessionHandle {
  readonly #deps: StaticDeps<C>;
  readonly #lockouts: Lockouts;
  readonly #limits: CallLimits;
  readonly #seen: SeenSecrets;
  #account: Account<C>;

  constructor(deps: StaticDeps<C>, lockouts: Lockouts, account: Account<C>, limits: CallLimits) {
    this.#deps = deps;
    this.#lockouts = lockouts;
    this.#limits = limits;
    this.#account = account;
    this.#seen = new SeenSecrets(account.credentials);
  }

  readonly redact = (text: string): string => this.#seen.redact(text);
  readonly redactId = (id: string): string => this.#seen.redactId(id);

  /** Where the credentials are not taken, once more if the secret has changed since: corrected ones work at once. */
  async send(request: ProviderRequest): Promise<SessionReply> {
    const first = await this.#sendUnlessLockedOut(request);
    if (this.#isTaken(first)) return first;
    const fresh = await refreshAccount(this.#account, this.#deps.log);
    if (fresh.secretVersion === this.#account.secretVersion) return this.#toFailure(first);
    this.#account = fresh;
    this.#seen.addCredentials(fresh.credentials);
    const second = await this.#sendUnlessLockedOut(request);
    return this.#isTaken(second) ? second : this.#toFailure(second);
  }

  async close(): Promise<void> {}

  async #sendUnlessLockedOut(request: ProviderRequest): Promise<SessionReply | LockedOut> {
    const { auth, clock } = this.#deps;
    const account = this.#account;
    const lockout = this.#lockouts.get(account.merchantId) ?? {};
    if (isLockedOut([lockout], account, clock())) return { is: 'locked_out' };
    const headers = auth.toHeaders(account.credentials);
    return sendRequest(this.#deps, { account, limits: this.#limits, headers }, request);
  }

  #isTaken(reply: SessionReply | LockedOut): reply is SessionReply {
    if (reply.is === 'locked_out') return false;
    if (reply.is === 'answered' && this.#deps.auth.isAboutRequest?.(reply)) return true;
    return !isUnauthorized(reply) && !this.#isRefusal(reply);
  }

  #isRefusal(reply: SessionReply | LockedOut): boolean {
    return reply.is === 'answered' && this.#deps.auth.isRefusal(reply);
  }

  #toFailure(reply: SessionReply | LockedOut): NotSent {
    const { clock, log } = this.#deps;
    const { merchantId, provider } = this.#account;
    if (reply.is === 'locked_out') return LOCKED_OUT;
    if (!this.#isRefusal(reply)) return toUnauthorized(reply);
    log.info('credentials_refused', { merchant: merchantId, provider });
    this.#lockouts.set(merchantId, toLockout(this.#account, clock()));
    return CREDENTIALS_REFUSED;
  }
}
