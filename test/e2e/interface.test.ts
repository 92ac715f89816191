import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { runOps } from '../../ops/run-ops.ts';
import type { HttpAnswer } from './http-client.ts';
import { readOperation, readProblem } from './shapes.ts';
import { type ProviderId, startWorld, type TestPayment, toPath, type World } from './world.ts';

const PROVIDERS: readonly ProviderId[] = ['letpay', 'sopague', 'mercadopago'];
const JSON_TYPE = { 'content-type': 'application/json' };
const KEY = { 'idempotency-key': 'key-1' };

/** Characters of a URI reference (RFC 3986), percent signs only with two hex digits. */
const URI_REFERENCE = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', concurrency: 1 });
});
beforeEach(() => world.forget());
after(() => world.close());

function post(payment: TestPayment, headers: Readonly<Record<string, string>>, body: string | Buffer) {
  const path = `${toPath(payment)}/cancellations`;
  return world.call({ method: 'POST', path, headers: { ...KEY, ...headers }, body });
}

for (const provider of PROVIDERS)
  describe(`${provider}: a request that cannot be taken is a 4xx, and sends nothing`, () => {
    const ENCODINGS: readonly (readonly [encoding: string, encode: (text: string) => Buffer])[] = [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
      ['GZIP', gzipSync],
      ['identity, gzip', gzipSync],
      ['zstd', Buffer.from],
    ];
    for (const [encoding, encode] of ENCODINGS)
      test(`a body in ${encoding} is 415, and names it`, async () => {
        const payment = world.newPayment(provider);
        const answer = await post(
          payment,
          { ...JSON_TYPE, 'content-encoding': encoding },
          encode('{"amount":1}'),
        );
        const problem = readProblem(answer, 415, 'unsupported_media_type');
        assert.ok(problem.detail.includes(encoding.toLowerCase()), problem.detail);
        assert.deepEqual(world.sent(payment), []);
      });

    const CHARSETS: readonly (readonly [charset: string, body: Buffer])[] = [
      ['utf-16', Buffer.from('\ufeff{"amount":1}', 'utf16le')],
      ['UTF-16LE', Buffer.from('{"amount":1}', 'utf16le')],
      ['iso-8859-1', Buffer.from('{"reference":"ação"}', 'latin1')],
      ['windows-1252', Buffer.from('{"amount":1}', 'latin1')],
    ];
    for (const [charset, body] of CHARSETS)
      test(`a body in ${charset} is 415, and names it`, async () => {
        const payment = world.newPayment(provider);
        const answer = await post(payment, { 'content-type': `application/json; charset=${charset}` }, body);
        const problem = readProblem(answer, 415, 'unsupported_media_type');
        assert.ok(problem.detail.includes(charset.toLowerCase()), problem.detail);
        assert.deepEqual(world.sent(payment), []);
      });

    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'APPLICATION/JSON;CHARSET="UTF-8"',
      'application/json; charset=us-ascii',
      'application/json; profile="x"; charset=utf8',
    ])
      test(`a body in ${type} is taken, with a byte-order mark too`, async () => {
        const payment = world.newPayment(provider);
        const answer = await post(payment, { 'content-type': type }, '\ufeff{"dryRun":true}');
        assert.equal(answer.status, 200, answer.text);
      });

    test('a notAfter in the past is 422, for a refund, a cancellation and a dry run', async () => {
      const payment = world.newPayment(provider);
      const notAfter = new Date(world.now() - 1000).toISOString();
      for (const answer of [
        await world.cancel(payment, { body: { notAfter } }),
        await world.refund(payment, { body: { notAfter } }),
        await world.cancel(payment, { body: { notAfter, dryRun: true } }),
      ]) {
        const problem = readProblem(answer, 422, 'deadline_exceeded');
        assert.equal(problem.retry, 'fix_and_new_key');
      }
      assert.deepEqual(world.sent(payment), []);
    });
  });

test('no status of 500 or more asks for another request than the same', async () => {
  const payment = world.newPayment('letpay');
  for (const body of ['{', '{"amount":-1}', '{"notAfter":"2001-01-01T00:00:00Z"}', '{"x":1}', '[]']) {
    const { status } = await post(payment, JSON_TYPE, body);
    assert.ok(status >= 400 && status < 500, `${status} for ${body}`);
  }
});

describe('every `after` has Retry-After', () => {
  for (const provider of PROVIDERS)
    test(`${provider}: payment_busy, by the time of the operation that is in the way`, async () => {
      const payment = world.newPayment(provider);
      world.simulators[provider].next(
        { applies: false, answers: 'reset-before-headers' },
        { kind: 'cancel' },
      );
      const first = readOperation(await world.cancel(payment), 202);
      assert.ok(first.nextCheckAt);

      const answer = await world.refund(payment, { key: 'key-2' });

      assert.equal(readProblem(answer, 409, 'payment_busy').retry, 'after');
      assertRetryAfter(answer);
    });

  for (const provider of ['letpay', 'sopague'] as const)
    test(`${provider}: provider_disabled, and what waits for the switch says when it is tried`, async () => {
      const payment = world.newPayment(provider);
      const port = Number(new URL(world.simulators[provider].url).port);
      await world.simulators[provider].close();
      readOperation(await world.cancel(payment), 202);
      await world.simulators[provider].listen(port);
      await turn('disable', provider);
      try {
        const refused = await world.cancel(world.newPayment(provider));
        assert.equal(readProblem(refused, 503, 'provider_disabled').retry, 'after');
        assertRetryAfter(refused);
        const waiting = await world.cancel(payment);
        assert.notEqual(readOperation(waiting, 202).nextCheckAt, null);
        assertRetryAfter(waiting);
      } finally {
        await turn('enable', provider);
      }
    });
});

describe('every URI in an answer is one', () => {
  const PATHS = [
    '/v1/merchants/loja 1/letpay/payments/x',
    '/v1/merchants/loja-1/letpay/payments/a%20b',
    '/v1/merchants/loja-1/letpay/payments/a%2Fb',
    '/v1/merchants/loja-1/letpay/payments/%22%3Cx%3E%7C%5C%5E%60%7B%7D',
    '/v1/merchants/loja-1/letpay/payments/%C3%A7',
    '/v1/merchants/loja-1/sopague/payments/%25',
    '/v1/nowhere/%E2%82%AC',
    "/v1/it's/[a]/(b)!*",
  ].map((path) => path.replace('loja 1', 'loja%201'));
  for (const path of PATHS)
    for (const method of ['GET', 'POST'])
      test(`instance of ${method} ${path}`, async () => {
        const { body, status, text } = await world.call({ method, path, headers: KEY });
        assert.ok(status >= 400 && status < 500, text);
        assert.match(instanceOf(body), URI_REFERENCE, text);
      });

  for (const provider of PROVIDERS)
    test(`${provider}: links and Location of an operation, a payment and a list`, async () => {
      const payment = world.newPayment(provider);
      const begun = await world.cancel(payment);
      const list = await world.get(`/v1/merchants/loja-1/${provider}/operations?state=open`);
      for (const answer of [begun, await world.get(toPath(payment)), list])
        for (const uri of urisOf(answer)) assert.match(uri, URI_REFERENCE, answer.text);
      assert.ok(urisOf(begun).length >= 3, begun.text);
    });
});

function assertRetryAfter({ headers }: HttpAnswer): void {
  assert.match(String(headers['retry-after']), /^[1-9]\d*$/);
}

function instanceOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'instance' in body ? String(body.instance) : '';
}

/** `Location`, and every path in the body. */
function urisOf({ headers, text }: HttpAnswer): readonly string[] {
  const { location } = headers;
  const paths = [...text.matchAll(/"(\/v1[^"]*)"/g)].map(([, path = '']) => path);
  return location === undefined ? paths : [location, ...paths];
}

async function turn(command: 'disable' | 'enable', provider: ProviderId): Promise<void> {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const args = [command, provider, '--reason', 'a test', '--local', world.stack.url];
  assert.equal(await runOps(args, { print: keep, complain: keep }), 0, lines.join('\n'));
  // A process remembers a switch for 30 seconds: new ones read it.
  await world.stack.environments.killAll();
}
