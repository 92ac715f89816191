import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod/mini';
import { expiryShape, toCredentialsDays } from '../../../shared/domain/secret-expiry.ts';

const schema = z.object(expiryShape);

for (const [now, days] of [
  ['2031-05-01T00:00:00-03:00', 30],
  ['2031-05-31T00:00:00-03:00', 0],
  ['2031-05-31T23:59:59-03:00', 0],
  ['2031-06-01T00:00:00-03:00', -1],
] as const)
  test(`credentials that are taken until 31 May have ${days} whole days left at ${now}`, () => {
    assert.equal(toCredentialsDays({ expiresOn: '2031-05-31' }, Date.parse(now)), days);
  });

test('credentials without a last day have none', () => {
  assert.equal(toCredentialsDays({}, 0), undefined);
});

for (const expiresOn of ['31/05/2031', '2031-5-31', '2031-13-01', 'never', ''])
  test(`"${expiresOn}" is refused as a last day`, () => {
    const { success, error } = schema.safeParse({ expiresOn });
    assert.equal(success, false);
    assert.match(String(error?.issues[0]?.message), /a day such as/);
  });
