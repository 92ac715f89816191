import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pixAuth } from '../../../functions/pix/auth.ts';
import { pixInquiry } from '../../../functions/pix/inquiry.ts';
import { pixRefund, pixVoid } from '../../../functions/pix/requests.ts';
import { toMissingScopes } from '../../../functions/pix/scopes.ts';
import type { ProviderRequest } from '../../../shared/ports/exchange.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { checkLogin } from '../../../shared/sessions/check-login.ts';
import { startPix, toPixCredentials } from '../../contract/rows/pix.ts';
import { E2E, REFUND, TXID, toRef, toRefundOrder, toVoid, VOID } from './fixtures.ts';

const ALL = 'cob.read cob.write cobv.read cobv.write pix.read pix.write';

/** All but one. */
const without = (scope: string) =>
  ALL.split(' ')
    .filter((one) => one !== scope)
    .join(' ');

describe('a request needs the scope of what it is about:', () => {
  const [readCob] = pixInquiry.toRequests(toRef(TXID), VOID);
  const [readPix] = pixInquiry.toRequests(toRef(E2E), REFUND);
  const rows: readonly (readonly [scope: string, request: ProviderRequest | undefined])[] = [
    ['cob.read', readCob],
    ['cobv.read', { method: 'GET', path: `/cobv/${TXID}` }],
    ['cob.write', pixVoid.toRequest(toVoid())],
    ['cobv.write', pixVoid.toRequest(toVoid({ reference: { charge: 'cobv' } }))],
    ['pix.read', readPix],
    ['pix.read', { method: 'GET', path: `/pix/${E2E}/devolucao/1` }],
    ['pix.write', pixRefund.toRequest(toRefundOrder())],
  ];
  for (const [scope, request] of rows)
    test(`${request?.method} ${request?.path} needs ${scope}`, () => {
      assert.deepEqual(toMissingScopes(without(scope), { psp: 'efi' }, request), [scope]);
      assert.deepEqual(toMissingScopes(ALL, { psp: 'efi' }, request), []);
      assert.deepEqual(toMissingScopes(scope, { psp: 'efi' }, request), []);
    });
});

describe('what a login granted', () => {
  test('is compared with all that is used, however it is written', () => {
    for (const granted of ['pix.read cob.read', 'PIX.READ,COB.READ', ' cob.read\tpix.read gn.balance.read '])
      assert.deepEqual(toMissingScopes(granted, { psp: 'sicredi' }), ['cob.write', 'pix.write']);
  });

  test('lacks nothing where only charges with a due date are left out, until a request is about one', () => {
    const granted = 'cob.read cob.write pix.read pix.write';
    assert.deepEqual(toMissingScopes(granted, { psp: 'efi' }), []);
    const removal = pixVoid.toRequest(toVoid({ reference: { charge: 'cobv' } }));
    assert.deepEqual(toMissingScopes(granted, { psp: 'efi' }, removal), ['cobv.write']);
  });

  test("says nothing in a bank's own words, or in none", () => {
    for (const granted of ['', 'openid', 'pix', 'oob https://bank.example/pix.write.all'])
      assert.deepEqual(toMissingScopes(granted, { psp: 'itau' }), []);
  });

  test('lets charges be read at Itaú by the scope of Pix', () => {
    assert.deepEqual(toMissingScopes(without('cob.read'), { psp: 'itau' }), []);
    assert.deepEqual(toMissingScopes(without('pix.read'), { psp: 'itau' }), ['pix.read']);
  });

  test('comes with the token, which is replaced soon where it is too little', () => {
    const from = (scope: unknown) => {
      const body = { access_token: 'tok', expires_in: 3600, scope };
      const result = pixAuth.fromLogin({ is: 'answered', status: 200, isJson: true, body }, 0);
      assert.ok(result.is === 'token');
      return [result.token.scope, result.token.expiresAt];
    };
    assert.deepEqual(from(ALL), [ALL, 3_570_000]);
    assert.deepEqual(from('pix.read'), ['pix.read', 270_000]);
    for (const none of [undefined, null, 7, ['pix.read']])
      assert.deepEqual(from(none), [undefined, 3_570_000]);
  });
});

test('a test of the credentials names what is missing, and nothing else', async (t) => {
  const bank = await startPix();
  t.after(() => bank.close());
  const credentials = toPixCredentials('1');
  const { certificate: cert, privateKey: key } = credentials;
  const clientCertificate = { cert: cert.reveal(), key: key.reveal(), validUntil: Date.now() + 60_000 };
  const account = { endpoints: { api: bank.url, clientCertificate }, credentials };
  const { signal } = new AbortController();
  const check = () => checkLogin({ auth: pixAuth, exchange, clock: Date.now }, account, { signal });

  assert.deepEqual(await check(), { login: 'works', status: 200 });
  bank.rules.scopes = ['cob.read', 'cob.write', 'cobv.read', 'cobv.write', 'pix.read'];
  assert.deepEqual(await check(), { login: 'works', status: 200, missingScopes: ['pix.write'] });
});
