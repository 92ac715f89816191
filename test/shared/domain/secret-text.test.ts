import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import { SecretText } from '../../../shared/domain/secret-text.ts';

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
