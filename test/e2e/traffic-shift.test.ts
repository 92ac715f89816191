import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { eventually } from '../local/eventually.ts';
import { createFlowClient, runToEnd } from '../local/flow-client.ts';
import { operate } from './operate.ts';
import { readOperation } from './shapes.ts';
import { startWorld, type TestPayment, type World } from './world.ts';

/** One machine runs one version; whatever the deployment says of the way to the next, everything reaches it by the alias. */
let world: World;
let outputs: Readonly<Record<string, string>>;

before(async () => {
  const context = { shift: 'canary10Percent30Minutes' };
  world = await startWorld({ engine: 'dynalite', context, flowWaits: () => 0.01 });
  const described = z.object({ outputs: z.record(z.string(), z.string()) });
  outputs = described.parse(await (await fetch(`${world.stack.url}/_local`)).json()).outputs;
});
after(() => world.close());

const typesOf = ({ paymentId }: TestPayment) =>
  world.stack.events.entries
    .filter(({ event }) => event.source === 'estorno' && JSON.stringify(event.detail).includes(paymentId))
    .map(({ event }) => event['detail-type']);

test('a request of the API is answered, and its events are published', async () => {
  const payment = world.newPayment('sopague');
  assert.equal(readOperation(await world.cancel(payment), 200).state, 'succeeded');
  await eventually(() => typesOf(payment).includes('PaymentCancellationSucceeded'));
});

test('a command on the bus reaches the function of its provider', async () => {
  const payment = world.newPayment('sopague');
  await world.stack.putEvent({
    source: `estorno.merchant.${payment.merchantId}`,
    detailType: 'PaymentCancellationRequested',
    detail: { ...payment, idempotencyKey: 'key-1' },
  });
  await eventually(() => typesOf(payment).includes('PaymentCancellationSucceeded'));
});

test('the refund flow follows a refund to its end', async () => {
  const client = createFlowClient(world.stack);
  const input = { action: 'refund', ...world.newPayment('letpay'), idempotencyKey: 'key-1' };
  const { status, error } = await runToEnd(client, outputs.RefundFlowArn ?? '', input);
  client.destroy();
  assert.deepEqual([status, error], ['SUCCEEDED', undefined]);
});

test('schedules and commands of operators reach their functions', async () => {
  const swept = await world.stack.runSchedules();
  assert.deepEqual(
    swept.filter(({ functionError }) => functionError !== undefined),
    [],
  );
  const { status } = await operate(world.stack, 'letpay', {
    command: 'list',
    state: 'open',
    after: undefined,
  });
  assert.equal(status, 200);
});

test('a task of a workflow names the function as the output has it, with the alias', async () => {
  const { region, awsUrl: endpoint } = world.stack;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new LambdaClient({ region, endpoint, credentials, maxAttempts: 1 });
  const task = { action: 'cancel', ...world.newPayment('sopague'), idempotencyKey: 'key-1' };
  const FunctionName = outputs.SopagueFunctionName ?? '';
  const { Payload, FunctionError, ExecutedVersion } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(task) }),
  );
  client.destroy();
  assert.match(FunctionName, /:live$/);
  assert.deepEqual([FunctionError, ExecutedVersion], [undefined, '1']);
  assert.equal(
    z.looseObject({ state: z.string() }).parse(JSON.parse(Payload?.transformToString() ?? '')).state,
    'succeeded',
  );
});
