import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { letpay } from '../../../functions/letpay/connector.ts';
import { sopague } from '../../../functions/sopague/connector.ts';
import type { BaseCredentials, Connector } from '../../../shared/provider/connector.ts';
import type { ProviderRequest } from '../../../shared/provider/exchange.ts';
import { createHarness } from '../../contract/harness.ts';

/** So many bytes that drip show that there is no end to them. */
const DRIPS = 5;

const ROWS = [
  {
    connector: letpay,
    credentials: { apiKey: 'hush-key', apiSecret: 'hush-pass', environment: 'sandbox' },
    command: { paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99' },
    login: (token: unknown) => ({ token }),
    done: { transaction_status: 'CANCELED', payment_token: '8f048623-16c6-47da-aca1-546a16e8fb99' },
  },
  {
    connector: sopague,
    credentials: { userName: 'hush-user', password: 'hush-pass', environment: 'sandbox' },
    command: { paymentId: '0'.repeat(42), amount: 1035 },
    login: (token: unknown) => ({ authenticated: true, accessToken: token }),
    done: { returnCode: '0', paymentId: '0'.repeat(42), amount: 1035 },
  },
] as const;

type Answer = (socket: Socket) => void;

/** A server of bytes, which answers each connection in turn, and the last way again and again. */
async function listen(t: TestContext, ...answers: readonly Answer[]) {
  const received: string[] = [];
  const server = createServer((socket) => {
    const at = received.push('') - 1;
    socket.on('error', () => undefined);
    socket.once('data', () => answers[Math.min(at, answers.length - 1)]?.(socket));
    socket.on('data', (chunk) => {
      received[at] += chunk.toString('latin1');
    });
    t.after(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { url: `http://127.0.0.1:${address.port}`, received };
}

function json(value: unknown, status = '200 OK', headers: readonly string[] = []): Answer {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  const head = [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, ...headers, '', ''];
  return (socket) => socket.end(head.join('\r\n') + body);
}

/** Writes for as long as the other side reads. */
function pour(head: string, piece: string): Answer {
  return (socket) => {
    socket.write(head);
    const write = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', write);
    write();
  };
}

/** A byte now and then, so that no silence is ever long; after some of them the time is over. */
function drip(head: string, end: () => void): Answer {
  return (socket) => {
    socket.write(head);
    let drips = 0;
    const dripping = setInterval(() => {
      socket.write(' ');
      drips += 1;
      if (drips === DRIPS) end();
    }, 20);
    socket.on('close', () => clearInterval(dripping));
  };
}

const OK = 'HTTP/1.1 200 OK\r\n';
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const deepObjects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** Answers to a request that moves money, none of which says what became of it. */
const HOSTILE: readonly {
  readonly name: string;
  readonly answer: (done: object, end: () => void) => Answer;
}[] = [
  { name: 'a body without an end', answer: () => pour(`${OK}\r\n`, ' '.repeat(16_384)) },
  {
    name: 'chunks without an end',
    answer: () => pour(`${OK}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n'.repeat(999)),
  },
  { name: 'headers without an end', answer: () => pour(OK, 'x-more: and more\r\n'.repeat(99)) },
  { name: 'one header without an end', answer: () => pour(`${OK}x-more: `, 'x'.repeat(16_384)) },
  { name: 'a body that drips', answer: (_done, end) => drip(`${OK}content-length: 9999\r\n\r\n{`, end) },
  { name: 'headers that drip', answer: (_done, end) => drip('HTTP/1.1 200 OK\r\nx-more:', end) },
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

for (const { connector, credentials, command, login, done } of ROWS) {
  const startAny = (url: string, over: AbortSignal) =>
    connector.id === 'letpay'
      ? start(letpay, url, credentials, over)
      : start(sopague, url, credentials, over);

  describe(`${connector.name}, were it hostile:`, () => {
    const cancel = (url: string, over = new AbortController().signal) => startAny(url, over).cancel(command);
    for (const { name, answer } of HOSTILE) {
      test(`${name} leaves a doubt`, async (t) => {
        const over = new AbortController();
        const server = await listen(
          t,
          json(login('tok')),
          answer(done, () => over.abort()),
        );

        const answered = await cancel(server.url, over.signal);

        assert.equal(answered.is, 'doubt');
        assert.equal(server.received.length, 2);
        assert.equal(Object.hasOwn(Object.prototype, 'transaction_status'), false);
      });
    }

    test('a redirect is not followed, so nobody else gets the token', async (t) => {
      const elsewhere = await listen(t, json(done));
      const away = json('', '307 Go', [`location: ${elsewhere.url}/cancel`]);
      const server = await listen(t, json(login('tok')), away);

      const answered = await cancel(server.url);

      assert.equal(answered.is, 'doubt');
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
        const server = await listen(t, json(login(token)), json(done));

        const answered = await cancel(server.url);

        assert.equal(answered.is, 'not_sent');
        assert.equal(server.received.length, 1);
      });
    }
  });
}

/** @param over when requests that move money have taken too long */
function start<C extends BaseCredentials>(
  connector: Connector<C>,
  baseUrl: string,
  secret: object,
  over: AbortSignal,
) {
  const credentials = connector.credentials.parse(secret);
  const patience = ({ movesMoney }: ProviderRequest) => (movesMoney ? over : undefined);
  return createHarness(connector, { baseUrl, credentials, patience });
}
