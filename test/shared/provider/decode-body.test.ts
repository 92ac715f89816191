import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Reply } from '../../../shared/ports/exchange.ts';
import { LONGEST_BUDGET } from '../../../shared/provider/budgets.ts';
import { MAX_ANSWER_BYTES } from '../../../shared/provider/decode-body.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { startByteServer } from './byte-server.ts';

const TEXT = '{"mensagem":"devolução não aceita"}';
const DECODED = { mensagem: 'devolução não aceita' };

/** What the exchange makes of an answer with these headers and this body. */
async function receive(
  t: Parameters<typeof startByteServer>[0],
  headers: readonly string[],
  body: Buffer,
): Promise<Reply> {
  const head = ['HTTP/1.1 200 OK', `content-length: ${body.length}`, ...headers, '', ''].join('\r\n');
  const { url: api } = await startByteServer(t, (socket) =>
    socket.end(Buffer.concat([Buffer.from(head), body])),
  );
  const { signal } = new AbortController();
  const limits = { timeoutMs: LONGEST_BUDGET.exchangeMs, signal, mayLeave: () => true };
  return exchange({ api }, { method: 'GET', path: '/' }, limits);
}

describe('an answer is decompressed, though none was asked to be compressed:', () => {
  const utf8 = Buffer.from(TEXT);
  const rows: readonly [encoding: string, body: Buffer][] = [
    ['gzip', gzipSync(utf8)],
    ['GZIP', gzipSync(utf8)],
    ['x-gzip', gzipSync(utf8)],
    ['deflate', deflateSync(utf8)],
    ['deflate', deflateRawSync(utf8)],
    ['br', brotliCompressSync(utf8)],
    ['deflate, gzip', gzipSync(deflateSync(utf8))],
    ['identity', utf8],
    ['', utf8],
  ];
  for (const [encoding, body] of rows) {
    test(`${encoding}, ${body.length} bytes`, async (t) => {
      const reply = await receive(t, [`content-encoding: ${encoding}`], body);

      assert.deepEqual(reply, { is: 'answered', status: 200, isJson: true, body: DECODED });
    });
  }

  test('gzip of nothing', async (t) => {
    const reply = await receive(t, ['content-encoding: gzip'], Buffer.alloc(0));

    assert.deepEqual(reply, { is: 'answered', status: 200, isJson: false, body: undefined, isEmpty: true });
  });

  test('as much as may be', async (t) => {
    const body = gzipSync(`"${'x'.repeat(MAX_ANSWER_BYTES - 2)}"`);

    assert.equal((await receive(t, ['content-encoding: gzip'], body)).is, 'answered');
  });
});

describe('an answer that cannot be decompressed is lost, with its status:', () => {
  const bomb = `"${'x'.repeat(MAX_ANSWER_BYTES - 1)}"`;
  const rows: readonly [name: string, encoding: string, body: Buffer][] = [
    ['gzip of one byte too many', 'gzip', gzipSync(bomb)],
    ['deflate of one byte too many', 'deflate', deflateSync(bomb)],
    ['br of one byte too many', 'br', brotliCompressSync(bomb)],
    ['gzip of gzip of too much', 'gzip, gzip', gzipSync(gzipSync('x'.repeat(50_000_000)))],
    ['half of a gzip', 'gzip', gzipSync(TEXT).subarray(0, 30)],
    ['what is no gzip', 'gzip', Buffer.from('no gzip')],
    ['JSON that is cut off, and is no gzip', 'gzip', Buffer.from(TEXT.slice(0, -1))],
    ['an encoding that is not known', 'zstd', zstdCompressSync(TEXT)],
  ];
  for (const [name, encoding, body] of rows) {
    test(name, async (t) => {
      const reply = await receive(t, [`content-encoding: ${encoding}`], body);

      assert.deepEqual([reply.is, 'status' in reply && reply.status], ['lost', 200]);
    });
  }
});

describe('an answer is read though its headers are wrong about it:', () => {
  const rows: readonly [name: string, encoding: string, body: Buffer][] = [
    ['it is not compressed', 'gzip', Buffer.from(TEXT)],
    ['it is not compressed, and behind a byte-order mark', 'br', Buffer.from(`\ufeff${TEXT}\r\n`)],
    ['it is in no encoding that there is', 'utf-8', Buffer.from(TEXT)],
    ['it is compressed', 'identity', gzipSync(TEXT)],
    ['it is compressed once', 'gzip', gzipSync(TEXT)],
  ];
  for (const [name, encoding, body] of rows)
    test(name, async (t) => {
      const reply = await receive(t, [`content-encoding: ${encoding}`], body);

      assert.deepEqual(reply, { is: 'answered', status: 200, isJson: true, body: DECODED });
    });
});

describe('an answer is read in its own character set:', () => {
  const utf16 = Buffer.from(TEXT, 'utf16le');
  const rows: readonly [name: string, type: string, body: Buffer][] = [
    ['none named', 'application/json', Buffer.from(TEXT)],
    ['UTF-8', 'application/json; charset=utf-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte-order mark', 'application/json', Buffer.from(`\ufeff${TEXT}`)],
    ['Latin-1', 'application/json;charset=ISO-8859-1', Buffer.from(TEXT, 'latin1')],
    ['Windows, in quotes', 'text/plain; charset="windows-1252"', Buffer.from(TEXT, 'latin1')],
    ['UTF-16', 'application/json; charset=utf-16le', utf16],
    ['UTF-16 by its mark alone', 'application/json', Buffer.concat([Buffer.of(0xff, 0xfe), utf16])],
    [
      'UTF-16, the other way round',
      'application/json',
      Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(utf16).swap16()]),
    ],
    ['a mark against the name', 'application/json; charset=iso-8859-1', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 of which nothing says so', 'application/json', utf16],
    [
      'UTF-16, the other way round, that is called UTF-8',
      'application/json; charset=utf-8',
      Buffer.from(utf16).swap16(),
    ],
    ['one that nobody knows', 'application/json; charset=klingon', Buffer.from(TEXT)],
  ];
  for (const [name, type, body] of rows) {
    test(name, async (t) => {
      const reply = await receive(t, [`content-type: ${type}`], body);

      assert.deepEqual(reply, { is: 'answered', status: 200, isJson: true, body: DECODED });
    });
  }

  test('Latin-1 that is called UTF-8 is JSON all the same', async (t) => {
    const reply = await receive(t, ['content-type: application/json'], Buffer.from(TEXT, 'latin1'));

    assert.equal(reply.is === 'answered' && reply.isJson, true);
  });
});
