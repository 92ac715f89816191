import { type Clock, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import {
  type SessionKey,
  type SessionSettings,
  type SettingsStore,
  toSessionKey,
} from '../ports/session-store.ts';
import type { Account } from '../ports/sessions.ts';

/** How long what a process last saw on slot 0 is valid. */
const FRESH_MS = MINUTE_MS;

type AnyAccount = Pick<Account<unknown>, 'merchantId' | 'provider' | 'sessions'>;

type SettingsDeps = { readonly store: SettingsStore; readonly clock: Clock; readonly log: Log };

/** How the accounts' sessions may be used, as far as this process knows. */
export class Settings {
  readonly #deps: SettingsDeps;
  readonly #known = new Map<SessionKey, { readonly settings: SessionSettings; readonly at: EpochMs }>();

  constructor(deps: SettingsDeps) {
    this.#deps = deps;
  }

  /** Slot 0 was seen lately. */
  isFresh(account: AnyAccount): boolean {
    return this.#deps.clock() - (this.#known.get(toKey(account))?.at ?? 0) < FRESH_MS;
  }

  learn(account: AnyAccount, settings: SessionSettings): void {
    this.#known.set(toKey(account), { settings, at: this.#deps.clock() });
  }

  /** How many may be held at once. The verdict overrides what the secret says; what is not known counts as one. */
  slots(account: AnyAccount): number {
    const settings = this.#known.get(toKey(account))?.settings;
    if (!settings || settings.demotedAt !== undefined || settings.tokenModel === 'exclusive_login') return 1;
    return account.sessions;
  }

  /** Only where a probe has shown that tokens live on. */
  mayShare(account: AnyAccount): boolean {
    const settings = this.#known.get(toKey(account))?.settings;
    return settings?.tokenModel === 'reusable' && settings.demotedAt === undefined;
  }

  /** A clean, unexpired token was refused though several may be in use: evidence against the verdict. */
  async demote(account: AnyAccount): Promise<void> {
    const { store, clock, log } = this.#deps;
    log.error('sessions_demoted', { merchant: account.merchantId, provider: account.provider });
    const at = clock();
    this.#known.set(toKey(account), { settings: { demotedAt: at }, at });
    await store.demote(toKey(account), at).catch((error: unknown) => {
      log.error('session_store_failed', { error: nameOfError(error) });
    });
  }
}

function toKey({ merchantId, provider }: AnyAccount): SessionKey {
  return toSessionKey(merchantId, provider, 0);
}
