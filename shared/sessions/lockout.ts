import type { EpochMs } from '../domain/time.ts';
import type { Account, NotSent } from '../ports/sessions.ts';
import { REFUSED_LOGIN_MS } from '../provider/budgets.ts';

/** Credentials that the provider refused lately: no login is tried with this version of the secret until then. */
export type Lockout = {
  readonly refusedUntil?: EpochMs | undefined;
  readonly refusedSecret?: string | undefined;
};

/** Whether no login may be tried for an account now. */
export function isLockedOut<C>(
  lockouts: readonly Lockout[],
  { secretVersion }: Account<C>,
  now: EpochMs,
): boolean {
  return lockouts.some(
    ({ refusedUntil = 0, refusedSecret }) =>
      // Whatever stands in the store, nobody is locked out for longer than that.
      refusedSecret === secretVersion && refusedUntil > now && refusedUntil <= now + REFUSED_LOGIN_MS,
  );
}

/** What to write down of credentials that were refused just now, so that nobody tries them again at once. */
export function toLockout<C>({ secretVersion }: Account<C>, now: EpochMs) {
  return { refusedUntil: now + REFUSED_LOGIN_MS, refusedSecret: secretVersion };
}

/** Nothing was asked: the credentials were refused a short while ago. */
export type LockedOut = { readonly is: 'locked_out' };

/** It names no time to wait for: corrected credentials work at once, and each try reads the secret for them. */
export const LOCKED_OUT: NotSent = {
  is: 'not_sent',
  code: 'provider_auth_failed',
  detail: 'The provider refused the credentials a short while ago, so that it was not asked again.',
};

/** The provider itself refused the credentials just now. */
export const CREDENTIALS_REFUSED: NotSent = {
  is: 'not_sent',
  code: 'provider_auth_failed',
  detail: 'The provider refused the credentials.',
  credentialsRefused: true,
};
