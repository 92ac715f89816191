import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SecretText } from '../../shared/domain/secret-text.ts';
import type { SharedTurn } from '../../shared/ports/session-store.ts';
import { assertSameToken, toToken } from './same-token.ts';
import { LEASE_MS, NOW, newKey, REFUSED, type SessionStores, TOKEN } from './session-store-contract.ts';

/** What a store of shared sessions must do, wherever it keeps them. */
export function testSharedStore(stores: () => SessionStores): void {
  const turnBy = (owner: string, now = NOW, refused?: SecretText) => ({
    ...{ owner, now, loginUntil: now + LEASE_MS },
    ...(refused !== undefined && { refused }),
  });

  async function turn(key: string, ...args: Parameters<typeof turnBy>): Promise<SharedTurn> {
    return stores().shared.turn(key, turnBy(...args));
  }

  test('the first one logs in, and the others wait', async () => {
    const key = newKey();

    assert.equal((await turn(key, 'a')).is, 'login');

    assert.equal((await turn(key, 'b')).is, 'wait');
    assert.equal((await turn(key, 'b', NOW + LEASE_MS)).is, 'wait');
    assert.equal((await turn(key, 'b', NOW + LEASE_MS + 1)).is, 'login');
  });

  test('one of twenty at once logs in', async () => {
    const key = newKey();
    const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);

    const turns = await Promise.all(owners.map((owner) => turn(key, owner)));

    assert.equal(turns.filter(({ is }) => is === 'login').length, 1);
    assert.equal(turns.filter(({ is }) => is === 'wait').length, 19);
  });

  test('the token of a login is for everybody, until it expires', async () => {
    const key = newKey();
    await turn(key, 'a');
    await stores().shared.endLogin(key, 'a', { keep: TOKEN });

    assertSameToken(toToken(await turn(key, 'b')), TOKEN);
    assertSameToken(toToken(await turn(key, 'c', TOKEN.expiresAt - 1)), TOKEN);
    assert.equal((await turn(key, 'd', TOKEN.expiresAt)).is, 'login');
  });

  test('what a token was granted for comes with it, and goes with it', async () => {
    const key = newKey();
    const scopeOf = async (owner: string, refused?: SecretText) => {
      const taken = await turn(key, owner, NOW, refused);
      return taken.is === 'token' ? (taken.token.scope ?? 'none') : taken.is;
    };
    await turn(key, 'a');
    await stores().shared.endLogin(key, 'a', { keep: { ...TOKEN, scope: 'pix.read pix.write' } });
    assert.equal(await scopeOf('b'), 'pix.read pix.write');

    assert.equal(await scopeOf('c', TOKEN.token), 'login');
    await stores().shared.endLogin(key, 'c', { keep: { ...TOKEN, token: new SecretText('tok-3') } });
    assert.equal(await scopeOf('d'), 'none');
  });

  test('a refused token is replaced by one login, and by no late one', async () => {
    const key = newKey();
    const newer = { token: new SecretText('tok-2'), expiresAt: NOW + 400_000, secretVersion: 'v2' };
    await turn(key, 'a');
    await stores().shared.endLogin(key, 'a', { keep: TOKEN });

    assert.equal((await turn(key, 'b', NOW, TOKEN.token)).is, 'login');
    assert.equal((await turn(key, 'c', NOW, TOKEN.token)).is, 'wait');
    await stores().shared.endLogin(key, 'b', { keep: newer });

    assertSameToken(toToken(await turn(key, 'c', NOW, TOKEN.token)), newer);
    assertSameToken(toToken(await turn(key, 'd', NOW, new SecretText('tok-0'))), newer);
  });

  test('a login that failed leaves the next one free to try', async () => {
    const key = newKey();
    await turn(key, 'a');
    await stores().shared.endLogin(key, 'a', { drop: true });

    assert.equal((await turn(key, 'b')).is, 'login');
  });

  test('a login that is another’s by now ends with nothing', async () => {
    const key = newKey();
    await turn(key, 'a');
    await turn(key, 'b', NOW + LEASE_MS + 1);

    await stores().shared.endLogin(key, 'a', { keep: TOKEN });

    assert.equal((await turn(key, 'c', NOW + LEASE_MS + 1)).is, 'wait');
  });

  test('refused credentials are shown to the next process that would log in', async () => {
    const key = newKey();
    await turn(key, 'a');
    await stores().shared.endLogin(key, 'a', { drop: true, refused: REFUSED });

    const next = await turn(key, 'b');
    assert.deepEqual(next, { is: 'login', refusedUntil: REFUSED.until, refusedSecret: REFUSED.secret });
    await stores().shared.endLogin(key, 'b', { keep: TOKEN });
    const later = await turn(key, 'c', TOKEN.expiresAt);
    assert.equal(later.is === 'login' && later.refusedUntil, undefined);
  });
}
