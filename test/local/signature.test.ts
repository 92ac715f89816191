import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { startFixtureStack } from './fixture-stack.ts';

const stack = await startFixtureStack(
  {
    functions: {
      Open: { source: 'export const handler = async (e) => String(e.requestContext.authorizer);' },
      Echo: { source: 'export const handler = async (e) => e.requestContext.authorizer.iam.accessKey;' },
    },
    routes: { $default: 'Echo', 'POST /open': 'Open' },
    publicRoutes: ['POST /open'],
  },
  { auth: { accessKeyId: 'loja', secretAccessKey: 'segredo' } },
);

type Signing = {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly service?: string;
  readonly region?: string;
  readonly signingDate?: Date;
  readonly applyChecksum?: boolean;
};

const SENT = {
  path: '/v1/merchants/loja-1/p%20q',
  query: { b: ['2', '1'], a: 'x y/é' },
  body: '{"amount":1}',
};
const SENT_URL = `${stack.url}${SENT.path}?b=2&b=1&a=x%20y%2F%C3%A9`;

async function signed(signing: Signing = {}): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: signing.service ?? 'execute-api',
    region: signing.region ?? stack.region,
    credentials: {
      accessKeyId: signing.accessKeyId ?? 'loja',
      secretAccessKey: signing.secretAccessKey ?? 'segredo',
    },
    sha256: Sha256,
    applyChecksum: signing.applyChecksum ?? true,
  });
  const headers = { host: new URL(stack.url).host, 'content-type': 'application/json' };
  const request = new HttpRequest({ method: 'POST', ...SENT, headers });
  const { headers: all } = await signer.sign(request, { signingDate: signing.signingDate ?? new Date() });
  return all;
}

function send(headers: Record<string, string>, body = SENT.body, url = SENT_URL): Promise<Response> {
  return fetch(url, { method: 'POST', headers, body });
}

for (const applyChecksum of [true, false])
  test(`a signed request is let in, ${applyChecksum ? 'with' : 'without'} a header of the body’s hash`, async () => {
    const response = await send(await signed({ applyChecksum }));

    assert.equal(response.status, 200);
    assert.equal(await response.text(), 'loja');
  });

test('a public route requires no signature, and gets no caller', async () => {
  const response = await send({}, SENT.body, `${stack.url}/open`);

  assert.equal(response.status, 200);
  assert.equal(await response.text(), 'undefined');
});

test('nor does GET /_local', async () => {
  assert.equal((await fetch(`${stack.url}/_local`)).status, 200);
});

describe('refused is', () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const ROWS: readonly [what: string, request: () => Promise<Response>][] = [
    ['a request without a signature', () => send({})],
    ['another secret', async () => send(await signed({ secretAccessKey: 'outro' }))],
    ['another access key', async () => send(await signed({ accessKeyId: 'outra' }))],
    ['a signature for another service', async () => send(await signed({ service: 'lambda' }))],
    ['a signature for another region', async () => send(await signed({ region: 'us-east-1' }))],
    ['a signature of six minutes ago', async () => send(await signed({ signingDate: minutesAgo(6) }))],
    ['a signature of six minutes ahead', async () => send(await signed({ signingDate: minutesAgo(-6) }))],
    ['another body', async () => send(await signed(), '{"amount":2}')],
    [
      'another body, its hash not sent',
      async () => send(await signed({ applyChecksum: false }), '{"amount":2}'),
    ],
    ['another query', async () => send(await signed(), SENT.body, `${SENT_URL}&c=3`)],
    ['a changed header', async () => send({ ...(await signed()), 'content-type': 'text/plain' })],
  ];

  for (const [what, request] of ROWS)
    test(what, async () => {
      const response = await request();

      assert.equal(response.status, 403);
      assert.deepEqual(await response.json(), { message: 'Forbidden' });
    });
});
