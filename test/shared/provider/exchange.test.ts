import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { connect } from 'node:tls';
import type { ExchangeLimits, ProviderRequest, Reply } from '../../../shared/ports/exchange.ts';
import { LONGEST_BUDGET } from '../../../shared/provider/budgets.ts';
import { MAX_ANSWER_BYTES } from '../../../shared/provider/decode-body.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { USER_AGENT } from '../../../shared/provider/user-agent.ts';
import { listenOn, startByteServer } from './byte-server.ts';
import { makeSelfSigned } from './self-signed.ts';

const CANCEL: ProviderRequest = {
  method: 'POST',
  path: '/v1/payments/1/cancel',
  headers: { 'content-type': 'application/json', 'x-auth-token': 'tok' },
  body: '{"reason":"devolução"}',
  movesMoney: true,
};

function toLimits(limits: Partial<ExchangeLimits> = {}): ExchangeLimits {
  const { signal } = new AbortController();
  return { timeoutMs: LONGEST_BUDGET.exchangeMs, signal, mayLeave: () => true, ...limits };
}

const send = (api: string, limits?: Partial<ExchangeLimits>) => exchange({ api }, CANCEL, toLimits(limits));

function toHttp(status: string, body: string, headers: readonly string[] = []): string {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return [`HTTP/1.1 ${status}`, length, ...headers, '', body].join('\r\n');
}

const answerWith = (text: string) => (socket: Socket) => socket.end(text);

test('a request with a path of another form reaches nobody', async (t) => {
  const server = await startByteServer(t, answerWith(toHttp('200 OK', '{}')));

  await assert.rejects(exchange({ api: server.url }, { ...CANCEL, path: '/a/../b' }, toLimits()));

  assert.deepEqual(server.received, []);
});

test('a request goes out once, whole, on a connection of its own', async (t) => {
  const server = await startByteServer(t, answerWith(toHttp('200 OK', '{"ok":true}')));

  const replies = [await send(server.url), await send(server.url)];

  assert.deepEqual(replies, Array(2).fill({ is: 'answered', status: 200, isJson: true, body: { ok: true } }));
  assert.equal(server.received.length, 2);
  const [head = '', body] = server.received[0]?.split('\r\n\r\n') ?? [];
  assert.equal(body, CANCEL.body);
  const [line, ...headers] = head.toLowerCase().split('\r\n');
  assert.equal(line, 'post /v1/payments/1/cancel http/1.1');
  assert.deepEqual(headers.toSorted(), [
    'accept-encoding: identity',
    'accept: application/json',
    'connection: close',
    `content-length: ${Buffer.byteLength(CANCEL.body ?? '')}`,
    'content-type: application/json',
    `host: 127.0.0.1:${server.port}`,
    `user-agent: ${USER_AGENT}`,
    'x-auth-token: tok',
  ]);
});

describe('a request says how long its body is where its method has one:', () => {
  const rows: readonly { method: ProviderRequest['method']; body?: string; length?: string }[] = [
    { method: 'GET' },
    { method: 'DELETE' },
    { method: 'DELETE', body: '{"ção":1}', length: '11' },
    { method: 'POST', length: '0' },
    { method: 'PUT', body: '{}', length: '2' },
    { method: 'PUT', length: '0' },
    { method: 'PATCH', body: '{}', length: '2' },
    { method: 'PATCH', length: '0' },
  ];
  for (const { method, body, length } of rows) {
    test(`${method} ${body ?? 'without one'}`, async (t) => {
      const server = await startByteServer(t, answerWith(toHttp('200 OK', '{}')));
      const request = { method, path: '/pix/1', ...(body !== undefined && { body }) };

      await exchange({ api: server.url }, request, toLimits());

      const [head = '', sent] = server.received[0]?.split('\r\n\r\n') ?? [];
      assert.equal(head.split('\r\n')[0], `${method} /pix/1 HTTP/1.1`);
      assert.equal(/^content-length: (.*)$/im.exec(head)?.[1], length);
      assert.doesNotMatch(head, /transfer-encoding/i);
      assert.equal(sent, body ?? '');
    });
  }
});

test('a request goes to the host that it names, with its query', async (t) => {
  const [api, query] = [
    await startByteServer(t, answerWith(toHttp('200 OK', '{}'))),
    await startByteServer(t, answerWith(toHttp('200 OK', '{}'))),
  ];
  const request = { host: 'query', method: 'GET', path: '/pix', query: { e2eid: 'E1&2', x: 'a b' } } as const;

  await exchange({ api: api.url, query: query.url }, request, toLimits());

  assert.deepEqual(api.received, []);
  assert.match(query.received[0] ?? '', /^GET \/pix\?e2eid=E1%262&x=a%20b HTTP\/1\.1\r\n/);
});

describe('an answer that is whole counts:', () => {
  const rows: readonly { name: string; text: string; reply: Reply }[] = [
    {
      name: 'an error',
      text: toHttp('422 No', '{"a":1}'),
      reply: { is: 'answered', status: 422, isJson: true, body: { a: 1 } },
    },
    {
      name: 'no body',
      text: toHttp('204 None', ''),
      reply: { is: 'answered', status: 204, isJson: false, body: undefined, isEmpty: true },
    },
    {
      name: 'a redirect, which is not followed',
      text: toHttp('307 There', '', ['location: /other']),
      reply: { is: 'answered', status: 307, isJson: false, body: undefined, isEmpty: true },
    },
    {
      name: 'chunks',
      text: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n',
      reply: { is: 'answered', status: 200, isJson: true, body: { a: 1 } },
    },
    {
      name: 'a body that ends with its connection',
      text: 'HTTP/1.1 200 OK\r\n\r\n{"a":1}',
      reply: { is: 'answered', status: 200, isJson: true, body: { a: 1 } },
    },
    {
      name: 'one that follows an interim answer',
      text: `HTTP/1.1 103 Early\r\n\r\n${toHttp('200 OK', '{"a":1}')}`,
      reply: { is: 'answered', status: 200, isJson: true, body: { a: 1 } },
    },
    {
      name: 'HTML',
      text: toHttp('403 No', '<html></html>'),
      reply: { is: 'answered', status: 403, isJson: false, body: undefined },
    },
    {
      name: 'JSON cut off under its own length',
      text: toHttp('422 No', '{"a":'),
      reply: { is: 'answered', status: 422, isJson: false, body: undefined },
    },
    {
      name: 'one that asks for a pause',
      text: toHttp('429 Slow', 'slow', ['retry-after: 7']),
      reply: { is: 'answered', status: 429, isJson: false, body: undefined, retryAfterMs: 7_000 },
    },
    {
      name: 'one with characters of several bytes',
      text: toHttp('200 OK', '{"a":"não é"}'),
      reply: { is: 'answered', status: 200, isJson: true, body: { a: 'não é' } },
    },
  ];
  for (const { name, text, reply } of rows) {
    test(name, async (t) => {
      const server = await startByteServer(t, answerWith(text));

      assert.deepEqual(await send(server.url), reply);

      assert.equal(server.received.length, 1);
    });
  }

  for (const size of [1, 1_000, 16_384, 65_536, 131_072, MAX_ANSWER_BYTES]) {
    test(`one of ${size} bytes whose connection ends at once`, async (t) => {
      const body = `"${'x'.repeat(size - 2 < 0 ? 0 : size - 2)}"`;
      const server = await startByteServer(t, answerWith(toHttp('200 OK', size === 1 ? '7' : body)));

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
    test(name, { timeout: 60_000 }, async (t) => {
      const server = await startByteServer(t, answer);

      const reply = await send(server.url);

      assert.ok(reply.is === 'lost', `it is ${reply.is}`);
      if (status !== undefined) assert.equal(reply.status, status);
      assert.equal(server.received.length, 1);
    });
  }

  test('an endless body, of which no more is read than may be', { timeout: 60_000 }, async (t) => {
    let sent = 0;
    const server = await startByteServer(t, (socket) => {
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
  const rows: readonly { name: string; answer: (socket: Socket) => void }[] = [
    { name: 'none', answer: () => undefined },
    {
      name: 'none after the headers',
      answer: (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'),
    },
    {
      name: 'none after half of it',
      answer: (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n{"a":'),
    },
  ];
  for (const { name, answer } of rows) {
    test(`${name}, by the time limit`, async (t) => {
      const server = await startByteServer(t, answer);

      const reply = await send(server.url, { timeoutMs: 100 });

      assert.notEqual(reply.is, 'answered');
    });

    test(`${name}, by an abort`, async (t) => {
      const aborting = new AbortController();
      const server = await startByteServer(t, (socket) => {
        answer(socket);
        setImmediate(() => aborting.abort());
      });

      const reply = await send(server.url, { signal: aborting.signal });

      assert.equal(reply.is, 'lost');
    });
  }

  test('and its connection is closed', async (t) => {
    const closed = Promise.withResolvers<void>();
    const aborting = new AbortController();
    const server = await startByteServer(t, (socket) => {
      socket.once('close', () => closed.resolve());
      aborting.abort();
    });

    await Promise.all([send(server.url, { signal: aborting.signal }), closed.promise]);
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
    const server = await startByteServer(t, answerWith(toHttp('200 OK', '{}')));

    const reply = await send(server.url, { signal: AbortSignal.abort() });

    assert.equal(reply.is, 'not_sent');
    assert.deepEqual(server.received.join(''), '');
  });

  test('it may not leave any more', async (t) => {
    const server = await startByteServer(t, answerWith(toHttp('200 OK', '{}')));

    const reply = await send(server.url, { mayLeave: () => false });

    assert.equal(reply.is === 'not_sent' && reply.why, 'stopped');
    assert.deepEqual(server.received.join(''), '');
  });

  test('it is aborted while it asks whether it may leave', async (t) => {
    const server = await startByteServer(t, answerWith(toHttp('200 OK', '{}')));
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
    // A client that does not verify the certificate gets in.
    const careless = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    await once(careless, 'secureConnect');
    careless.destroy();

    const reply = await send(url.replace('http:', 'https:'));

    assert.equal(reply.is === 'not_sent' && reply.why, 'unreachable');
    assert.equal(requests, 0);
  });

  test('nobody speaks TLS where it should', async (t) => {
    const server = await startByteServer(t, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));

    const reply = await send(server.url.replace('http:', 'https:'));

    assert.equal(reply.is === 'not_sent' && reply.why, 'unreachable');
    assert.doesNotMatch(server.received.join(''), /tok|payments/);
  });

  test('the handshake does not end in time', async (t) => {
    const server = await startByteServer(t, () => undefined);

    const reply = await send(server.url.replace('http:', 'https:'), { timeoutMs: 60 });

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
