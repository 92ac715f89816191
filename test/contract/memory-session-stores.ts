import type {
  ExclusiveSessionStore,
  Lease,
  PutBack,
  SessionKey,
  SessionSettings,
  SettingsStore,
  SharedSessionStore,
  SharedTurn,
  StoredToken,
} from '../../shared/ports/session-store.ts';

type Slot = {
  readonly fence: number;
  readonly owner?: string | undefined;
  readonly leaseUntil?: number | undefined;
  readonly token?: StoredToken | undefined;
  readonly clean?: boolean;
  readonly refusedUntil?: number | undefined;
  readonly refusedSecret?: string | undefined;
  readonly settings?: SessionSettings;
};

const EMPTY: Slot = { fence: 0 };

export type MemorySessionStores = {
  readonly exclusive: ExclusiveSessionStore;
  readonly shared: SharedSessionStore;
  readonly settings: SettingsStore;
  /** Every token that was ever put in. */
  readonly tokens: Set<string>;
  /** The token that the next holder of a slot gets. */
  tokenOf(key: SessionKey): StoredToken | undefined;
  /** Puts a token in, as a holder before would have. */
  put(key: SessionKey, token: StoredToken): void;
};

/** The session stores in memory: held to the same contract as those in DynamoDB. */
export function createMemorySessionStores(): MemorySessionStores {
  const slots = new Map<SessionKey, Slot>();
  const tokens = new Set<string>();
  const slotOf = (key: SessionKey): Slot => slots.get(key) ?? EMPTY;

  const exclusive: ExclusiveSessionStore = {
    async lease(key, { owner, now, leaseUntil }) {
      const slot = slotOf(key);
      if (!isFree(slot, owner, now)) return { is: 'held', until: slot.leaseUntil };
      const { token, clean, refusedUntil, refusedSecret, settings } = slot;
      const fence = slot.fence + 1;
      slots.set(key, { ...slot, fence, owner, leaseUntil, clean: false });
      const lease: Lease = { key, owner, fence, leaseUntil, refusedUntil, refusedSecret, settings };
      return { is: 'leased', lease: clean && token ? { ...lease, clean: token } : lease };
    },
    async putBack({ key, owner, fence }, what) {
      const slot = slotOf(key);
      if (slot.owner === owner && slot.fence === fence) end(key, { ...slot, clean: true }, what);
    },
  };

  const shared: SharedSessionStore = {
    async turn(key, { owner, now, loginUntil, refused }): Promise<SharedTurn> {
      const slot = slotOf(key);
      const { token, refusedUntil, refusedSecret } = slot;
      if (token && token.expiresAt > now && !token.token.isSameAs(refused)) return { is: 'token', token };
      if (!isFree(slot, owner, now)) return { is: 'wait' };
      slots.set(key, { ...slot, owner, leaseUntil: loginUntil });
      return { is: 'login', refusedUntil, refusedSecret };
    },
    async endLogin(key, owner, what) {
      if (slotOf(key).owner === owner) end(key, slotOf(key), what);
    },
  };

  const settings: SettingsStore = {
    async setTokenModel(key, tokenModel, tokenModelAt) {
      slots.set(key, { ...slotOf(key), settings: { tokenModel, tokenModelAt } });
    },
    async demote(key, demotedAt) {
      slots.set(key, { ...slotOf(key), settings: { ...slotOf(key).settings, demotedAt } });
    },
  };

  return {
    exclusive,
    shared,
    settings,
    tokens,
    tokenOf: (key) => slotOf(key).token,
    put: (key, token) => end(key, { ...slotOf(key), clean: true }, { keep: token }),
  };

  function end(key: SessionKey, slot: Slot, what: PutBack): void {
    const { fence, clean = false, refusedUntil, refusedSecret, settings = {} } = slot;
    if ('keep' in what) {
      tokens.add(what.keep.token.reveal());
      slots.set(key, { fence, clean, token: what.keep, settings });
    } else {
      const { until = refusedUntil, secret = refusedSecret } = what.refused ?? {};
      slots.set(key, { fence, clean, refusedUntil: until, refusedSecret: secret, settings });
    }
  }
}

function isFree(
  { owner, leaseUntil = 0 }: Pick<Slot, 'owner' | 'leaseUntil'>,
  me: string,
  now: number,
): boolean {
  return owner === undefined || owner === me || leaseUntil < now;
}
