import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { makeCertificate } from '../../local/simulators/kit/make-certificate.ts';
import { showSecret } from '../../ops/show-credentials.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/domain/time.ts';

const NOW = Date.now();
const NAME = 'estorno/loja-1/pix';
const PAIR = makeCertificate('loja-1', { to: new Date(NOW + 12 * DAY_MS + MINUTE_MS) });

const SECRET = {
  psp: 'efi',
  clientId: 'canary-client-id',
  clientSecret: 'canary-client-secret',
  environment: 'production',
  webhookSecret: 'canary-webhook-secret',
  ...PAIR,
};

function show(given: object | string, { provider = 'pix', now = NOW } = {}) {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  return showSecret(NAME, provider, { text, version: 'v1', createdAt: 0 }, now);
}

/** Whatever is shown, none of what is secret is. */
function assertNoSecret({ json, text }: ReturnType<typeof show>): void {
  const shown = `${JSON.stringify(json)}${text}`;
  assert.doesNotMatch(shown, /canary|PRIVATE KEY|BEGIN/);
  for (const line of PAIR.privateKey.split('\n').slice(1, -2)) assert.ok(!shown.includes(line));
}

describe('what is shown of a secret', () => {
  test('is its fields, and what every handshake shows of its certificate', () => {
    const result = show(SECRET);
    const { serialNumber, fingerprint256 } = new X509Certificate(PAIR.certificate);

    assertNoSecret(result);
    assert.partialDeepStrictEqual(result.json, {
      secret: NAME,
      storedAt: '1970-01-01T00:00:00.000Z',
      environment: 'production',
      fields: [
        'psp',
        'clientId',
        'clientSecret',
        'certificate',
        'privateKey',
        'environment',
        'webhookSecret',
      ],
      missingOrWrong: [],
      unknownFields: 0,
      certificate: {
        subject: 'CN=loja-1',
        serial: serialNumber,
        fingerprint: fingerprint256,
        validFrom: '2000-01-01T00:00:00.000Z',
        daysLeft: 12,
      },
    });
    assert.match(result.text, /^estorno\/loja-1\/pix\n {2}stored {6}1970-/);
    assert.match(result.text, /\n {2}certificate {1}CN=loja-1\n/);
    assert.match(result.text, /\(12 days left\)$/);
  });

  test('is the certificate too where its line ends were lost', () => {
    const lost = { ...SECRET, certificate: PAIR.certificate.replaceAll('\n', ' ') };
    assert.deepEqual(show(lost).json, show(SECRET).json);
  });

  test('is why it cannot be used: expired, another key, fields too few', () => {
    const old = makeCertificate('old', { to: new Date(NOW - DAY_MS) });
    const rows: readonly (readonly [more: object, says: RegExp])[] = [
      [old, /certificate \(expired on [\d-]+\).*\(expired\)$/s],
      [{ certificate: makeCertificate('x').certificate }, /privateKey \(is not the key of the certificate\)/],
      [{ clientSecret: undefined }, /clientSecret \(is required for efi in production\)/],
      [{ privateKey: 'canary-no-key' }, /privateKey \(is not a private key in PEM/],
    ];
    for (const [more, says] of rows) {
      const result = show({ ...SECRET, ...more });
      assertNoSecret(result);
      assert.match(result.text, says);
    }
  });

  test('is no name or value of what is in the wrong place', () => {
    const result = show({ ...SECRET, 'canary-field': 'canary', environment: 'canary', psp: 'canary' });

    assertNoSecret(result);
    assert.match(result.text, /environment unknown\n/);
    assert.match(result.text, /psp, environment, 1 unknown, whose names are not shown/);
  });

  test('of a subject has no control character', () => {
    const { certificate, privateKey } = makeCertificate('a\u001b[2Jb\r\nc');
    const { text } = show({ ...SECRET, certificate, privateKey });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f]/);
  });

  test('of another provider is the same without a certificate', () => {
    const result = show({ accessToken: 'canary-token', environment: 'sandbox' }, { provider: 'mercadopago' });
    assertNoSecret(result);
    assert.match(result.text, /\n {2}fields {6}accessToken, environment\n {2}faults {6}none$/);
  });

  test('that is no JSON object is that alone', () => {
    for (const text of ['canary', '[]', ''])
      assert.throws(() => show(text), { name: 'OpsError', message: `${NAME} holds no JSON object.` });
  });
});
