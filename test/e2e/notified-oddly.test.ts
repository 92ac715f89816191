import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { eventually } from '../local/eventually.ts';
import {
  DELIVERIES,
  type Delivery,
  NOTIFIED,
  type Notified,
  type NotifiedWorld,
  startNotifiedWorld,
} from './notified-providers.ts';

let world: NotifiedWorld;

before(async () => {
  world = await startNotifiedWorld();
});
after(() => world.close());

/** With one more member, given as bytes that may be no JSON. */
function withMember(delivery: Delivery, bytes: Buffer): Buffer {
  const [whole] = [Buffer.from(delivery.body)];
  return Buffer.concat([whole.subarray(0, -1), Buffer.from(',"note":"'), bytes, Buffer.from('"}')]);
}

function withHeaders(delivery: Delivery, headers: Delivery['headers']): Delivery {
  return { ...delivery, headers: Object.assign({}, delivery.headers, headers) };
}

const BOM = '\u{feff}';

/** Ways in which the same notification may be written. */
const WRITTEN: Readonly<Record<string, (delivery: Delivery) => Delivery>> = {
  compressed: (one) => ({
    ...withHeaders(one, { 'content-encoding': 'gzip' }),
    body: gzipSync(one.body),
  }),
  'decompressed on its way, under the header of before': (one) =>
    withHeaders(one, { 'content-encoding': 'gzip' }),
  'with a byte-order mark': (one) => ({ ...one, body: `${BOM}${one.body}` }),
  'in UTF-16': (one) => ({ ...one, body: Buffer.from(`${BOM}${one.body}`, 'utf16le') }),
  'in Latin-1, and naming it': (one) => ({
    ...withHeaders(one, { 'content-type': 'application/json; charset=iso-8859-1' }),
    body: withMember(one, Buffer.from('João', 'latin1')),
  }),
  'in Latin-1, without naming it': (one) => ({
    ...one,
    body: withMember(one, Buffer.from('João', 'latin1')),
  }),
  'with a charset that does not exist': (one) =>
    withHeaders(one, { 'content-type': 'application/json;charset=utf-nine' }),
  'with raw control characters in a text': (one) => ({
    ...one,
    body: withMember(one, Buffer.from('two\nlines\0')),
  }),
  'without a content type': ({ headers: { 'content-type': _, ...headers }, ...one }) => ({ ...one, headers }),
  'as text/plain, with space around it': (one) => ({
    ...withHeaders(one, { 'content-type': 'text/plain' }),
    body: ` \r\n${one.body}\n\n`,
  }),
  'with its names in capitals': (one) => ({
    ...one,
    body: String(one.body).replace(/"\w+":/g, (name) => name.toUpperCase()),
    query: one.query.replace(/[?&][\w.]+=/g, (name) => name.toUpperCase()),
  }),
  'with fields that are null, odd, long or not known': (one) => ({
    ...one,
    body: String(one.body).replace(
      /\}$/,
      ',"Value":null,"extra_data":{},"refund_id":4430407720081005827,"":[],"__proto__":1e999}',
    ),
  }),
};

const stateSchema = z.looseObject({ operations: z.array(z.looseObject({ state: z.string() })) });

async function stateOf(provider: Notified, paymentId: string): Promise<string | undefined> {
  return stateSchema.parse(await world.itemOf(provider, paymentId)).operations[0]?.state;
}

for (const provider of NOTIFIED)
  describe(`a notification of ${provider} has an inquiry made`, () => {
    for (const [how, write] of Object.entries(WRITTEN))
      test(`where it is written ${how}`, async () => {
        const paymentId = await world.cancelUnanswered(provider);
        const delivery = write(DELIVERIES[provider](paymentId, Date.now()));

        const { status, text } = await world.notify(provider, delivery);

        assert.deepEqual([status, text], [200, '']);
        await eventually(async () => (await stateOf(provider, paymentId)) === 'succeeded');
        assert.equal(world.simulatorOf(provider).payment(paymentId).effects, 1);
      });
  });

for (const [provider, name] of [
  ['letpay', 'payment_token'],
  ['sopague', 'ResultId'],
] as const)
  test(`a notification of ${provider} may be a form`, async () => {
    const paymentId = await world.cancelUnanswered(provider);
    const delivery = withHeaders(DELIVERIES[provider](paymentId, Date.now()), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    const body = new URLSearchParams({ reference: 'a b', [name]: paymentId }).toString();

    assert.equal((await world.notify(provider, { ...delivery, body })).status, 200);

    await eventually(async () => (await stateOf(provider, paymentId)) === 'succeeded');
  });

for (const provider of ['letpay', 'sopague', 'pix'] as const)
  test(`a notification of ${provider} that is cut off is not acknowledged`, async () => {
    const paymentId = await world.cancelUnanswered(provider);
    const delivery = DELIVERIES[provider](paymentId, Date.now());
    const body = String(delivery.body).slice(0, -12);

    assert.equal((await world.notify(provider, { ...delivery, body })).status, 400);

    assert.equal(await stateOf(provider, paymentId), 'unknown');
  });

test('one notification of Pix that names a hundred payments is acknowledged, and each that is open is inquired about', async () => {
  const paymentIds = [await world.cancelUnanswered('pix'), await world.cancelUnanswered('pix')];
  const others = Array.from({ length: 100 }, (_, at) => ({
    ...{ endToEndId: `E${String(at).padStart(31, '0')}`, txid: `unknown${String(at).padStart(26, '0')}` },
    ...{ valor: '10.35', horario: '2026-03-10T13:00:00.000Z', infoPagador: 'x'.repeat(140) },
  }));
  const pix = [null, 7, ...others, ...paymentIds.map((txid) => ({ txid }))];
  const delivery = DELIVERIES.pix('', Date.now());

  assert.equal((await world.notify('pix', { ...delivery, body: JSON.stringify({ pix }) })).status, 200);

  for (const paymentId of paymentIds)
    await eventually(async () => (await stateOf('pix', paymentId)) === 'succeeded');
});
