import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AbsentSecrets } from '../../../shared/aws/absent-secrets.ts';
import { EstornoError } from '../../../shared/domain/problem.ts';

const REASON = new EstornoError('merchant_not_configured');
const MINUTE_MS = 60_000;

describe('for senders who are not verified', () => {
  test('a merchant without a secret is read once in a minute', () => {
    const absent = new AbsentSecrets();
    absent.admit('loja-9', 0);
    absent.add('loja-9', REASON, 0);

    assert.throws(() => absent.admit('loja-9', MINUTE_MS - 1), { name: 'merchant_not_configured' });
    absent.admit('loja-8', MINUTE_MS - 1);
    absent.admit('loja-9', MINUTE_MS);
  });

  test('a merchant that has a secret by now is read', () => {
    const absent = new AbsentSecrets();
    absent.add('loja-9', REASON, 0);
    absent.remove('loja-9');
    absent.admit('loja-9', 1);
  });

  test('thirty reads are made in a minute, of whatever merchants, and more in the next', () => {
    const absent = new AbsentSecrets();
    for (let count = 0; count < 30; count++) absent.admit(`loja-${count}`, count);

    assert.throws(
      () => absent.admit('loja-31', 40),
      (error) =>
        error instanceof EstornoError &&
        error.name === 'rate_limited' &&
        error.facts.retryAfterMs === MINUTE_MS - 40,
    );
    absent.admit('loja-31', MINUTE_MS);
  });
});
