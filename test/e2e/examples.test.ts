import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CAPABILITIES } from '../../functions/capabilities.ts';
import { IDEMPOTENCY_KEY } from '../../tools/docs/openapi/example-ids.ts';
import { readDescription } from './api-description.ts';
import { readOperation, readProblem } from './shapes.ts';
import { startWorld, type TestPayment, toAccessKey, toPath, toWebhookSecret, type World } from './world.ts';

/** Every answer here is held to the description, by the world: what is left to check is which answer it is. */

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', notifyFrom: ['127.0.0.1'] });
});
after(() => world.close());

const operations = new Map(
  Object.values(readDescription().paths).flatMap((item) =>
    Object.values(item).map((operation) => [operation.operationId, operation]),
  ),
);

/** The bodies that the description shows for a route, by their names. */
function examplesOf(operationId: string): readonly (readonly [name: string, value: unknown])[] {
  const examples = operations.get(operationId)?.requestBody?.content['application/json']?.examples ?? {};
  return Object.entries(examples).map(([name, { value }]) => [name, value]);
}

/** A payment that an example can be about. */
function toPayment(route: string, name: string): TestPayment {
  if (name.startsWith('sopague')) return world.newPayment('sopague');
  if (name.startsWith('mercadopago'))
    return world.newMercadopagoPayment(route === 'refunds' ? { status: 'approved' } : {});
  if (name === 'letpay_checkout') return world.newLetpayPayment({ family: 'checkout' });
  return world.newLetpayPayment(route === 'refunds' ? { status: 'PAID' } : {});
}

/** Those that name an instant are refused once it is over. */
const TIMED: Readonly<Record<string, number>> = { sopague_whole: 422, sopague_in_time: 422 };

for (const [route, operationId] of [
  ['cancellations', 'cancel'],
  ['refunds', 'refund'],
] as const) {
  describe(`${operationId} takes the example`, () => {
    for (const [name, value] of examplesOf(operationId))
      test(name, async () => {
        const payment = toPayment(route, name);
        const answer = await world.call({
          method: 'POST',
          path: `${toPath(payment)}/${route}`,
          headers: {
            'content-type': 'application/json',
            'idempotency-key': IDEMPOTENCY_KEY,
            prefer: 'wait=0',
          },
          body: JSON.stringify(value),
        });

        assert.ok([200, 202, TIMED[name]].includes(answer.status), answer.text);
        const { location } = answer.headers;
        if (location === undefined) return;
        const { id } = readOperation(await world.get(location), 200);
        assert.ok(location.endsWith(`/${route}/${id}`));
        const withdrawn = await world.call({ method: 'POST', path: `${location}/withdraw` });
        assert.ok([200, 409].includes(withdrawn.status), withdrawn.text);
        assert.equal((await world.get(toPath(payment))).status, 200);
      });
  });
}

test('notify takes the example of each provider', async () => {
  for (const [provider, value] of examplesOf('notify')) {
    const signed = world.mercadopago.toWebhook('18552260055', toWebhookSecret('loja-1'));
    const query = provider === 'mercadopago' ? `?${new URLSearchParams(signed.query)}` : '';
    const proof = { 'access-key': toAccessKey('loja-1'), ...signed.headers };
    const answer = await world.call({
      method: 'POST',
      path: `/v1/merchants/loja-1/${provider}/notifications${query}`,
      headers: { 'content-type': 'application/json', ...proof },
      body: JSON.stringify(value),
    });
    assert.equal(answer.status, 200, answer.text);
  }
});

test('a list of what is unfinished is answered', async () => {
  assert.equal((await world.get('/v1/merchants/loja-1/letpay/operations?state=open')).status, 200);
});

test('what each provider can do is answered as the provider documents it', async () => {
  const answer = await world.get('/v1/providers');

  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, { providers: CAPABILITIES, links: { self: '/v1/providers' } });
});

test('the list of providers takes no other method', async () => {
  const answer = await world.call({ method: 'POST', path: '/v1/providers' });

  readProblem(answer, 405, 'method_not_allowed');
  assert.equal(answer.headers.allow, 'GET');
});
