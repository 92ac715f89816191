import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pixAuth } from '../../../functions/pix/auth.ts';
import { credentialsSchema } from '../../../functions/pix/credentials.ts';
import { toEndpoints } from '../../../functions/pix/endpoints.ts';
import { pixInquiry } from '../../../functions/pix/inquiry.ts';
import { PSP_IDS } from '../../../functions/pix/psps.ts';
import { pixVoid } from '../../../functions/pix/requests.ts';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import { toUrl } from '../../../shared/provider/request-url.ts';
import { answered, answeredText, LOST, order } from '../replies.ts';
import { toCredentials, toSecret } from './fixtures.ts';

const TXID = '7978c0c97ea847e78e8849634473c1f1';

const BASIC = 'Basic Y2xpZW50X2lkOmNsaWVudF9zZWNyZXQ=';
const FORM = 'grant_type=client_credentials';
const SCOPE = 'scope=cob.read+cob.write+cobv.read+cobv.write+pix.read+pix.write';
const FIELDS = 'client_id=client_id&client_secret=client_secret';

/** The first request of a merchant at each bank, in production: where, and what is in it. */
const LOGINS: Readonly<Record<string, { url: string; authorization?: string; body: string; api: string }>> = {
  efi: {
    url: 'https://pix.api.efipay.com.br/oauth/token',
    authorization: BASIC,
    body: '{"grant_type":"client_credentials"}',
    api: 'https://pix.api.efipay.com.br/v2/pix/1',
  },
  bb: {
    url: 'https://oauth.bb.com.br/oauth/token',
    authorization: BASIC,
    body: `${FORM}&${SCOPE}`,
    api: 'https://api-pix.bb.com.br/pix/v2/pix/1?gw-dev-app-key=dev%26key',
  },
  itau: {
    url: 'https://sts.itau.com.br/as/token.oauth2',
    body: `${FORM}&${FIELDS}`,
    api: 'https://pix-pj.api.itau.com/regulatorio-pix/v2/pix/1',
  },
  santander: {
    url: 'https://trust-pix.santander.com.br/oauth/token?grant_type=client_credentials',
    body: `${FORM}&${FIELDS}`,
    api: 'https://trust-pix.santander.com.br/api/v1/pix/1',
  },
  sicoob: {
    url: 'https://auth.sicoob.com.br/auth/realms/cooperado/protocol/openid-connect/token',
    body: `${FORM}&${SCOPE}&client_id=client_id`,
    api: 'https://api.sicoob.com.br/pix/api/v2/pix/1',
  },
  inter: {
    url: 'https://cdpj.partners.bancointer.com.br/oauth/v2/token',
    body: `${FORM}&${SCOPE}&${FIELDS}`,
    api: 'https://cdpj.partners.bancointer.com.br/pix/v2/pix/1',
  },
  bradesco: {
    url: 'https://qrpix.bradesco.com.br/oauth/token',
    authorization: BASIC,
    body: FORM,
    api: 'https://qrpix.bradesco.com.br/v2/pix/1',
  },
  sicredi: {
    url: 'https://api-pix.sicredi.com.br/oauth/token',
    authorization: BASIC,
    body: `${FORM}&${SCOPE}`,
    api: 'https://api-pix.sicredi.com.br/api/v2/pix/1',
  },
  custom: {
    url: 'https://login.bank.example/t?a=b',
    authorization: BASIC,
    body: FORM,
    api: 'https://bank.example/pix/1',
  },
};

const ADDRESSES = { baseUrl: 'https://bank.example/', tokenUrl: 'https://login.bank.example/t?a=b' };

function toProduction(psp: string, extra: object = {}) {
  const more = psp === 'custom' ? ADDRESSES : { developerKey: 'dev&key' };
  const secret = toSecret({ psp, environment: 'production', ...more, ...extra });
  if (psp === 'sicoob') delete secret.clientSecret;
  return credentialsSchema.parse(secret);
}

describe('a merchant at', () => {
  for (const psp of PSP_IDS)
    test(`${psp} logs in and sends where and as that bank requires`, () => {
      const expected = LOGINS[psp];
      const credentials = toProduction(psp);
      const [login, endpoints] = [pixAuth.toLogin(credentials), toEndpoints(credentials)];
      assert.equal(toUrl(endpoints, login).href, expected?.url);
      assert.equal(login.headers?.authorization, expected?.authorization);
      assert.equal(login.body, expected?.body);
      assert.equal(toUrl(endpoints, { path: '/pix/1' }).href, expected?.api);
      assert.equal(endpoints.clientCertificate?.cert, credentials.certificate.reveal());
    });

  const headersOf = (psp: string, more: object = {}) =>
    pixAuth.toHeaders(new SecretText('tok'), toProduction(psp, more));
  const authorization = 'Bearer tok';

  test('Sicoob, and Inter with several accounts, shows more than its token', () => {
    assert.deepEqual(headersOf('sicoob'), { authorization, client_id: 'client_id' });
    assert.deepEqual(headersOf('inter'), { authorization });
    const accountNumber = '123456-7';
    assert.deepEqual(headersOf('inter', { accountNumber }), {
      authorization,
      'x-conta-corrente': accountNumber,
    });
    assert.deepEqual(headersOf('efi', { accountNumber, developerKey: 'x' }), { authorization });
  });

  test('Itaú shows its key, and each request has an id of its own', () => {
    const [first, second] = [headersOf('itau'), headersOf('itau')];
    const { 'x-itau-correlationID': id = '', ...rest } = first;
    assert.deepEqual(rest, { authorization, 'x-itau-apikey': 'dev&key' });
    assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.notEqual(second['x-itau-correlationID'], id);
  });

  test('Sicredi reads a charge without a due date at another version, and everything else at the same one', () => {
    const ref = { merchantId: 'loja-1', provider: 'pix', paymentId: TXID };
    const options = { method: 'void' } as const;
    const [cob] = pixInquiry.toRequests(ref, options);
    const notFound = answered(404, { type: 'https://pix.bcb.gov.br/api/v2/error/CobNaoEncontrado' });
    const cobv = pixInquiry.toNextRequest?.([notFound], ref, options);
    const endpoints = toEndpoints(toProduction('sicredi'));
    assert.ok(cob && cobv);
    assert.equal(toUrl(endpoints, cob).href, `https://api-pix.sicredi.com.br/api/v3/cob/${TXID}`);
    assert.equal(toUrl(endpoints, cobv).href, `https://api-pix.sicredi.com.br/api/v2/cobv/${TXID}`);
    for (const charge of ['cob', 'cobv']) {
      const removal = pixVoid.toRequest(order(TXID, { reference: { charge } }));
      assert.equal(toUrl(endpoints, removal).href, `https://api-pix.sicredi.com.br/api/v2/${charge}/${TXID}`);
    }
  });

  test('a bank that moved is called at the addresses of the secret', () => {
    const credentials = toCredentials(ADDRESSES);
    const endpoints = toEndpoints(credentials);
    assert.equal(toUrl(endpoints, { path: '/cob/1' }).href, 'https://bank.example/cob/1');
    assert.equal(toUrl(endpoints, pixAuth.toLogin(credentials)).href, 'https://login.bank.example/t?a=b');
  });
});

describe('a login at a bank', () => {
  const from = (status: number, body: unknown) => pixAuth.fromLogin(answered(status, body), 1_000_000);
  const lifetimes: readonly (readonly [expiresIn: unknown, ms: number])[] = [
    [3600, 3_570_000],
    ['300', 270_000],
    [40, 20_000],
    [undefined, 60_000],
    ['soon', 60_000],
    [-1, 60_000],
  ];
  for (const [expires_in, ms] of lifetimes)
    test(`that says ${JSON.stringify(expires_in)} seconds is good for ${ms} ms`, () => {
      const result = from(200, { access_token: 'tok', expires_in });
      assert.ok(result.is === 'token');
      assert.equal(result.token.expiresAt, 1_000_000 + ms);
    });

  test('is refused in the documented form alone', () => {
    for (const [status, body] of [
      [401, { error: 'invalid_client' }],
      [401, { statusCode: 401, error: 'Unauthorized', message: 'Bad credentials' }],
      [400, { error: 'invalid_client' }],
    ] as const)
      assert.deepEqual(from(status, body), { is: 'refused' });
    for (const [status, body] of [
      [400, { error: 'invalid_scope' }],
      [403, { error: 'invalid_grant' }],
      [500, { error: 'invalid_client' }],
      [200, { token: 'tok' }],
      [200, { access_token: 'a b' }],
    ] as const)
      assert.equal(from(status, body).is, 'unavailable', JSON.stringify(body));
    for (const reply of [answeredText(401, '<html></html>'), LOST])
      assert.equal(pixAuth.fromLogin(reply, 0).is, 'unavailable');
  });
});
