import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEqualSecret } from '../../../shared/domain/is-equal-secret.ts';
import { SecretText } from '../../../shared/domain/secret-text.ts';

test('a secret is the same text, and nothing else', () => {
  const secret = new SecretText('a-secret');
  assert.equal(isEqualSecret('a-secret', secret), true);
  for (const other of ['A-secret', 'a-secre', 'a-secret ', '', undefined])
    assert.equal(isEqualSecret(other, secret), false, JSON.stringify(other));
  assert.equal(isEqualSecret(undefined, new SecretText('')), false, 'nothing is shown');
});
