import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { isEventType } from '../../shared/domain/event-type.ts';
import { eventDetailSchema } from '../../shared/events/event-schemas.ts';
import { eventually } from '../local/eventually.ts';
import { createFlowClient, runToEnd } from '../local/flow-client.ts';
import { readOperation } from './shapes.ts';
import { startWorld, type TestPayment, toPath, type World } from './world.ts';

const detailSchema = z.looseObject({
  eventId: z.string(),
  sequence: z.number().nullable(),
  paymentId: z.string().nullable(),
  state: z.string(),
});

/** Engines whose streams differ: DynamoDB Local has its own, dynalite's are made of the writes that pass by. */
const ENGINES = ['dynamodb-local', 'dynalite'] as const;

for (const engine of ENGINES) {
  describe(`events on ${engine}`, () => {
    let world: World;
    before(async () => {
      world = await startWorld({ engine, flowWaits: () => 50 });
    });
    beforeEach(() => world.forget());
    after(() => world.close());

    /** What was published of a payment, each event once, in the order of its sequence. */
    function publishedOf({ paymentId }: TestPayment) {
      const published = world.stack.events.entries
        .filter(({ event }) => event.source === 'estorno')
        .map(({ event }) => ({ type: event['detail-type'], detail: detailSchema.parse(event.detail) }))
        .filter(({ detail }) => detail.paymentId === paymentId);
      const byId = new Map(published.map((one) => [one.detail.eventId, one]));
      return [...byId.values()].sort((a, b) => (a.detail.sequence ?? 0) - (b.detail.sequence ?? 0));
    }

    const typesOf = (payment: TestPayment) => publishedOf(payment).map(({ type }) => type);

    async function command(payment: TestPayment, more: object = {}, type = 'PaymentCancellationRequested') {
      return world.stack.putEvent({
        source: `estorno.merchant.${payment.merchantId}`,
        detailType: type,
        detail: { ...payment, idempotencyKey: 'key-1', ...more },
      });
    }

    const repeatUntilDone = (payment: TestPayment, what: 'cancel' | 'refund' = 'cancel') =>
      eventually(async () => (await world[what](payment)).status === 200);

    test('a command on the bus cancels once, and its events go from its beginning to its end', async () => {
      const payment = world.newPayment('letpay');

      await command(payment);
      await eventually(() => typesOf(payment).length > 0);
      await repeatUntilDone(payment);
      await eventually(() => typesOf(payment).includes('PaymentCancellationSucceeded'));

      assert.equal(world.effects(payment), 1);
      assert.deepEqual(typesOf(payment), ['PaymentCancellationProcessing', 'PaymentCancellationSucceeded']);
      assert.deepEqual(
        publishedOf(payment).map(({ detail }) => detail.sequence),
        [1, 2],
      );
      for (const { event } of world.stack.events.entries.filter((one) => one.event.source === 'estorno'))
        readEvent(event['detail-type'], event.detail);
    });

    test('ten times the same command, by all three triggers at once, is one effect and one sequence of events', async () => {
      const payment = world.newPayment('sopague');
      const { merchantId, paymentId, provider } = payment;
      const task = { action: 'cancel', merchantId, provider, paymentId, idempotencyKey: 'key-1' };

      await Promise.all([
        ...Array.from({ length: 4 }, () => command(payment)),
        ...Array.from({ length: 3 }, () => world.cancel(payment)),
        ...Array.from({ length: 3 }, () => world.stack.invoke('sopagueFunction', task)),
      ]);
      await eventually(() => typesOf(payment).includes('PaymentCancellationSucceeded'));
      await eventually(async () => (await world.stack.queues.messages('sopagueCommands')).length === 0);

      assert.equal(world.effects(payment), 1);
      assert.equal(world.sent(payment, 'cancel').length, 1);
      const sequences = publishedOf(payment).map(({ detail }) => detail.sequence);
      assert.deepEqual(
        sequences,
        sequences.map((_, at) => at + 1),
      );
      assert.equal(typesOf(payment).filter((type) => type === 'PaymentCancellationSucceeded').length, 1);
    });

    test('a refund by command is carried to its end by the flow, without another request', async () => {
      const payment = world.newLetpayPayment({ status: 'PAID' });

      await command(payment, { amount: 500 }, 'PaymentRefundRequested');
      await eventually(() => typesOf(payment).includes('PaymentRefundSucceeded'));

      assert.deepEqual(typesOf(payment)[0], 'PaymentRefundAccepted');
      assert.equal(world.letpay.refundsOf(payment.paymentId).length, 1);
      const executions = world.stack.executions
        .list()
        .filter(({ input }) => input.includes(payment.paymentId));
      assert.equal(executions.length, 1);
      await eventually(() => executions[0]?.end()?.status === 'SUCCEEDED');
      assert.doesNotMatch(executions[0]?.input ?? '', /amount/);
    });

    test('a command that is refused before an operation begins is published as failed, and is over', async () => {
      const payment = world.newPayment('letpay');

      const notAfter = new Date(world.now() - 1000).toISOString();
      const commandId = await command(payment, { notAfter });
      await eventually(() => typesOf(payment).length > 0);

      const [{ type, detail } = assert.fail('nothing was published')] = publishedOf(payment);
      assert.deepEqual([type, detail.sequence, detail.state], ['PaymentCancellationFailed', null, 'failed']);
      assert.equal(z.object({ code: z.string() }).parse(detail.problem).code, 'deadline_exceeded');
      assert.equal(detail.commandId, commandId);
      await eventually(async () => (await world.stack.queues.messages('letpayCommands')).length === 0);
      assert.deepEqual(world.sent(payment), []);
    });

    test('a command that is refused by what the payment shows is published with its sequence', async () => {
      const payment = world.newPayment('letpay');

      await command(payment, { amount: 500 });
      await eventually(() => typesOf(payment).length > 0);

      const [{ type, detail } = assert.fail('nothing was published')] = publishedOf(payment);
      assert.deepEqual([type, detail.sequence, detail.state], ['PaymentCancellationFailed', 1, 'failed']);
      assert.partialDeepStrictEqual(detail.problem, {
        code: 'partial_not_supported',
        amounts: { total: null, returned: 0, left: null },
      });
      assert.deepEqual(world.sent(payment, 'cancel'), []);
    });

    const bad: [string, (payment: TestPayment) => Promise<string>, RegExp][] = [
      ['an unknown field', (payment) => command(payment, { ammount: 1 }), /validation_failed/],
      ['no key', (payment) => command(payment, { idempotencyKey: undefined }), /idempotency_key_missing/],
      ['an unknown provider', (payment) => command(payment, { provider: 'stone' }), /validation_failed/],
      [
        'another merchant than the source',
        ({ merchantId: _mine, ...payment }) =>
          command({ merchantId: 'loja-1', ...payment }, { merchantId: 'loja-2' }),
        /forbidden/,
      ],
    ];
    for (const [what, send, code] of bad) {
      test(`a command with ${what} is set aside with its problem, and nothing is sent`, async () => {
        const payment = world.newPayment('letpay');
        const reference = randomUUID();
        const id = await send({ ...payment, ...{ reference } });

        const message = await eventually(() => takeDeadLetter(world, id));

        assert.match(JSON.stringify(message?.MessageAttributes), code);
        assert.deepEqual(world.sent(payment), []);
      });
    }
  });
}

describe('a flow', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ flowWaits: () => 20 });
  });
  after(() => world.close());

  test('that begins by itself with a refund ends with the money back', async () => {
    const payment = world.newPayment('letpay');
    const { id } = readOperation(await world.refund(payment), 202);
    await eventually(() =>
      world.stack.executions.list().some(({ name, end }) => name === id && end()?.status === 'SUCCEEDED'),
    );
    assert.equal(world.effects(payment), 1);
  });

  /** The one machine of the stack, as an execution of it shows it. */
  async function findMachine(): Promise<string> {
    const [execution] = world.stack.executions.list();
    assert.ok(execution, 'the refund of the test before has had an execution');
    return execution.arn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
  }

  for (const action of ['refund', 'cancel'])
    test(`that somebody starts with a command to ${action} ends with the money back, once`, async () => {
      const payment = world.newLetpayPayment({ status: action === 'refund' ? 'PAID' : 'PRE_AUTHORIZED' });
      const client = createFlowClient(world.stack);
      const input = { action, ...payment, idempotencyKey: 'flow-1' };

      const { status, output = '' } = await runToEnd(client, await findMachine(), input);

      assert.equal(status, 'SUCCEEDED', output);
      assert.equal(world.effects(payment), 1);
      const { operations } = z
        .object({ operations: z.array(z.object({ state: z.string() })) })
        .parse((await world.get(toPath(payment))).body);
      assert.deepEqual(
        operations.map(({ state }) => state),
        ['succeeded'],
      );
    });

  test('whose command is refused ends with its problem', async () => {
    const payment = world.newLetpayPayment({ status: 'DECLINED' });
    const input = { action: 'refund', ...payment, idempotencyKey: 'flow-2' };
    const { status, error } = await runToEnd(createFlowClient(world.stack), await findMachine(), input);
    assert.deepEqual([status, error], ['FAILED', 'not_refundable']);
  });
});

function readEvent(type: string, detail: unknown): void {
  assert.ok(isEventType(type), type);
  eventDetailSchema(type).parse(detail);
}

/** The message about this command that was set aside, once it is there. */
async function takeDeadLetter({ stack }: World, commandId: string): Promise<Message | undefined> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const region = stack.region;
  const client = new SQSClient({ region, credentials, endpoint: stack.awsUrl, useQueueUrlAsEndpoint: false });
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: stack.queues.url('CommandDeadLetters'),
      MessageAttributeNames: ['All'],
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    }),
  );
  return Messages.find(({ Body = '' }) => Body.includes(commandId));
}
