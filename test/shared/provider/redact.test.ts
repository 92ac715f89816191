import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import { toSafeFacts } from '../../../shared/ports/log.ts';
import { redact as redactWith, secretsOf } from '../../../shared/provider/redact.ts';

const HUSH = 'hush-hush/"&ç';
const CREDENTIALS = { apiKey: new SecretText(HUSH), environment: 'sandbox' };

const redact = (text: string) => redactWith(text, secretsOf(CREDENTIALS));

describe('a text of a provider loses a secret of ours', () => {
  const forms: readonly [name: string, form: string][] = [
    ['as it is', HUSH],
    ['as JSON writes it', JSON.stringify(HUSH).slice(1, -1)],
    ['as a URL writes it', encodeURIComponent(HUSH)],
    ['in base64', Buffer.from(HUSH).toString('base64')],
    ['in base64url', Buffer.from(HUSH).toString('base64url')],
    ['twice', `${HUSH}, ${HUSH}`],
    ['where the text is cut', `${'x'.repeat(280)}${HUSH}`],
  ];
  for (const [name, form] of forms) {
    test(name, () => {
      const safe = redact(`no: ${form}`);
      assert.doesNotMatch(safe, /hush/);
      assert.ok(!safe.includes(form.slice(-7)), safe);
    });
  }
});

describe('a text of a provider loses', () => {
  const rows: readonly [name: string, text: string, safe: string][] = [
    ['half characters', 'a\ud800', 'a\ufffd'],
    ['what is too long', `${'x'.repeat(299)}😀`, `${'x'.repeat(299)}\ufffd`],
    ['a token that nobody here knows', 'Bearer abc.def', '[redacted]'],
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
