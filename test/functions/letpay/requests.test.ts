import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ERROR_CODES } from '../../../functions/letpay/error-codes.ts';
import { letpayRefund, letpayVoid } from '../../../functions/letpay/requests.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { Method } from '../../../shared/provider/traits.ts';
import { answered, answeredText, LOST, order } from '../replies.ts';

const ID = '8f048623-16c6-47da-aca1-546a16e8fb99';
const ANOTHER = '633de157-9a42-4d30-bbad-bd9fb883e058';

const REFUSALS = [400, 403, 404, 409, 422, 499];
const NO_REFUSALS = [201, 302, 408, 425, 500, 502, 503, 504];

const METHODS = { void: letpayVoid, refund: letpayRefund };

function toResult(method: Method, status: number, body: unknown): AttemptResult {
  return METHODS[method].toResult(answered(status, body), order(ID, { method }));
}

/** What each code means, a second time, so that a change of the table is a change of two. */
const BOTH: Readonly<Record<string, readonly string[]>> = {
  payment_not_found: ['00.01.0038', '00.01.0013', '01.04.0011', '01.04.0012', '00.04.0002', '00.04.0005'],
  several_meanings: ['00.04.0012', '01.05.0001', '01.05.0002'],
  declined_by_provider: [
    ...['00.04.0003', '01.03.0001', '01.03.0002', '01.03.0003', '01.03.0004', '01.03.0005', '01.08.0001'],
  ],
  provider_rejected_request: ['00.01.0044', '00.05.0011', '00.05.0012'],
  outcome_unknown: [
    ...['00.00.0000', '00.02.0001', '00.03.0001', '00.03.0002', '00.03.0003', '00.03.0007', '00.05.0001'],
    ...['00.05.0003', '00.05.0004', '01.02.0001', '01.02.0002', '01.04.0014', '01.05.0017'],
  ],
};

const MEANINGS: Readonly<Record<Method, Readonly<Record<string, readonly string[]>>>> = {
  void: {
    ...BOTH,
    several_meanings: [...(BOTH.several_meanings ?? []), '00.04.0010', '01.05.0003'],
    not_cancelable: ['00.04.0007'],
    cancel_window_closed: ['01.05.0018'],
  },
  refund: {
    ...BOTH,
    several_meanings: [...(BOTH.several_meanings ?? []), '01.05.0004'],
    not_refundable: ['00.04.0006', '00.04.0007', '01.05.0030'],
    refund_window_closed: ['01.05.0018'],
    amount_exceeds_available: ['00.04.0014'],
    manual_action_required: ['00.01.0031'],
  },
};

function errorBody(code: string, status: number) {
  return { status, error: 'Error', message: 'text', errors: [{ code, description: 'text' }], path: '/' };
}

/** The part of a result that a row of the table decides. */
function meaningOf(result: AttemptResult): string {
  if (result.status === 'rejected') return result.code;
  if (result.status === 'ambiguous') return result.isListed ? 'several_meanings' : 'unlisted';
  return result.status === 'indeterminate' ? 'outcome_unknown' : result.status;
}

const errorOf = (result: AttemptResult) => ('providerError' in result ? result.providerError : undefined);

for (const method of ['void', 'refund'] as const) {
  describe(`a code of LetPay, to a ${method},`, () => {
    for (const [meaning, codes] of Object.entries(MEANINGS[method])) {
      for (const code of codes) {
        test(`${code} means ${meaning} with a 4xx, and refuses nothing otherwise`, () => {
          for (const status of REFUSALS) {
            const result = toResult(method, status, errorBody(code, status));
            assert.equal(meaningOf(result), meaning);
            assert.deepEqual(errorOf(result), { status, code, message: 'text' });
          }
          for (const status of NO_REFUSALS)
            assert.equal(toResult(method, status, errorBody(code, status)).status, 'indeterminate');
          assert.equal(toResult(method, 200, errorBody(code, 200)).status, 'indeterminate');
        });
      }
    }

    test('is in the table once, and every row of the table is known here', () => {
      const rows = Object.entries(ERROR_CODES).flatMap(([code, row]) =>
        row[method] === undefined ? [] : [`${code} ${row[method]}`],
      );
      const known = Object.entries(MEANINGS[method]).flatMap(([meaning, codes]) =>
        codes.map((code) => `${code} ${meaning}`),
      );
      assert.deepEqual(rows.toSorted(), known.toSorted());
    });

    test('counts only for the requests that it is listed for', () => {
      for (const [code, row] of Object.entries(ERROR_CODES))
        if (row[method] === undefined)
          assert.equal(meaningOf(toResult(method, 422, errorBody(code, 422))), 'unlisted', code);
    });
  });
}

describe('several codes of LetPay in one answer', () => {
  const rows: readonly { codes: readonly string[]; means: string; decides: string }[] = [
    { codes: ['00.01.0038', '00.03.0001'], means: 'outcome_unknown', decides: '00.03.0001' },
    { codes: ['00.01.0038', '99.99.0001'], means: 'unlisted', decides: '99.99.0001' },
    { codes: ['99.99.0001', '00.03.0001'], means: 'outcome_unknown', decides: '00.03.0001' },
    { codes: ['00.01.0038', '00.04.0010'], means: 'several_meanings', decides: '00.04.0010' },
    { codes: ['00.01.0044', '00.01.0013'], means: 'provider_rejected_request', decides: '00.01.0044' },
  ];
  for (const { codes, means, decides } of rows) {
    test(`${codes.join(' and ')} mean ${means}, by ${decides}`, () => {
      const errors = codes.map((code) => ({ code, description: `text of ${code}` }));
      const result = toResult('void', 422, { message: 'text', errors });
      assert.equal(meaningOf(result), means);
      assert.deepEqual(errorOf(result), { status: 422, code: decides, message: `text of ${decides}` });
    });
  }
});

describe('a documented refusal of LetPay stays one', () => {
  const code = '00.01.0038';
  const rows: readonly [name: string, body: unknown][] = [
    ['with null for everything else', { status: null, error: null, message: null, errors: [{ code }] }],
    ['with a status in text', { status: '422', message: 7, errors: [{ code, description: null }] }],
    ['with a description that is no text', { errors: [{ code, description: { pt: 'não' } }] }],
    ['with rows beside it that say nothing', { errors: [null, 7, {}, { code: null }, { code }, []] }],
    ['with space around the code', { errors: [{ code: ` ${code} ` }] }],
  ];
  for (const [name, body] of rows)
    test(name, () => assert.equal(meaningOf(toResult('void', 422, body)), 'payment_not_found'));
});

describe('a 4xx of LetPay that says nothing listed is a refusal in unlisted words', () => {
  const rows: readonly [name: string, body: unknown, message?: string][] = [
    ['with a code that is not listed', errorBody('00.01.0068', 422), 'text'],
    ['without codes', { status: 404, error: 'Not Found', message: 'gone' }, 'gone'],
    ['with null in place of codes', { errors: null, message: 'gone' }, 'gone'],
    [
      'with null in place of codes and message',
      { errors: null, message: null, error: 'Conflict' },
      'Conflict',
    ],
    ['with an empty list of codes', { message: 'gone', errors: [] }, 'gone'],
    ['with an object in place of the list', { message: 'gone', errors: { code: '00.01.0038' } }, 'gone'],
    ['in an unknown form', { reason: 'no' }],
    ['that is a list', [errorBody('00.01.0038', 404)]],
    ['that is a text', 'no'],
    ['that is null', null],
  ];
  for (const [name, body, message] of rows)
    test(name, () => {
      const result = toResult('refund', 422, body);
      assert.equal(meaningOf(result), 'unlisted');
      assert.equal(errorOf(result)?.message, message);
      assert.equal(errorOf(result)?.status, 422);
    });

  test('but not where it is not JSON: that can be a gateway', () => {
    for (const text of ['', '<html>Forbidden</html>', 'forbidden'])
      assert.equal(letpayVoid.toResult(answeredText(403, text), order(ID)).status, 'indeterminate');
  });
});

test('what was lost at LetPay is indeterminate, and why it is stays known', () => {
  for (const method of ['void', 'refund'] as const)
    assert.deepEqual(METHODS[method].toResult(LOST, order(ID, { method })), {
      status: 'indeterminate',
      reason: 'connection lost',
    });
});

describe('a 200 to a cancel at LetPay', () => {
  const rows: readonly [name: string, body: unknown, status: AttemptResult['status']][] = [
    ['PROCESSING', { transaction_status: 'PROCESSING', payment_token: ID }, 'accepted'],
    ['PROCESSING in camelCase', { transactionStatus: 'PROCESSING', paymentToken: ID }, 'accepted'],
    ['PROCESSING in both', { transaction_status: 'PROCESSING', paymentToken: ID }, 'accepted'],
    [
      'null in one spelling',
      { transaction_status: null, transactionStatus: 'PROCESSING', payment_token: ID },
      'accepted',
    ],
    [
      'a token in capitals',
      { transaction_status: 'PROCESSING', payment_token: ID.toUpperCase() },
      'accepted',
    ],
    ['CANCELED', { transaction_status: 'CANCELED', payment_token: ID }, 'succeeded'],
    ['CANCELED in camelCase', { transactionStatus: 'CANCELED', paymentToken: ID }, 'succeeded'],
    ['CANCELLED', { transaction_status: 'CANCELLED', payment_token: ID }, 'indeterminate'],
    ['PAID', { transaction_status: 'PAID', payment_token: ID }, 'indeterminate'],
    ['processing in lower case', { transaction_status: 'processing', payment_token: ID }, 'accepted'],
    ['no status', { payment_token: ID }, 'indeterminate'],
    ['no payment', { transaction_status: 'PROCESSING' }, 'indeterminate'],
    ['another payment', { transaction_status: 'CANCELED', payment_token: ANOTHER }, 'indeterminate'],
    ['a status that is no text', { transaction_status: 1, payment_token: ID }, 'indeterminate'],
    ['a list', [{ transaction_status: 'CANCELED', payment_token: ID }], 'indeterminate'],
  ];
  for (const [name, body, status] of rows)
    test(`with ${name} is ${status}`, () => assert.equal(toResult('void', 200, body).status, status));
});

describe('a 200 to a refund at LetPay', () => {
  const body = (refund_status: unknown, more: object = {}) =>
    JSON.stringify({ refund_id: 1, payment_token: ID, refund_status, ...more });
  const rows: readonly [name: string, text: string, result: object][] = [
    ['REQUESTED', body('REQUESTED'), { status: 'accepted', refundId: '1' }],
    ['PROCESSING', body('PROCESSING'), { status: 'accepted', refundId: '1' }],
    ['COMPLETED', body('COMPLETED'), { status: 'succeeded', refundId: '1' }],
    ['FAILED', body('FAILED'), { status: 'rejected', code: 'declined_by_provider' }],
    [
      'an id beyond 2^53',
      body('PROCESSING').replace(':1,', ':4430407720081005827,'),
      { refundId: '4430407720081005827' },
    ],
    ['an id in text', body('PROCESSING', { refund_id: '0017' }), { status: 'accepted', refundId: '0017' }],
    ['a status that is not listed', body('DONE'), { status: 'indeterminate' }],
    ['no status', body(undefined), { status: 'indeterminate' }],
    ['another payment', body('PROCESSING', { payment_token: ANOTHER }), { status: 'indeterminate' }],
    ['no payment', body('PROCESSING', { payment_token: null }), { status: 'indeterminate' }],
  ];
  for (const [name, text, result] of rows)
    test(`with ${name} is ${JSON.stringify(result)}`, () => {
      const reply = answeredText(200, text);
      assert.partialDeepStrictEqual(letpayRefund.toResult(reply, order(ID, { method: 'refund' })), result);
    });

  test('with null for an id is accepted, and has none', () => {
    const reply = answeredText(200, body('PROCESSING', { refund_id: null }));
    const result = letpayRefund.toResult(reply, order(ID, { method: 'refund' }));
    assert.deepEqual(result, { status: 'accepted', providerStatus: 'PROCESSING' });
  });
});

describe('a request to LetPay', () => {
  test('for a cancel depends on how the payment was sent', () => {
    const paths = [undefined, 'payment', 'checkout', 'token'].map(
      (family) => letpayVoid.toRequest(order(ID, { details: family ? { family } : undefined })).path,
    );
    assert.deepEqual(
      paths,
      ['payment', 'payment', 'checkout', 'token'].map((family) => `/${family}/${ID}/cancel`),
    );
  });

  test('for a refund writes the amount by its digits, and none for the whole', () => {
    const bodies = [1, 6010, 12345, undefined].map(
      (amount) => letpayRefund.toRequest(order(ID, { method: 'refund', amount })).body,
    );
    const token = `"payment_token":"${ID}"`;
    assert.deepEqual(bodies, [
      `{${token},"amount":0.01}`,
      `{${token},"amount":60.10}`,
      `{${token},"amount":123.45}`,
      `{${token}}`,
    ]);
  });

  test('moves money, and says so', () => {
    for (const { toRequest } of [letpayVoid, letpayRefund])
      assert.equal(toRequest(order(ID)).movesMoney, true);
  });
});
