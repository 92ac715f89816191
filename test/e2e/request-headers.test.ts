import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { after, before, test } from 'node:test';
import type { RequestKind } from '../../local/simulators/kit/faults.ts';
import type { ReceivedRequest } from '../../local/simulators/kit/traffic.ts';
import manifest from '../../package.json' with { type: 'json' };
import { DAY_MS } from '../../shared/domain/time.ts';
import { operate } from './operate.ts';
import { readOperation } from './shapes.ts';
import { AMOUNT, PROVIDERS, type ProviderId, startWorld, type TestPayment, type World } from './world.ts';

/** Who asks, and for what, as the providers receive it: firewalls refuse requests that do not say. */

let world: World;

before(async () => {
  world = await startWorld();
});
after(() => world.close());

/** The requests of each provider, as its pages name them. */
const KINDS: Readonly<Record<ProviderId, readonly RequestKind[]>> = {
  letpay: ['login', 'cancel', 'read', 'refund', 'list_refunds'],
  sopague: ['login', 'cancel', 'read', 'list_refund_requests'],
  mercadopago: ['cancel', 'read', 'refund', 'list_refunds'],
  pix: ['login', 'cancel', 'read', 'refund', 'read_refund'],
};

/** A refund whose answer is lost, so that what became of it has to be asked for. */
const refund: Readonly<Record<ProviderId, () => Promise<unknown>>> = {
  letpay: () => refundUnanswered(world.newLetpayPayment({ status: 'PAID' })),
  mercadopago: () => refundUnanswered(world.newMercadopagoPayment({ status: 'approved' })),
  pix: () => {
    // So that it is read by its own id.
    world.pix.rules.readLagMs = DAY_MS;
    return refundUnanswered(world.newCharge({ status: 'CONCLUIDA' }));
  },
  // People file it, and their request is looked up.
  async sopague() {
    const payment = world.newPayment('sopague');
    const { id } = readOperation(await world.refund(payment, { body: { strategy: 'refund_only' } }), 202);
    const requestId = world.sopague.fileRefundRequest({ amount: AMOUNT });
    await operate(world.stack, 'sopague', { command: 'attach', ...payment, operationId: id, requestId });
  },
};

async function refundUnanswered(payment: TestPayment): Promise<void> {
  world.simulators[payment.provider].next(
    { applies: true, answers: 'reset-before-headers' },
    { kind: 'refund' },
  );
  await world.refund(payment);
  await world.refund(payment);
}

for (const provider of PROVIDERS)
  test(`${provider}: every request says who sends it, and what it takes`, async () => {
    const check = { command: 'check-credentials', merchantId: 'loja-1', which: 'current' } as const;
    await operate(world.stack, provider, check);
    await world.cancel(world.newPayment(provider));
    await refund[provider]();

    const received = world.simulators[provider].received();

    const kinds = new Set(received.map(({ kind }) => kind));
    assert.deepEqual(
      KINDS[provider].filter((kind) => !kinds.has(kind)),
      [],
    );
    for (const request of received) assertHeaders(request);
  });

function assertHeaders({ kind, method, path, headers, body }: ReceivedRequest): void {
  const what = `${kind}: ${method} ${path}`;
  const { host = '', connection, accept, 'user-agent': agent, 'accept-encoding': encoding } = headers;
  assert.deepEqual(
    { agent, accept, encoding, connection },
    {
      agent: `estorno/${manifest.version}`,
      accept: 'application/json',
      encoding: 'identity',
      connection: 'close',
    },
    what,
  );
  assert.match(host, /^127\.0\.0\.1:\d+$/, what);
  assertBody(headers, { what, method, body });
}

/** A body says what it is and how long; a request without one says neither, or that it is empty. */
function assertBody(
  headers: IncomingHttpHeaders,
  { what, method, body }: { readonly what: string; readonly method: string; readonly body: string },
): void {
  assert.equal(headers['transfer-encoding'], undefined, what);
  if (body === '') {
    assert.equal(headers['content-length'], method === 'GET' ? undefined : '0', what);
    return;
  }
  assert.equal(headers['content-length'], String(Buffer.byteLength(body)), what);
  assert.match(
    headers['content-type'] ?? '',
    /^application\/(json|x-www-form-urlencoded)$|^multipart\/form-data; boundary=/,
    what,
  );
}
