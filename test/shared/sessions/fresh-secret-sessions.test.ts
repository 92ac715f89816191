import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProblemCode } from '../../../shared/domain/problem.ts';
import type { Account, CallLimits, NotSent, SessionReply } from '../../../shared/ports/sessions.ts';
import { createFreshSecretSessions } from '../../../shared/sessions/fresh-secret-sessions.ts';
import { silentLog } from '../bus/fakes.ts';
import { toLimits } from './session-process.ts';

type Credentials = { readonly name: string };

const PAY = { method: 'PUT', path: '/pix', body: '{}', movesMoney: true } as const;
const DONE: SessionReply = { is: 'answered', status: 200, isJson: true, body: {} };
const LIMITS: CallLimits = toLimits({ deadline: 29_000 });

const notSent = (code: ProblemCode): NotSent => ({ is: 'not_sent', code });

/** Sessions whose provider takes one version of the secret only. `stored`: the version that is stored now. */
function begin({ stored, otherwise, isPlain = false }: Scene) {
  const steps: string[] = [];
  const toAccount = (version: string): Account<Credentials> => ({
    ...{ merchantId: 'loja-1', provider: 'pix', sessions: 1, secretVersion: version },
    credentials: { name: version },
    endpoints: {
      api: 'https://bank.invalid',
      ...(!isPlain && { clientCertificate: { cert: '', key: '', validUntil: 0 } }),
    },
    refresh: async () => {
      steps.push('secret read');
      if (stored === 'unreadable') throw new Error('no answer');
      return toAccount(stored);
    },
  });
  const sessions = createFreshSecretSessions<Credentials>({
    log: silentLog,
    inner: {
      open: ({ secretVersion }) => ({
        send: async () => {
          steps.push(`sent with ${secretVersion}`);
          return secretVersion === 'corrected' ? DONE : otherwise;
        },
        redact: (text) => text.replace(secretVersion, '[redacted]'),
        redactId: (id) => id.replace(secretVersion, 'redacted'),
        close: async () => void steps.push(`closed ${secretVersion}`),
      }),
    },
  });
  return { handle: sessions.open(toAccount('old'), LIMITS), steps };
}

type Scene = { readonly stored: string; readonly otherwise: SessionReply; readonly isPlain?: boolean };

describe('a corrected client certificate works at once where the old one', () => {
  for (const [name, code] of [
    ['could not be used', 'merchant_not_configured'],
    ['was not accepted', 'provider_unreachable'],
    ['was not accepted at the login', 'provider_unavailable'],
  ] as const)
    test(name, async () => {
      const { handle, steps } = begin({ stored: 'corrected', otherwise: notSent(code) });

      assert.deepEqual(await handle.send(PAY), DONE);
      await handle.close();

      assert.deepEqual(steps, [
        'sent with old',
        'secret read',
        'closed old',
        'sent with corrected',
        'closed corrected',
      ]);
      assert.equal(handle.redact('old and corrected'), '[redacted] and [redacted]');
      assert.equal(handle.redactId('old-corrected'), 'redacted-redacted');
    });
});

test('the secret is read once, however many requests a session sends', async () => {
  const refused = notSent('provider_unreachable');
  const { handle, steps } = begin({ stored: 'old', otherwise: refused });

  assert.deepEqual(await handle.send(PAY), refused);
  assert.deepEqual(await handle.send(PAY), refused);

  assert.deepEqual(steps, ['sent with old', 'secret read', 'sent with old']);
});

test('a secret that cannot be read leaves the reply as it was', async () => {
  const refused = notSent('merchant_not_configured');
  const { handle } = begin({ stored: 'unreadable', otherwise: refused });

  assert.deepEqual(await handle.send(PAY), refused);
});

describe('the secret is not read, and nothing is sent again,', () => {
  const rows: readonly (readonly [string, Scene])[] = [
    [
      'where there is no certificate',
      { stored: 'corrected', otherwise: notSent('provider_unreachable'), isPlain: true },
    ],
    ['where the time is over', { stored: 'corrected', otherwise: notSent('deadline_exceeded') }],
    [
      'where the answer to a request was lost',
      { stored: 'corrected', otherwise: { is: 'lost', why: 'connection lost', status: undefined } },
    ],
  ];
  for (const [name, scene] of rows)
    test(name, async () => {
      const { handle, steps } = begin(scene);

      assert.deepEqual(await handle.send(PAY), scene.otherwise);

      assert.deepEqual(steps, ['sent with old']);
    });
});
