import type { SecretText } from '../domain/secret-text.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ProviderRequest } from '../ports/exchange.ts';
import { nameOfError } from '../ports/log.ts';
import type { ExclusiveSessionStore, Lease, PutBack, StoredToken } from '../ports/session-store.ts';
import { LEASE_MARGIN_MS, RESERVE_MS } from '../provider/budgets.ts';
import { createRedact, secretsOf } from '../provider/redact.ts';
import type { LoginResult, SessionReply } from '../provider/session-scheme.ts';
import { type HoldTimes, leaseSlot, noteHold } from './lease-slot.ts';
import { isLockedOut, logIn, type Refusal, refreshAccount, toLockout, toLoginFailure } from './login.ts';
import {
  type Account,
  type Call,
  type Hold,
  isUsable,
  notSent,
  type SessionDeps,
  type Sessions,
  sendWith,
} from './session.ts';
import type { Settings } from './settings.ts';

/** A 401 is followed by a login; the second one by a login with the secret read anew; the third one is the answer. */
const MAX_REFUSALS = 2;

/** Why nobody waits for a slot any more. Without a reason of ours each abort would make an error with a stack. */
const CLOSED = 'the session was closed';

type Deps<C> = SessionDeps<C> & {
  readonly store: ExclusiveSessionStore;
  /** What probes found out. Absent: the secret alone says how many sessions there may be. */
  readonly settings?: Settings | undefined;
};

/**
 * Sessions whose token is in one request at a time: right in every world that a provider with rotating tokens
 * may live in. A slot is held for one login and one exchange, or a few reads in a row. Losing all of it costs logins, never money.
 */
export function createExclusiveSessions<C>(deps: Deps<C>): Sessions<C> {
  const lockouts: Lockouts = new Map();
  const holdTimes: HoldTimes = new Map();
  return {
    open(account, call) {
      const given = new AbortController();
      const leasing = leaseSlot({ ...deps, holdTimes }, account, call, given.signal);
      // `send` and `close` await it; nobody else hears of a failure.
      leasing.catch(() => undefined);
      return createHold(deps, account, call, {
        leasing,
        giveUp: () => given.abort(CLOSED),
        lockouts,
        holdTimes,
      });
    },
  };
}

/** Refused credentials by merchant: a slot's item tells other processes, this tells the other slots. */
type Lockouts = Map<string, Refusal>;

type Leasing = {
  readonly leasing: Promise<Lease | undefined>;
  readonly giveUp: () => void;
  readonly lockouts: Lockouts;
  readonly holdTimes: HoldTimes;
};

function createHold<C>(
  deps: Deps<C>,
  opened: Account<C>,
  call: Call,
  { leasing, giveUp, lockouts, holdTimes }: Leasing,
): Hold {
  const { store, clock, log, scheme, settings } = deps;
  const seen = new Set<SecretText>();
  let account = opened;
  let back: PutBack | undefined;

  return {
    async send(request) {
      const lease = await leasing.catch(noSession);
      if (!lease) return notSent('provider_capacity', 'No session at the provider was free in time.');
      const refusals = [lease, lockouts.get(account.merchantId) ?? {}];
      if (refusals.some((refusal) => isLockedOut(refusal, account, clock())))
        return toLoginFailure({ is: 'refused' });
      return sendUnder(lease, request);
    },
    redact: createRedact(() => [...seen, ...secretsOf(account.credentials)]),
    async close() {
      giveUp();
      try {
        const lease = await leasing;
        if (!lease) return;
        await store.putBack(lease, back ?? (lease.clean ? { keep: lease.clean } : { drop: true }));
        if (back) noteHold(holdTimes, account.merchantId, lease, clock());
      } catch (error) {
        // The slot stays leased until the lease ends; the next holder logs in.
        log.error('session_not_put_back', { error: nameOfError(error) });
      }
    },
  };

  async function sendUnder(lease: Lease, request: ProviderRequest): Promise<SessionReply> {
    let token = tokenLeft(lease);
    let demoted = false;
    for (let refusals = 0; refusals <= MAX_REFUSALS; refusals++) {
      const login = token ? { is: 'token' as const, token } : await logInFor(lease, refusals);
      if (login.is !== 'token') return refuse(login);
      const reply = await sendUnderToken(lease, login.token, request);
      if (reply.is === 'not_sent' || reply.status !== 401) return reply;
      log.info('token_refused', { provider: account.provider, tries: refusals + 1 });
      // Clean and unexpired, yet refused: where several sessions are in use, they may be killing each other.
      if (token && settings && settings.slots(account) > 1) {
        demoted = true;
        await settings.demote(account);
      }
      token = undefined;
    }
    return demoted
      ? notSent('provider_capacity', 'The sessions of this account end each other.')
      : refuse({ is: 'refused' });
  }

  /** What the request before this one left, or the holder before us. */
  function tokenLeft({ clean }: Lease): StoredToken | undefined {
    const left = back ? ('keep' in back ? back.keep : undefined) : clean;
    return isUsable(left, clock()) ? left : undefined;
  }

  /** A login that is over before the slot is somebody else's: where a login ends other sessions, it would end theirs. */
  async function logInFor(lease: Lease, refusals: number): Promise<LoginResult> {
    if (refusals === MAX_REFUSALS) account = await refreshAccount(account, log);
    const deadline = Math.min(call.deadline, usableUntil(lease) + RESERVE_MS);
    const { login, account: current } = await logIn(deps, account, { ...call, deadline });
    account = current;
    return login;
  }

  /** One request, and what the token is worth after it. */
  async function sendUnderToken(
    lease: Lease,
    token: StoredToken,
    request: ProviderRequest,
  ): Promise<SessionReply> {
    back = { keep: token };
    seen.add(token.token);
    const use = { account, call, token: token.token, leaseUntil: usableUntil(lease) };
    const reply = await sendWith(deps, use, request);
    if (reply.is === 'lost' || (reply.is === 'answered' && reply.status === 401)) back = { drop: true };
    else if (reply.is === 'answered') back = { keep: nextToken(reply.body, token) };
    return reply;
  }

  /** Without a session nothing is sent, so that whatever the store says can only delay. */
  function noSession(error: unknown): undefined {
    log.error('session_store_failed', { error: nameOfError(error) });
  }

  function refuse(login: Parameters<typeof toLoginFailure>[0]): SessionReply {
    back = { drop: true };
    if (login.is === 'refused') {
      const refused = toLockout(account, clock());
      lockouts.set(account.merchantId, { refusedUntil: refused.until, refusedSecret: refused.secret });
      back = { drop: true, refused };
    }
    return toLoginFailure(login);
  }

  function nextToken(body: unknown, current: StoredToken): StoredToken {
    const token = scheme.nextToken(body);
    // The same answer may hold it in a text as well.
    if (token !== undefined) seen.add(token);
    return token === undefined || token.isSameAs(current.token)
      ? current
      : { token, expiresAt: clock() + scheme.tokenLifetimeMs };
  }
}

/** Nothing is out under the lease any more when it ends for others. */
function usableUntil({ leaseUntil }: Lease): EpochMs {
  return leaseUntil - LEASE_MARGIN_MS;
}
