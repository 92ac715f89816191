import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callHttp } from '../e2e/http-client.ts';
import { startFixtureStack } from './fixture-stack.ts';

const ASSEMBLY = {
  functions: { Echo: { source: 'export const handler = async () => "here";' } },
  routes: { $default: 'Echo', 'POST /callbacks': 'Echo' },
  publicRoutes: ['POST /callbacks'],
};

const stack = await startFixtureStack(ASSEMBLY);
const signedStack = await startFixtureStack(ASSEMBLY, {
  auth: { accessKeyId: 'loja', secretAccessKey: 'segredo' },
});

async function call(host: string, path: string, { url } = stack): Promise<number> {
  const method = path === '/callbacks' ? 'POST' : 'GET';
  return (await callHttp(url, { method, path, headers: { host } })).status;
}

describe('where nobody has to sign, the API answers by names that no page of the web can have:', () => {
  const ROWS: readonly [host: string, status: number][] = [
    ['127.0.0.1:8787', 200],
    ['127.0.0.1', 200],
    ['[::1]:8787', 200],
    ['192.168.1.7:8787', 200],
    ['localhost:9000', 200],
    ['estorno:8787', 200],
    ['host.docker.internal:8787', 200],
    ['loja.localhost', 200],
    ['shop.example', 403],
    ['127.0.0.1.shop.example:8787', 403],
    ['localhost.shop.example', 403],
    ['shop.example.', 403],
  ];
  for (const [host, status] of ROWS)
    for (const path of ['/v1/providers', '/_local'])
      test(`${path} by "${host}": ${status}`, async () => assert.equal(await call(host, path), status));

  test('but for callbacks, which may come through a tunnel and move nothing', async () =>
    assert.equal(await call('tunnel.example', '/callbacks'), 200));

  test('and says how to call it', async () => {
    const { text } = await callHttp(stack.url, { path: '/', headers: { host: 'shop.example' } });
    assert.match(text, /Call it at 127\.0\.0\.1, or start it with --auth and sign/);
  });
});

describe('the AWS port, which does not check the secret part of a signature, answers by no other names:', () => {
  const ROWS: readonly [host: string, status: number, says: RegExp][] = [
    ['127.0.0.1:4566', 400, /ResourceNotFoundException/],
    ['host.docker.internal:4566', 400, /ResourceNotFoundException/],
    ['shop.example', 403, /not called by public host names\. Call it at 127\.0\.0\.1/],
  ];
  for (const [host, expected, says] of ROWS)
    test(`"${host}": ${expected}`, async () => {
      const { status, text } = await callHttp(stack.awsUrl, {
        method: 'POST',
        path: '/',
        headers: {
          host,
          authorization: 'AWS4 Credential=local/x',
          'x-amz-target': 'secretsmanager.GetSecretValue',
        },
        body: '{"SecretId":"none"}',
      });
      assert.equal(status, expected);
      assert.match(text, says);
    });
});

test('where callers sign, the signature decides, and where the rest of the stack is stays here', async () => {
  const { text } = await callHttp(signedStack.url, { path: '/', headers: { host: 'shop.example' } });
  assert.equal(text, '{"message":"Forbidden"}');
  assert.equal(await call('shop.example', '/_local', signedStack), 403);
});
