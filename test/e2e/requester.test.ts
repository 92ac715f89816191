import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import * as z from 'zod';
import { eventually } from '../local/eventually.ts';
import { createFlowClient, runToEnd } from '../local/flow-client.ts';
import { operate } from './operate.ts';
import { readOperation } from './shapes.ts';
import { startWorld, type TestPayment, toPath } from './world.ts';

const world = await startWorld({ flowWaits: () => 0.01 });
const { stack } = world;
const flow = createFlowClient(stack);
after(() => flow.destroy());
after(() => world.close());

/** Everybody who calls on one machine. */
const ROOT = 'arn:aws:iam::000000000000:root';

const Requester = z.looseObject({
  principal: z.string().optional(),
  source: z.string().optional(),
  execution: z.string().optional(),
});
const Item = z.looseObject({
  paymentId: z.string(),
  operations: z.array(
    z.looseObject({
      id: z.string(),
      requester: Requester.optional(),
      trail: z
        .array(z.looseObject({ step: z.string(), result: z.string(), requester: Requester.optional() }))
        .default([]),
    }),
  ),
});

/** The operations of a payment, as the ledger keeps them. */
async function storedOf({ paymentId }: TestPayment) {
  const items = (await stack.readItems('Ledger')).map((item) => Item.safeParse(item).data);
  return items.find((item) => item?.paymentId === paymentId)?.operations ?? [];
}

describe('an operation keeps who asked for it:', () => {
  test('the signer of a request', async () => {
    const payment = world.newPayment('letpay');
    await world.cancel(payment);
    const [operation] = await storedOf(payment);
    assert.deepEqual(operation?.requester, { principal: ROOT });
    // Who asked for the operation is not repeated in each step.
    assert.ok(operation?.trail.every(({ requester }) => requester === undefined));
  });

  test('the source of a command from the bus', async () => {
    const payment = world.newPayment('letpay');
    const source = `estorno.merchant.${payment.merchantId}`;
    const detail = { ...payment, idempotencyKey: 'by-bus' };
    await stack.putEvent({ source, detailType: 'PaymentCancellationRequested', detail });
    await eventually(async () => (await storedOf(payment)).length > 0);
    assert.deepEqual((await storedOf(payment))[0]?.requester, { source });
  });

  test('the execution of a flow', async () => {
    const payment = world.newPayment('letpay');
    const machine = stack.machines[0]?.arn ?? '';
    const input = { action: 'cancel', ...payment, idempotencyKey: 'by-flow' };
    const { executionArn: execution } = await runToEnd(flow, machine, input);
    assert.deepEqual((await storedOf(payment))[0]?.requester, { execution });
  });
});

describe('the trail keeps who asked for a step, where that is another:', () => {
  test('the flow that follows a refund', async () => {
    const payment = world.newLetpayPayment({ status: 'PAID' });
    const { id } = readOperation(await world.refund(payment), 202);
    const execution = () => stack.executions.list().find(({ input }) => input.includes(id));
    await eventually(() => execution()?.end() !== undefined);

    const [operation] = await storedOf(payment);
    assert.deepEqual(operation?.requester, { principal: ROOT });
    const others = operation?.trail.flatMap(({ requester }) => requester?.execution ?? []);
    assert.deepEqual([...new Set(others)], [execution()?.arn]);
  });

  test('a caller who withdraws, and an operator who publishes again', async () => {
    const payment = world.newPayment('sopague');
    const body = { capturedAt: new Date(world.now() - 3 * 86_400_000).toISOString() };
    const { id: operationId } = readOperation(await world.refund(payment, { body }), 202);
    const { merchantId, paymentId } = payment;
    const place = { merchantId, paymentId, operationId };
    await eventually(
      async () => (await operate(stack, 'sopague', { command: 'republish', ...place })).status === 200,
    );
    const path = `${toPath(payment)}/refunds/${operationId}/withdraw`;
    await eventually(async () => (await world.call({ method: 'POST', path })).status === 200);

    const [operation] = await storedOf(payment);
    const commands = operation?.trail.filter(({ step }) => step === 'command').map(({ result }) => result);
    assert.deepEqual(commands, ['republish', 'withdraw']);
  });
});
