import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { pixAuth } from '../../../functions/pix/auth.ts';
import { credentialsSchema } from '../../../functions/pix/credentials.ts';
import { toEndpoints } from '../../../functions/pix/endpoints.ts';
import { PROVIDERS } from '../../../infra/providers.ts';
import { makeCertificate } from '../../../local/simulators/kit/make-certificate.ts';
import { DAY_MS, SECOND_MS } from '../../../shared/domain/time.ts';
import { toLocal } from '../../../shared/operation/accounts.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { pixRow, startPix, toPixCredentials } from '../../contract/rows/pix.ts';
import { setScene } from '../../contract/scene.ts';
import { toSecret } from './fixtures.ts';

/** Certificates as secrets hold them, shown to a bank over TLS. */

const PASSPHRASE = 'canary-passphrase';
const { certificate, privateKey } = makeCertificate('loja-1');
const key = createPrivateKey(privateKey);
const locked = { format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const;
const encrypted = key.export({ type: 'pkcs8', ...locked }).toString();
const oldEncrypted = key.export({ type: 'sec1', ...locked }).toString();
const withCrlf = (pem: string) => pem.replaceAll('\n', '\r\n');
const onOneLine = (pem: string) => pem.replaceAll('\n', ' ');

type Fields = { readonly certificate: string; readonly privateKey: string; readonly passphrase?: string };

let bank: Awaited<ReturnType<typeof startPix>>;

before(async () => {
  const client = { clientId: 'pix-client-1', clientSecret: 'pix-secret-1', certificate };
  bank = await startPix({ accounts: { 'loja-1': client } });
});
after(() => bank.close());

/** Logs in with what the schema made of a secret. @returns the HTTP status, or why nothing was sent */
async function logIn(fields: Fields): Promise<number | string | undefined> {
  const credentials = toPixCredentials('1', fields);
  const limits = { timeoutMs: 60_000, signal: new AbortController().signal, mayLeave: () => true };
  const reply = await exchange(
    toLocal(toEndpoints(credentials), bank.url),
    pixAuth.toLogin(credentials),
    limits,
  );
  return reply.is === 'not_sent' ? reply.detail : reply.status;
}

describe('over TLS a bank takes a certificate and its key', () => {
  const rows: readonly (readonly [form: string, fields: Fields])[] = [
    ['as they are', { certificate, privateKey }],
    ['with CRLF', { certificate: withCrlf(certificate), privateKey: withCrlf(privateKey) }],
    ['on one line', { certificate: onOneLine(certificate), privateKey: onOneLine(privateKey) }],
    ['with a passphrase', { certificate, privateKey: encrypted, passphrase: PASSPHRASE }],
    [
      'with a passphrase, on one line',
      { certificate, privateKey: onOneLine(encrypted), passphrase: PASSPHRASE },
    ],
    [
      'with a passphrase in the older form, with CRLF',
      { certificate, privateKey: withCrlf(oldEncrypted), passphrase: PASSPHRASE },
    ],
    [
      'both in both fields, as a converted P12 holds them',
      { certificate: `${certificate}${privateKey}`, privateKey: `${certificate}${privateKey}` },
    ],
  ];
  for (const [form, fields] of rows)
    test(form, async () => {
      bank.reset();
      assert.equal(await logIn(fields), 200);
      assert.equal(bank.received('login').length, 1);
    });
});

describe('a secret is refused with a reason, before anything is sent:', () => {
  const rows: readonly (readonly [form: string, fields: Fields, says: RegExp])[] = [
    [
      'an encrypted key in the older form, whose lines were lost',
      { certificate, privateKey: onOneLine(oldEncrypted), passphrase: PASSPHRASE },
      /^privateKey is not a private key in PEM, or `passphrase` does not open it$/,
    ],
    [
      'a P12 in base64',
      { certificate: Buffer.from('P12').toString('base64'), privateKey },
      /^certificate is not a certificate in PEM$/,
    ],
    [
      'a certificate that ends now',
      makeCertificate('old', { to: new Date(Date.now() - SECOND_MS) }),
      /^certificate expired on /,
    ],
    [
      'a certificate that begins tomorrow',
      makeCertificate('new', { from: new Date(Date.now() + DAY_MS) }),
      /^certificate is valid from .* only$/,
    ],
    [
      'the key of another certificate',
      { certificate, privateKey: makeCertificate('loja-2').privateKey },
      /^privateKey is not the key of the certificate$/,
    ],
  ];
  for (const [form, fields, says] of rows)
    test(form, () => {
      const [issue] = credentialsSchema.safeParse(toSecret(fields)).error?.issues ?? [];
      assert.match(`${issue?.path.join('.')} ${issue?.message}`, says);
    });
});

test('a certificate that expires while its secret is in memory sends nothing, and the operation says why', async (t) => {
  const scene = await setScene(t, { ...pixRow, start: () => startPix() }, { method: 'refund' });
  const { endpoints } = scene.harness.account;
  assert.ok(endpoints.clientCertificate);
  const expired = { ...endpoints.clientCertificate, validUntil: Date.now() - SECOND_MS };
  const account = { ...scene.harness.account, endpoints: { ...endpoints, clientCertificate: expired } };

  const result = await scene.harness.attempt(scene.wanted(), {}, account);

  assert.partialDeepStrictEqual(result, {
    status: 'not_sent',
    code: 'merchant_not_configured',
    detail: 'Nothing was sent: the client certificate has expired.',
  });
  assert.equal(scene.provider.received().length, 0);
});

test('the infrastructure watches the certificates of the providers that ask for one', () => {
  const asking = PROVIDERS.filter(({ usesClientCertificate }) => usesClientCertificate).map(({ id }) => id);
  assert.deepEqual(asking, ['pix']);
  assert.ok(toEndpoints(toPixCredentials('1')).clientCertificate);
});
