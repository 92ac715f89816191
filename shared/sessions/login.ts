import type { EpochMs } from '../domain/time.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import { LOGIN_MS, REFUSED_LOGIN_MS, RESERVE_MS } from '../provider/budgets.ts';
import type { LoginResult, SessionReply } from '../provider/session-scheme.ts';
import { type Account, type Call, notSent, type SessionDeps } from './session.ts';

/** Credentials that were refused lately. */
export type Refusal = {
  readonly refusedUntil?: EpochMs | undefined;
  readonly refusedSecret?: string | undefined;
};

/** No login is tried: this version of the secret was refused a short while ago. */
export function isLockedOut<C>(
  { refusedUntil, refusedSecret }: Refusal,
  account: Account<C>,
  now: EpochMs,
): boolean {
  if (refusedUntil === undefined || refusedSecret !== account.secretVersion) return false;
  // Whatever stands in the item, nobody is locked out for longer than that.
  return refusedUntil > now && refusedUntil <= now + REFUSED_LOGIN_MS;
}

/** What to write down, so that nobody tries these credentials again at once. */
export function toLockout<C>({ secretVersion }: Account<C>, now: EpochMs) {
  return { until: now + REFUSED_LOGIN_MS, secret: secretVersion };
}

/** A login; where it is refused, one more if the secret is another by now. */
export async function logIn<C>(
  deps: SessionDeps<C>,
  account: Account<C>,
  call: Call,
): Promise<{ login: LoginResult; account: Account<C> }> {
  const login = await logInOnce(deps, account, call);
  if (login.is !== 'refused') return { login, account };
  const fresh = await refreshAccount(account, deps.log);
  if (fresh.secretVersion === account.secretVersion) return { login, account };
  return { login: await logInOnce(deps, fresh, call), account: fresh };
}

/** The account as the secret is now; as it was, where the secret cannot be read: a login then tells. */
export async function refreshAccount<C>(account: Account<C>, log: Log): Promise<Account<C>> {
  try {
    return await account.refresh();
  } catch (error) {
    log.error('secret_not_read_again', { error: nameOfError(error) });
    return account;
  }
}

export function toLoginFailure(result: Exclude<LoginResult, { is: 'token' }>): SessionReply {
  return result.is === 'refused'
    ? notSent('provider_auth_failed', 'The provider refused the login.', true)
    : notSent(result.code, 'The login did not succeed.');
}

/** It moves no money, so a lost answer is only a login lost. */
async function logInOnce<C>(
  { scheme, exchange, clock, log }: SessionDeps<C>,
  account: Account<C>,
  call: Call,
): Promise<LoginResult> {
  const timeoutMs = Math.min(LOGIN_MS, call.deadline - RESERVE_MS - clock());
  if (timeoutMs <= 0) return { is: 'unavailable', code: 'deadline_exceeded' };
  const limits = { timeoutMs, signal: call.signal, mayLeave: () => !call.signal.aborted };
  const reply = await exchange(
    account.baseUrl,
    { ...scheme.toLogin(account.credentials), isLogin: true },
    limits,
  );
  if (reply.is === 'not_sent') {
    return {
      is: 'unavailable',
      code: reply.why === 'stopped' ? 'deadline_exceeded' : 'provider_unreachable',
    };
  }
  if (reply.is === 'lost' && call.signal.aborted) return { is: 'unavailable', code: 'deadline_exceeded' };
  const result = scheme.fromLogin(reply, clock());
  log.info('login', {
    ...{ provider: account.provider, merchant: account.merchantId },
    ...{ result: result.is, status: reply.status ?? 0 },
  });
  return result;
}
