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
import { LEASE_MARGIN_MS, LOGIN_MS, SESSION_WAIT_MS } from '../provider/budgets.ts';
import { createRedact, secretsOf } from '../provider/redact.ts';
import type { SessionReply } from '../provider/session-scheme.ts';
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

/** Milliseconds between looks while somebody else logs in. */
const POLL_MS = 100;

const MAX_REFUSALS = 2;

/** Why nobody waits for a token any more. Without a reason of ours each abort would make an error with a stack. */
const CLOSED = 'the session was closed';

type Deps<C> = SessionDeps<C> & {
  readonly store: SharedSessionStore;
  /** Where sharing goes by a probe's verdict, which a refused token speaks against. */
  readonly settings?: Settings | undefined;
};

type Turn = { readonly token: StoredToken } | { readonly failed: SessionReply };

/** Tokens that this process holds, by session. */
type Memory = Map<SessionKey, StoredToken>;

/** Sessions whose token many may use at once: memory first, then the item, then one login at a time. */
export function createSharedSessions<C>(deps: Deps<C>): Sessions<C> {
  const memory: Memory = new Map();
  return { open: (account, call) => createHold(deps, memory, account, call) };
}

function createHold<C>(deps: Deps<C>, memory: Memory, opened: Account<C>, call: Call): Hold {
  const { store, clock, sleep, newId, log, settings } = deps;
  const key = toSessionKey(opened.merchantId, opened.provider, 'shared');
  const given = new AbortController();
  const isStopped = () => given.signal.aborted || call.signal.aborted;
  const stored: Promise<void>[] = [];
  const tokens = new Set<SecretText>();
  let account = opened;

  const first = getToken();
  // `send` and `close` await it; nobody else hears of a failure.
  first.catch(() => undefined);

  return {
    async send(request) {
      let turn = await first;
      for (let refusals = 0; ; refusals++) {
        if ('failed' in turn) return turn.failed;
        // A later request of this hold starts from the newest token.
        const token = memory.get(key) ?? turn.token;
        const reply = await sendUnder(token, request);
        if (reply.is === 'not_sent' || reply.status !== 401) return reply;

        log.info('token_refused', { provider: account.provider, tries: refusals + 1 });
        if (refusals === 0) await settings?.demote(account);
        if (refusals === MAX_REFUSALS) return refusedForGood(token);
        if (refusals === MAX_REFUSALS - 1) account = await refreshAccount(account, log);
        turn = await getToken(token.token);
      }
    },
    redact: createRedact(() => [...tokens, ...secretsOf(account.credentials)]),
    async close() {
      given.abort(CLOSED);
      await Promise.allSettled([first]);
      await Promise.all(stored);
    },
  };

  async function sendUnder({ token }: StoredToken, request: ProviderRequest): Promise<SessionReply> {
    tokens.add(token);
    const reply = await sendWith(deps, { account, call, token }, request);
    // Nobody needs it here, and a text of the same answer may hold it.
    const next = reply.is === 'answered' ? deps.scheme.nextToken(reply.body) : undefined;
    if (next !== undefined) tokens.add(next);
    return reply;
  }

  async function getToken(refused?: SecretText): Promise<Turn> {
    const held = memory.get(key);
    if (isUsable(held, clock()) && !held.token.isSameAs(refused)) return { token: held };
    memory.delete(key);

    const owner = newId();
    const waitUntil = Math.min(clock() + SESSION_WAIT_MS, call.deadline);
    while (!isStopped()) {
      const now = clock();
      const until = now + LOGIN_MS + LEASE_MARGIN_MS;
      const turn = await store.turn(key, { owner, now, loginUntil: until, refused }).catch(noTurn);
      if (turn.is === 'token') return remember(turn.token);
      if (turn.is === 'login') return buyToken(owner, turn);
      if (clock() >= waitUntil) break;
      await sleep(POLL_MS, AbortSignal.any([given.signal, call.signal]));
    }
    return { failed: notSent('provider_capacity', 'No session at the provider was free in time.') };
  }

  /** Our login, for everybody. It is not begun for a request that will not come. */
  async function buyToken(owner: string, turn: Refusal): Promise<Turn> {
    if (isStopped() || isLockedOut(turn, account, clock())) {
      endLogin(owner, { drop: true });
      const stopped = { is: 'unavailable', code: 'deadline_exceeded' } as const;
      return { failed: toLoginFailure(isStopped() ? stopped : { is: 'refused' }) };
    }
    const { login, account: current } = await logIn(deps, account, call);
    account = current;
    if (login.is === 'token') {
      endLogin(owner, { keep: login.token });
      return remember(login.token);
    }
    endLogin(
      owner,
      login.is === 'refused' ? { drop: true, refused: toLockout(account, clock()) } : { drop: true },
    );
    return { failed: toLoginFailure(login) };
  }

  /** Without a token nothing is sent, so that whatever the store says can only delay. */
  function noTurn(error: unknown): SharedTurn {
    log.error('session_store_failed', { error: nameOfError(error) });
    return { is: 'wait' };
  }

  /** Beside the request, not before it; `close` waits for it. */
  function endLogin(owner: string, what: PutBack): void {
    const failed = (error: unknown) => log.error('session_not_stored', { error: nameOfError(error) });
    stored.push(store.endLogin(key, owner, what).catch(failed));
  }

  function remember(token: StoredToken): Turn {
    memory.set(key, token);
    return { token };
  }

  /** Fresh tokens are refused: nobody logs in again for a while. */
  async function refusedForGood({ token }: StoredToken): Promise<SessionReply> {
    if (memory.get(key)?.token.isSameAs(token)) memory.delete(key);
    const owner = newId();
    const now = clock();
    const turn = await store
      .turn(key, { owner, now, loginUntil: now + LEASE_MARGIN_MS, refused: token })
      .catch(noTurn);
    if (turn.is === 'login') endLogin(owner, { drop: true, refused: toLockout(account, now) });
    return toLoginFailure({ is: 'refused' });
  }
}
