import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopagueNotification } from '../../../functions/sopague/notification.ts';

const ID = '020080286103040952150000006201850000000000';

describe('a webhook of SoPague', () => {
  const rows: readonly { name: string; body: unknown; paymentId: string | undefined }[] = [
    { name: 'in PascalCase, as documented', body: { ResultId: ID, Status: '0' }, paymentId: ID },
    { name: 'in camelCase, as the other examples', body: { resultId: ID, status: '0' }, paymentId: ID },
    { name: 'whose id is no text', body: { ResultId: 42 }, paymentId: undefined },
    { name: 'whose id is null', body: { ResultId: null }, paymentId: undefined },
    { name: 'without an id', body: { Status: '0' }, paymentId: undefined },
    { name: 'that is a list', body: [{ ResultId: ID }], paymentId: undefined },
    { name: 'that is null', body: null, paymentId: undefined },
  ];
  for (const { name, body, paymentId } of rows) {
    test(`${name} names ${paymentId ? 'its payment' : 'no payment'}`, () =>
      assert.equal(sopagueNotification.toPaymentId(body), paymentId));
  }
});
