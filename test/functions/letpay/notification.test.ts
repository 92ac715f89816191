import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpayNotification } from '../../../functions/letpay/notification.ts';
import { isFromSources } from '../../../shared/domain/source-addresses.ts';
import { delivery } from '../replies.ts';

const ID = '8f048623-16c6-47da-aca1-546a16e8fb99';

describe('a callback of LetPay', () => {
  const rows: readonly [name: string, body: unknown, ids: readonly string[]][] = [
    ['as documented', { reference_id: 'R', payment_token: ID }, [ID]],
    ['in capitals', { payment_token: ID.toUpperCase() }, [ID]],
    ['without a reference', { reference_id: null, payment_token: ID }, [ID]],
    ['whose token is null', { payment_token: null }, []],
    ['whose token is an object', { payment_token: { id: ID } }, []],
    ['in other letter cases', { Reference_Id: 'R', Payment_Token: ID }, [ID]],
    ['named as reads name it', { paymentToken: ID }, [ID]],
    ['with a second name that is null', { payment_token: null, PAYMENT_TOKEN: ID }, [ID]],
    ['with space around its token', { payment_token: ` ${ID}\n` }, [ID]],
    [
      'with fields that nobody knows',
      { payment_token: ID, amount: {}, refund_id: 4430407720081005827n },
      [ID],
    ],
    ['that is a list with an odd row', [null, 7, { payment_token: {} }, { payment_token: ID }], [ID]],
    ['that is a text', ID, []],
    ['that is null', null, []],
  ];
  for (const [name, body, ids] of rows)
    test(`${name} names ${ids.length === 0 ? 'no payment' : 'its payment'}`, () =>
      assert.deepEqual(letpayNotification.toPaymentIds(body, delivery()), ids));

  test('is known by its address alone', () => {
    const from = (sourceIp: string) => {
      const isFromProvider = isFromSources(sourceIp, letpayNotification.publishedSources);
      const source = delivery({ sourceIp, isFromProvider });
      const { mayBeAuthentic, isAuthentic } = letpayNotification;
      return [mayBeAuthentic(source), isAuthentic(source, undefined)];
    };
    assert.deepEqual(from('34.202.209.44'), [true, true]);
    assert.deepEqual(from('34.198.208.154'), [true, true]);
    assert.deepEqual(from('192.0.2.1'), [false, false]);
  });
});
