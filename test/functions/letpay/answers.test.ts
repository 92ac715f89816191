import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MEANINGS, ROWS, toAnswer, toReading } from '../../../functions/letpay/answers.ts';
import type { Answer, Reading } from '../../../shared/domain/answer.ts';
import type { SessionReply } from '../../../shared/provider/session-scheme.ts';

const ID = '8f048623-16c6-47da-aca1-546a16e8fb99';
const ANOTHER = '633de157-9a42-4d30-bbad-bd9fb883e058';

const NO_STATUSES = [400, 404, 409, 422, 499];
const FAULT_STATUSES = [500, 502, 503, 504];

/** What each code means, once more, so that a change of the table is a change of two. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  payment_not_found: ['00.01.0038', '00.01.0013', '01.04.0011', '01.04.0012', '00.04.0002', '00.04.0005'],
  ask: ['00.04.0010', '00.04.0012', '01.05.0001', '01.05.0002', '01.05.0003'],
  not_cancelable: ['00.04.0007'],
  cancel_window_closed: ['01.05.0018'],
  declined_by_provider: [
    ...['00.04.0003', '01.03.0001', '01.03.0002', '01.03.0003', '01.03.0004', '01.03.0005', '01.08.0001'],
  ],
  provider_rejected_request: ['00.01.0044', '00.05.0011', '00.05.0012'],
  doubt: [
    ...['00.00.0000', '00.02.0001', '00.03.0001', '00.03.0002', '00.03.0003', '00.03.0007', '00.05.0001'],
    ...['00.05.0003', '00.05.0004', '01.02.0001', '01.02.0002', '01.04.0014', '01.05.0017'],
  ],
};

const answered = (status: number, body: unknown): SessionReply => ({ is: 'answered', status, body });

function errorBody(code: string, status: number) {
  return { status, error: 'Error', message: 'words', errors: [{ code, description: 'words' }], path: '/' };
}

/** The part of an answer that a row decides. */
function kindOf(answer: Answer): string {
  return answer.is === 'refused' ? answer.code : answer.is;
}

describe('a code of LetPay', () => {
  for (const [means, codes] of Object.entries(CODES)) {
    for (const code of codes) {
      test(`${code} means ${means} with a 4xx, and refuses nothing with a 5xx`, () => {
        for (const status of NO_STATUSES) {
          const answer = toAnswer(ID, answered(status, errorBody(code, status)));
          assert.equal(kindOf(answer), means);
          assert.deepEqual('words' in answer && answer.words, { status, code, message: 'words' });
          assert.notEqual('no' in answer && answer.no, true);
        }
        for (const status of FAULT_STATUSES) {
          const answer = toAnswer(ID, answered(status, errorBody(code, status)));
          assert.equal(answer.is, 'doubt');
          assert.notEqual('no' in answer && answer.no, true);
        }
      });
    }
  }

  test('stands in the table once, and every row of the table is known here', () => {
    const rows = ROWS.map(({ code, is }) => `${code} ${is}`);
    const known = Object.entries(CODES).flatMap(([is, codes]) => codes.map((code) => `${code} ${is}`));
    assert.deepEqual(rows.toSorted(), known.toSorted());
  });

  for (const status of [200, 201, 302]) {
    test(`refuses nothing with a ${status}`, () => {
      assert.equal(toAnswer(ID, answered(status, errorBody('00.01.0038', status))).is, 'doubt');
    });
  }
});

describe('several codes of LetPay in one answer', () => {
  const rows: readonly { codes: readonly string[]; means: string; decides: string }[] = [
    { codes: ['00.01.0038', '00.03.0001'], means: 'doubt', decides: '00.03.0001' },
    { codes: ['00.01.0038', '99.99.0001'], means: 'a no', decides: '99.99.0001' },
    { codes: ['99.99.0001', '00.03.0001'], means: 'doubt', decides: '00.03.0001' },
    { codes: ['00.01.0038', '00.04.0010'], means: 'ask', decides: '00.04.0010' },
    { codes: ['00.01.0044', '00.01.0013'], means: 'provider_rejected_request', decides: '00.01.0044' },
  ];
  for (const { codes, means, decides } of rows) {
    test(`${codes.join(' and ')} mean ${means}, by ${decides}`, () => {
      const errors = codes.map((code) => ({ code, description: `words of ${code}` }));
      const answer = toAnswer(ID, answered(422, { message: 'words', errors }));
      assert.equal('no' in answer && answer.no ? 'a no' : kindOf(answer), means);
      const words = { status: 422, code: decides, message: `words of ${decides}` };
      assert.deepEqual('words' in answer && answer.words, words);
    });
  }
});

describe('a no of LetPay', () => {
  const rows: readonly { name: string; body: unknown; no: boolean; message?: string }[] = [
    {
      name: 'with a code that is not listed',
      body: errorBody('00.01.0068', 422),
      no: true,
      message: 'words',
    },
    {
      name: 'without codes',
      body: { status: 404, error: 'Not Found', message: 'gone' },
      no: true,
      message: 'gone',
    },
    { name: 'with an empty list of codes', body: { message: 'gone', errors: [] }, no: true, message: 'gone' },
    { name: 'with only its name', body: { error: 'Conflict' }, no: true, message: 'Conflict' },
    { name: 'in an unknown form', body: { reason: 'no' }, no: false },
    { name: 'that is a list', body: [errorBody('00.01.0038', 404)], no: false },
    { name: 'whose code is a number', body: { errors: [{ code: 38 }] }, no: false },
    { name: 'without a body', body: undefined, no: false },
  ];
  for (const { name, body, no, message } of rows) {
    test(`${name} is a doubt${no ? ', and known to be a no' : ''}`, () => {
      const answer = toAnswer(ID, answered(422, body));
      assert.ok(answer.is === 'doubt');
      assert.equal(answer.no ?? false, no);
      assert.equal(answer.words?.message, message);
    });
  }
});

describe('a 200 to a cancel at LetPay', () => {
  const rows: readonly { name: string; body: unknown; is: Answer['is'] }[] = [
    { name: 'PROCESSING', body: { transaction_status: 'PROCESSING', payment_token: ID }, is: 'accepted' },
    {
      name: 'PROCESSING in camelCase',
      body: { transactionStatus: 'PROCESSING', paymentToken: ID },
      is: 'accepted',
    },
    {
      name: 'PROCESSING in both',
      body: { transaction_status: 'PROCESSING', paymentToken: ID },
      is: 'accepted',
    },
    { name: 'CANCELED', body: { transaction_status: 'CANCELED', payment_token: ID }, is: 'done' },
    { name: 'CANCELED in camelCase', body: { transactionStatus: 'CANCELED', paymentToken: ID }, is: 'done' },
    { name: 'CANCELLED', body: { transaction_status: 'CANCELLED', payment_token: ID }, is: 'doubt' },
    { name: 'PAID', body: { transaction_status: 'PAID', payment_token: ID }, is: 'doubt' },
    {
      name: 'processing in lower case',
      body: { transaction_status: 'processing', payment_token: ID },
      is: 'doubt',
    },
    { name: 'no status', body: { payment_token: ID }, is: 'doubt' },
    { name: 'no payment', body: { transaction_status: 'PROCESSING' }, is: 'doubt' },
    {
      name: 'another payment',
      body: { transaction_status: 'CANCELED', payment_token: ANOTHER },
      is: 'doubt',
    },
    { name: 'a status that is no text', body: { transaction_status: 1, payment_token: ID }, is: 'doubt' },
  ];
  for (const { name, body, is } of rows) {
    test(`with ${name} is ${is}`, () => assert.equal(toAnswer(ID, answered(200, body)).is, is));
  }
});

test('what was not sent, or was lost, at LetPay passes as it is', () => {
  const notSent = { is: 'not_sent', code: 'provider_unreachable' } as const;
  assert.equal(toAnswer(ID, notSent), notSent);
  assert.deepEqual(toAnswer(ID, { is: 'lost', why: 'gone', status: 422 }), { is: 'doubt', why: 'gone' });
  assert.deepEqual(toReading(ID, notSent, false), { said: 'cannot_tell' });
  assert.deepEqual(toReading(ID, { is: 'lost', why: 'gone' }, false), { said: 'cannot_tell' });
});

/** What each status means for a void, once more: said, in our words, code. */
const STATUSES: Readonly<Record<string, readonly [Reading['said'], string, string?]>> = {
  CANCELED: ['done', 'canceled'],
  CREATED: ['not_done', 'created'],
  PROCESSING: ['not_done', 'processing'],
  PRE_AUTHORIZED: ['not_done', 'held'],
  IN_ANALYSIS: ['not_done', 'in_analysis'],
  PAID: ['never', 'paid', 'not_cancelable'],
  PARTIALLY_REFUNDED: ['never', 'partially_refunded', 'not_cancelable'],
  REFUNDED: ['never', 'refunded', 'already_refunded'],
  DECLINED: ['never', 'declined', 'not_cancelable'],
  ERROR: ['never', 'error', 'not_cancelable'],
  DISPUTE: ['never', 'disputed', 'not_cancelable'],
  DISPUTE_REFUNDED: ['never', 'disputed', 'not_cancelable'],
  DISPUTE_RECOVERED: ['never', 'disputed', 'not_cancelable'],
  DISPUTE_FINAL: ['never', 'disputed', 'not_cancelable'],
  POST_REFUND_DISPUTE: ['never', 'disputed', 'not_cancelable'],
};

describe('a status of LetPay', () => {
  for (const [status, [said, paymentStatus, code]] of Object.entries(STATUSES)) {
    test(`${status} says ${said}, in both spellings`, () => {
      const bodies = [
        { transactionStatus: status, paymentToken: ID, errorCode: '00.00.0000' },
        { transaction_status: status, payment_token: ID },
      ];
      for (const body of bodies) {
        const reading = toReading(ID, answered(200, body), false);
        assert.deepEqual([reading.said, reading.paymentStatus, reading.code], [said, paymentStatus, code]);
        assert.equal(reading.providerStatus, status);
        assert.equal(reading.documented ?? false, said === 'never');
      }
    });

    test(`${status} counts only with 200 and for the payment asked for`, () => {
      const body = { transactionStatus: status, paymentToken: ID };
      for (const other of [201, 404, 422, 500]) {
        assert.equal(toReading(ID, answered(other, body), false).said, 'cannot_tell');
      }
      assert.equal(toReading(ANOTHER, answered(200, body), false).said, 'cannot_tell');
    });
  }

  test('is every status of the map', () => {
    assert.deepEqual(Object.keys(MEANINGS).toSorted(), Object.keys(STATUSES).toSorted());
  });

  test('PROCESSING after an accepted cancel is that cancel under way', () => {
    const reading = toReading(ID, answered(200, { transactionStatus: 'PROCESSING', paymentToken: ID }), true);
    assert.equal(reading.said, 'working');
  });

  test('PRE_AUTHORIZED after an accepted cancel is not done', () => {
    const body = { transactionStatus: 'PRE_AUTHORIZED', paymentToken: ID };
    assert.equal(toReading(ID, answered(200, body), true).said, 'not_done');
  });

  for (const status of ['EXPIRED', 'canceled', '', 'toString', '__proto__']) {
    test(`"${status}" that is not in the map tells nothing`, () => {
      const reading = toReading(ID, answered(200, { transactionStatus: status, paymentToken: ID }), false);
      assert.equal(reading.said, 'cannot_tell');
    });
  }
});

describe('a read at LetPay', () => {
  const rows: readonly { name: string; status: number; body: unknown; said: Reading['said'] }[] = [
    { name: '404 with its code', status: 404, body: errorBody('00.01.0038', 404), said: 'never' },
    {
      name: '404 without a code',
      status: 404,
      body: { status: 404, error: 'Not Found' },
      said: 'cannot_tell',
    },
    { name: '404 with another code', status: 404, body: errorBody('00.01.0068', 404), said: 'cannot_tell' },
    { name: '502 with that code', status: 502, body: errorBody('00.01.0038', 502), said: 'cannot_tell' },
    { name: '200 without a body', status: 200, body: undefined, said: 'cannot_tell' },
  ];
  for (const { name, status, body, said } of rows) {
    test(`that answers ${name} says ${said}`, () => {
      assert.equal(toReading(ID, answered(status, body), false).said, said);
    });
  }
});
