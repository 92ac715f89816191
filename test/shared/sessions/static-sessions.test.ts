import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import type { StaticAuth } from '../../../shared/provider/auth-scheme.ts';
import { REFUSED_LOGIN_MS } from '../../../shared/provider/budgets.ts';
import { listenOn } from '../provider/byte-server.ts';
import { createVault, startProcess } from './session-process.ts';
import { createVirtualTime } from './virtual-time.ts';

type Credentials = { readonly apiKey: SecretText };

const CANCEL = { method: 'POST', path: '/cancel', body: '{}', movesMoney: true } as const;

/** The provider documents a 403 with this code for a key that it does not know. */
const AUTH: StaticAuth<Credentials> = {
  type: 'static',
  toHeaders: ({ apiKey }) => ({ 'x-api-key': apiKey.reveal() }),
  isRefusal: ({ status, isJson, body }) =>
    status === 403 && isJson && JSON.stringify(body) === '{"error":"unknown_key"}',
  toProbe: () => ({ method: 'GET', path: '/' }),
};

type Answer = { readonly status: number; readonly body: string; readonly retryAfter?: string };

const UNKNOWN_KEY: Answer = { status: 403, body: '{"error":"unknown_key"}' };

/** A provider that lets one key in, and a process that has read `key-1`. */
async function begin(t: TestContext, letsIn: string, otherwise: Answer = UNKNOWN_KEY) {
  const shown: unknown[] = [];
  let known = letsIn;
  let answer = otherwise;
  const server = createServer(({ headers }, response) => {
    const key = headers['x-api-key'];
    shown.push(key);
    if (answer.retryAfter) response.setHeader('retry-after', answer.retryAfter);
    response.statusCode = key === known ? 200 : answer.status;
    response.end(key === known ? '{}' : answer.body);
  });
  const { url: baseUrl } = await listenOn(t, server);
  const time = createVirtualTime();
  const vault = createVault<Credentials>({ apiKey: new SecretText('key-1') });
  const process = startProcess({ auth: AUTH, provider: 'pagazul', baseUrl, vault, time });
  return {
    ...{ shown, time, vault, open: process.open, lines: process.lines },
    send: (limits = {}) => process.send(CANCEL, limits),
    rotateTo(key: string) {
      vault.credentials = { apiKey: new SecretText(key) };
      vault.version = `version of ${key}`;
    },
    /** The provider knows this key from now on, and answers others so. */
    letIn(key: string, others: Answer = UNKNOWN_KEY) {
      known = key;
      answer = others;
    },
  };
}

const REFUSED = {
  is: 'not_sent',
  code: 'provider_auth_failed',
  detail: 'The provider refused the credentials.',
  credentialsRefused: true,
};

test('a request shows the credentials', async (t) => {
  const { send, shown, vault } = await begin(t, 'key-1');

  assert.equal((await send()).is, 'answered');

  assert.deepEqual(shown, ['key-1']);
  assert.equal(vault.reads, 0);
});

test('credentials that the provider refuses in its documented form are left alone for a minute', async (t) => {
  const { send, shown, time, lines } = await begin(t, 'other');

  assert.deepEqual(await send(), REFUSED);
  time.advance(10_000);
  const next = await send();
  assert.ok(next.is === 'not_sent');
  assert.deepEqual([next.code, next.credentialsRefused], ['provider_auth_failed', undefined]);
  assert.deepEqual([next.permanent, next.retryAfterMs], [undefined, undefined]);
  assert.equal(shown.length, 1);
  assert.deepEqual(lines, ['credentials_refused']);

  time.advance(REFUSED_LOGIN_MS);
  assert.deepEqual(await send(), REFUSED);
  assert.equal(shown.length, 2);
});

test('a secret that was rotated is shown at once, and again by a session that has the old one still', async (t) => {
  const { send, shown, rotateTo } = await begin(t, 'key-2');
  rotateTo('key-2');

  assert.equal((await send()).is, 'answered');
  assert.equal((await send()).is, 'answered');

  assert.deepEqual(shown, ['key-1', 'key-2', 'key-1', 'key-2']);
});

test('a rotated secret that is refused as well is reported as refused', async (t) => {
  const { send, shown, rotateTo } = await begin(t, 'other');
  rotateTo('key-2');

  assert.deepEqual(await send(), REFUSED);

  assert.deepEqual(shown, ['key-1', 'key-2']);
});

test('credentials that were corrected within the minute work at once', async (t) => {
  const { send, shown, rotateTo, letIn } = await begin(t, 'other');
  await send();
  rotateTo('key-2');
  letIn('key-2');

  assert.equal((await send()).is, 'answered');

  assert.deepEqual(shown, ['key-1', 'key-2']);
});

test('each request under a lockout reads the secret once past its cache', async (t) => {
  const { send, vault } = await begin(t, 'other');
  await send();
  const before = vault.reads;

  await send();

  assert.equal(vault.reads, before + 1);
});

describe('a 401 that is not the documented refusal is a provider in trouble:', () => {
  const rows: readonly { name: string; answer: Answer; retryAfterMs?: number }[] = [
    { name: 'of a gateway', answer: { status: 401, body: '<html>' } },
    { name: 'in unknown words', answer: { status: 401, body: '{"error":"who_are_you"}' } },
    {
      name: 'that asks for a pause',
      answer: { status: 401, body: '', retryAfter: '9' },
      retryAfterMs: 9_000,
    },
  ];
  for (const { name, answer, retryAfterMs } of rows) {
    test(name, async (t) => {
      const { send, shown, letIn } = await begin(t, 'other', answer);

      const reply = await send();

      assert.ok(reply.is === 'not_sent');
      assert.deepEqual([reply.code, reply.retryAfterMs], ['provider_unavailable', retryAfterMs]);
      assert.deepEqual([reply.credentialsRefused, reply.permanent], [undefined, undefined]);
      letIn('key-1');
      assert.equal((await send()).is, 'answered');
      assert.equal(shown.length, 2);
    });
  }
});

test('a 403 of a firewall is an answer to the request, and says nothing of the credentials', async (t) => {
  const { send, lines } = await begin(t, 'other', { status: 403, body: '<html>' });

  assert.deepEqual(await send(), { is: 'answered', status: 403, isJson: false, body: undefined });

  assert.deepEqual(lines, []);
});

test('nothing that moves money leaves when it may not', async (t) => {
  const { send, shown } = await begin(t, 'key-1');

  const reply = await send({ mayMoveMoney: () => false });

  assert.equal(reply.is === 'not_sent' && reply.code, 'deadline_exceeded');
  assert.deepEqual(shown, []);
});

test('both secrets are taken out of a text, the old one and the new', async (t) => {
  const { open, rotateTo } = await begin(t, 'key-2');
  rotateTo('key-2');
  const handle = open();
  await handle.send(CANCEL);

  assert.equal(handle.redact('not key-1 and not key-2'), 'not [redacted] and not [redacted]');
  await handle.close();
});
