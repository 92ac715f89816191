import type { EpochMs } from '../domain/time.ts';
import type { ArrivedReply, ProviderRequest } from '../ports/exchange.ts';
import { nameOfError } from '../ports/log.ts';
import type { ExclusiveSessionStore, Lease, PutBack, StoredToken } from '../ports/session-store.ts';
import type {
  Account,
  CallLimits,
  NotSent,
  SessionHandle,
  SessionReply,
  Sessions,
} from '../ports/sessions.ts';
import type { RotatingAuth } from '../provider/auth-scheme.ts';
import { LEASE_MARGIN_MS, RESERVE_MS } from '../provider/budgets.ts';
import { type HoldTimes, leaseSlot, noteHold } from './lease-slot.ts';
import { type Lockout, toLockout } from './lockout.ts';
import { isOfAccount, type LoginPauses, logIn, toLoginFailure, toPutBack, toStored } from './login.ts';
import { refreshAccount } from './refresh-account.ts';
import { SeenSecrets } from './seen-secrets.ts';
import { isUnauthorized, isUsable, NO_SESSION, sendRequest, toUnauthorized } from './send-request.ts';
import type { SessionDeps } from './session-deps.ts';
import type { Settings } from './settings.ts';

/** A 401 is followed by a login; the second one by a login with the secret read anew; the third one is the answer. */
const MAX_REFUSALS = 2;

/** Why nobody waits for a slot any more. Without a reason of ours each abort would make an error with a stack. */
const CLOSED = 'the session was closed';

const ENDING_EACH_OTHER: NotSent = {
  is: 'not_sent',
  code: 'provider_capacity',
  detail: 'The sessions of this account end each other.',
};

export type ExclusiveDeps<C> = SessionDeps & {
  readonly auth: RotatingAuth<C>;
  readonly store: ExclusiveSessionStore;
  readonly pauses: LoginPauses;
  /** What probes found out. Absent: the secret alone says how many sessions there may be. */
  readonly settings?: Settings | undefined;
};

/** What this process knows beside the store, by merchant. */
type Memory = {
  /** A slot's item shows refused credentials to other processes, this shows them to the other slots. */
  readonly lockouts: Map<string, Lockout>;
  readonly holdTimes: HoldTimes;
};

/**
 * Sessions whose token is in one request at a time: right in every token model of a provider with rotating tokens. A slot
 * is held for one login and one exchange, or a few reads in a row. Losing all of it costs logins, never money.
 */
export function createExclusiveSessions<C>(deps: ExclusiveDeps<C>): Sessions<C> {
  const memory: Memory = { lockouts: new Map(), holdTimes: new Map() };
  return { open: (account, limits) => new ExclusiveHandle(deps, memory, account, limits) };
}

class ExclusiveHandle<C> implements SessionHandle {
  readonly #deps: ExclusiveDeps<C>;
  readonly #memory: Memory;
  readonly #limits: CallLimits;
  readonly #seen: SeenSecrets;
  readonly #closed = new AbortController();
  readonly #leasing: Promise<Lease | undefined>;
  #account: Account<C>;
  /** What becomes of the slot's token; undefined while the slot was not used. */
  #back: PutBack | undefined;

  constructor(deps: ExclusiveDeps<C>, memory: Memory, account: Account<C>, limits: CallLimits) {
    this.#deps = deps;
    this.#memory = memory;
    this.#limits = limits;
    this.#account = account;
    this.#seen = new SeenSecrets(account.credentials);
    const { holdTimes } = memory;
    this.#leasing = leaseSlot({ ...deps, holdTimes }, account, limits, this.#closed.signal);
    // `send` and `close` await it; nobody else hears of a failure.
    this.#leasing.catch(() => undefined);
  }

  readonly redact = (text: string): string => this.#seen.redact(text);
  readonly redactId = (id: string): string => this.#seen.redactId(id);

  async send(request: ProviderRequest): Promise<SessionReply> {
    const lease = await this.#leaseOrNone();
    if (!lease) return NO_SESSION;
    const { clock } = this.#deps;
    let token = await this.#ownTokenLeft(lease);
    let isDemoted = false;
    for (let refusals = 0; ; refusals++) {
      const session = isUsable(token, clock()) ? token : await this.#logIn(lease);
      if ('is' in session) return session;
      const reply = await this.#sendUnder(lease, session, request);
      if (!isUnauthorized(reply)) return reply;
      isDemoted = (await this.#afterUnauthorized(refusals, session === token)) || isDemoted;
      if (refusals === MAX_REFUSALS) return isDemoted ? ENDING_EACH_OTHER : toUnauthorized(reply);
      token = undefined;
    }
  }

  async close(): Promise<void> {
    const { store, clock, log } = this.#deps;
    this.#closed.abort(CLOSED);
    try {
      const lease = await this.#leasing;
      if (!lease) return;
      await store.putBack(lease, this.#back ?? (lease.clean ? { keep: lease.clean } : { drop: true }));
      if (this.#back) noteHold(this.#memory.holdTimes, this.#account.merchantId, lease, clock());
    } catch (error) {
      // The slot stays leased until the lease ends; the next holder logs in.
      log.error('session_not_put_back', { error: nameOfError(error) });
    }
  }

  /** Without a session nothing is sent, so that whatever the store says can only delay. */
  async #leaseOrNone(): Promise<Lease | undefined> {
    try {
      return await this.#leasing;
    } catch (error) {
      this.#deps.log.error('session_store_failed', { error: nameOfError(error) });
      return undefined;
    }
  }

  /** What the request before this one left, or the holder before us. */
  #tokenLeft({ clean }: Lease): StoredToken | undefined {
    if (!this.#back) return clean;
    return 'keep' in this.#back ? this.#back.keep : undefined;
  }

  /** What was obtained with another version of the secret is none: which version is the present one is read first. */
  async #ownTokenLeft(lease: Lease): Promise<StoredToken | undefined> {
    const token = this.#tokenLeft(lease);
    if (!token || isOfAccount(token, this.#account)) return token;
    this.#use(await refreshAccount(this.#account, this.#deps.log));
    return isOfAccount(token, this.#account) ? token : undefined;
  }

  /** A login that is over before the slot is somebody else's: where a login ends other sessions, it would end theirs. */
  async #logIn(lease: Lease): Promise<StoredToken | NotSent> {
    const { clock } = this.#deps;
    const { lockouts } = this.#memory;
    const { merchantId } = this.#account;
    const deadline = Math.min(this.#limits.deadline, usableUntil(lease) + RESERVE_MS);
    const known = [lease, lockouts.get(merchantId) ?? {}];
    const { login, account } = await logIn(this.#deps, this.#account, { ...this.#limits, deadline }, known);
    this.#use(account);
    this.#back = toPutBack(login, account, clock());
    if (login.is === 'token') return toStored(login.token, account);
    if (login.is === 'refused') lockouts.set(merchantId, toLockout(account, clock()));
    return toLoginFailure(login);
  }

  /** One request, and what the token is worth after it. */
  async #sendUnder(lease: Lease, session: StoredToken, request: ProviderRequest): Promise<SessionReply> {
    const { auth } = this.#deps;
    const { token } = session;
    this.#back = { keep: session };
    this.#seen.add(token);
    const account = this.#account;
    const headers = auth.toHeaders(token, account.credentials);
    const sending = { account, limits: this.#limits, headers, until: usableUntil(lease) };
    const reply = await sendRequest(this.#deps, sending, request);
    if (reply.is !== 'not_sent') this.#back = this.#toPutBack(reply, session);
    return reply;
  }

  /** Where the provider's own answer did not arrive, as behind a gateway's, the next token may have gone with it. */
  #toPutBack(reply: ArrivedReply, current: StoredToken): PutBack {
    const { auth, clock } = this.#deps;
    if (reply.is === 'lost' || !reply.isJson || isUnauthorized(reply)) return { drop: true };
    const token = auth.nextToken(reply);
    if (token === undefined || token.isSameAs(current.token)) return { keep: current };
    // The same answer may hold it in a text as well.
    this.#seen.add(token);
    return { keep: { ...current, token, expiresAt: clock() + auth.tokenLifetimeMs } };
  }

  /**
   * `wasKept`: the token was clean and unexpired. Where several sessions are in use, they may be ending each other then.
   * @returns whether the account was demoted to one session
   */
  async #afterUnauthorized(refusals: number, wasKept: boolean): Promise<boolean> {
    const { settings, log } = this.#deps;
    log.info('token_refused', { provider: this.#account.provider, tries: refusals + 1 });
    if (refusals === MAX_REFUSALS - 1) this.#use(await refreshAccount(this.#account, log));
    if (!wasKept || !settings || settings.slots(this.#account) <= 1) return false;
    await settings.demote(this.#account);
    return true;
  }

  #use(account: Account<C>): void {
    this.#account = account;
    this.#seen.addCredentials(account.credentials);
  }
}

/** Nothing is out under the lease any more when it ends for others. */
function usableUntil({ leaseUntil }: Lease): EpochMs {
  return leaseUntil - LEASE_MARGIN_MS;
}
