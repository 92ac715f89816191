import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import { createRedact, secretsOf } from '../../../shared/provider/redact.ts';

const HUSH = 'hush-hush/"&ç';
const secret = new SecretText(HUSH);

describe('a secret does not show itself', () => {
  const rows: readonly [how: string, print: () => string][] = [
    ['in a template', () => `${secret}`],
    ['added to a text', () => ['token: ', secret].join('')],
    ['as JSON', () => JSON.stringify({ token: secret, list: [secret] })],
    ['inspected', () => inspect({ token: secret }, { showHidden: true, depth: 9 })],
    ['in the message of an error', () => String(new Error(`refused: ${secret}`))],
    ['as the cause of an error', () => inspect(new Error('refused', { cause: secret }))],
    [
      'by its properties',
      () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret), { ...secret }]),
    ],
    ['copied', () => inspect(structuredClone({ token: secret }), { showHidden: true })],
    [
      'in an item of a table',
      () => JSON.stringify(marshall({ token: secret }, { convertClassInstanceToMap: true })),
    ],
  ];
  for (const [how, print] of rows) {
    test(how, () => {
      assert.doesNotMatch(print(), /hush/);
    });
  }

  test('and says that it is one', () => {
    assert.deepEqual(
      [`${secret}`, JSON.stringify(secret), inspect(secret)],
      ['[redacted]', '"[redacted]"', '[redacted]'],
    );
  });

  test('but to who asks for it', () => {
    assert.equal(secret.reveal(), HUSH);
  });
});

test('secrets are the same where their texts are', () => {
  assert.equal(secret.isSameAs(new SecretText(HUSH)), true);
  assert.equal(secret.isSameAs(new SecretText('other')), false);
  assert.equal(secret.isSameAs(undefined), false);
});

describe('a text of a provider loses a secret of ours', () => {
  const redact = createRedact(() => secretsOf({ apiKey: secret, environment: 'sandbox' }));
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

  test('and half characters, and what is too long', () => {
    assert.equal(redact('a\ud800'), 'a\ufffd');
    assert.equal(redact(`${'x'.repeat(299)}😀`), `${'x'.repeat(299)}\ufffd`);
    assert.equal(redact('in the sandbox'), 'in the sandbox');
  });
});
