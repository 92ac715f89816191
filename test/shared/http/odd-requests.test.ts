import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as z from 'zod/mini';
import { EstornoError, type ProblemFacts } from '../../../shared/domain/problem.ts';
import { type HttpEvent, toRequestName } from '../../../shared/http/http-event.ts';
import { readBody, readIdempotencyKey } from '../../../shared/http/read-request.ts';
import { parseInput } from '../../../shared/input/parse-input.ts';
import { toReason } from '../../../shared/input/to-reason.ts';

/** Why an input is refused. */
function refusalOf(schema: z.ZodMiniType, input: unknown): EstornoError {
  try {
    parseInput(schema, input);
  } catch (error) {
    if (error instanceof EstornoError) return error;
  }
  throw new Error('it was not refused');
}

const pointersOf = ({ facts }: { facts: ProblemFacts }) => (facts.errors ?? []).map(({ pointer }) => pointer);

const strict = z.strictObject({});

describe('what an answer repeats of a request', () => {
  test('holds no half of a character, wherever it is cut', () => {
    const requestContext = { http: { method: 'GET' }, requestId: 'a\ud800' };
    const { instance, traceId } = toRequestName({
      ...{ version: '2.0', routeKey: '$default', requestContext },
      rawPath: `/${'😀'.repeat(400)}`,
    });

    assert.ok(decodeURIComponent(instance).isWellFormed() && traceId.isWellFormed());
    assert.equal(decodeURIComponent(instance).length, 512);
    const [pointer = ''] = pointersOf(refusalOf(strict, { [`a${'😀'.repeat(40)}`]: 1 }));
    assert.ok(pointer.isWellFormed(), pointer);
  });

  test('names no more than 32 fields, so that it fits into an event', () => {
    const many = Object.fromEntries(Array.from({ length: 6000 }, (_, at) => [`f${at}`, 0]));

    const refusal = refusalOf(strict, many);

    assert.equal(pointersOf(refusal).length, 32);
    assert.ok(toReason(refusal).length <= 1024);
  });

  test('names a field once', () => {
    const twice = z.object({ a: z.string().check(z.minLength(3, 'long'), z.regex(/x/, 'x')) });
    assert.deepEqual(refusalOf(twice, { a: '' }).facts.errors, [{ pointer: '/a', detail: 'long' }]);
  });
});

describe('a field named __proto__ is one that is not known', () => {
  const rows: readonly [name: string, schema: z.ZodMiniType][] = [
    ['to a strict schema', strict],
    ['to one that carries fields through', z.looseObject({})],
  ];
  for (const [name, schema] of rows) {
    test(name, () => {
      assert.deepEqual(pointersOf(refusalOf(schema, JSON.parse('{"__proto__":{"amount":1}}'))), [
        '/__proto__',
      ]);
    });
  }
});

describe('a body that is marked as base64', () => {
  const read = (body: string | null) =>
    readBody(
      {
        ...{ version: '2.0', routeKey: '$default', rawPath: '/', body, isBase64Encoded: true },
        headers: { 'content-type': 'application/json' },
        requestContext: { http: { method: 'POST' } },
      },
      z.looseObject({}),
    );

  test('is read', () => {
    assert.deepEqual(read(Buffer.from('{"amount":5}').toString('base64')), { amount: 5 });
  });

  test('may be none', () => {
    for (const none of ['', null]) assert.deepEqual(read(none), {});
  });

  for (const wrong of ['!!!', 'A', '=', '====', '{"amount":5}', 'e30=\n', 'e30.'])
    test(`and is ${JSON.stringify(wrong)} is refused, and counts as no empty one`, () => {
      assert.throws(() => read(wrong), { name: 'validation_failed' });
    });
});

/** A request with these headers and this body. */
function toEvent(headers: Readonly<Record<string, string>>, body?: string): HttpEvent {
  const requestContext = { http: { method: 'POST' } };
  return { version: '2.0', routeKey: '$default', rawPath: '/', headers, body, requestContext };
}

describe('the path in an answer is a URI reference:', () => {
  const rows: readonly (readonly [path: string, instance: string])[] = [
    ['/v1/providers', '/v1/providers'],
    ['/v1/a b', '/v1/a%20b'],
    ['/v1/"<x>"?#', '/v1/%22%3Cx%3E%22%3F%23'],
    ['/v1/%', '/v1/%25'],
    ['/v1/é', '/v1/%C3%A9'],
    ['/\ud800', '/%EF%BF%BD'],
  ];
  for (const [path, instance] of rows)
    test(JSON.stringify(path), () => {
      assert.equal(toRequestName({ ...toEvent({}), rawPath: path }).instance, instance);
    });
});

describe('a body with a content encoding', () => {
  const read = (encoding: string, body?: string) =>
    readBody(
      toEvent({ 'content-type': 'application/json', 'content-encoding': encoding }, body),
      z.looseObject({}),
    );

  for (const encoding of ['gzip', 'GZIP', 'br', 'identity, gzip'])
    test(`of ${encoding} is refused`, () => {
      assert.throws(() => read(encoding, '{}'), { name: 'unsupported_media_type' });
    });

  test('that changes nothing is read, and no body has none', () => {
    assert.deepEqual(read('identity', '{"a":1}'), { a: 1 });
    assert.deepEqual(read('gzip'), {});
  });
});

describe('the header Idempotency-Key', () => {
  const rows: readonly (readonly [header: string, key: string])[] = [
    ['order-4711', 'order-4711'],
    ['"order-4711"', 'order-4711'],
    ['"a\\\\b"', 'a\\b'],
    ['a\\b', 'a\\b'],
  ];
  for (const [header, key] of rows)
    test(`${header} is the key ${key}`, () => {
      assert.equal(readIdempotencyKey(toEvent({ 'idempotency-key': header })), key);
    });

  for (const header of ['"a"b"', '"a', 'a"', '"a","b"', '"a b"', '"a\\"b"', '"a";x=1', "'a'", 'a,b'])
    test(`${header} is no key`, () => {
      assert.throws(() => readIdempotencyKey(toEvent({ 'idempotency-key': header })), {
        name: 'idempotency_key_invalid',
      });
    });

  test('that is empty, in quotes or not, is missing', () => {
    for (const header of ['', '""'])
      assert.throws(() => readIdempotencyKey(toEvent({ 'idempotency-key': header })), {
        name: 'idempotency_key_missing',
      });
  });
});
