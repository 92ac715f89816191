import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { createServer, type ServerOptions } from 'node:https';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { Endpoints, Reply } from '../../../shared/ports/exchange.ts';
import { listenOn } from './byte-server.ts';
import { type ExchangeProcess, startExchangeProcess } from './exchange-process.ts';
import { makeSelfSigned } from './self-signed.ts';

const BANK = makeSelfSigned('localhost');
const MERCHANT = makeSelfSigned('loja-1');
const STRANGER = makeSelfSigned('stranger');
const NEVER = Date.parse('9999-12-31T00:00:00Z');

/** A bank that lets in only who shows the merchant's certificate. */
async function startBank(t: TestContext, options: ServerOptions = {}) {
  const shown: string[] = [];
  const server = createServer(
    { ...BANK, ca: [MERCHANT.cert], requestCert: true, rejectUnauthorized: true, ...options },
    ({ socket }, response) => {
      shown.push(nameIn(socket as TLSSocket));
      response.end('{"txid":"1"}');
    },
  );
  server.on('tlsClientError', () => undefined);
  const { port } = await listenOn(t, server);
  return { api: `https://localhost:${port}`, shown };
}

function nameIn(socket: TLSSocket): string {
  const { subject }: PeerCertificate = socket.getPeerCertificate();
  return String(subject?.CN);
}

let client: ExchangeProcess;

before(async () => {
  client = await startExchangeProcess(BANK.cert);
});
after(() => client.close());

type Certificate = Omit<NonNullable<Endpoints['clientCertificate']>, 'validUntil'>;

/** @param validUntil as its secret says @default never */
function send(api: string, certificate?: Certificate, validUntil = NEVER): Promise<Reply> {
  const endpoints = { api, ...(certificate && { clientCertificate: { ...certificate, validUntil } }) };
  return client.send(endpoints, { method: 'PUT', path: '/pix', body: '{}', movesMoney: true });
}

const ANSWERED: Reply = { is: 'answered', status: 200, isJson: true, body: { txid: '1' } };

test("a request shows the merchant's certificate", async (t) => {
  const { api, shown } = await startBank(t);

  assert.deepEqual(await send(api, MERCHANT), ANSWERED);

  assert.deepEqual(shown, ['loja-1']);
});

test('a key may have a passphrase', async (t) => {
  const { api, shown } = await startBank(t);

  assert.deepEqual(await send(api, { ...toLocked('hush'), passphrase: 'hush' }), ANSWERED);

  assert.deepEqual(shown, ['loja-1']);
});

describe('without the right certificate nothing is done,', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const [name, certificate] of [
      ['none', undefined],
      ["a stranger's", STRANGER],
    ] as const) {
      test(`${name}, over ${version}`, async (t) => {
        const { api, shown } = await startBank(t, { maxVersion: version });

        const reply = await send(api, certificate);

        // Over TLS 1.3 the bank says no only after the request has left.
        assert.equal(reply.is, version === 'TLSv1.2' ? 'not_sent' : 'lost');
        assert.deepEqual(shown, []);
      });
    }
  }
});

describe('a certificate that cannot be used keeps the request from being sent:', () => {
  const rows: readonly [name: string, certificate: Certificate][] = [
    ['a wrong passphrase', { ...toLocked('hush'), passphrase: 'other' }],
    ['no passphrase', toLocked('hush')],
    ['the key of another', { cert: MERCHANT.cert, key: STRANGER.key }],
    ['a certificate that is no PEM', { cert: 'hush', key: MERCHANT.key }],
    ['a key that is no PEM', { cert: MERCHANT.cert, key: 'hush' }],
  ];
  for (const [name, certificate] of rows) {
    test(name, async (t) => {
      const { api, shown } = await startBank(t);

      const reply = await send(api, certificate);

      assert.ok(reply.is === 'not_sent');
      assert.equal(reply.why, 'bad_certificate');
      assert.doesNotMatch(reply.detail, /hush|PRIVATE/);
      assert.deepEqual(shown, []);
    });
  }
});

test('a certificate that has expired meanwhile keeps the request from being sent', async (t) => {
  const { api, shown } = await startBank(t, { maxVersion: 'TLSv1.3' });

  const reply = await send(api, MERCHANT, Date.now() - 1);

  const detail = 'the client certificate has expired';
  assert.deepEqual(reply, { is: 'not_sent', why: 'bad_certificate', detail });
  assert.deepEqual(shown, []);
});

test('a host without TLS is not shown it', async (t) => {
  const server = createServer();
  const { port } = await listenOn(t, server);
  await new Promise((resolve) => server.close(resolve));

  const reply = await send(`http://localhost:${port}`, { cert: 'hush', key: 'hush' });

  assert.equal(reply.is === 'not_sent' && reply.why, 'unreachable');
});

function toLocked(passphrase: string) {
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const;
  return { cert: MERCHANT.cert, key: createPrivateKey(MERCHANT.key).export(options).toString() };
}
