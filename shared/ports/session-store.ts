import type { SecretText } from '../domain/secret-text.ts';
import type { EpochMs } from '../domain/time.ts';

/** Names one session: merchantId#provider#slot. */
export type SessionKey = string;

export function toSessionKey(merchantId: string, provider: string, slot: number | 'shared'): SessionKey {
  return `${merchantId}#${provider}#${slot}`;
}

export type StoredToken = {
  readonly token: SecretText;
  readonly expiresAt: EpochMs;
  /** What the provider granted with it, in its own words. */
  readonly scope?: string;
  /** The version of the secret with which it was obtained: it is never presented with another one's host or account. */
  readonly secretVersion: string;
};

/** A slot that is now ours. */
export type Lease = {
  readonly key: SessionKey;
  readonly owner: string;
  /** Grows with every lease of the slot, so that a stale holder never overwrites a newer token. */
  readonly fence: number;
  readonly leaseUntil: EpochMs;
  /** Only where the holder before us put it back cleanly. A suspect token is never presented. */
  readonly clean?: StoredToken | undefined;
  /** No login until then with this version of the secret: it was refused. */
  readonly refusedUntil?: EpochMs | undefined;
  readonly refusedSecret?: string | undefined;
  /** What slot 0 says of the account's sessions. */
  readonly settings?: SessionSettings | undefined;
};

/** What asking for a slot came to. */
export type SlotTurn =
  | { readonly is: 'leased'; readonly lease: Lease }
  /** Another worker holds it, until then if it is never put back; absent where the store does not know. */
  | { readonly is: 'held'; readonly until?: EpochMs | undefined };

/** What becomes of the slot's token when it is put back. */
export type PutBack =
  | { readonly keep: StoredToken }
  | { readonly drop: true; readonly refused?: { readonly until: EpochMs; readonly secret: string } };

/** Sessions that are leased: one holder at a time. */
export type ExclusiveSessionStore = {
  lease(key: SessionKey, by: { owner: string; now: EpochMs; leaseUntil: EpochMs }): Promise<SlotTurn>;
  /** Does nothing when the slot is no longer ours. */
  putBack(lease: Lease, what: PutBack): Promise<void>;
};

/** What asking for the shared token came to. */
export type SharedTurn =
  | { readonly is: 'token'; readonly token: StoredToken }
  /** There is none, and this worker is the one to log in. */
  | {
      readonly is: 'login';
      readonly refusedUntil?: EpochMs | undefined;
      readonly refusedSecret?: string | undefined;
    }
  /** Another worker is logging in. */
  | { readonly is: 'wait' };

/** Sessions whose token many may use at once, with one login at a time. */
export type SharedSessionStore = {
  /** One trip, whatever comes of it. `refused`: a token that the provider did not take. */
  turn(
    key: SessionKey,
    by: { owner: string; now: EpochMs; loginUntil: EpochMs; refused?: SecretText | undefined },
  ): Promise<SharedTurn>;
  /** Ends our login with a token, or without one. Does nothing when the login is no longer ours. */
  endLogin(key: SessionKey, owner: string, what: PutBack): Promise<void>;
};

/**
 * What happens to a token when another is issued. `reusable`: it lives on to its expiry. `single_use`: it is single-use
 * within its session. `exclusive_login`: a login or a rotation ends every other token of the account.
 */
export type TokenModel = 'reusable' | 'single_use' | 'exclusive_login';

/** What is known of an account's sessions; it stands on slot 0, so that it comes with the lease. */
export type SessionSettings = {
  /** The verdict of the last probe, and when it was found. */
  readonly tokenModel?: TokenModel | undefined;
  readonly tokenModelAt?: EpochMs | undefined;
  /** A token was refused that should have been good: back to one session, until the next probe. */
  readonly demotedAt?: EpochMs | undefined;
};

export type SettingsStore = {
  setTokenModel(key: SessionKey, model: TokenModel, at: EpochMs): Promise<void>;
  demote(key: SessionKey, at: EpochMs): Promise<void>;
};
