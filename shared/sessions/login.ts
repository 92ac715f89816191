import { toDaysLeft } from '../domain/certificate.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ArrivedReply, Reply } from '../ports/exchange.ts';
import type { PutBack, StoredToken } from '../ports/session-store.ts';
import type { Account, CallLimits, NotSent } from '../ports/sessions.ts';
import type { LoginResult, Token } from '../provider/auth-scheme.ts';
import { RESERVE_MS, toBudget } from '../provider/budgets.ts';
import { toUnavailableLogin } from '../provider/replies.ts';
import {
  CREDENTIALS_REFUSED,
  isLockedOut,
  LOCKED_OUT,
  type LockedOut,
  type Lockout,
  toLockout,
} from './lockout.ts';
import { refreshAccount } from './refresh-account.ts';
import { toNotSentCode } from './send-request.ts';
import type { LoginAuth, SessionDeps } from './session-deps.ts';

/** What asking for a token came to. `locked_out`: no login was tried. */
export type LoginOutcome = LoginResult | LockedOut;

type Unavailable = Extract<LoginResult, { is: 'unavailable' }>;

/** Until when the provider asked for no login of a merchant, and why, as this process knows: by merchant. */
export type LoginPauses = Map<string, { readonly until: EpochMs; readonly code: Unavailable['code'] }>;

export type LoginDeps<C> = Pick<SessionDeps, 'exchange' | 'clock' | 'log'> & {
  readonly auth: LoginAuth<C>;
  readonly pauses: LoginPauses;
};

/** `account`: with the credentials that were used last. */
type LoggedIn<C> = { readonly login: LoginOutcome; readonly account: Account<C> };

/**
 * Logs in, unless these credentials were refused a short while ago. Before it gives up, it reads the secret once past the
 * cache: corrected credentials work at once.
 */
export async function logIn<C>(
  deps: LoginDeps<C>,
  account: Account<C>,
  limits: CallLimits,
  lockouts: readonly Lockout[],
): Promise<LoggedIn<C>> {
  const login = await logInUnlessLockedOut(deps, account, limits, lockouts);
  if (login.is !== 'refused' && login.is !== 'locked_out') return { login, account };
  const fresh = await refreshAccount(account, deps.log);
  if (fresh.secretVersion === account.secretVersion) return { login, account };
  return { login: await logInUnlessLockedOut(deps, fresh, limits, lockouts), account: fresh };
}

async function logInUnlessLockedOut<C>(
  deps: LoginDeps<C>,
  account: Account<C>,
  limits: CallLimits,
  lockouts: readonly Lockout[],
): Promise<LoginOutcome> {
  if (isLockedOut(lockouts, account, deps.clock())) return { is: 'locked_out' };
  return logInOnce(deps, account, limits);
}

/** It moves no money, so a lost answer is only a login lost. */
async function logInOnce<C>(
  deps: LoginDeps<C>,
  account: Account<C>,
  limits: CallLimits,
): Promise<LoginResult> {
  const { auth, exchange, clock, log, pauses } = deps;
  const { signal, deadline } = limits;
  const paused = pauses.get(account.merchantId);
  const pauseMs = (paused?.until ?? 0) - clock();
  if (paused && pauseMs > 0) return { is: 'unavailable', code: paused.code, retryAfterMs: pauseMs };
  const timeoutMs = Math.min(toBudget(limits).loginMs, deadline - RESERVE_MS - clock());
  if (timeoutMs <= 0) return { is: 'unavailable', code: 'deadline_exceeded' };
  const request = { ...auth.toLogin(account.credentials), isLogin: true };
  const reply = await exchange(account.endpoints, request, {
    timeoutMs,
    signal,
    mayLeave: () => !signal.aborted,
  });
  const now = clock();
  const result = toLoginResult(auth, reply, { signal, now });
  if (result.is === 'unavailable' && result.retryAfterMs !== undefined)
    pauses.set(account.merchantId, { until: now + result.retryAfterMs, code: result.code });
  if (reply.is !== 'not_sent') {
    const { provider, merchantId: merchant } = account;
    const facts = { provider, merchant, result: result.is, status: reply.status ?? 0 };
    log.info('login', { ...facts, ...toCertificateFacts(account, now) });
  }
  return result;
}

/** Whole days for which the merchant's client certificate is still valid, where the provider asks for one. */
export function toCertificateFacts(
  { endpoints: { clientCertificate } }: Pick<Account<unknown>, 'endpoints'>,
  now: EpochMs,
): { readonly certificateDays?: number } {
  return clientCertificate ? { certificateDays: toDaysLeft(clientCertificate.validUntil, now) } : {};
}

function toLoginResult<C>(
  auth: LoginAuth<C>,
  reply: Reply,
  { signal, now }: { readonly signal: AbortSignal; readonly now: EpochMs },
): LoginResult {
  if (reply.is === 'not_sent') return { is: 'unavailable', code: toNotSentCode(reply), ...toDetail(reply) };
  if (reply.is === 'lost' && signal.aborted) return { is: 'unavailable', code: 'deadline_exceeded' };
  return readLogin(auth, reply, now);
}

/** Only the merchant can correct a certificate. */
function toDetail({ why, detail }: Extract<Reply, { is: 'not_sent' }>) {
  return why === 'bad_certificate' && { detail: `Nothing was sent: ${detail}.` };
}

/** What a login's answer says, once what says nothing of the credentials at any provider is put aside. */
export function readLogin<C>(auth: LoginAuth<C>, reply: ArrivedReply, now: EpochMs): LoginResult {
  if (reply.is === 'lost' || reply.status === 429 || reply.status >= 500) return toUnavailableLogin(reply);
  return auth.fromLogin(reply, now);
}

/** Why nothing was sent. */
export function toLoginFailure(login: Exclude<LoginOutcome, { is: 'token' }>): NotSent {
  if (login.is === 'refused') return CREDENTIALS_REFUSED;
  if (login.is === 'locked_out') return LOCKED_OUT;
  const { code, detail = 'The login did not succeed.', retryAfterMs } = login;
  return { is: 'not_sent', code, detail, retryAfterMs };
}

/** The token of a login, bound to the credentials of that login. */
export function toStored<C>(token: Token, { secretVersion }: Account<C>): StoredToken {
  return { ...token, secretVersion };
}

/** Whether a token was obtained with these credentials. One of others may be another account's, or for another host. */
export function isOfAccount<C>(token: StoredToken, { secretVersion }: Account<C>): boolean {
  return token.secretVersion === secretVersion;
}

/** What a login leaves in the store. */
export function toPutBack<C>(login: LoginOutcome, account: Account<C>, now: EpochMs): PutBack {
  if (login.is === 'token') return { keep: toStored(login.token, account) };
  if (login.is !== 'refused') return { drop: true };
  const { refusedUntil: until, refusedSecret: secret } = toLockout(account, now);
  return { drop: true, refused: { until, secret } };
}
