import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { credentialsSchema } from '../../../functions/sopague/credentials.ts';
import { sopagueNotification } from '../../../functions/sopague/notification.ts';
import { delivery } from '../replies.ts';

const ID = '020080286103040952150000006201850000000000';

describe('a webhook of SoPague', () => {
  const rows: readonly [name: string, body: unknown, ids: readonly string[]][] = [
    ['in PascalCase, as documented', { ResultId: ID, Status: '0', PaymentLinkId: null }, [ID]],
    ['in camelCase, as the other examples', { resultId: ID, status: '0' }, [ID]],
    ['whose id is an object', { ResultId: { id: ID } }, []],
    ['whose id is null', { ResultId: null }, []],
    ['without an id', { Status: '0' }, []],
    ['that is a list with odd rows', [null, { ResultId: 0.5 }, { RESULTID: ` ${ID} ` }], [ID]],
    ['with odd fields beside it', { ResultId: ID, Value: 'x', Date: {}, Unknown: null }, [ID]],
    ['that is null', null, []],
  ];
  for (const [name, body, ids] of rows)
    test(`${name} names ${ids.length === 0 ? 'no payment' : 'its payment'}`, () =>
      assert.deepEqual(sopagueNotification.toPaymentIds(body, delivery()), ids));

  const secret = { userName: 'u', password: 'p', environment: 'sandbox' };
  const withKey = { ...secret, accessKey: 'key' };
  const withBoth = { ...withKey, webhookBasic: 'Basic dTpw' };
  type Headers = Readonly<Record<string, string>>;
  const proofs: readonly [name: string, secret: object, headers: Headers, isAuthentic: boolean][] = [
    ['with the key is authentic', withKey, { 'access-key': 'key' }, true],
    ['with another key is not', withKey, { 'access-key': 'kex' }, false],
    ['with a longer key is not', withKey, { 'access-key': 'key2' }, false],
    ['without a key is not', withKey, {}, false],
    ['is not where the secret has no key', secret, { 'access-key': 'key' }, false],
    [
      'with key and credential is authentic',
      withBoth,
      { 'access-key': 'key', authorization: 'Basic dTpw' },
      true,
    ],
    [
      'with the credential under a scheme in another letter case is authentic',
      withBoth,
      { 'access-key': 'key', authorization: 'basic  dTpw' },
      true,
    ],
    [
      'with a credential in another letter case is not',
      withBoth,
      { 'access-key': 'key', authorization: 'Basic DTPW' },
      false,
    ],
    ['with the key alone is not, where a credential is set', withBoth, { 'access-key': 'key' }, false],
    ['with the credential alone is not', withBoth, { authorization: 'Basic dTpw' }, false],
  ];
  for (const [name, stored, headers, isAuthentic] of proofs)
    test(name, () => {
      const header = (one: string) => headers[one];
      const source = delivery({ header });
      assert.equal(sopagueNotification.isAuthentic(source, credentialsSchema.parse(stored)), isAuthentic);
      assert.equal(sopagueNotification.isAuthentic(source, undefined), false);
      assert.equal(sopagueNotification.mayBeAuthentic(source), 'access-key' in headers);
    });
});
