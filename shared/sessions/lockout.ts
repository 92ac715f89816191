import type { EpochMs } from '../domain/time.ts';
import type { Account, NotSent } from '../ports/sessions.ts';
import { REFUSED_LOGIN_MS } from '../provider/budgets.ts';

/** Credentials that the provider refused lately: no login is tried with this version of the secret until then. */
export type Lockout = {
  readonly refusedUntil?: EpochMs | undefined;
  readonly refusedSecret?: string | undefined;
};

/** Until when no login is tried for an account; undefined where one may be. */
export function lockedOutUntil<C>(
  lockouts: readonly Lockout[],
  { secretVersion }: Account<C>,
  now: EpochMs,
): EpochMs | undefined {
  const ends = lockouts.flatMap(({ refusedUntil, refusedSecret }) =>
    refusedUntil !== undefined && refusedSecret === secretVersion ? [refusedUntil] : [],
  );
  // Whatever stands in the store, nobody is locked out for longer than that.
  const believed = ends.filter((until) => until > now && until <= now + REFUSED_LOGIN_MS);
  return believed.length === 0 ? undefined : Math.max(...believed);
}

/** What to write down of credentials that were refused just now, so that nobody tries them again at once. */
export function toLockout<C>({ secretVersion }: Account<C>, now: EpochMs) {
  return { refusedUntil: now + REFUSED_LOGIN_MS, refusedSecret: secretVersion };
}

/** Nothing was asked: the credentials were refused a short while ago. */
export type LockedOut = { readonly is: 'locked_out'; readonly until: EpochMs };

export function toLockedOut({ until }: LockedOut, now: EpochMs): NotSent {
  return {
    is: 'not_sent',
    code: 'provider_auth_failed',
    detail: 'The provider refused the credentials a short while ago, so that it was not asked again.',
    retryAfterMs: until - now,
  };
}

/** The provider itself refused the credentials just now. */
export const CREDENTIALS_REFUSED: NotSent = {
  is: 'not_sent',
  code: 'provider_auth_failed',
  detail: 'The provider refused the credentials.',
  credentialsRefused: true,
};
