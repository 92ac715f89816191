import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import type { Exchange } from '../../../shared/ports/exchange.ts';
import { REFUSED_LOGIN_MS } from '../../../shared/provider/budgets.ts';
import type { Account } from '../../../shared/sessions/session.ts';
import { createStaticSessions } from '../../../shared/sessions/static-sessions.ts';
import { toCall } from '../../contract/harness.ts';

type Credentials = { readonly apiKey: SecretText };

const CANCEL = { method: 'POST', path: '/cancel', movesMoney: true } as const;

/** A provider that lets one key in, and an account whose secret is another by the time it is read again. */
function setScene({ letsIn, rotatedTo = 'key-1' }: { letsIn: string; rotatedTo?: string }) {
  const shown: (string | undefined)[] = [];
  let passedMs = 0;
  const exchange: Exchange = async (_baseUrl, { headers }, { mayLeave }) => {
    if (!mayLeave()) return { is: 'not_sent', why: 'stopped', detail: 'it was stopped' };
    const key = headers?.['x-api-key'];
    shown.push(key);
    return { is: 'answered', status: key === letsIn ? 200 : 401, body: {} };
  };
  const log = { info: () => {}, error: () => {} };
  const scheme = {
    mode: 'static',
    toHeaders: ({ apiKey }: Credentials) => ({ 'x-api-key': apiKey.reveal() }),
    toProbe: () => ({ method: 'GET', path: '/' }) as const,
  } as const;
  const clock = () => Date.now() + passedMs;
  const sessions = createStaticSessions<Credentials>({ scheme, exchange, clock, log });
  const toAccount = (key: string): Account<Credentials> => ({
    ...{ merchantId: 'loja-1', provider: 'pagazul', baseUrl: 'http://pagazul.invalid', sessions: 1 },
    ...{ credentials: { apiKey: new SecretText(key) }, secretVersion: `version of ${key}` },
    refresh: async () => toAccount(rotatedTo),
  });
  const open = (limits = {}) =>
    sessions.open(toAccount('key-1'), { ...toCall(limits), deadline: clock() + 29_000 });
  return {
    shown,
    open,
    send: (limits = {}) => open(limits).send(CANCEL),
    pass(ms: number) {
      passedMs += ms;
    },
  };
}

const REFUSED = {
  ...{ is: 'not_sent', code: 'provider_auth_failed', final: true },
  detail: 'The provider refused the credentials.',
};

test('a request shows the credentials', async () => {
  const { send, shown } = setScene({ letsIn: 'key-1' });

  assert.equal((await send()).is, 'answered');

  assert.deepEqual(shown, ['key-1']);
});

test('credentials that are refused are left alone for a minute, and tried again then', async () => {
  const { send, shown, pass } = setScene({ letsIn: 'other' });

  assert.deepEqual([await send(), await send()], [REFUSED, REFUSED]);
  assert.equal(shown.length, 1);
  pass(REFUSED_LOGIN_MS + 1);
  await send();

  assert.equal(shown.length, 2);
});

test('a secret that was rotated is shown at once, and again by whoever has the old one still', async () => {
  const { send, shown } = setScene({ letsIn: 'key-2', rotatedTo: 'key-2' });

  assert.equal((await send()).is, 'answered');
  assert.equal((await send()).is, 'answered');

  assert.deepEqual(shown, ['key-1', 'key-2', 'key-1', 'key-2']);
});

test('a rotated secret that is refused as well ends the matter', async () => {
  const { send, shown } = setScene({ letsIn: 'other', rotatedTo: 'key-2' });

  assert.deepEqual(await send(), REFUSED);

  assert.deepEqual(shown, ['key-1', 'key-2']);
});

test('nothing that moves money leaves when it may not', async () => {
  const { send, shown } = setScene({ letsIn: 'key-1' });

  const reply = await send({ mayMoveMoney: () => false });

  assert.equal(reply.is === 'not_sent' && reply.code, 'deadline_exceeded');
  assert.deepEqual(shown, []);
});

test('both secrets are taken out of a text, the old one and the new', async () => {
  const { open } = setScene({ letsIn: 'key-2', rotatedTo: 'key-2' });
  const hold = open();
  await hold.send(CANCEL);

  assert.doesNotMatch(hold.redact('not key-1 and not key-2') ?? '', /key-/);
});
