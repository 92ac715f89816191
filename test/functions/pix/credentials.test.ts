import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { credentialsSchema } from '../../../functions/pix/credentials.ts';
import { makeCertificate } from '../../../local/simulators/kit/make-certificate.ts';
import { toSecretText } from '../../../ops/secret-text.ts';
import { toPem } from '../../../shared/domain/pem.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { PAIR, toSecret } from './fixtures.ts';

/** The fields that are wrong, with what our own checks say of them. */
function faultsOf(more: object): readonly string[] {
  const { error } = credentialsSchema.safeParse(toSecret(more));
  return (error?.issues ?? []).map(({ code, path, message }) =>
    code === 'custom' ? `${path.join('.')} ${message}` : path.join('.'),
  );
}

const { certificate, privateKey } = PAIR;
const forms: Readonly<Record<string, (pem: string) => string>> = {
  'as it is': (pem) => pem,
  'with CRLF': (pem) => pem.replaceAll('\n', '\r\n'),
  'with a backslash and an n': (pem) => pem.replaceAll('\n', '\\n'),
  'on one line with blanks': (pem) => pem.replaceAll('\n', ' '),
  'on one line with nothing': (pem) => pem.replaceAll('\n', ''),
  'with text around it': (pem) => `Bag Attributes\n friendlyName: x\n${pem}\n\n`,
};

describe('PEM in a secret', () => {
  for (const [name, change] of Object.entries(forms))
    test(`${name} is what TLS takes`, () => {
      const changed = { certificate: change(certificate), privateKey: change(privateKey) };
      const parsed = credentialsSchema.parse(toSecret(changed));
      assert.equal(parsed.certificate.reveal(), certificate);
      assert.equal(parsed.privateKey.reveal(), privateKey);
    });

  test('keeps every block of a chain, and the headers of an old key', () => {
    const chain = `${certificate}${makeCertificate('ca').certificate}`;
    assert.equal(toPem(chain.replaceAll('\n', ' ')), chain);
    const old =
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X\n\nAAAA\n-----END RSA PRIVATE KEY-----\n';
    assert.equal(toPem(old.replaceAll('\n', '\r\n')), old);
  });
});

describe('a secret of Pix', () => {
  test('as documented is taken', () => assert.deepEqual(faultsOf({}), []));

  const ago = (days: number) => new Date(Date.now() - days * DAY_MS);
  const other = makeCertificate('another');
  const locked = makeCertificate('locked', { passphrase: 'word' });
  const rows: readonly (readonly [name: string, more: object, faults: readonly RegExp[]])[] = [
    [
      'with the key of another certificate',
      { privateKey: other.privateKey },
      [/^privateKey is not the key of/],
    ],
    ['whose certificate is none', { certificate: 'hello' }, [/^certificate is not a certificate in PEM$/]],
    ['whose key is none', { privateKey: certificate }, [/^privateKey is not a private key/]],
    ['whose key is cut', { privateKey: privateKey.slice(0, 80) }, [/^privateKey is not a private key/]],
    ['whose key needs a passphrase', locked, [/^privateKey is not a private key.*passphrase/]],
    [
      'whose passphrase is wrong',
      { ...locked, passphrase: 'no' },
      [/^privateKey is not a private key.*passphrase/],
    ],
    [
      'whose certificate has expired',
      makeCertificate('old', { to: ago(1) }),
      [/^certificate expired on \d{4}-\d\d-\d\d$/],
    ],
    [
      'whose certificate is not valid yet',
      makeCertificate('new', { from: ago(-2) }),
      [/^certificate is valid from \d{4}-\d\d-\d\d only$/],
    ],
    [
      'without a client secret',
      { clientSecret: undefined },
      [/^clientSecret is required for efi in sandbox$/],
    ],
    ['of a bank that is not known', { psp: 'nubank' }, [/^psp$/]],
    ['without a client id', { clientId: undefined }, [/^clientId$/]],
    ['with an empty key', { privateKey: '' }, [/^privateKey$/, /^privateKey is not a private key/]],
    [
      'with an address without TLS',
      { baseUrl: 'http://bank.example' },
      [/^baseUrl is not an https address$/],
    ],
    ['of BB without its key', { psp: 'bb' }, [/^developerKey is required for bb in sandbox$/]],
    [
      'of Itaú in the sandbox, which is not known',
      { psp: 'itau', developerKey: 'k' },
      [/^baseUrl is required for itau in sandbox$/, /^tokenUrl is required for itau in sandbox$/],
    ],
    [
      'of another bank without addresses',
      { psp: 'custom' },
      [/^baseUrl is required for custom in sandbox$/, /^tokenUrl is required for custom in sandbox$/],
    ],
  ];
  for (const [name, more, faults] of rows)
    test(`${name} says so, and quotes nothing`, () => {
      const found = faultsOf(more);
      assert.equal(found.length, faults.length, found.join('; '));
      for (const [index, fault] of faults.entries()) assert.match(found[index] ?? '', fault);
      const { certificate: _, ...secrets } = { ...toSecret(), ...more };
      for (const value of Object.values(secrets))
        if (typeof value === 'string' && value.length > 12) assert.ok(!found.join().includes(value));
    });

  test('whose key opens with its passphrase is taken', () =>
    assert.deepEqual(faultsOf({ ...locked, passphrase: 'word' }), []));

  test('of Sicoob has no client secret', () =>
    assert.deepEqual(faultsOf({ psp: 'sicoob', environment: 'production', clientSecret: undefined }), []));

  test('that cannot be used is not stored, and the operator reads why', () =>
    assert.throws(
      () => toSecretText('pix', JSON.stringify(toSecret(makeCertificate('old', { to: ago(1) })))),
      /these are missing or wrong: certificate \(expired on /,
    ));
});
