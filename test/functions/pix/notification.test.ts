import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Credentials } from '../../../functions/pix/credentials.ts';
import { pixNotification } from '../../../functions/pix/notification.ts';
import type { NotificationSource } from '../../../shared/provider/notification.ts';
import { E2E, TXID, toCredentials } from './fixtures.ts';

const CREDENTIALS = toCredentials({ webhookSecret: 'hook-secret' });

function toSource(query: Readonly<Record<string, string>>, path = ''): NotificationSource {
  const rest = { sourceIp: '34.193.116.226', header: () => undefined, rawBody: '{}', isFromProvider: false };
  const pathBelow = path.split('/').filter((part) => part !== '');
  return { ...rest, query, pathBelow, receivedAt: 0 };
}

function isBelieved(
  query: Readonly<Record<string, string>>,
  { path, credentials = CREDENTIALS }: { path?: string; credentials?: Credentials } = {},
): boolean {
  const source = toSource(query, path);
  return pixNotification.mayBeAuthentic(source) && pixNotification.isAuthentic(source, credentials);
}

test('a trial of the address is known as one', () => {
  assert.equal(pixNotification.isTrial?.({ evento: 'teste_webhook' }), true);
  assert.equal(pixNotification.isTrial?.({ pix: [{ endToEndId: E2E }] }), false);
  assert.equal(pixNotification.isTrial?.(undefined), false);
});

describe('a webhook', () => {
  test('with the secret of its address is believed, however the bank adds its suffix', () => {
    assert.equal(isBelieved({ hmac: 'hook-secret', ignorar: '/pix' }), true);
    assert.equal(isBelieved({ hmac: 'hook-secret' }), true);
    assert.equal(isBelieved({ hmac: 'hook-secret/pix' }), true);
    assert.equal(isBelieved({ hmac: 'hook-secret' }, { path: '/pix' }), true);
  });

  for (const path of ['/hook-secret', '/hook-secret/pix'])
    test(`with the secret in its path, as ${path}, is believed`, () =>
      assert.equal(isBelieved({}, { path }), true));

  for (const path of ['/pix', '/HOOK-SECRET', '/hook-secret/x', '/pix/hook-secret', '/other/pix'])
    test(`with ${path} alone is not`, () => assert.equal(isBelieved({}, { path }), false));

  test('whose suffix is the secret itself is not believed for that', () => {
    const credentials = toCredentials({ webhookSecret: 'pix' });
    assert.equal(isBelieved({}, { path: '/pix', credentials }), false);
    assert.equal(isBelieved({}, { path: '/pix/pix', credentials }), true);
  });

  for (const hmac of ['', 'hook', 'hook-secret ', 'HOOK-SECRET', '/pix', 'hook-secret/pix/pix'])
    test(`with "${hmac}" is not`, () => assert.equal(isBelieved({ hmac }), false));

  test('is not believed without a secret there or here, whatever address it comes from', () => {
    assert.equal(isBelieved({}), false);
    assert.equal(isBelieved({ hmac: 'hook-secret' }, { credentials: toCredentials() }), false);
    assert.equal(isBelieved({}, { path: '/hook-secret', credentials: toCredentials() }), false);
    assert.equal(pixNotification.isAuthentic(toSource({ hmac: 'hook-secret' }), undefined), false);
  });

  const second = `${E2E.slice(0, -1)}9`;
  const rows: readonly (readonly [name: string, body: unknown, ids: readonly string[]])[] = [
    ['of one Pix', { pix: [{ endToEndId: E2E, txid: TXID }] }, [E2E, TXID]],
    ['of several', { pix: [{ endToEndId: E2E, txid: TXID }, { endToEndId: second }] }, [E2E, TXID, second]],
    ['of one twice', { pix: [{ endToEndId: E2E }, { endToEndId: E2E, devolucoes: null }] }, [E2E]],
    ['of odd rows', { pix: [null, 'x', { endToEndId: 7 }, { txid: TXID }, {}] }, ['7', TXID]],
    ['of a trial', { evento: 'teste_webhook' }, []],
    ['of no list', { pix: {} }, []],
    ['in other letter cases', { PIX: [{ EndToEndId: E2E, TxId: TXID }] }, [E2E, TXID]],
    ['of one Pix without a list', { pix: { endToEndId: E2E, devolucoes: 'x' } }, [E2E]],
    ['of a Pix alone', { endToEndId: E2E, valor: null, infoPagador: 7 }, [E2E]],
    ['of a bare list', [{ endToEndId: E2E }, { txid: TXID }], [E2E, TXID]],
    ['of nothing', null, []],
  ];
  for (const [name, body, ids] of rows)
    test(`${name} names ${ids.length} payments`, () =>
      assert.deepEqual(pixNotification.toPaymentIds(body, toSource({})), ids));
});
