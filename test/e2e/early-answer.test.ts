import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import type { Fault as AwsFault } from '../../local/aws/faults.ts';
import type { RequestKind } from '../../local/simulators/kit/faults.ts';
import { nextEvent } from '../local/simulators/kit/next-event.ts';
import { SIGNED_CALLER } from '../signed-caller.ts';
import { type EndOfTime, holdTimer } from './hold-timer.ts';
import {
  PLAYED_PROVIDERS,
  type ProviderId,
  startWorld,
  type TestPayment,
  toPath,
  until,
  type World,
} from './world.ts';

/**
 * The handlers run in this process, so that the test sets how much time is left. Both budgets of time and the
 * early answer would stop a late request; the budgets are given plenty of time, so that only the other is left.
 */
const PLENTY_MS = 29_000;

/** The time that middy is given where the test decides when it is over. */
const UNTIL_ENDED_MS = 20_917;

/** The timer of the early answer, which comes half a second before the end. */
const EARLY_ANSWER_MS = UNTIL_ENDED_MS - 500;

/** How much longer than the early answer a stall takes. */
const LATE_MS = 300;

type Stall = {
  readonly provider: ProviderId;
  readonly name: string;
  readonly aws?: AwsFault['target'];
  readonly simulator?: RequestKind;
};

/** What keeps an invocation until after its early answer. */
const STALLS: readonly Stall[] = [
  { provider: 'letpay', name: 'the begin', aws: 'PutItem' },
  { provider: 'letpay', name: 'the lease', aws: 'UpdateItem' },
  { provider: 'letpay', name: 'the login', simulator: 'login' },
  { provider: 'sopague', name: 'the begin', aws: 'PutItem' },
  { provider: 'sopague', name: 'the turn to log in', aws: 'UpdateItem' },
  { provider: 'sopague', name: 'the login', simulator: 'login' },
  { provider: 'sopague', name: 'the first read', simulator: 'read' },
];

const Answered = z.object({ statusCode: z.int(), body: z.string().transform((body) => JSON.parse(body)) });

type Handler = (event: unknown, context: Context) => Promise<unknown>;

let world: World;
let endOfTime: EndOfTime;
const handlers = new Map<ProviderId, Handler>();

before(async () => {
  world = await startWorld({
    engine: 'dynalite',
    merchants: ['loja-1', ...STALLS.flatMap((_, row) => [`a-${row}`, `b-${row}`])],
  });
  Object.assign(process.env, {
    LEDGER_TABLE: world.stack.tableName('Ledger'),
    SESSIONS_TABLE: world.stack.tableName('Sessions'),
    LETPAY_URL: world.letpay.url,
    SOPAGUE_URL: world.sopague.url,
    AWS_ENDPOINT_URL: world.stack.awsUrl,
    AWS_REGION: world.stack.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  endOfTime = holdTimer(EARLY_ANSWER_MS);
  handlers.set('letpay', (await import('../../functions/letpay/handler.ts')).handler);
  handlers.set('sopague', (await import('../../functions/sopague/handler.ts')).handler);
});
after(() => {
  endOfTime.restore();
  return world.close();
});
beforeEach(() => world.forget());

describe('an invocation that has been answered early', () => {
  for (const [row, stall] of STALLS.entries()) {
    const { provider, name } = stall;

    test(`${provider}: sends nothing when ${name} comes late, even while a later one sends`, async () => {
      const late = world.newPayment(provider, `a-${row}`);
      const next = world.newPayment(provider);
      const stalled = startStall(stall);

      const answering = invoke(late, [PLENTY_MS, UNTIL_ENDED_MS]);
      await stalled;
      endOfTime.come();
      const answer = Answered.parse(await answering);
      const later = Answered.parse(await invoke(next, [PLENTY_MS, PLENTY_MS]));
      await until(() => isWrittenDown(late));

      assert.equal(answer.statusCode, 500);
      assert.deepEqual([answer.body.code, answer.body.outcome], ['internal_error', 'unknown']);
      assert.ok([200, 202].includes(later.statusCode));
      assert.deepEqual(world.sent(late, 'cancel'), []);
      assert.deepEqual([world.effects(late), world.effects(next)], [0, 1]);
    });

    test(`${provider}: would have sent it had there been the time, when ${name} comes late`, async () => {
      const payment = world.newPayment(provider, `b-${row}`);
      const stalled = startStall(stall);

      const answer = Answered.parse(await invoke(payment, [PLENTY_MS, PLENTY_MS]));

      await stalled;
      assert.ok([200, 202].includes(answer.statusCode));
      assert.equal(world.effects(payment), 1);
    });
  }

  for (const provider of PLAYED_PROVIDERS) {
    test(`${provider}: gives up the request that is under way, whose outcome is unknown`, async () => {
      const payment = world.newPayment(provider);
      await invoke(world.newPayment(provider), [PLENTY_MS, PLENTY_MS]);
      world.simulators[provider].next({ answersAfterMs: 60_000 });
      const underWay = nextEvent(world.simulators[provider], 'received', 'cancel');

      const answering = invoke(payment, [PLENTY_MS, UNTIL_ENDED_MS]);
      await underWay;
      endOfTime.come();
      const answer = Answered.parse(await answering);
      await until(() => isWrittenDown(payment));

      assert.deepEqual([answer.body.code, answer.body.outcome], ['internal_error', 'unknown']);
      const { body } = await world.get(`${toPath(payment)}/cancellations/${await operationIdOf(payment)}`);
      assert.ok(typeof body === 'object' && body !== null && 'state' in body);
      assert.equal(body.state, 'unknown');
    });
  }
});

/** Prepares the stall. @returns when it has begun */
async function startStall({ provider, aws, simulator }: Stall): Promise<void> {
  if (simulator) {
    world.simulators[provider].next({ answersAfterMs: LATE_MS }, { kind: simulator });
    await nextEvent(world.simulators[provider], 'received', simulator);
  }
  if (!aws) return;
  const begun = Promise.withResolvers<void>();
  const hold = () => {
    begun.resolve();
    return delay(LATE_MS);
  };
  world.stack.faults.add({ target: aws, kind: 'delay', hold });
  await begun.promise;
}

/** Begin, and what became of it. */
function isWrittenDown({ merchantId, provider, paymentId }: TestPayment): boolean {
  const key = `${merchantId}#${provider}#${paymentId}`;
  const saves = world.stack.awsCalls.entries.filter(
    ({ target, keys }) => target.endsWith('.PutItem') && keys.includes(key),
  );
  return saves.length >= 2;
}

async function operationIdOf(payment: TestPayment): Promise<string> {
  const { body } = await world.get(toPath(payment));
  const { operations } = z.object({ operations: z.array(z.object({ id: z.string() })) }).parse(body);
  return operations[0]?.id ?? '';
}

/** @param remainingMs what the context says when the handler asks, then when middy asks */
async function invoke(payment: TestPayment, remainingMs: readonly [number, number]): Promise<unknown> {
  const handler = handlers.get(payment.provider) ?? assert.fail();
  return handler(toEvent(payment), toContext(remainingMs));
}

function toEvent(payment: TestPayment) {
  const { merchantId, provider, paymentId } = payment;
  const path = `${toPath(payment)}/cancellations`;
  return {
    version: '2.0',
    routeKey: `POST /v1/merchants/{merchantId}/${provider}/payments/{paymentId}/cancellations`,
    rawPath: path,
    headers: { 'idempotency-key': 'key-1' },
    pathParameters: { merchantId, paymentId },
    body: null,
    isBase64Encoded: false,
    requestContext: {
      ...SIGNED_CALLER,
      requestId: 'request-1',
      http: { method: 'POST', path, sourceIp: '127.0.0.1' },
    },
  };
}

function toContext([first, second]: readonly [number, number]): Context {
  const remaining = [first, second];
  const unused = () => assert.fail('nobody calls this any more');
  return {
    awsRequestId: 'request-1',
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'in-process',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:sa-east-1:000000000000:function:in-process',
    memoryLimitInMB: '512',
    logGroupName: 'in-process',
    logStreamName: 'in-process',
    getRemainingTimeInMillis: () => remaining.shift() ?? second,
    done: unused,
    fail: unused,
    succeed: unused,
  };
}
