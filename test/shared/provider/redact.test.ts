import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import { toSafeFacts } from '../../../shared/ports/log.ts';
import { redactId, redact as redactWith, secretsOf } from '../../../shared/provider/redact.ts';

const HUSH = 'hush-hush/"&ç';
const CREDENTIALS = { apiKey: new SecretText(HUSH), environment: 'sandbox' };

const redact = (text: string) => redactWith(text, secretsOf(CREDENTIALS));

const TOKEN = 'Zx9-Ab_cd.EF+gh/IJ=kl~30';
const OTHER_CASE = [...TOKEN].map((one, at) => (at % 2 === 0 ? one.toUpperCase() : one.toLowerCase()));
const toHex = (one: string) => one.charCodeAt(0).toString(16);
const toEveryByte = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const toBase64 = (text: string) => Buffer.from(text).toString('base64');

describe('a text of a provider loses a secret of ours', () => {
  const forms: readonly [name: string, form: string][] = [
    ['as it is', HUSH],
    ['as JSON writes it', JSON.stringify(HUSH).slice(1, -1)],
    ['as a URL writes it', encodeURIComponent(HUSH)],
    ['in base64', toBase64(HUSH)],
    ['in base64url', Buffer.from(HUSH).toString('base64url')],
    ['twice', `${HUSH}, ${HUSH}`],
    ['where the text is cut', `${'x'.repeat(280)}${HUSH}`],
    ['in capitals', HUSH.toUpperCase()],
    ['in another case', OTHER_CASE.join('')],
    ['in another case, with line ends in it', OTHER_CASE.join('\r\n')],
    ['in groups of four', TOKEN.replace(/.{4}/g, '$& ')],
    ['in groups that hyphens part', TOKEN.replace(/.{4}/g, '$&-')],
    ['with line ends as JSON writes them', TOKEN.replace(/.{8}/g, '$&\\n')],
    ['as a URL writes it in lower case', encodeURIComponent(TOKEN).toLowerCase()],
    ['as a form writes it', new URLSearchParams({ a: TOKEN }).toString().slice(2)],
    ['as a URL in a URL writes it', encodeURIComponent(encodeURIComponent(TOKEN))],
    ['with every byte percent-encoded', toEveryByte(TOKEN)],
    ['with every character as JSON can write it', [...TOKEN].map((one) => `\\u00${toHex(one)}`).join('')],
    ['as JSON in JSON writes it', JSON.stringify(JSON.stringify(HUSH))],
    ['as HTML writes it', HUSH.replaceAll('"', '&quot;').replaceAll('&', '&amp;').replace('/', '&#x2F;')],
    ['in wide characters', [...TOKEN].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join('')],
    ['in base64 with a user before it', toBase64(`user:${TOKEN}`)],
    ['in base64 with a longer user before it', toBase64(`user-1:${TOKEN}`)],
    ['in base64 with another user before it', toBase64(`user-12:${TOKEN}:x`)],
    ['in base64url in lower case', Buffer.from(`user:${TOKEN}`).toString('base64url').toLowerCase()],
    ['in base64 with line ends', toBase64(`user:${TOKEN}`).replace(/.{12}/g, '$&\n')],
    ['in hexadecimal digits', Buffer.from(TOKEN).toString('hex').toUpperCase()],
    ['cut short', TOKEN.slice(0, -3)],
  ];
  for (const [name, form] of forms) {
    test(name, () => {
      const safe = redactWith(`no: ${form}`, [...secretsOf(CREDENTIALS), new SecretText(TOKEN)]);

      assert.match(safe, /\[red/);
      assert.match(safe.replaceAll('[redacted]', ''), /^no: x*(?:\[red|\\n|\W)*$/);
    });
  }

  test('but for what stands beside it', () => {
    const safe = redactWith(`{"token":"${TOKEN}","why":"expired"}, of ${TOKEN.toUpperCase()}.`, [
      new SecretText(TOKEN),
    ]);

    assert.equal(safe, '{"token":"[redacted]","why":"expired"}, of [redacted].');
  });

  test('of few letters only as it is written: a word may be the same by chance', () => {
    assert.equal(
      redactWith('Ana-7, ana-7 and ANA 7', [new SecretText('Ana-7')]),
      '[redacted], ana-7 and ANA 7',
    );
  });

  test('that is a key in PEM, in whichever way its lines are parted, or without its first and last', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQ+ab/'.repeat(12)}\n-----END PRIVATE KEY-----\n`;
    const secrets = [new SecretText(key)];
    const body = key.split('\n')[1] ?? '';

    for (const form of [
      key,
      JSON.stringify(key),
      encodeURIComponent(key),
      body,
      toBase64(key),
      key.replaceAll('\n', ' '),
    ]) {
      const safe = redactWith(`no: ${form}`, secrets);
      assert.doesNotMatch(safe, /MIIEvQ|TUlJRXZR/, safe);
      assert.ok(safe.length < 100, safe);
    }
    assert.equal(
      redactWith(`of another: ${key.replaceAll('M', 'N')} is bad`, []),
      'of another: [redacted]\n is bad',
    );
    assert.equal(redactWith(`of another: ${key.slice(0, 80)}`, []), 'of another: [redacted]');
  });

  test('of the longest kind in a text of the longest kind, which is read once', () => {
    const secrets = Array.from({ length: 8 }, (_, at) => new SecretText(`${at}Aa%2f`.repeat(800)));
    const text = '%41\\u0042 &amp; words and 4111 1111 1111 1112 '.repeat(5_700);

    assert.match(redactWith(text, secrets), /^%41/);
  });
});

describe('a text of a provider loses', () => {
  const rows: readonly [name: string, text: string, safe: string][] = [
    ['half characters', 'a\ud800', 'a\ufffd'],
    ['what is too long', `${'x'.repeat(299)}😀`, `${'x'.repeat(299)}\ufffd`],
    ['a token that nobody here knows', 'Bearer abc.def', '[redacted]'],
    ['a token that nobody here knows, in a URL', '?auth=Bearer%20abc.def&a=1', '?auth=[redacted]&a=1'],
    ['an e-mail address', 'to ana.lima+1@loja.com.br: no', 'to [redacted]: no'],
    ['an e-mail address in a URL', '?to=ana%40loja.com.br&a=1', '?to=[redacted]&a=1'],
    [
      'phones',
      'keys +5511987654321, +55 (11) 98765-4321 and (11) 3765-4321',
      'keys [redacted], [redacted] and [redacted]',
    ],
    ['a card number', 'card 4111 1111 1111 1111 declined', 'card [redacted] declined'],
    [
      'a card number that lies across the cut',
      `${'x'.repeat(295)} 4111111111111111`,
      `${'x'.repeat(295)} [red`,
    ],
    ['a CPF and a CNPJ', 'of 529.982.247-25 at 11222333000181', 'of [redacted] at [redacted]'],
    ['nothing else', 'in the sandbox, code 00.04.0010', 'in the sandbox, code 00.04.0010'],
  ];
  for (const [name, text, safe] of rows) {
    test(name, () => {
      assert.equal(redact(text), safe);
    });
  }
});

test('of two secrets, the one that holds the other is taken out whole', () => {
  const secrets = [new SecretText('hush'), new SecretText('hush-hush')];

  assert.equal(redactWith('hush-hush, hush', secrets), '[redacted], [redacted]');
});

test('an id is kept, unless it holds a secret: then it is another one, always the same', () => {
  const secrets = [new SecretText(TOKEN)];

  assert.equal(redactId('4111111111111111', secrets), '4111111111111111');
  assert.equal(redactId(`a-${TOKEN}`, secrets), redactId(`a-${TOKEN}`, secrets));
  assert.notEqual(redactId(`a-${TOKEN}`, secrets), redactId(`b-${TOKEN}`, secrets));
  assert.match(redactId(TOKEN.toLowerCase(), secrets), /^redacted-[0-9a-f]{16}$/);
});

test('an empty secret takes nothing out', () => {
  assert.equal(redactWith('words', [new SecretText('')]), 'words');
});

test('secrets are found however deep they lie', () => {
  const [one, two] = [new SecretText('one'), new SecretText('two')];

  assert.deepEqual(
    secretsOf({ one, webhook: { keys: [two] }, environment: 'sandbox', sessions: 1, none: null }),
    [one, two],
  );
  for (const nothing of [undefined, null, 'text', 1]) assert.deepEqual(secretsOf(nothing), []);
});

test('a log line shows no personal data in words from elsewhere', () => {
  const safe = toSafeFacts({ detail: 'CPF 529.982.247-25, card 4111111111111111', code: 'internal_error' });

  assert.deepEqual(safe, { detail: 'CPF [redacted], card [redacted]', code: 'internal_error' });
});
