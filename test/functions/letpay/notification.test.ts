import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpayNotification } from '../../../functions/letpay/notification.ts';
import { delivery } from '../replies.ts';

const ID = '8f048623-16c6-47da-aca1-546a16e8fb99';

describe('a callback of LetPay', () => {
  const rows: readonly [name: string, body: unknown, ids: readonly string[]][] = [
    ['as documented', { reference_id: 'R', payment_token: ID }, [ID]],
    ['in capitals', { payment_token: ID.toUpperCase() }, [ID]],
    ['without a reference', { reference_id: null, payment_token: ID }, [ID]],
    ['whose token is null', { payment_token: null }, []],
    ['whose token is an object', { payment_token: { id: ID } }, []],
    ['that is a list', [{ payment_token: ID }], []],
    ['that is null', null, []],
  ];
  for (const [name, body, ids] of rows)
    test(`${name} names ${ids.length === 0 ? 'no payment' : 'its payment'}`, () =>
      assert.deepEqual(letpayNotification.toPaymentIds(body, delivery()), ids));

  test('is known by its address alone', () => {
    const from = (sourceIp: string, alsoFrom: readonly string[] = []) => {
      const source = delivery({ sourceIp, alsoFrom });
      const { mayBeAuthentic, isAuthentic } = letpayNotification;
      return [mayBeAuthentic(source), isAuthentic(source, undefined)];
    };
    assert.deepEqual(from('34.202.209.44'), [true, true]);
    assert.deepEqual(from('34.198.208.154'), [true, true]);
    assert.deepEqual(from('192.0.2.1'), [false, false]);
    assert.deepEqual(from('192.0.2.1', ['192.0.2.1']), [true, true]);
  });
});
