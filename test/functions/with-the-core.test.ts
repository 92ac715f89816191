import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { letpay } from '../../functions/letpay/connector.ts';
import { sopague } from '../../functions/sopague/connector.ts';
import { STANDARD_LIMITS } from '../../shared/domain/limits.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { begin } from '../../shared/operation/begin.ts';
import type { Command } from '../../shared/operation/command.ts';
import type { Operation } from '../../shared/operation/operation.ts';
import { inquire, attempt as send, toInquiryOptions, toOrder } from '../../shared/operation/perform.ts';
import type { Effect, Input, TransitionContext } from '../../shared/operation/transition/table.ts';
import { transition } from '../../shared/operation/transition/transition.ts';
import type { ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';
import { answered, answeredText, LOST } from './replies.ts';

/** What the core makes of what the connectors read. */

const NOON = Date.parse('2026-11-21T12:00:00-03:00');
const LETPAY_ID = '8f048623-16c6-47da-aca1-546a16e8fb99';
const SOPAGUE_ID = '020080286103040952150000006201850000000000';

const LOG = { info: () => undefined, error: () => undefined };

/** A provider's answers, in the order of the requests; `later` lets so many minutes pass. */
type Turn = ArrivedReply | { readonly later: number };

type Played<C extends BaseCredentials> = { readonly connector: Connector<C>; readonly credentials: C };

const LETPAY = {
  connector: letpay,
  credentials: letpay.credentials.parse({ apiKey: 'key', apiSecret: 'secret', environment: 'sandbox' }),
};
const SOPAGUE = {
  connector: sopague,
  credentials: sopague.credentials.parse({ userName: 'user', password: 'word', environment: 'sandbox' }),
};

/** Carries a command through with these answers, and says what was sent and what became of it. */
async function play<C extends BaseCredentials>(
  { connector, credentials }: Played<C>,
  parts: Pick<Command, 'kind' | 'request'>,
  turns: readonly Turn[],
) {
  const paymentId = connector.id === 'letpay' ? LETPAY_ID : SOPAGUE_ID;
  const command = {
    merchantId: 'loja-1',
    provider: connector.id,
    paymentId,
    idempotencyKey: 'key',
    ...parts,
  };
  const left = [...turns];
  const sent: string[] = [];
  let now = NOON;
  const contextOf = (): TransitionContext => ({
    now,
    random: 0,
    owner: 'owner',
    leaseExpiresAt: now + MINUTE_MS,
    rules: connector,
    limits: STANDARD_LIMITS,
    others: NOBODY,
  });
  const answer = async (request: ProviderRequest): Promise<ArrivedReply> => {
    sent.push(`${request.method} ${request.path}${request.movesMoney ? ` ${request.body}` : ''}`);
    const reply = left.shift();
    assert.ok(reply && 'is' in reply, `no answer is left for ${sent.at(-1)}`);
    return reply;
  };
  const perform = async (operation: Operation, effect: Effect): Promise<Input> => {
    if (effect === 'send') {
      const { number = 0 } = operation.attempts.at(-1) ?? {};
      return { type: 'attempt', number, result: await send(connector, toOrder(command, operation), answer) };
    }
    const options = toInquiryOptions(operation);
    const inquiry = await inquire(connector, command, options, { send: answer, log: LOG, credentials });
    return effect === 'preflight'
      ? { type: 'preflight', inquiry }
      : { type: 'inquiry', inquiry, beganAt: now };
  };

  const begun = begin(undefined, command, { trigger: 'http', correlationId: undefined }, contextOf());
  let step: { operation: Operation; effect?: Effect | undefined } = begun.step;
  for (;;) {
    const { operation, effect } = step;
    if (effect) {
      const next = transition(operation, await perform(operation, effect), contextOf());
      assert.ok(next);
      step = next;
    } else {
      const turn = left.shift();
      if (!turn) return { operation, sent };
      assert.ok('later' in turn, `an answer is left over: ${JSON.stringify(turn)}`);
      now += turn.later * MINUTE_MS;
      const claimed = transition(operation, { type: 'claim', asked: true }, contextOf());
      assert.ok(claimed);
      step = claimed;
    }
  }
}

const NOBODY: TransitionContext['others'] = { applied: 0, refundIds: [] };

const CANCEL = { kind: 'cancellation', request: {} } as const;
const refund = (amount?: number) =>
  ({
    kind: 'refund',
    request: { strategy: 'refund_only', ...(amount !== undefined && { amount }) },
  }) as const;

const payment = (status: string, more: object = {}) =>
  answered(200, {
    transactionStatus: status,
    paymentToken: LETPAY_ID,
    amount_received: 100.0,
    refunded_amount: 0,
    ...more,
  });

const row = (refund_id: unknown, refund_status: string) => ({
  refund_id,
  refund_status,
  payment_token: LETPAY_ID,
});
const list = (...rows: readonly unknown[]) => answeredText(200, JSON.stringify(rows));

describe('a refund at LetPay', () => {
  const POST = (amount: string) => `POST /refund {"payment_token":"${LETPAY_ID}"${amount}}`;
  const taken = answeredText(
    200,
    `{"refund_id":4430407720081005827,"payment_token":"${LETPAY_ID}","refund_status":"PROCESSING"}`,
  );
  const listed = (status: string) =>
    answeredText(200, `[null,{"refund_id":4430407720081005827,"refund_status":"${status}"}]`);

  test('is followed by its id with all digits, and is not held up by odd rows', async () => {
    const { operation, sent } = await play(LETPAY, refund(6000), [
      payment('PAID'),
      list(null),
      taken,
      { later: 1 },
      payment('PAID'),
      listed('PROCESSING'),
      { later: 1 },
      payment('PARTIALLY_REFUNDED', { refunded_amount: 60 }),
      listed('COMPLETED'),
    ]);
    assert.partialDeepStrictEqual(operation, {
      state: 'succeeded',
      appliedAmount: 6000,
      attribution: 'ours',
      providerStatus: 'COMPLETED',
    });
    assert.deepEqual(
      sent.filter((one) => one.startsWith('POST')),
      [POST(',"amount":60.00')],
    );
  });

  for (const [shown, amount] of [
    ['60.10', '39.90'],
    [60.10000000000001, '39.90'],
    [60.1, '39.90'],
  ] as const)
    test(`of the rest asks for ${amount} where ${JSON.stringify(shown)} went back`, async () => {
      const partly = payment('PARTIALLY_REFUNDED', { refunded_amount: shown });
      const { sent } = await play(LETPAY, refund(), [partly, list(row(1, 'COMPLETED')), taken]);
      assert.equal(sent.at(-1), POST(`,"amount":${amount}`));
    });

  test('of the rest sends nothing where what went back cannot be read', async () => {
    const partly = payment('PARTIALLY_REFUNDED', { refunded_amount: null });
    for (const asked of [refund(), refund(5000)]) {
      const { operation, sent } = await play(LETPAY, asked, [partly, list(row(1, 'COMPLETED'))]);
      assert.partialDeepStrictEqual(operation, {
        state: 'accepted',
        waitingFor: { code: 'provider_unavailable' },
      });
      assert.equal(sent.length, 2);
    }
  });

  test('of more than is left is refused unsent, with what is left', async () => {
    const partly = payment('PARTIALLY_REFUNDED', { refunded_amount: '60.10' });
    const { operation, sent } = await play(LETPAY, refund(5000), [partly, list(row(1, 'COMPLETED'))]);
    const amounts = { total: 10_000, returned: 6010, left: 3990 };
    assert.partialDeepStrictEqual(operation, {
      state: 'failed',
      problem: { code: 'amount_exceeds_available', amounts },
    });
    assert.equal(sent.length, 2);
  });

  test("whose request was lost is not proved by a smaller one of somebody else's", async () => {
    const { operation } = await play(LETPAY, refund(6000), [
      payment('PAID'),
      list(),
      LOST,
      { later: 1 },
      payment('PARTIALLY_REFUNDED', { refunded_amount: 5 }),
      list(row(9, 'COMPLETED')),
    ]);
    assert.equal(operation.state, 'unknown');
  });

  test('of a boleto is for people, and says why', async () => {
    const { operation } = await play(LETPAY, refund(), [payment('PAID', { method: 'BOLETO' }), list()]);
    assert.partialDeepStrictEqual(operation, {
      state: 'failed',
      problem: { code: 'manual_action_required' },
    });
    assert.match(operation.state === 'failed' ? (operation.problem?.detail ?? '') : '', /PIX key/);
  });
});

describe('a cancel at LetPay', () => {
  const POST = `POST /payment/${LETPAY_ID}/cancel {}`;

  test('is accepted, and done when the payment is canceled', async () => {
    const accepted = answered(200, { transaction_status: 'PROCESSING', payment_token: LETPAY_ID });
    const { operation, sent } = await play(LETPAY, CANCEL, [
      accepted,
      { later: 1 },
      payment('PROCESSING'),
      { later: 1 },
      payment('CANCELED', { amount_received: 0 }),
    ]);
    assert.partialDeepStrictEqual(operation, { state: 'succeeded', attribution: 'ours' });
    assert.deepEqual(sent, [POST, `GET /payment/${LETPAY_ID}`, `GET /payment/${LETPAY_ID}`]);
  });

  const notHeld = { status: '422', message: null, errors: [{ code: '00.04.0010', description: null }] };
  test('that is refused with several meanings is explained by the payment at once', async () => {
    const { operation, sent } = await play(LETPAY, CANCEL, [answered(422, notHeld), payment('PAID')]);
    assert.partialDeepStrictEqual(operation, {
      state: 'failed',
      problem: { code: 'not_cancelable', paymentStatus: 'paid' },
    });
    assert.equal(sent.length, 2);
  });

  test('that is refused in unlisted words is sent once', async () => {
    const refused = answered(422, { status: 422, errors: null, message: null });
    const { operation, sent } = await play(LETPAY, CANCEL, [
      refused,
      { later: 20 },
      payment('PRE_AUTHORIZED'),
    ]);
    assert.equal(operation.state, 'failed');
    assert.equal(sent.filter((one) => one === POST).length, 1);
  });
});

describe('a cancel at SoPague', () => {
  const sale = (more: object = {}) =>
    answered(200, { paymentId: SOPAGUE_ID, statusDescription: 'Aprovada', value: 15_000, ...more });
  const done = (amount: number) => answered(200, { returnCode: '0', paymentId: SOPAGUE_ID, amount });

  test('of the whole is done once a look-up agrees', async () => {
    const canceled = sale({ statusDescription: 'Cancelada' });
    const { operation, sent } = await play(SOPAGUE, CANCEL, [sale(), done(15_000), canceled]);
    assert.partialDeepStrictEqual(operation, {
      state: 'succeeded',
      appliedAmount: 15_000,
      attribution: 'ours',
    });
    assert.equal(sent[1], `POST /v1/payments/${SOPAGUE_ID}/cancel {"amount":15000}`);
  });

  test('of the whole is never reported as whole where the look-up shows reais', async () => {
    const inReais = sale({ value: 150 });
    const { operation } = await play(SOPAGUE, CANCEL, [inReais, done(150), inReais]);
    assert.ok(['processing', 'unknown'].includes(operation.state));
  });

  const bodies = [
    '{"type":"about:blank","title":"Bad Request","status":400}',
    '{"tag":"__general__","description":"Valor alto."}',
    'Bad Request',
    '',
  ];
  for (const body of bodies)
    test(`of too much that is refused with ${JSON.stringify(body)} fails, with what is left`, async () => {
      const asked = { kind: 'cancellation', request: { amount: 20_000 } } as const;
      const { operation } = await play(SOPAGUE, asked, [answeredText(400, body), { later: 1 }, sale()]);
      assert.partialDeepStrictEqual(operation, {
        state: 'failed',
        problem: { code: 'amount_exceeds_available', amounts: { total: 15_000 } },
      });
    });
});
