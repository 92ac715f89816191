import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Encoded } from '../../local/simulators/kit/faults.ts';
import { pick, readOperation } from './shapes.ts';
import { PROVIDERS, startWorld, type World } from './world.ts';

/** Ways in which the same answer can be written, though it is asked for as it is. */
const ROWS: readonly (readonly [string, (body: Buffer) => Encoded])[] = [
  ['compressed by gzip', (body) => coded('gzip', gzipSync(body))],
  ['compressed by deflate', (body) => coded('deflate', deflateSync(body))],
  ['compressed by brotli', (body) => coded('br', brotliCompressSync(body))],
  ['behind a byte-order mark', (body) => ({ body: Buffer.concat([Buffer.from('\ufeff'), body]) })],
  ['in UTF-16', (body) => ({ body: Buffer.from(`\ufeff${body.toString()}`, 'utf16le') })],
];

function coded(coding: string, body: Buffer): Encoded {
  return { body, headers: { 'content-encoding': coding } };
}

const merchantOf = (index: number) => `loja-${index + 1}`;

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', merchants: ROWS.map((_, index) => merchantOf(index)) });
});
after(() => world.close());
beforeEach(() => world.forget());

for (const provider of PROVIDERS)
  describe(`${provider}: a payment is canceled where every answer is`, () => {
    for (const [index, [name, encode]] of ROWS.entries())
      test(name, async () => {
        const payment = world.newPayment(provider, merchantOf(index));
        world.simulators[provider].next({ encode }, { kind: 'any', times: Number.POSITIVE_INFINITY });

        const answer = await world.cancel(payment);
        const done = readOperation(answer.status === 202 ? await world.cancel(payment) : answer, 200);

        assert.deepEqual(pick(done, 'state', 'attribution', 'attempts'), {
          state: 'succeeded',
          attribution: 'ours',
          attempts: 1,
        });
        assert.equal(world.effects(payment), 1);
        assert.deepEqual(
          world.sent(payment).map(({ headers }) => headers['accept-encoding']),
          world.sent(payment).map(() => 'identity'),
        );
      });
  });
