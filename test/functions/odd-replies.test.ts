import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { letpay } from '../../functions/letpay/connector.ts';
import { letpayInquiry } from '../../functions/letpay/inquiry.ts';
import { sopague } from '../../functions/sopague/connector.ts';
import { sopagueInquiry } from '../../functions/sopague/inquiry.ts';
import type { AnsweredReply, ArrivedReply } from '../../shared/ports/exchange.ts';
import type { AttemptResult } from '../../shared/provider/attempt-result.ts';
import { parseFields, parseRows } from '../../shared/provider/tolerant-reader.ts';
import { answered, answeredText, delivery, order, replyOf, SANDBOX } from './replies.ts';

const LETPAY_ID = '8f048623-16c6-47da-aca1-546a16e8fb99';
const SOPAGUE_ID = '020080286103040952150000006201850000000000';
const REQUEST_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

/** Names and values that the providers use, so that bodies come near to what is read. */
const NAMES = [
  ...[
    'transactionStatus',
    'transaction_status',
    'paymentToken',
    'payment_token',
    'refund_status',
    'refund_id',
  ],
  ...[
    'amount_received',
    'refunded_amount',
    'createdAt',
    'created_at',
    'method',
    'errors',
    'code',
    'description',
  ],
  ...[
    'message',
    'error',
    'status',
    'refresh_token',
    'token',
    'api_key',
    'api_secret',
    'returnCode',
    'paymentId',
  ],
  ...[
    'amount',
    'statusDescription',
    'value',
    'transactionDate',
    'authorizationCode',
    'items',
    'totalCount',
    'id',
  ],
  ...[
    'tag',
    'detail',
    'authenticated',
    'accessToken',
    'created',
    'expiration',
    'ResultId',
    '__proto__',
    'toString',
  ],
];

const VALUES = [
  ...[LETPAY_ID, SOPAGUE_ID, REQUEST_ID, 'PAID', 'CANCELED', 'PROCESSING', 'COMPLETED', 'FAILED', 'PENDENTE'],
  ...['Cancelada', '0', '60.10', '00.01.0038', '00.03.0001', '', ' ', '\ud800', '2024-01-16T20:03:46.618'],
  ...[null, 0, 1, -1, 60.10000000000001, 1e308, Number.MAX_SAFE_INTEGER, true, false, [], {}],
];

const { body: oddBody } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...VALUES),
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('body'), { maxKeys: 8 }),
    fc.array(tie('body'), { maxLength: 4 }),
  ),
}));

const status = fc.oneof(
  fc.constantFrom(200, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503),
  fc.integer({ min: 100, max: 599 }),
);

/** Whatever can come back, as the exchange gives it. */
const oddReply: fc.Arbitrary<ArrivedReply> = fc.oneof(
  fc.tuple(status, oddBody).map(([code, body]) => answeredText(code, JSON.stringify(body) ?? 'null')),
  fc.tuple(status, fc.string()).map(([code, text]) => answeredText(code, text)),
  fc.record({ why: fc.string(), status: fc.option(status, { nil: undefined }) }).map((facts) => ({
    is: 'lost' as const,
    ...facts,
  })),
);

const RUNS = { numRuns: 2000 };

function assertClaimsNoMore(reply: ArrivedReply, result: AttemptResult): void {
  const isDone = reply.is === 'answered' && reply.status === 200;
  const isRefused = reply.is === 'answered' && reply.status >= 400 && reply.status < 500;
  if (result.status === 'succeeded' || result.status === 'accepted') assert.ok(isDone);
  if (result.status === 'ambiguous') assert.ok(isRefused);
  if (result.status === 'rejected') assert.ok(isRefused || isDone);
  assert.notEqual(result.status, 'not_sent');
}

describe('no reply whatever makes a connector throw, or claim more than it may', () => {
  test('of LetPay', () => {
    const { auth, newCredentials, notification, refund, void: cancel } = letpay;
    assert.ok(auth.type === 'rotating' && cancel && refund);
    fc.assert(
      fc.property(oddReply, oddReply, (one, other) => {
        assertClaimsNoMore(one, cancel.toResult(one, order(LETPAY_ID)));
        assertClaimsNoMore(one, refund.toResult(one, order(LETPAY_ID, { method: 'refund' })));
        for (const method of ['void', 'refund'] as const)
          letpayInquiry.toResult([one, other], order(LETPAY_ID), { method, refundId: '7' }, SANDBOX);
        auth.fromLogin(one, 0);
        newCredentials?.toCredentials(one);
        if (one.is !== 'answered') return;
        auth.nextToken(one);
        notification.toPaymentIds(one.body, delivery());
      }),
      RUNS,
    );
  });

  test('of SoPague', () => {
    const { auth, manualRefund, notification, void: cancel } = sopague;
    assert.ok(auth.type === 'bearer' && cancel && manualRefund);
    fc.assert(
      fc.property(oddReply, oddReply, (one, other) => {
        assertClaimsNoMore(one, cancel.toResult(one, order(SOPAGUE_ID, { amount: 1 })));
        for (const refundId of [undefined, REQUEST_ID])
          sopagueInquiry.toResult([one, other], order(SOPAGUE_ID), { method: 'refund', refundId }, SANDBOX);
        manualRefund.toFiled([one, other], REQUEST_ID, order(SOPAGUE_ID));
        manualRefund.toWithdrawal(one, REQUEST_ID);
        auth.fromLogin(one, 0);
        if (one.is === 'answered') notification.toPaymentIds(one.body, delivery());
      }),
      RUNS,
    );
  });
});

describe('an amount that is not readable is absent, never 0', () => {
  const value = fc.oneof(oddBody, fc.double());

  test('at LetPay', () => {
    fc.assert(
      fc.property(value, value, (received, refunded) => {
        const fields = { transactionStatus: 'PAID', paymentToken: LETPAY_ID };
        const body = { ...fields, amount_received: received, refunded_amount: refunded };
        const result = letpayInquiry.toResult(
          [answered(200, body)],
          order(LETPAY_ID),
          { method: 'void' },
          SANDBOX,
        );
        assert.ok(result.is === 'snapshot');
        assert.notEqual(result.snapshot.captured, 0);
        assert.ok(result.snapshot.refunded !== 0 || saysZero(refunded));
      }),
      RUNS,
    );
  });

  test('at SoPague', () => {
    fc.assert(
      fc.property(value, (shown) => {
        const body = { paymentId: SOPAGUE_ID, value: shown };
        const result = sopagueInquiry.toResult(
          [answered(200, body)],
          order(SOPAGUE_ID),
          { method: 'void' },
          SANDBOX,
        );
        assert.ok(result.is === 'snapshot');
        assert.ok(result.snapshot.total !== 0 || saysZero(shown));
      }),
      RUNS,
    );
  });
});

/** A number or its text, of less than a tenth of a centavo in whatever unit. */
function saysZero(value: unknown): boolean {
  return (
    (typeof value === 'number' || (typeof value === 'string' && /\d/.test(value))) &&
    Math.abs(Number(value)) <= 0.1
  );
}

describe('an odd field never turns a documented refusal into something else', () => {
  const meaning = ({ status: is, ...result }: AttemptResult) => [is, 'code' in result && result.code];

  for (const name of ['cancel-token-422', 'cancel-card-422', 'refund-400'])
    test(`the example ${name} of LetPay`, () => {
      const requests = name.startsWith('refund') ? letpay.refund : letpay.void;
      const documented = replyOf('letpay', name);
      const asked = order(LETPAY_ID, { method: name.startsWith('refund') ? 'refund' : 'void' });
      const expected = requests?.toResult(documented, asked);
      assert.ok(expected && requests);
      const fields = parseFields(documented.body);
      const [error] = parseRows(fields.errors) ?? [];
      const others = Object.keys(fields).filter((one) => one !== 'errors');
      const odd = fc.dictionary(fc.constantFrom(...others), oddBody);
      fc.assert(
        fc.property(odd, oddBody, (changes, description) => {
          const errors = [{ ...parseFields(error), description }];
          const reply: AnsweredReply = answered(documented.status, { ...fields, ...changes, errors });
          assert.deepEqual(meaning(requests.toResult(reply, asked)), meaning(expected));
        }),
        RUNS,
      );
    });

  test('the example cancel-400 of SoPague', () => {
    const documented = replyOf('sopague', 'cancel-400');
    const asked = order(SOPAGUE_ID, { amount: 1 });
    const [error] = parseRows(documented.body) ?? [];
    fc.assert(
      fc.property(oddBody, oddBody, (tag, more) => {
        const body = [{ ...parseFields(error), tag, more }];
        const result = sopague.void?.toResult(answered(400, body), asked);
        assert.deepEqual(result && meaning(result), ['rejected', 'payment_not_found']);
      }),
      RUNS,
    );
  });
});
