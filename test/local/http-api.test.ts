import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { createRouteTable } from '../../infra/local/http-api/route-table.ts';
import { ACCOUNT } from './fixture-assembly.ts';
import { startFixtureStack } from './fixture-stack.ts';

const PAYMENT = '/v1/merchants/{merchantId}/letpay/payments/{paymentId}';

const stack = await startFixtureStack({
  functions: {
    Echo: {
      source: 'export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });',
    },
    Answer: { source: 'export const handler = async (event) => JSON.parse(event.body);' },
    Fallback: { source: 'export const handler = async () => ({ statusCode: 404, body: "nothing here" });' },
  },
  routes: { [`POST ${PAYMENT}/cancellations`]: 'Echo', 'POST /answer': 'Answer', $default: 'Fallback' },
  template: {
    Outputs: {
      EchoName: { Value: { Ref: 'Echo' } },
      ApiUrl: { Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, '/']] } },
    },
  },
});

const CANCELLATIONS = '/v1/merchants/loja-1/letpay/payments/p1/cancellations';

async function echo(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(stack.url + path, { method: 'POST', ...init });
  return z.record(z.string(), z.unknown()).parse(await response.json());
}

function answerWith(value: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${stack.url}/answer`, { method: 'POST', headers, body: JSON.stringify(value) });
}

describe('the most specific route wins:', () => {
  const KEYS = ['ANY /{proxy+}', 'GET /a/{id}', 'ANY /a/{id}', 'GET /a/b', 'GET /a/{id}/c', '$default'];
  const routes = createRouteTable(
    KEYS.map((routeKey) => ({ routeKey, functionArn: '', timeoutMs: 1, mustBeSigned: false })),
  );
  const ROWS: readonly [method: string, path: string, routeKey: string, parameters: object][] = [
    ['GET', '/a/b', 'GET /a/b', {}],
    ['GET', '/a/x', 'GET /a/{id}', { id: 'x' }],
    ['POST', '/a/x', 'ANY /a/{id}', { id: 'x' }],
    ['POST', '/a/b', 'ANY /a/{id}', { id: 'b' }],
    ['GET', '/a/x/c', 'GET /a/{id}/c', { id: 'x' }],
    ['GET', '/a/x/d', 'ANY /{proxy+}', { proxy: 'a/x/d' }],
    ['GET', '/', '$default', {}],
  ];

  for (const [method, path, routeKey, parameters] of ROWS)
    test(`${method} ${path} is ${routeKey}`, () => {
      const match = routes(method, path);
      assert.equal(match?.route.routeKey, routeKey);
      assert.deepEqual(match?.pathParameters, parameters);
    });
});

test('the event is one of payload format 2.0', async () => {
  const before = Date.now();
  const event = await echo(`${CANCELLATIONS.replace('p1', 'p%20%C3%A9')}?a=1&b=x%26y&a=2+3&c`, {
    headers: {
      'Content-Type': 'application/json',
      'X-Mixed-Case': 'Yes',
      Cookie: 'k=v; l=w',
      'User-Agent': 'test',
    },
    body: '{ "amount": 1035 }',
  });

  const { requestContext, headers, ...rest } = z
    .looseObject({
      headers: z.record(z.string(), z.string()),
      requestContext: z.looseObject({ time: z.string(), timeEpoch: z.number(), requestId: z.string() }),
    })
    .parse(event);
  const path = '/v1/merchants/loja-1/letpay/payments/p é/cancellations';
  assert.deepEqual(rest, {
    version: '2.0',
    routeKey: `POST ${PAYMENT}/cancellations`,
    rawPath: path,
    rawQueryString: 'a=1&b=x%26y&a=2+3&c',
    cookies: ['k=v', 'l=w'],
    queryStringParameters: { a: '1,2 3', b: 'x&y', c: '' },
    pathParameters: { merchantId: 'loja-1', paymentId: 'p é' },
    body: '{ "amount": 1035 }',
    isBase64Encoded: false,
  });
  assert.equal(headers['x-mixed-case'], 'Yes');
  assert.equal(headers['x-forwarded-for'], '127.0.0.1');
  assert.equal(headers.cookie, undefined);
  const { time, timeEpoch, requestId, apiId, domainName, domainPrefix, ...context } = requestContext;
  assert.match(time, /^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  assert.ok(before <= timeEpoch && timeEpoch <= Date.now(), `at ${timeEpoch}`);
  assert.ok(requestId.length > 10);
  assert.equal(domainName, `${apiId}.execute-api.sa-east-1.amazonaws.com`);
  assert.equal(domainPrefix, apiId);
  assert.deepEqual(context, {
    accountId: ACCOUNT,
    authorizer: {
      iam: {
        accessKey: 'local',
        accountId: ACCOUNT,
        callerId: ACCOUNT,
        cognitoIdentity: null,
        principalOrgId: '',
        userArn: `arn:aws:iam::${ACCOUNT}:root`,
        userId: ACCOUNT,
      },
    },
    http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
    routeKey: `POST ${PAYMENT}/cancellations`,
    stage: '$default',
  });
});

describe('a body arrives byte for byte:', () => {
  const NO_TEXT = Buffer.from([0xff, 0xfe, 0x00]);
  const ROWS: readonly [what: string, type: string, body: string | Buffer, event: object][] = [
    [
      'JSON as text',
      'application/json; charset=utf-8',
      '{"é": 1}\r\n',
      { body: '{"é": 1}\r\n', isBase64Encoded: false },
    ],
    ['a problem as text', 'application/problem+json', '{}', { body: '{}', isBase64Encoded: false }],
    ['plain text as text', 'text/plain', 'é', { body: 'é', isBase64Encoded: false }],
    ['a form in base64', 'application/x-www-form-urlencoded', 'a=b', { body: 'YT1i', isBase64Encoded: true }],
    ['what is no text in base64', 'application/json', NO_TEXT, { body: '//4A', isBase64Encoded: true }],
    ['none at all', 'application/json', '', { body: undefined, isBase64Encoded: false }],
  ];

  for (const [what, type, body, expected] of ROWS)
    test(what, async () => {
      const event = await echo(CANCELLATIONS, { headers: { 'content-type': type }, body });
      assert.deepEqual({ body: event.body, isBase64Encoded: event.isBase64Encoded }, expected);
    });
});

test('a header that comes twice is joined by a comma', async () => {
  const sent = request(stack.url + CANCELLATIONS, {
    method: 'POST',
    headers: { 'idempotency-key': ['a', 'b'] },
  }).end();
  const [response] = await once(sent, 'response');
  const event = z
    .object({ headers: z.record(z.string(), z.string()) })
    .parse(JSON.parse(Buffer.concat(await response.toArray()).toString()));

  assert.equal(event.headers['idempotency-key'], 'a,b');
});

describe('answers are those of an HTTP API:', () => {
  test('a response with a status code is answered as it says', async () => {
    const response = await answerWith({
      statusCode: 202,
      headers: { Location: '/x', 'Retry-After': 3 },
      cookies: ['a=1', 'b=2'],
      body: 'aGVsbG8=',
      isBase64Encoded: true,
    });

    assert.equal(response.status, 202);
    assert.equal(response.headers.get('location'), '/x');
    assert.equal(response.headers.get('retry-after'), '3');
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.equal(await response.text(), 'hello');
  });

  test('a value without a status code is a 200 of JSON', async () => {
    const response = await answerWith({ hello: 'world' });

    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.deepEqual(await response.json(), { hello: 'world' });
  });

  for (const [what, value] of [
    ['a status code that is none', { statusCode: 'many' }],
    ['a header that cannot be one', { statusCode: 200, headers: { 'x-a': 'b\r\nc: d' } }],
  ] as const)
    test(`${what} is a 500`, async () => {
      const response = await answerWith(value);

      assert.equal(response.status, 500);
      assert.deepEqual(await response.json(), { message: 'Internal Server Error' });
    });

  test('a function that fails is a 500', async () => {
    const response = await fetch(`${stack.url}/answer`, { method: 'POST', body: 'no JSON' });

    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { message: 'Internal Server Error' });
  });

  for (const path of ['/v1/%zz', '/v1/%ff', '/v1?a=%e9'])
    test(`${path} is a 400`, async () => {
      const response = await fetch(stack.url + path);

      assert.equal(response.status, 400);
      assert.deepEqual(await response.json(), { message: 'Bad Request' });
    });

  test('more than 10 MB is a 413', async () => {
    const response = await fetch(`${stack.url}/answer`, {
      method: 'POST',
      body: Buffer.alloc(10 * 1024 * 1024 + 1),
    });

    assert.equal(response.status, 413);
    assert.deepEqual(await response.json(), { message: 'Request Entity Too Large' });
  });

  for (const method of ['HEAD', 'OPTIONS', 'DELETE', 'PATCH'])
    test(`${method} goes to $default`, async () => {
      assert.equal((await fetch(stack.url + CANCELLATIONS, { method })).status, 404);
    });
});

describe('GET /_local, which is no route of the API,', () => {
  test('says where the rest of the stack is, and calls the API by its local address', async () => {
    const response = await fetch(`${stack.url}/_local`);

    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.deepEqual(await response.json(), {
      awsUrl: stack.awsUrl,
      region: stack.region,
      stackName: 'Estorno',
      outputs: { EchoName: 'Estorno-Echo', ApiUrl: `${stack.url}/` },
    });
  });

  for (const [method, path] of [
    ['POST', '/_local'],
    ['GET', '/_local/'],
    ['GET', '/%5flocal'],
  ] as const)
    test(`is not ${method} ${path}`, async () => {
      assert.equal((await fetch(stack.url + path, { method })).status, 404);
    });
});
