import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readOperation, readProblem } from './shapes.ts';
import { startWorld, type World } from './world.ts';

let world: World;

before(async () => {
  const context = { waitSeconds: '1', operationsPerPayment: '1', inquiryPauses: '7,3000' };
  world = await startWorld({ engine: 'dynalite', context });
});
after(() => world.close());

test('a caller waits for as long as the deployment allows', async () => {
  const headers = { prefer: 'wait=20' };
  const answer = await world.cancel(world.newPayment('letpay'), { headers });
  assert.equal(answer.headers['preference-applied'], 'wait=1');
});

test('a payment has as many operations as the deployment allows', async () => {
  const payment = world.newSopaguePayment({ amount: 1000 });
  readOperation(await world.cancel(payment, { body: { amount: 400 } }), 200);
  const more = await world.cancel(payment, { key: 'key-2', body: { amount: 400 } });
  readProblem(more, 409, 'operation_limit_reached');
});

test('inquiries have the pauses of the deployment', async () => {
  const payment = world.newPayment('letpay');
  world.letpay.next({ applies: true, answers: 'reset-before-headers' });
  const { nextCheckAt, updatedAt } = readOperation(await world.cancel(payment), 202);
  const pauseMs = Date.parse(nextCheckAt ?? '') - Date.parse(updatedAt);
  // Spread by up to a tenth.
  assert.ok(pauseMs >= 7_000 && pauseMs <= 7_700, `${pauseMs} ms`);
});
