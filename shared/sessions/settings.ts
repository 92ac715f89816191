import { type Clock, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import {
  type SessionKey,
  type SessionSettings,
  type SettingsStore,
  toSessionKey,
} from '../ports/session-store.ts';
import type { Account } from './session.ts';

/** How long a process goes by what it last saw on slot 0. */
const FRESH_MS = MINUTE_MS;

type AnyAccount = Pick<Account<unknown>, 'merchantId' | 'provider' | 'sessions'>;

/** How the accounts' sessions may be used, as far as this process knows. */
export function createSettings({ store, clock, log }: { store: SettingsStore; clock: Clock; log: Log }) {
  const known = new Map<SessionKey, { readonly settings: SessionSettings; readonly at: EpochMs }>();
  const keyOf = ({ merchantId, provider }: AnyAccount) => toSessionKey(merchantId, provider, 0);

  return {
    /** Slot 0 was seen lately. */
    isFresh: (account: AnyAccount) => clock() - (known.get(keyOf(account))?.at ?? 0) < FRESH_MS,

    learn(account: AnyAccount, settings: SessionSettings): void {
      known.set(keyOf(account), { settings, at: clock() });
    },

    /** How many may be held at once. The verdict overrides what the secret says; what is not known counts as one. */
    slots(account: AnyAccount): number {
      const settings = known.get(keyOf(account))?.settings;
      if (!settings || settings.demotedAt !== undefined || settings.world === 'S3') return 1;
      return account.sessions;
    },

    /** Only where a probe has shown that tokens live on. */
    mayShare(account: AnyAccount): boolean {
      const settings = known.get(keyOf(account))?.settings;
      return settings?.world === 'S1' && settings.demotedAt === undefined;
    },

    /** A clean, unexpired token was refused though several may be in use: evidence against the verdict. */
    async demote(account: AnyAccount): Promise<void> {
      log.error('sessions_demoted', { merchant: account.merchantId, provider: account.provider });
      const at = clock();
      known.set(keyOf(account), { settings: { demotedAt: at }, at });
      await store.demote(keyOf(account), at).catch((error: unknown) => {
        log.error('session_store_failed', { error: nameOfError(error) });
      });
    },
  };
}

export type Settings = ReturnType<typeof createSettings>;
