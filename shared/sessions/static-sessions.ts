import type { EpochMs } from '../domain/time.ts';
import type { ProviderRequest } from '../ports/exchange.ts';
import { REFUSED_LOGIN_MS } from '../provider/budgets.ts';
import { createRedact, secretsOf } from '../provider/redact.ts';
import type { SessionReply, StaticScheme } from '../provider/session-scheme.ts';
import { refreshAccount } from './login.ts';
import {
  type Account,
  type Call,
  type Hold,
  notSent,
  type SessionDeps,
  type Sessions,
  sendAs,
} from './session.ts';

type Deps<C> = Pick<SessionDeps<C>, 'exchange' | 'clock' | 'log'> & { readonly scheme: StaticScheme<C> };

/** Until when this process does not try a version of a secret again that was refused. */
type Lockouts = Map<string, EpochMs>;

/**
 * Requests that carry the credentials themselves. Nothing is leased or stored: a key that lives for years would lie in
 * the sessions table for nothing.
 */
export function createStaticSessions<C>(deps: Deps<C>): Sessions<C> {
  const lockouts: Lockouts = new Map();
  return { open: (account, call) => createHold(deps, lockouts, account, call) };
}

function createHold<C>(deps: Deps<C>, lockouts: Lockouts, opened: Account<C>, call: Call): Hold {
  const { scheme, clock, log } = deps;
  let account = opened;

  return {
    send: (request) => attempt(request, 1),
    redact: createRedact(() => [...secretsOf(opened.credentials), ...secretsOf(account.credentials)]),
    async close() {},
  };

  /** Once more only where the secret is another by now. */
  async function attempt(request: ProviderRequest, refreshes: number): Promise<SessionReply> {
    if ((lockouts.get(nameOf(account)) ?? 0) > clock()) return refused();
    const proof = scheme.toHeaders(account.credentials);
    const reply = await sendAs(deps, { account, call, proof }, request);
    if (!isRefusal(reply)) return reply;

    log.info('credentials_refused', { provider: account.provider });
    const fresh = await refreshAccount(account, log);
    if (fresh.secretVersion !== account.secretVersion && refreshes > 0) {
      account = fresh;
      return attempt(request, refreshes - 1);
    }
    lockouts.set(nameOf(account), clock() + REFUSED_LOGIN_MS);
    return refused();
  }
}

/** A 401 proves that nothing was done, whatever stands in it. */
function isRefusal(reply: SessionReply): boolean {
  return reply.is !== 'not_sent' && reply.status === 401;
}

function refused(): SessionReply {
  return notSent('provider_auth_failed', 'The provider refused the credentials.', true);
}

function nameOf<C>({ merchantId, secretVersion }: Account<C>): string {
  return `${merchantId} ${secretVersion}`;
}
