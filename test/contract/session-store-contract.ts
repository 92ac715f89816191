import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SecretText } from '../../shared/domain/secret-text.ts';
import type {
  ExclusiveSessionStore,
  Lease,
  SettingsStore,
  SharedSessionStore,
} from '../../shared/ports/session-store.ts';
import { assertSameToken } from './same-token.ts';

export type SessionStores = {
  readonly exclusive: ExclusiveSessionStore;
  readonly shared: SharedSessionStore;
  readonly settings: SettingsStore;
};

export const NOW = 1_900_000_000_000;
export const LEASE_MS = 20_000;
export const TOKEN = { token: new SecretText('tok-1'), expiresAt: NOW + 300_000, secretVersion: 'v1' };
export const REFUSED = { until: NOW + 60_000, secret: 'v1' };

let keys = 0;

/** A session that no other test has. */
export function newKey(): string {
  keys += 1;
  return `loja-${keys}#letpay#0`;
}

const by = (owner: string, now = NOW) => ({ owner, now, leaseUntil: now + LEASE_MS });

/** Leases a slot, which must be free. */
export async function leased(
  store: ExclusiveSessionStore,
  key: string,
  owner: string,
  now = NOW,
): Promise<Lease> {
  const turn = await store.lease(key, by(owner, now));
  assert.ok(turn.is === 'leased', `${owner} gets the slot`);
  return turn.lease;
}

async function isHeld(store: ExclusiveSessionStore, key: string, owner: string, now = NOW): Promise<boolean> {
  return (await store.lease(key, by(owner, now))).is === 'held';
}

/** What a store of leased sessions must do, wherever it keeps them. */
export function testExclusiveStore(stores: () => SessionStores): void {
  test('a slot never seen is leased, without a token', async () => {
    const key = newKey();

    const lease = await leased(stores().exclusive, key, 'a');

    const { clean, refusedUntil, ...rest } = lease;
    assert.deepEqual([clean, refusedUntil], [undefined, undefined]);
    assert.deepEqual([rest.key, rest.owner, rest.leaseUntil], [key, 'a', NOW + LEASE_MS]);
  });

  test('a slot that somebody holds is not leased to another, until the lease is over', async () => {
    const { exclusive } = stores();
    const key = newKey();
    await leased(exclusive, key, 'a');

    assert.deepEqual(await exclusive.lease(key, by('b')), { is: 'held', until: NOW + LEASE_MS });
    assert.ok(await isHeld(exclusive, key, 'b', NOW + LEASE_MS));
    await leased(exclusive, key, 'b', NOW + LEASE_MS + 1);
  });

  test('one of twenty at once gets the slot', async () => {
    const key = newKey();
    const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);

    const turns = await Promise.all(owners.map((owner) => stores().exclusive.lease(key, by(owner))));

    assert.equal(turns.filter(({ is }) => is === 'leased').length, 1);
  });

  test('slots of other sessions are other slots', async () => {
    await leased(stores().exclusive, newKey(), 'a');
    await leased(stores().exclusive, newKey(), 'b');
  });

  test('a token that was put back is clean for the next holder, whatever the time', async () => {
    const { exclusive } = stores();
    const key = newKey();
    await exclusive.putBack(await leased(exclusive, key, 'a'), { keep: TOKEN });

    assertSameToken((await leased(exclusive, key, 'b')).clean, TOKEN);
  });

  test('a token whose holder did not put it back is clean for nobody', async () => {
    const { exclusive } = stores();
    const key = newKey();
    await exclusive.putBack(await leased(exclusive, key, 'a'), { keep: TOKEN });
    await leased(exclusive, key, 'b');

    const next = await leased(exclusive, key, 'c', NOW + LEASE_MS + 1);

    assert.equal(next.clean, undefined);
  });

  test('a lease that its owner asks for twice is given twice, the second time unclean', async () => {
    const { exclusive } = stores();
    const key = newKey();
    await exclusive.putBack(await leased(exclusive, key, 'a'), { keep: TOKEN });
    const first = await leased(exclusive, key, 'b');

    const second = await leased(exclusive, key, 'b');

    assert.equal(second.clean, undefined);
    assert.ok(second.fence > first.fence);
  });

  test('a token that was dropped is gone, and the slot is free', async () => {
    const { exclusive } = stores();
    const key = newKey();
    await exclusive.putBack(await leased(exclusive, key, 'a'), { keep: TOKEN });
    await exclusive.putBack(await leased(exclusive, key, 'b'), { drop: true });

    assert.equal((await leased(exclusive, key, 'c')).clean, undefined);
  });

  test('every lease has a greater fence than the one before', async () => {
    const { exclusive } = stores();
    const key = newKey();
    const fences: number[] = [];
    for (const owner of ['a', 'b', 'c', 'd']) {
      const lease = await leased(exclusive, key, owner);
      fences.push(lease.fence);
      await exclusive.putBack(lease, owner === 'b' ? { drop: true } : { keep: TOKEN });
    }

    assert.deepEqual(
      fences,
      fences.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(fences).size, fences.length);
  });

  describe('a stale holder changes nothing:', () => {
    const newer = { token: new SecretText('tok-2'), expiresAt: NOW + 400_000, secretVersion: 'v2' };

    test('while the next one holds the slot', async () => {
      const { exclusive } = stores();
      const key = newKey();
      const stale = await leased(exclusive, key, 'a');
      const late = NOW + LEASE_MS + 1;
      const holder = await leased(exclusive, key, 'b', late);

      await exclusive.putBack(stale, { keep: TOKEN });

      assert.ok(await isHeld(exclusive, key, 'c', late));
      await exclusive.putBack(holder, { keep: newer });
      assertSameToken((await leased(exclusive, key, 'c', late)).clean, newer);
    });

    test('after the next one put a newer token in', async () => {
      const { exclusive } = stores();
      const key = newKey();
      const stale = await leased(exclusive, key, 'a');
      await exclusive.putBack(await leased(exclusive, key, 'b', NOW + LEASE_MS + 1), { keep: newer });

      await exclusive.putBack(stale, { drop: true });

      assertSameToken((await leased(exclusive, key, 'c', NOW + LEASE_MS + 1)).clean, newer);
    });

    test('not even where it owns the slot again', async () => {
      const { exclusive } = stores();
      const key = newKey();
      const stale = await leased(exclusive, key, 'a');
      const again = await leased(exclusive, key, 'a');

      await exclusive.putBack(stale, { keep: TOKEN });

      assert.ok(await isHeld(exclusive, key, 'b'));
      await exclusive.putBack(again, { keep: newer });
      assertSameToken((await leased(exclusive, key, 'b')).clean, newer);
    });
  });

  test('refused credentials are remembered until a login succeeds', async () => {
    const { exclusive } = stores();
    const key = newKey();
    const refusal = ({ refusedUntil, refusedSecret }: Lease) => [refusedUntil, refusedSecret];
    await exclusive.putBack(await leased(exclusive, key, 'a'), { drop: true, refused: REFUSED });

    const second = await leased(exclusive, key, 'b');
    assert.deepEqual(refusal(second), [REFUSED.until, REFUSED.secret]);
    await exclusive.putBack(second, { drop: true });
    const third = await leased(exclusive, key, 'c');
    assert.deepEqual(refusal(third), [REFUSED.until, REFUSED.secret]);
    await exclusive.putBack(third, { keep: TOKEN });
    assert.deepEqual(refusal(await leased(exclusive, key, 'd')), [undefined, undefined]);
  });
}

/** What the settings of an account's sessions must do, which stand on slot 0. */
export function testSettingsStore(stores: () => SessionStores): void {
  test('a verdict comes with the lease, and stays when the slot is put back', async () => {
    const { exclusive, settings } = stores();
    const key = newKey();
    await settings.setTokenModel(key, 'reusable', NOW);

    const lease = await leased(exclusive, key, 'a');
    assert.deepEqual([lease.settings?.tokenModel, lease.settings?.tokenModelAt], ['reusable', NOW]);
    await exclusive.putBack(lease, { keep: TOKEN });

    const next = await leased(exclusive, key, 'b');
    assert.equal(next.settings?.tokenModel, 'reusable');
    assertSameToken(next.clean, TOKEN);
  });

  test('a demotion stands beside the verdict until the next one', async () => {
    const { exclusive, settings } = stores();
    const key = newKey();
    await settings.setTokenModel(key, 'reusable', NOW);
    await settings.demote(key, NOW + 1);
    const lease = await leased(exclusive, key, 'a');
    assert.deepEqual([lease.settings?.tokenModel, lease.settings?.demotedAt], ['reusable', NOW + 1]);
    await exclusive.putBack(lease, { drop: true });

    await settings.setTokenModel(key, 'single_use', NOW + 2);

    const { settings: found } = await leased(exclusive, key, 'b');
    assert.deepEqual(
      [found?.tokenModel, found?.tokenModelAt, found?.demotedAt],
      ['single_use', NOW + 2, undefined],
    );
  });

  test('a demotion does not take the slot from its holder, nor the token', async () => {
    const { exclusive, settings } = stores();
    const key = newKey();
    const lease = await leased(exclusive, key, 'a');
    await settings.demote(key, NOW);

    assert.ok(await isHeld(exclusive, key, 'b'));
    await exclusive.putBack(lease, { keep: TOKEN });

    assertSameToken((await leased(exclusive, key, 'b')).clean, TOKEN);
  });
}
