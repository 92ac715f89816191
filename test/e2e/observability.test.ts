import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import * as z from 'zod';
import { METRICS, SERVICE } from '../../shared/observability/metric-names.ts';
import { eventually } from '../local/eventually.ts';
import { emfSchema } from './emf.ts';
import { readOperation, readProblem } from './shapes.ts';
import { PLAYED_PROVIDERS, startWorld, type TestPayment, toPath, type World } from './world.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const CANARY = 'canary-of-a-body-7f3a';

const lineSchema = z.looseObject({
  level: z.enum(['INFO', 'ERROR']),
  message: z.literal('invocation'),
  service: z.literal(SERVICE),
  trigger: z.string(),
  durationMs: z.number(),
  events: z.array(z.looseObject({ event: z.string() })),
});

type Line = z.infer<typeof lineSchema>;

let world: World;
before(async () => {
  world = await startWorld({ engine: 'dynalite', flowWaits: () => 50 });
});
beforeEach(() => world.forget());
after(() => world.close());

/** What the functions printed since the last reading, parsed: every line must be one of ours. */
function createReader() {
  let from = world.stack.logs.length;
  return {
    read(): { lines: Line[]; metrics: z.infer<typeof emfSchema>[] } {
      const printed = world.stack.logs.slice(from).map(({ line }) => JSON.parse(line));
      return {
        lines: printed.filter((one) => !('_aws' in one)).map((one) => lineSchema.parse(one)),
        metrics: printed.filter((one) => '_aws' in one).map((one) => emfSchema.parse(one)),
      };
    },
    forget: () => {
      from = world.stack.logs.length;
    },
  };
}

const isHttp = ({ trigger }: Line) => trigger === 'http';

describe('every invocation', () => {
  for (const provider of PLAYED_PROVIDERS) {
    test(`of ${provider} writes one line, with what it was about, how it ended and how long each leg took`, async () => {
      const printed = createReader();
      const payment = world.newPayment(provider);
      const answer = await world.cancel(payment, { body: { reference: CANARY } });
      await eventually(() => printed.read().lines.some(isHttp));

      const [line, ...others] = printed.read().lines.filter(isHttp);
      assert.deepEqual(others, []);
      const status = provider === 'letpay' ? 202 : 200;
      const { id, state, outcome } = readOperation(answer, status);
      assert.partialDeepStrictEqual(line, {
        ...{
          provider,
          operation: id,
          state,
          outcome,
          attempt: 1,
          kind: 'cancellation',
          status: answer.status,
        },
        route: `POST /v1/merchants/{merchantId}/${provider}/payments/{paymentId}/cancellations`,
        payment: `${payment.merchantId}#${provider}#${payment.paymentId}`,
        correlationId: answer.headers['apigw-requestid'],
      });
      for (const leg of ['beginMs', 'leaseMs', 'sendMs', 'commitMs'])
        assert.equal(typeof line?.[leg], 'number', leg);
      assert.ok(!world.stack.logs.some(({ line: text }) => text.includes(CANARY)), 'a body is in the log');
    });
  }

  test('that ends with a problem names its code, and nothing of what was sent', async () => {
    const printed = createReader();
    const answer = await world.cancel(world.newPayment('letpay'), { body: { [CANARY]: CANARY } });
    readProblem(answer, 400, 'validation_failed');
    await eventually(() => printed.read().lines.some(isHttp));

    const read = printed.read();
    // The lines of what the tests before began, such as a relay, may come late.
    const lines = read.lines.filter(isHttp);
    const metrics = read.metrics.filter(({ Problems }) => Problems !== undefined);
    assert.equal(lines.length, 1);
    assert.partialDeepStrictEqual(lines[0], { level: 'INFO', code: 'validation_failed', status: 400 });
    assert.deepEqual(
      metrics.map(({ code, Problems }) => [code, Problems]),
      [['validation_failed', 1]],
    );
    assert.ok(!world.stack.logs.some(({ line: text }) => text.includes(CANARY)), 'a body is in the log');
  });

  test('of a task that fails has a line of the runtime beside it, with its code and a message that may be logged', async () => {
    const { paymentId } = world.newPayment('letpay');
    const secret = `${CANARY}-529.982.247-25`;
    const before = world.stack.logs.length;
    const command = { merchantId: 'loja-1', provider: 'letpay', paymentId, idempotencyKey: 'task-1' };
    const { payload } = await world.stack.invoke('letpayFunction', {
      ...{ action: 'cancel', ...command, [secret]: 1 },
      reason: secret,
    });
    const readErrors = () =>
      world.stack.logs.slice(before).flatMap(({ line }) => line.split('Invoke Error')[1] ?? []);
    await eventually(() => readErrors().length > 0);

    const printed = z.record(z.string(), z.unknown()).parse(JSON.parse(readErrors()[0] ?? ''));
    assert.deepEqual(Object.keys(printed), ['errorType', 'errorMessage', 'name']);
    assert.deepEqual([printed.errorType, printed.name], ['validation_failed', 'validation_failed']);
    assert.doesNotMatch(JSON.stringify([printed, payload]), /529\.982/);
  });

  test('of a function without a provider writes one, too', async () => {
    const printed = createReader();
    await world.get('/v1/nowhere');
    await eventually(() => printed.read().lines.some(isHttp));
    assert.partialDeepStrictEqual(printed.read().lines.filter(isHttp), [
      { code: 'route_not_found', status: 404 },
    ]);
  });

  test('writes metrics of the table only, with the dimensions that they have there', async () => {
    const printed = createReader();
    await world.cancel(world.newPayment('sopague'));
    for (const { functionError } of await world.stack.runSchedules()) assert.equal(functionError, undefined);
    await eventually(() =>
      printed.read().metrics.some(({ OldestUnknownAge }) => OldestUnknownAge !== undefined),
    );

    for (const line of printed.read().metrics) {
      const [about] = line._aws.CloudWatchMetrics;
      assert.equal(about?.Namespace, 'Estorno');
      for (const { Name, Unit } of about?.Metrics ?? []) {
        const known = Object.entries(METRICS).find(([name]) => name === Name)?.[1];
        assert.ok(known, `${Name} is in no table`);
        assert.equal(Unit, known.unit);
        assert.deepEqual(about?.Dimensions, [['service', ...known.by]]);
        assert.ok(
          [line[Name]].flat().every((value) => typeof value === 'number'),
          Name,
        );
      }
      for (const dimension of about?.Dimensions.flat() ?? []) assert.equal(typeof line[dimension], 'string');
    }
  });
});

describe('one correlation id', () => {
  const publishedOf = ({ paymentId }: TestPayment) =>
    world.stack.events.entries.filter(
      ({ event }) => event.source === 'estorno' && event.detail.paymentId === paymentId,
    );

  test("goes from the caller's trace to the answer, the events, the flow, its tasks and every line", async () => {
    const printed = createReader();
    const payment = world.newLetpayPayment({ status: 'PAID' });
    const operation = readOperation(
      await world.refund(payment, { headers: { traceparent: TRACEPARENT } }),
      202,
    );
    await eventually(() =>
      publishedOf(payment).some(({ event }) => event['detail-type'].endsWith('Succeeded')),
    );
    const [execution] = world.stack.executions.list().filter(({ input }) => input.includes(operation.id));
    await eventually(() => execution?.end()?.status === 'SUCCEEDED');

    for (const { event } of publishedOf(payment))
      assert.deepEqual(event.resources, [`urn:estorno:correlation:${TRACE}`]);
    const ofIt = () => printed.read().lines.filter((line) => JSON.stringify(line).includes(operation.id));
    await eventually(() =>
      ['http', 'stream', 'flow'].every((by) => ofIt().some(({ trigger }) => trigger === by)),
    );
    for (const line of ofIt()) assert.equal(line.correlationId, TRACE, line.trigger);
  });

  test('is in the problem that the caller gets', async () => {
    const headers = { traceparent: TRACEPARENT };
    const { body } = await world.cancel(world.newPayment('letpay'), { body: { nonsense: 1 }, headers });
    assert.partialDeepStrictEqual(body, { code: 'validation_failed', traceId: TRACE });
  });

  test('is the id of the event, for a command from the bus', async () => {
    const payment = world.newPayment('sopague');
    const printed = createReader();
    await world.stack.putEvent({
      source: `estorno.merchant.${payment.merchantId}`,
      detailType: 'PaymentCancellationRequested',
      detail: { ...payment, idempotencyKey: 'key-1' },
    });
    await eventually(() => publishedOf(payment).length > 0);
    const [command] = world.stack.events.entries.filter(
      ({ event }) => event.source !== 'estorno' && event.detail.paymentId === payment.paymentId,
    );
    await eventually(() => printed.read().lines.some(({ trigger }) => trigger === 'bus'));

    const id = command?.event.id;
    assert.ok(id);
    const resources = publishedOf(payment).map(({ event }) => event.resources);
    assert.deepEqual(resources, [[`urn:estorno:correlation:${id}`]]);
    const line = printed.read().lines.find(({ trigger }) => trigger === 'bus');
    assert.equal(line?.correlationId, id);
    assert.equal((await world.get(toPath(payment))).status, 200);
  });
});
