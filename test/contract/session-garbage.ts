import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { toItem } from '../../shared/aws/dynamo-client.ts';
import { SecretText } from '../../shared/domain/secret-text.ts';
import { type Dynamo, SESSIONS } from './engines.ts';
import { assertSameToken, toToken } from './same-token.ts';
import { LEASE_MS, leased, newKey, type SessionStores } from './session-store-contract.ts';

const NOW = 1_900_000_000_000;
const HOUR_MS = 3_600_000;
const TOKEN = { token: new SecretText('tok-1'), expiresAt: NOW + 2 * HOUR_MS, secretVersion: 'v1' };

const IN_ITEM = { token: 'tok-1', expiresAt: TOKEN.expiresAt, tokenSecret: 'v1' };

/** Items that nobody should have written. */
const GARBAGE: readonly { name: string; item: object }[] = [
  { name: 'an empty item', item: {} },
  { name: 'a token that is a number', item: { token: 5, expiresAt: TOKEN.expiresAt, clean: true } },
  { name: 'a token that is empty', item: { token: '', expiresAt: TOKEN.expiresAt, clean: true } },
  {
    name: 'a token that no header can hold',
    item: { token: 'tok\r\nx-a: 1', expiresAt: TOKEN.expiresAt, clean: true },
  },
  { name: 'a token without an end', item: { token: 'tok-0', clean: true } },
  { name: 'an end without a token', item: { expiresAt: TOKEN.expiresAt, clean: true } },
  { name: 'an end that is a text', item: { token: 'tok-0', expiresAt: 'soon', clean: true } },
  { name: 'a mark of clean that is a text', item: { ...IN_ITEM, clean: 'yes' } },
  { name: 'a version of the secret that is a number', item: { ...IN_ITEM, tokenSecret: 7, clean: true } },
  { name: 'an owner without a lease', item: { owner: 'gone', fence: 3 } },
  { name: 'a lease that is a text', item: { owner: 'gone', leaseUntil: 'soon', fence: 3 } },
  { name: 'an owner that is a number', item: { owner: 7, leaseUntil: NOW, fence: 3 } },
  { name: 'a fence that is a text', item: { fence: 'three' } },
  { name: 'a refusal that is a text', item: { refusedUntil: 'later', refusedSecret: 1 } },
  { name: 'a token model that is not known here', item: { ...IN_ITEM, tokenModel: 'S4', tokenModelAt: NOW } },
  { name: 'a demotion that is a text', item: { demotedAt: 'today' } },
  { name: 'attributes of another version', item: { mode: { demoted: true }, verdict: ['reusable'] } },
];

/** Whatever an item holds, the next one gets through, an hour later at the latest. */
export function testSessionGarbage(dynamo: () => Dynamo, stores: () => SessionStores): void {
  async function putGarbage(item: object): Promise<string> {
    const session = newKey();
    await dynamo().put(SESSIONS, toItem({ session, ...item }));
    return session;
  }

  describe('a slot is leased, put back and leased again over', () => {
    for (const { name, item } of GARBAGE) {
      test(name, async () => {
        const { exclusive } = stores();
        const key = await putGarbage(item);
        const now = NOW + HOUR_MS;

        const lease = await leased(exclusive, key, 'a', now);
        assert.equal(lease.leaseUntil, now + LEASE_MS);
        assert.match(lease.clean?.token.reveal() ?? 'none', /^[\x21-\x7e]+$/);
        await exclusive.putBack(lease, { keep: TOKEN });

        assertSameToken((await leased(exclusive, key, 'b', now)).clean, TOKEN);
      });
    }
  });

  describe('a shared token is bought and used over', () => {
    for (const { name, item } of GARBAGE) {
      test(name, async () => {
        const { shared } = stores();
        const key = await putGarbage(item);
        const now = TOKEN.expiresAt + HOUR_MS;
        const by = (owner: string) => ({ owner, now, loginUntil: now + 10_000 });
        const bought = { token: new SecretText('tok-2'), expiresAt: now + HOUR_MS, secretVersion: 'v1' };

        assert.equal((await shared.turn(key, by('a'))).is, 'login');
        await shared.endLogin(key, 'a', { keep: bought });

        assertSameToken(toToken(await shared.turn(key, by('b'))), bought);
      });
    }
  });

  test('a shared token that lives on, and that no header can hold, is bought anew at once', async () => {
    const { shared } = stores();
    const key = await putGarbage({ token: 'tok\r\nx-a: 1', expiresAt: NOW + HOUR_MS });

    const turn = await shared.turn(key, { owner: 'a', now: NOW, loginUntil: NOW + 10_000 });

    assert.equal(turn.is, 'login');
  });

  test('an item that is deleted under its holder is as one never seen', async () => {
    const { exclusive } = stores();
    const key = newKey();
    const lease = await leased(exclusive, key, 'a');
    await dynamo().client.send(new DeleteItemCommand({ TableName: SESSIONS, Key: toItem({ session: key }) }));

    await exclusive.putBack(lease, { keep: TOKEN });

    assert.equal((await leased(exclusive, key, 'b')).clean, undefined);
  });

  test('a lease whose answer is lost is given all the same, and unclean', async () => {
    const { exclusive } = stores();
    const key = newKey();
    await exclusive.putBack(await leased(exclusive, key, 'a'), { keep: TOKEN });
    dynamo().lose('answer', 1);

    const lease = await leased(exclusive, key, 'b');

    assert.equal(lease.clean, undefined);
    await exclusive.putBack(lease, { keep: TOKEN });
    assertSameToken((await leased(exclusive, key, 'c')).clean, TOKEN);
  });

  test('a token that is put back by a request whose answer is lost is there', async () => {
    const { exclusive } = stores();
    const key = newKey();
    const lease = await leased(exclusive, key, 'a');
    dynamo().lose('answer', 1);

    await exclusive.putBack(lease, { keep: TOKEN });

    assertSameToken((await leased(exclusive, key, 'b')).clean, TOKEN);
  });
}
