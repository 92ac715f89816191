import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { letpayAuth } from '../../../functions/letpay/auth.ts';
import { sopagueAuth } from '../../../functions/sopague/auth.ts';
import { credentialsSchema } from '../../../functions/sopague/credentials.ts';
import type { SessionReply } from '../../../shared/ports/sessions.ts';
import { REFUSED_LOGIN_MS } from '../../../shared/provider/budgets.ts';
import { createMemorySessionStores } from '../../contract/memory-session-stores.ts';
import { type RawAnswer, startRawProvider } from '../../contract/raw-provider.ts';
import { toCredentials } from './letpay-processes.ts';
import { createVault, type ProcessOptions, startProcess } from './session-process.ts';
import { createVirtualTime } from './virtual-time.ts';

const READ = { method: 'GET', path: '/payment/1' } as const;

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): RawAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const html = (status: number, headers: Readonly<Record<string, string>> = {}): RawAnswer => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body: `<html>${status}</html>`,
});

const DONE = json(200, {});
const UNAUTHORIZED = json(401, { errors: [] });

const CREDENTIALS_REFUSED = {
  is: 'not_sent',
  code: 'provider_auth_failed',
  detail: 'The provider refused the credentials.',
  credentialsRefused: true,
};

const toSopague = (name: string) =>
  credentialsSchema.parse({ userName: name, password: `${name}-password`, environment: 'sandbox' });

/** Both kinds of sessions that log in, and what their providers answer to a login. */
const KINDS = [
  {
    name: 'a token in one request at a time',
    begin: toBeginner({
      ...{ auth: letpayAuth, provider: 'letpay', toSecret: toCredentials },
    }),
    token: json(200, { token: 'tok' }),
    refusal: json(401, { errors: [{ code: '00.01.0001', description: 'no' }] }),
  },
  {
    name: 'a token for many requests',
    begin: toBeginner({
      ...{ auth: sopagueAuth, provider: 'sopague', toSecret: toSopague },
    }),
    token: json(200, { authenticated: true, accessToken: 'tok' }),
    refusal: json(200, { authenticated: false }),
  },
];

type Kind<C> = Pick<ProcessOptions<C>, 'auth' | 'provider'> & { readonly toSecret: (name: string) => C };

/** Starts a provider with these answers, the last one again and again, and one process. */
function toBeginner<C>({ toSecret, ...kind }: Kind<C>) {
  return async (t: TestContext, ...answers: readonly RawAnswer[]) => {
    const provider = await startRawProvider(...answers);
    t.after(() => provider.close());
    const time = createVirtualTime();
    const vault = createVault(toSecret('old'));
    const options = { ...kind, baseUrl: provider.url, vault, stores: createMemorySessionStores(), time };
    const { send, lines } = startProcess(options);
    return {
      ...{ time, lines, send: () => send(READ) },
      /** What the provider received so far, in short. */
      asked: () => provider.received.map(({ method }) => (method === 'POST' ? 'login' : 'read')).join(' '),
      bodies: () => provider.received.map(({ body }) => body),
      secretReads: () => vault.reads,
      /** The one whose process has not seen the secret's present version. */
      correct() {
        vault.credentials = toSecret('corrected');
        vault.version = 'v2';
      },
      /** Another process over the same stores. */
      sendByOther: () => startProcess(options).send(READ),
    };
  };
}

const isAnswered = (reply: SessionReply) => reply.is === 'answered';

for (const { name, begin, token, refusal } of KINDS) {
  describe(`with ${name},`, () => {
    test('credentials that the provider refuses are reported as refused, and not as a permanent failure', async (t) => {
      const { send, asked, secretReads } = await begin(t, refusal);

      assert.deepEqual(await send(), CREDENTIALS_REFUSED);

      assert.equal(asked(), 'login');
      assert.equal(secretReads(), 1);
    });

    test('nobody is asked again for a minute, and that is not called a refusal', async (t) => {
      const { send, sendByOther, asked, time } = await begin(t, refusal);
      await send();
      time.advance(20_000);

      for (const reply of [await send(), await sendByOther()]) {
        assert.ok(reply.is === 'not_sent');
        assert.deepEqual([reply.code, reply.credentialsRefused], ['provider_auth_failed', undefined]);
        assert.equal(reply.permanent, undefined);
        assert.equal(reply.retryAfterMs, undefined);
      }

      assert.equal(asked(), 'login');
    });

    test('after that minute the provider is asked again', async (t) => {
      const { send, asked, time } = await begin(t, refusal);
      await send();
      time.advance(REFUSED_LOGIN_MS);

      assert.deepEqual(await send(), CREDENTIALS_REFUSED);

      assert.equal(asked(), 'login login');
    });

    test('credentials that were corrected work at once, for who was refused and for others', async (t) => {
      const { send, sendByOther, asked, bodies, correct } = await begin(t, refusal, token, DONE);
      await send();
      correct();

      assert.ok(isAnswered(await send()));
      assert.ok(isAnswered(await sendByOther()));

      assert.match(asked(), /^login login read read$/);
      assert.match(bodies()[1] ?? '', /corrected/);
    });

    test('the secret is read once past its cache before a lockout is reported', async (t) => {
      const { send, secretReads } = await begin(t, refusal);
      await send();
      const before = secretReads();

      await send();

      assert.equal(secretReads(), before + 1);
    });

    test('credentials that were corrected before the provider refused the old ones are tried at once', async (t) => {
      const { send, asked, bodies, correct } = await begin(t, refusal, token, DONE);
      correct();

      assert.ok(isAnswered(await send()));

      assert.equal(asked(), 'login login read');
      assert.match(bodies()[1] ?? '', /corrected/);
    });

    test('corrected credentials that are refused as well are reported as refused, and locked out', async (t) => {
      const { send, asked, correct, sendByOther } = await begin(t, refusal);
      correct();

      assert.deepEqual(await send(), CREDENTIALS_REFUSED);
      const next = await sendByOther();

      assert.ok(next.is === 'not_sent');
      assert.deepEqual([next.code, next.credentialsRefused], ['provider_auth_failed', undefined]);
      assert.equal(asked(), 'login login');
    });

    describe('a login that nobody refused says nothing of the credentials:', () => {
      const rows: readonly { name: string; answer: RawAnswer; code: string; retryAfterMs?: number }[] = [
        { name: 'a 403 of a firewall', answer: html(403), code: 'provider_unavailable' },
        {
          name: 'a 403 of a firewall that asks for a pause',
          answer: html(403, { 'retry-after': '5' }),
          code: 'provider_unavailable',
          retryAfterMs: 5_000,
        },
        { name: 'a 401 of a gateway', answer: html(401), code: 'provider_unavailable' },
        { name: 'a 500', answer: json(500, {}), code: 'provider_unavailable' },
        { name: 'a 502 of a gateway', answer: html(502), code: 'provider_unavailable' },
        {
          name: 'a 503 that asks for a pause',
          answer: json(503, {}, { 'retry-after': '30' }),
          code: 'provider_unavailable',
          retryAfterMs: 30_000,
        },
        { name: 'a 429', answer: json(429, {}), code: 'provider_rate_limited' },
        {
          name: 'a 429 that asks for a pause',
          answer: html(429, { 'retry-after': '7' }),
          code: 'provider_rate_limited',
          retryAfterMs: 7_000,
        },
        { name: 'a 200 without a token', answer: json(200, {}), code: 'provider_unavailable' },
        { name: 'a 200 that is HTML', answer: html(200), code: 'provider_unavailable' },
      ];
      for (const { name, answer, code, retryAfterMs } of rows) {
        test(name, async (t) => {
          const { send, asked, secretReads, time } = await begin(t, answer, token, DONE);

          const reply = await send();

          assert.ok(reply.is === 'not_sent');
          assert.deepEqual([reply.code, reply.retryAfterMs], [code, retryAfterMs]);
          assert.deepEqual([reply.credentialsRefused, reply.permanent], [undefined, undefined]);
          assert.equal(secretReads(), 0);
          time.advance(retryAfterMs ?? 0);
          assert.ok(isAnswered(await send()), 'the next one waits no longer than the provider asks for');
          assert.equal(asked(), 'login login read');
        });
      }
    });

    test('no login is tried before the pause is over that the last one was answered with', async (t) => {
      const pause = json(429, {}, { 'retry-after': '30' });
      const { send, asked, time } = await begin(t, pause, token, DONE);
      await send();
      time.advance(20_000);

      const reply = await send();

      assert.ok(reply.is === 'not_sent');
      assert.deepEqual([reply.code, reply.retryAfterMs], ['provider_rate_limited', 10_000]);
      assert.equal(asked(), 'login');
    });

    test('a token that is refused once costs a login', async (t) => {
      const { send, asked } = await begin(t, token, UNAUTHORIZED, tokenOf(token, 'tok-2'), DONE);

      assert.ok(isAnswered(await send()));

      assert.equal(asked(), 'login read login read');
    });

    test('a storm of 401s under fresh tokens is a provider in trouble, and keeps no other waiting', async (t) => {
      const [second, third, fourth] = ['tok-2', 'tok-3', 'tok-4'].map((text) => tokenOf(token, text));
      const storm = [token, UNAUTHORIZED, second, UNAUTHORIZED, third, UNAUTHORIZED];
      const after = name === KINDS[0]?.name ? [fourth, DONE] : [DONE];
      const { send, asked } = await begin(
        t,
        ...[...storm, ...after].filter((answer) => answer !== undefined),
      );

      const reply = await send();

      assert.ok(reply.is === 'not_sent');
      assert.equal(reply.code, 'provider_unavailable');
      assert.deepEqual([reply.credentialsRefused, reply.permanent], [undefined, undefined]);
      assert.equal(asked(), 'login read login read login read');
      assert.ok(isAnswered(await send()));
    });

    test('a storm of 401s of a gateway is one as well, and its pause is reported', async (t) => {
      const pause = html(401, { 'retry-after': '9' });
      const { send } = await begin(
        t,
        ...[token, pause, tokenOf(token, 'tok-2'), pause, tokenOf(token, 'tok-3'), pause],
      );

      const reply = await send();

      assert.ok(reply.is === 'not_sent');
      assert.deepEqual([reply.code, reply.retryAfterMs], ['provider_unavailable', 9_000]);
    });

    test('the last login before a storm is reported is made with the secret read anew', async (t) => {
      const answers = [
        token,
        UNAUTHORIZED,
        tokenOf(token, 'tok-2'),
        UNAUTHORIZED,
        tokenOf(token, 'tok-3'),
        DONE,
      ];
      const { send, bodies, correct } = await begin(t, ...answers);
      correct();

      assert.ok(isAnswered(await send()));

      assert.deepEqual(
        bodies().map((body) => /corrected/.test(body)),
        [false, false, false, false, true, false],
      );
    });
  });
}

/** The same answer to a login, with another token. */
function tokenOf(answer: RawAnswer, text: string): RawAnswer {
  return { ...answer, body: answer.body.replace('"tok"', JSON.stringify(text)) };
}
