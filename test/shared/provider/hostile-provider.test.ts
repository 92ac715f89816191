import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { letpay } from '../../../functions/letpay/connector.ts';
import { sopague } from '../../../functions/sopague/connector.ts';
import { attempt } from '../../../shared/operation/perform.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { BaseCredentials, Connector, Order } from '../../../shared/provider/connector.ts';
import { createVault, startProcess } from '../sessions/session-process.ts';
import { type ByteAnswer, startByteServer } from './byte-server.ts';

const LETPAY_ID = '8f048623-16c6-47da-aca1-546a16e8fb99';
const SOPAGUE_ID = '0'.repeat(42);

const ROWS = [
  {
    name: 'LetPay',
    cancel: toCancel(letpay, LETPAY_ID, { apiKey: 'hush-key', apiSecret: 'hush-pass' }),
    login: (token: unknown) => ({ token }),
    done: { transaction_status: 'CANCELED', payment_token: LETPAY_ID },
  },
  {
    name: 'SoPague',
    cancel: toCancel(sopague, SOPAGUE_ID, { userName: 'hush-user', password: 'hush-pass' }),
    login: (token: unknown) => ({ authenticated: true, accessToken: token }),
    done: { returnCode: '0', paymentId: SOPAGUE_ID, amount: 1035 },
  },
];

/** Cancels one payment through real sessions, at a provider of that address. */
function toCancel<C extends BaseCredentials>(connector: Connector<C>, paymentId: string, secret: object) {
  const { id: provider, auth } = connector;
  const credentials = connector.credentials.parse({ ...secret, environment: 'sandbox' });
  const order: Order = {
    ...{ merchantId: 'loja-1', provider, paymentId, method: 'void', amount: 1035 },
    ...{ operationId: 'op_1', idempotencyKey: '00000000-0000-8000-8000-000000000000' },
  };
  return async (baseUrl: string, signal = new AbortController().signal): Promise<AttemptResult> => {
    const handle = startProcess({ auth, provider, baseUrl, vault: createVault(credentials) }).open({
      signal,
    });
    return attempt(connector, order, (request) => handle.send(request)).finally(() => handle.close());
  };
}

function json(value: unknown, status = '200 OK', headers: readonly string[] = []): ByteAnswer {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  const head = [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, ...headers, '', ''];
  return (socket) => socket.end(head.join('\r\n') + body);
}

/** Writes for as long as the other side reads. */
function pour(head: string, piece: string): ByteAnswer {
  return (socket) => {
    socket.write(head);
    const write = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', write);
    write();
  };
}

/** Bytes that a provider drips before the invocation's time is over. */
const DRIPS = 10;

/** A byte now and then, so that no silence is ever long. */
function drip(head: string, stop: () => void): ByteAnswer {
  return (socket) => {
    socket.write(head);
    dripOn(socket, DRIPS, stop);
  };
}

function dripOn(socket: Socket, left: number, stop: () => void): void {
  if (left === 0) stop();
  else socket.write(' ', () => setImmediate(() => dripOn(socket, left - 1, stop)));
}

const OK = 'HTTP/1.1 200 OK\r\n';
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const deepObjects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** Answers to a request that moves money, none of which says what became of it. */
const HOSTILE: readonly {
  readonly name: string;
  /** `stop`: ends the invocation. */
  readonly answer: (done: object, stop: () => void) => ByteAnswer;
}[] = [
  { name: 'a body without an end', answer: () => pour(`${OK}\r\n`, ' '.repeat(16_384)) },
  {
    name: 'chunks without an end',
    answer: () => pour(`${OK}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n'.repeat(999)),
  },
  { name: 'headers without an end', answer: () => pour(OK, 'x-more: and more\r\n'.repeat(99)) },
  { name: 'one header without an end', answer: () => pour(`${OK}x-more: `, 'x'.repeat(16_384)) },
  { name: 'a body that drips', answer: (_done, stop) => drip(`${OK}content-length: 9999\r\n\r\n{`, stop) },
  { name: 'headers that drip', answer: (_done, stop) => drip('HTTP/1.1 200 OK\r\nx-more:', stop) },
  {
    name: 'a bomb of gzip',
    answer: (done) => {
      const body = gzipSync(JSON.stringify({ ...done, padding: ' '.repeat(5_000_000) }));
      const head = `${OK}content-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`;
      return (socket) => socket.end(Buffer.concat([Buffer.from(head), body]));
    },
  },
  { name: 'JSON as deep as the cap allows', answer: () => json(deep(130_000)) },
  { name: 'objects as deep as the cap allows', answer: () => json(deepObjects(40_000)) },
  {
    name: 'a gzip that is none',
    answer: () => json('no gzip', '200 OK', ['content-encoding: gzip']),
  },
  { name: 'a page of a gateway', answer: () => json('<html>', '200 OK', ['content-type: text/html']) },
  { name: 'success in a prototype', answer: (done) => json(`{"__proto__":${JSON.stringify(done)}}`) },
  { name: 'success in a constructor', answer: (done) => json({ constructor: { prototype: done } }) },
  {
    name: 'more than its length',
    answer: (done) => json(`${JSON.stringify(done)}{`, '200 OK', ['x-more: 1']),
  },
  {
    name: 'less than its length',
    answer: (done) => (socket) => socket.end(`${OK}content-length: 9999\r\n\r\n${JSON.stringify(done)}`),
  },
  {
    name: 'two lengths',
    answer: (done) => (socket) =>
      socket.end(`${OK}content-length: 2\r\ncontent-length: 3\r\n\r\n${JSON.stringify(done)}`),
  },
  {
    name: 'a length and chunks',
    answer: () => (socket) =>
      socket.end(`${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  },
  { name: 'a length below zero', answer: () => (socket) => socket.end(`${OK}content-length: -1\r\n\r\n{}`) },
  { name: 'no HTTP at all', answer: () => (socket) => socket.end('\u0000\u0001\u0002') },
];

for (const { name, cancel, login, done } of ROWS) {
  describe(`${name}, were it hostile:`, () => {
    for (const { name, answer } of HOSTILE) {
      test(`${name} leaves unknown what became of the request`, { timeout: 60_000 }, async (t) => {
        const stopping = new AbortController();
        const server = await startByteServer(
          t,
          json(login('tok')),
          answer(done, () => stopping.abort()),
        );

        const result = await cancel(server.url, stopping.signal);

        assert.equal(result.status, 'indeterminate');
        assert.equal(server.received.length, 2);
        assert.equal(Object.hasOwn(Object.prototype, 'transaction_status'), false);
      });
    }

    test('a redirect is not followed, so nobody else gets the token', async (t) => {
      const elsewhere = await startByteServer(t, json(done));
      const away = json('', '307 Go', [`location: ${elsewhere.url}/cancel`]);
      const server = await startByteServer(t, json(login('tok')), away);

      const result = await cancel(server.url);

      assert.equal(result.status, 'indeterminate');
      assert.deepEqual([server.received.length, elsewhere.received.length], [2, 0]);
    });

    const TOKENS: readonly [name: string, token: unknown][] = [
      ['a line break', 'tok\r\nx-injected: 1'],
      ['a lone line feed', 'tok\nx'],
      ['a NUL', 'tok\u0000'],
      ['a space', 'tok en'],
      ['a letter outside of ASCII', 'tokén'],
      ['a character of two bytes', 'tok\u010a'],
      ['no character', ''],
      ['more characters than a header may have', 'x'.repeat(4_097)],
      ['no text', { toString: 'tok' }],
      ['a list', ['tok']],
    ];
    for (const [name, token] of TOKENS) {
      test(`a token with ${name} goes into no header`, async (t) => {
        const server = await startByteServer(t, json(login(token)), json(done));

        const result = await cancel(server.url);

        assert.equal(result.status, 'not_sent');
        assert.equal(server.received.length, 1);
      });
    }
  });
}
