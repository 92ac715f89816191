import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { connect } from 'node:tls';
import {
  type ExchangeLimits,
  exchange,
  type ProviderRequest,
  type Reply,
  toUrl,
} from '../../../shared/provider/exchange.ts';
import { headersOf } from './headers-of.ts';
import { makeSelfSigned } from './self-signed.ts';

const CANCEL: ProviderRequest = {
  method: 'POST',
  path: '/v1/payments/1/cancel',
  headers: { 'content-type': 'application/json', 'x-auth-token': 'tok' },
  body: '{"reason":"devolução"}',
  movesMoney: true,
};

const MAX_ANSWER_BYTES = 256 * 1024;

/** So long that only what hangs takes longer, on a busy machine too. */
const AMPLE_MS = 5 * 60_000;

function toLimits(limits: Partial<ExchangeLimits> = {}): ExchangeLimits {
  const { signal } = new AbortController();
  return { timeoutMs: AMPLE_MS, signal, mayLeave: () => true, ...limits };
}

const send = (url: string, limits?: Partial<ExchangeLimits>) => exchange(url, CANCEL, toLimits(limits));

type Raw = {
  readonly url: string;
  readonly port: number;
  /** Every byte that came in, by connection. */
  readonly received: string[];
  /** When the first bytes have come, and were answered. */
  readonly asked: Promise<void>;
};

/** A server of bytes: `answer` is called once for each connection, when its first bytes have come. */
async function listen(t: TestContext, answer: (socket: Socket) => void): Promise<Raw> {
  const received: string[] = [];
  const asked = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    const at = received.push('') - 1;
    socket.on('error', () => undefined);
    socket.once('data', () => {
      answer(socket);
      asked.resolve();
    });
    socket.on('data', (chunk) => {
      received[at] += chunk.toString();
    });
    t.after(() => socket.destroy());
  });
  return { ...(await listenOn(t, server)), received, asked: asked.promise };
}

async function listenOn(t: TestContext, server: Server): Promise<{ url: string; port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return { url: `http://127.0.0.1:${address.port}`, port: address.port };
}

function toHttp(status: string, body: string, headers: readonly string[] = []): string {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return [`HTTP/1.1 ${status}`, length, ...headers, '', body].join('\r\n');
}

/** Time limits that are over when the test says so. */
function holdTimeLimit(t: TestContext) {
  const limit = new AbortController();
  t.mock.method(AbortSignal, 'timeout', () => limit.signal);
  return { end: () => limit.abort(new DOMException('The time is over.', 'TimeoutError')) };
}

const answerWith = (text: string) => (socket: Socket) => socket.end(text);

describe('a path is sent as it was built, or not at all:', () => {
  const rows: readonly { base: string; path: string; url?: string }[] = [
    { base: 'https://a.test', path: '/payment/1/cancel', url: 'https://a.test/payment/1/cancel' },
    { base: 'https://a.test/', path: '/payment/1', url: 'https://a.test/payment/1' },
    { base: 'https://a.test/gateway', path: '/v1/x', url: 'https://a.test/gateway/v1/x' },
    { base: 'https://a.test/gateway/', path: '/v1/x', url: 'https://a.test/gateway/v1/x' },
    { base: 'http://a.test:8080', path: '/v1/x?y=1', url: 'http://a.test:8080/v1/x?y=1' },
    { base: 'https://a.test', path: '/payment/../cancel' },
    { base: 'https://a.test', path: '/payment/./cancel' },
    { base: 'https://a.test', path: '/payment/%2e%2e/cancel' },
    { base: 'https://a.test', path: '/payment/.%2E/cancel' },
    { base: 'https://a.test', path: '/payment/..' },
    { base: 'https://a.test/gateway', path: '/..' },
    { base: 'https://a.test', path: '/payment/1#/cancel' },
    { base: 'https://a.test', path: '/payment/a b/cancel' },
    { base: 'https://a.test', path: '/payment/1\\..\\2' },
    { base: 'https://a.test', path: '/payment/1\n/cancel' },
    { base: 'https://a.test', path: '/payment/ção' },
    { base: 'https://a.test', path: 'payment/1' },
    { base: 'https://a.test', path: '@b.test/payment/1' },
    { base: 'https://a.test', path: '.b.test/payment/1' },
    { base: 'https://a.test', path: ':81/payment/1' },
  ];
  for (const { base, path, url } of rows) {
    test(`${base} and ${JSON.stringify(path)}`, () => {
      if (url) assert.equal(toUrl(base, path).href, url);
      else assert.throws(() => toUrl(base, path));
    });
  }

  test('a request with a path of another form reaches nobody', async (t) => {
    const server = await listen(t, answerWith(toHttp('200 OK', '{}')));

    await assert.rejects(exchange(server.url, { ...CANCEL, path: '/a/../b' }, toLimits()));

    assert.deepEqual(server.received, []);
  });
});

test('a request goes out once, whole, on a connection of its own', async (t) => {
  const server = await listen(t, answerWith(toHttp('200 OK', '{"ok":true}')));

  const replies = [await send(server.url), await send(server.url)];

  assert.deepEqual(replies, Array(2).fill({ is: 'answered', status: 200, body: { ok: true } }));
  assert.equal(server.received.length, 2);
  const [head = '', body] = server.received[0]?.split('\r\n\r\n') ?? [];
  assert.equal(body, CANCEL.body);
  const [line, ...headers] = head.toLowerCase().split('\r\n');
  assert.equal(line, 'post /v1/payments/1/cancel http/1.1');
  assert.deepEqual(headers.toSorted(), [
    'accept: application/json',
    'connection: close',
    `content-length: ${Buffer.byteLength(CANCEL.body ?? '')}`,
    'content-type: application/json',
    `host: 127.0.0.1:${server.port}`,
    'x-auth-token: tok',
  ]);
});

test('a GET has no body and no length', async (t) => {
  const server = await listen(t, answerWith(toHttp('200 OK', '{}')));

  await exchange(server.url, { method: 'GET', path: '/payment/1' }, toLimits());

  assert.match(server.received[0] ?? '', /^GET \/payment\/1 HTTP\/1\.1\r\n/);
  assert.doesNotMatch(server.received[0] ?? '', /content-length|transfer-encoding/i);
});

describe('an answer that is whole counts:', () => {
  const rows: readonly { name: string; text: string; reply: Reply }[] = [
    {
      name: 'an error',
      text: toHttp('422 No', '{"a":1}'),
      reply: { is: 'answered', status: 422, body: { a: 1 } },
    },
    {
      name: 'no body',
      text: toHttp('204 None', ''),
      reply: { is: 'answered', status: 204, body: undefined },
    },
    {
      name: 'a redirect, which is not followed',
      text: toHttp('307 There', '', ['location: /other']),
      reply: { is: 'answered', status: 307, body: undefined },
    },
    {
      name: 'chunks',
      text: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n',
      reply: { is: 'answered', status: 200, body: { a: 1 } },
    },
    {
      name: 'a body that ends with its connection',
      text: 'HTTP/1.1 200 OK\r\n\r\n{"a":1}',
      reply: { is: 'answered', status: 200, body: { a: 1 } },
    },
    {
      name: 'one that follows an interim answer',
      text: `HTTP/1.1 103 Early\r\n\r\n${toHttp('200 OK', '{"a":1}')}`,
      reply: { is: 'answered', status: 200, body: { a: 1 } },
    },
    {
      name: 'one with more than one character set',
      text: toHttp('200 OK', '{"a":"não é"}'),
      reply: { is: 'answered', status: 200, body: { a: 'não é' } },
    },
  ];
  for (const { name, text, reply } of rows) {
    test(name, async (t) => {
      const server = await listen(t, answerWith(text));

      assert.deepEqual(await send(server.url), reply);

      assert.equal(server.received.length, 1);
    });
  }

  for (const size of [1, 1_000, 16_384, 65_536, 131_072, MAX_ANSWER_BYTES]) {
    test(`one of ${size} bytes whose connection ends at once`, async (t) => {
      const body = `"${'x'.repeat(size - 2 < 0 ? 0 : size - 2)}"`;
      const server = await listen(t, answerWith(toHttp('200 OK', size === 1 ? '7' : body)));

      for (let times = 0; times < 5; times++) {
        const reply = await send(server.url);
        assert.equal(reply.is, 'answered', 'why' in reply ? reply.why : '');
      }
    });
  }
});

describe('an answer that is not whole is lost, with its status where there was one:', () => {
  type Row = { name: string; answer: (socket: Socket) => void; status?: number };
  const rows: readonly Row[] = [
    { name: 'a reset', answer: (socket) => socket.resetAndDestroy() },
    { name: 'an end without a byte', answer: (socket) => socket.end() },
    { name: 'no HTTP', answer: answerWith('SSH-2.0-OpenSSH\r\n') },
    { name: 'half of the headers', answer: answerWith('HTTP/1.1 200 OK\r\nconte') },
    {
      name: 'less than its length',
      answer: answerWith('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a":1}'),
      status: 200,
    },
    {
      name: 'a chunk cut off',
      answer: answerWith('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"a":1}'),
      status: 200,
    },
    {
      name: 'chunks without their end',
      answer: answerWith('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n'),
      status: 200,
    },
    { name: 'JSON cut off', answer: answerWith(toHttp('422 No', '{"a":')), status: 422 },
    { name: 'HTML', answer: answerWith(toHttp('401 No', '<html></html>')), status: 401 },
    {
      name: 'an upgrade',
      answer: answerWith('HTTP/1.1 101 Switch\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    },
    {
      name: 'one byte too many',
      answer: answerWith(toHttp('200 OK', `"${'x'.repeat(MAX_ANSWER_BYTES - 1)}"`)),
      status: 200,
    },
  ];
  for (const { name, answer, status } of rows) {
    test(name, async (t) => {
      const server = await listen(t, answer);

      const reply = await send(server.url);

      assert.ok(reply.is === 'lost', `it is ${reply.is}`);
      if (status !== undefined) assert.equal(reply.status, status);
      assert.equal(server.received.length, 1);
    });
  }

  test('an endless body, of which no more is read than may be', async (t) => {
    let sent = 0;
    const server = await listen(t, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const pour = () => {
        while (!socket.destroyed && socket.write('x'.repeat(16_384))) sent += 16_384;
      };
      socket.on('drain', pour);
      pour();
    });

    assert.equal((await send(server.url)).is, 'lost');

    assert.ok(sent < 40 * MAX_ANSWER_BYTES, `${sent} bytes were poured`);
  });
});

describe('an answer that does not come in time is lost:', () => {
  const rows: readonly { name: string; answer: (socket: Socket) => void; status?: number }[] = [
    { name: 'none', answer: () => undefined },
    {
      name: 'none after the headers',
      answer: (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'),
      status: 200,
    },
    {
      name: 'none after half of it',
      answer: (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n{"a":'),
      status: 200,
    },
  ];
  for (const { name, answer, status } of rows) {
    test(`${name}, by the time limit`, async (t) => {
      const limit = holdTimeLimit(t);
      const server = await listen(t, answer);
      const isSoFar = status ? headersOf(t) : server.asked;

      const replying = send(server.url);
      await isSoFar;
      limit.end();
      const reply = await replying;

      assert.ok(reply.is === 'lost');
      assert.equal(reply.status, status);
    });

    test(`${name}, by an abort`, async (t) => {
      const aborting = new AbortController();
      const server = await listen(t, answer);
      const isSoFar = status ? headersOf(t) : server.asked;

      const replying = send(server.url, { signal: aborting.signal });
      await isSoFar;
      aborting.abort();
      const reply = await replying;

      assert.ok(reply.is === 'lost');
      assert.equal(reply.status, status);
    });
  }

  test('and its connection is closed', async (t) => {
    const limit = holdTimeLimit(t);
    const closed = Promise.withResolvers<void>();
    const server = await listen(t, (socket) => socket.once('close', () => closed.resolve()));

    const replying = send(server.url);
    await server.asked;
    limit.end();
    await replying;

    await closed.promise;
  });
});

describe('a request that does not leave is known not to have left:', () => {
  test('nobody listens', async (t) => {
    const server = createServer();
    const { url } = await listenOn(t, server);
    await new Promise((resolve) => server.close(resolve));

    const reply = await send(url);

    assert.equal(reply.is === 'not_sent' && reply.why, 'unreachable');
  });

  test('the name leads nowhere', async () => {
    const reply = await send('http://no-such-host.invalid');

    assert.equal(reply.is === 'not_sent' && reply.why, 'unreachable');
    assert.doesNotMatch(JSON.stringify(reply), /no-such-host/);
  });

  test('it was aborted before', async (t) => {
    const server = await listen(t, answerWith(toHttp('200 OK', '{}')));

    const reply = await send(server.url, { signal: AbortSignal.abort() });

    assert.equal(reply.is, 'not_sent');
    assert.deepEqual(server.received.join(''), '');
  });

  test('it may not leave any more', async (t) => {
    const server = await listen(t, answerWith(toHttp('200 OK', '{}')));

    const reply = await send(server.url, { mayLeave: () => false });

    assert.equal(reply.is === 'not_sent' && reply.why, 'stopped');
    assert.deepEqual(server.received.join(''), '');
  });

  test('it is aborted while it asks whether it may leave', async (t) => {
    const server = await listen(t, answerWith(toHttp('200 OK', '{}')));
    const aborting = new AbortController();
    const mayLeave = () => {
      aborting.abort();
      return !aborting.signal.aborted;
    };

    const reply = await send(server.url, { signal: aborting.signal, mayLeave });

    assert.equal(reply.is === 'not_sent' && reply.why, 'stopped');
    assert.deepEqual(server.received.join(''), '');
  });

  test('the certificate is nobody’s', async (t) => {
    let requests = 0;
    const server = createTlsServer(makeSelfSigned('127.0.0.1'), (_request, response) => {
      requests += 1;
      response.end('{}');
    });
    server.on('tlsClientError', () => undefined);
    const { url, port } = await listenOn(t, server);
    // Whoever does not look at the certificate gets in.
    const careless = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    await once(careless, 'secureConnect');
    careless.destroy();

    const reply = await send(url.replace('http:', 'https:'));

    assert.equal(reply.is === 'not_sent' && reply.why, 'unreachable');
    assert.equal(requests, 0);
  });

  test('nobody speaks TLS where it should', async (t) => {
    const server = await listen(t, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));

    const reply = await send(server.url.replace('http:', 'https:'));

    assert.equal(reply.is === 'not_sent' && reply.why, 'unreachable');
    assert.doesNotMatch(server.received.join(''), /tok|payments/);
  });

  test('the handshake does not end in time', async (t) => {
    const limit = holdTimeLimit(t);
    const server = await listen(t, () => undefined);

    const replying = send(server.url.replace('http:', 'https:'));
    await server.asked;
    limit.end();
    const reply = await replying;

    assert.equal(reply.is === 'not_sent' && reply.why, 'unreachable');
  });
});

test('whether it may leave is asked once, when the connection stands and before a byte is sent', async (t) => {
  const asked: string[] = [];
  const connected = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    connected.resolve();
    socket.once('data', () => {
      asked.push('data');
      socket.end(toHttp('200 OK', '{}'));
    });
  });
  const { url } = await listenOn(t, server);

  const reply = await send(url, { mayLeave: () => asked.push('asked') > 0 });

  await connected.promise;
  assert.equal(reply.is, 'answered');
  assert.deepEqual(asked, ['asked', 'data']);
});
