import type { SecretText } from '../domain/secret-text.ts';
import type { ProviderRequest } from '../ports/exchange.ts';
import { nameOfError } from '../ports/log.ts';
import {
  type PutBack,
  type SessionKey,
  type SharedSessionStore,
  type SharedTurn,
  type StoredToken,
  toSessionKey,
} from '../ports/session-store.ts';
import type {
  Account,
  CallLimits,
  NotSent,
  SessionHandle,
  SessionReply,
  Sessions,
} from '../ports/sessions.ts';
import { LEASE_MARGIN_MS, SESSION_WAIT_MS, toBudget } from '../provider/budgets.ts';
import type { Lockout } from './lockout.ts';
import { isOfAccount, type LoginPauses, logIn, toLoginFailure, toPutBack, toStored } from './login.ts';
import { refreshAccount } from './refresh-account.ts';
import { SeenSecrets } from './seen-secrets.ts';
import {
  isUnauthorized,
  isUsable,
  NO_SESSION,
  sendRequest,
  toScopeRefusal,
  toUnauthorized,
} from './send-request.ts';
import type { LoginAuth, SessionDeps } from './session-deps.ts';
import type { Settings } from './settings.ts';

/** Milliseconds between two questions to the store while somebody else logs in. */
const POLL_MS = 100;

/** A 401 is followed by another token; the second one by one with the secret read anew; the third one is the answer. */
const MAX_REFUSALS = 2;

/** Why nobody waits for a token any more. Without a reason of ours each abort would make an error with a stack. */
const CLOSED = 'the session was closed';

export type SharedDeps<C> = SessionDeps & {
  readonly auth: LoginAuth<C>;
  readonly store: SharedSessionStore;
  readonly pauses: LoginPauses;
  /** Where a probe's verdict decides on sharing, which a refused token speaks against. */
  readonly settings?: Settings | undefined;
};

/** Tokens that this process holds, by session. */
type Memory = Map<SessionKey, StoredToken>;

/** Sessions whose token many may use at once: memory first, then the store, then one login at a time. */
export function createSharedSessions<C>(deps: SharedDeps<C>): Sessions<C> {
  const memory: Memory = new Map();
  return { open: (account, limits) => new SharedHandle(deps, memory, account, limits) };
}

class SharedHandle<C> implements SessionHandle {
  readonly #deps: SharedDeps<C>;
  readonly #memory: Memory;
  readonly #limits: CallLimits;
  readonly #key: SessionKey;
  readonly #seen: SeenSecrets;
  readonly #closed = new AbortController();
  readonly #stop: AbortSignal;
  readonly #storing: Promise<void>[] = [];
  readonly #first: Promise<StoredToken | NotSent>;
  #account: Account<C>;

  constructor(deps: SharedDeps<C>, memory: Memory, account: Account<C>, limits: CallLimits) {
    this.#deps = deps;
    this.#memory = memory;
    this.#limits = limits;
    this.#account = account;
    this.#key = toSessionKey(account.merchantId, account.provider, 'shared');
    this.#seen = new SeenSecrets(account.credentials);
    this.#stop = AbortSignal.any([this.#closed.signal, limits.signal]);
    this.#first = this.#getToken();
    // `send` and `close` await it; nobody else hears of a failure.
    this.#first.catch(() => undefined);
  }

  readonly redact = (text: string): string => this.#seen.redact(text);
  readonly redactId = (id: string): string => this.#seen.redactId(id);

  async send(request: ProviderRequest): Promise<SessionReply> {
    let session = await this.#first;
    for (let refusals = 0; ; refusals++) {
      if ('is' in session) return session;
      // A later request under this handle starts from the newest token.
      const { token, scope } = this.#held() ?? session;
      const missing = this.#missingScopes(scope, request);
      if (missing.length > 0) return toScopeRefusal(missing);
      const reply = await this.#sendUnder(token, request);
      if (!isUnauthorized(reply)) return reply;
      await this.#afterUnauthorized(refusals);
      if (refusals === MAX_REFUSALS) return toUnauthorized(reply);
      session = await this.#getToken(token);
    }
  }

  async close(): Promise<void> {
    this.#closed.abort(CLOSED);
    await Promise.allSettled([this.#first]);
    await Promise.all(this.#storing);
  }

  #missingScopes(scope: string | undefined, request: ProviderRequest): readonly string[] {
    const { auth } = this.#deps;
    if (auth.type !== 'bearer' || scope === undefined) return [];
    return auth.toMissingScopes?.(scope, this.#account.credentials, request) ?? [];
  }

  async #sendUnder(token: SecretText, request: ProviderRequest): Promise<SessionReply> {
    const { auth } = this.#deps;
    const account = this.#account;
    this.#seen.add(token);
    const headers = auth.toHeaders(token, account.credentials);
    const reply = await sendRequest(this.#deps, { account, limits: this.#limits, headers }, request);
    // Nobody needs it here, and a text of the same answer may hold it.
    const next = reply.is === 'answered' && auth.type === 'rotating' ? auth.nextToken(reply) : undefined;
    if (next !== undefined) this.#seen.add(next);
    return reply;
  }

  async #afterUnauthorized(refusals: number): Promise<void> {
    const { settings, log } = this.#deps;
    log.info('token_refused', { provider: this.#account.provider, tries: refusals + 1 });
    if (refusals === 0) await settings?.demote(this.#account);
    if (refusals === MAX_REFUSALS - 1) this.#use(await refreshAccount(this.#account, log));
  }

  /** `refused`: a token that the provider did not take. */
  async #getToken(refused?: SecretText): Promise<StoredToken | NotSent> {
    const { store, clock, sleep, newId } = this.#deps;
    const held = this.#held();
    if (isUsable(held, clock()) && !held.token.isSameAs(refused)) return held;
    this.#memory.delete(this.#key);

    const owner = newId();
    const waitUntil = Math.min(clock() + SESSION_WAIT_MS, this.#limits.deadline);
    let unusable = refused;
    while (!this.#stop.aborted) {
      const now = clock();
      const loginUntil = now + toBudget(this.#limits).loginMs + LEASE_MARGIN_MS;
      const by = { owner, now, loginUntil, refused: unusable };
      const turn = await store.turn(this.#key, by).catch((error: unknown) => this.#noTurn(error));
      if (turn.is === 'token' && (await this.#isOwn(turn.token))) return this.#remember(turn.token);
      if (turn.is === 'login') return this.#logIn(owner, turn);
      if (clock() >= waitUntil) break;
      // A token of other credentials is as good as refused: the next login replaces it.
      if (turn.is === 'token') unusable = turn.token.token;
      else await sleep(POLL_MS, this.#stop);
    }
    return NO_SESSION;
  }

  /** What this process holds for the credentials of this session. */
  #held(): StoredToken | undefined {
    const held = this.#memory.get(this.#key);
    return held && isOfAccount(held, this.#account) ? held : undefined;
  }

  /** Obtained with the present version of the secret: which that is, is read where it is another than this session's. */
  async #isOwn(token: StoredToken): Promise<boolean> {
    if (isOfAccount(token, this.#account)) return true;
    this.#use(await refreshAccount(this.#account, this.#deps.log));
    return isOfAccount(token, this.#account);
  }

  /** Our login, for everybody. It is not begun for a request that will not come. */
  async #logIn(owner: string, lockout: Lockout): Promise<StoredToken | NotSent> {
    const { clock } = this.#deps;
    if (this.#stop.aborted) {
      this.#endLogin(owner, { drop: true });
      return toLoginFailure({ is: 'unavailable', code: 'deadline_exceeded' });
    }
    const { login, account } = await logIn(this.#deps, this.#account, this.#limits, [lockout]);
    this.#use(account);
    this.#endLogin(owner, toPutBack(login, account, clock()));
    return login.is === 'token' ? this.#remember(toStored(login.token, account)) : toLoginFailure(login);
  }

  /** Without a token nothing is sent, so that whatever the store says can only delay. */
  #noTurn(error: unknown): SharedTurn {
    this.#deps.log.error('session_store_failed', { error: nameOfError(error) });
    return { is: 'wait' };
  }

  /** Beside the request, not before it; `close` waits for it. */
  #endLogin(owner: string, what: PutBack): void {
    const { store, log } = this.#deps;
    const failed = (error: unknown) => log.error('session_not_stored', { error: nameOfError(error) });
    this.#storing.push(store.endLogin(this.#key, owner, what).catch(failed));
  }

  #remember(token: StoredToken): StoredToken {
    this.#memory.set(this.#key, token);
    return token;
  }

  #use(account: Account<C>): void {
    this.#account = account;
    this.#seen.addCredentials(account.credentials);
  }
}
