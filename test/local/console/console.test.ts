import assert from 'node:assert/strict';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import * as z from 'zod';
import { type ShownState, startConsole, watchUntil } from './running-console.ts';

const answerSchema = z.looseObject({
  detail: z.string().optional(),
  paymentId: z.string().optional(),
  status: z.number().optional(),
  body: z.looseObject({ id: z.string().optional(), state: z.string().optional() }).optional(),
});

let url: string;
let token: string;

let close: () => Promise<void>;

const begun = Date.now();

before(async () => {
  ({ url, close } = await startConsole());
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  token = readToken(await page.text());
});
after(() => close());

function readToken(html: string): string {
  return /name="console-token" content="([^"]+)"/.exec(html)?.[1] ?? '';
}

/** By Node's own client: `fetch` lets nobody say another host or origin. */
async function send(path: string, { method = 'POST', headers = {}, body = {} } = {}) {
  const sent = { 'x-estorno-console': token, 'content-type': 'application/json', ...headers };
  const outgoing = request(`${url}${path}`, { method, headers: sent });
  outgoing.end(method === 'POST' ? JSON.stringify(body) : undefined);
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve).on('error', reject);
  });
  return { status: response.statusCode, answer: answerSchema.parse(await json(response)) };
}

const pull = async (control: object) => (await send('/console/controls', { body: control })).answer;

async function makePayment(provider: string, status?: string): Promise<string> {
  const { paymentId } = await pull({ provider, control: 'create_payment', amount: 4200, status });
  assert.ok(paymentId);
  return paymentId;
}

function begin(what: string, provider: string, paymentId: string) {
  const body = { what, merchantId: 'loja-1', provider, paymentId, key: `key-${paymentId}` };
  return send('/console/commands', { body });
}

describe('the page', () => {
  test('is at /, for a browser, and may load nothing but its own', async () => {
    const response = await fetch(url, { headers: { accept: 'text/html,*/*;q=0.8' } });
    const html = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';

    assert.equal(response.status, 200);
    assert.match(policy, /^default-src 'none'; script-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|http/);
    assert.doesNotMatch(html, /<script(?![^>]* src="\/console\/)|<style| style=| on\w+=|https?:/);
    for (const [, file] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g))
      assert.equal((await fetch(`${url}${file}`)).status, 200, file);
  });

  const OF_THE_API: readonly [method: string, path: string, accept: string][] = [
    ['GET', '/', '*/*'],
    ['POST', '/', 'text/html'],
    ['GET', '/console', 'text/html'],
    ['GET', '/v1/nowhere', 'text/html'],
  ];
  for (const [method, path, accept] of OF_THE_API)
    test(`leaves ${method} ${path} for ${accept} to the API`, async () => {
      const response = await fetch(`${url}${path}`, { method, headers: { accept } });
      assert.equal(response.status, 404);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
    });
});

describe('nobody but the page moves anything:', () => {
  const ROWS: readonly [what: string, headers: Record<string, string>, says: RegExp][] = [
    ['without the token', { 'x-estorno-console': '' }, /require the page's token/],
    ['with another token', { 'x-estorno-console': 'é'.repeat(32) }, /require the page's token/],
    ['from another origin', { origin: 'http://shop.example' }, /another origin/],
    ['from a sandboxed frame', { origin: 'null' }, /another origin/],
    ['by a name that was made to lead here', { host: 'shop.example' }, /asked for at another name/],
  ];
  for (const [what, headers, says] of ROWS)
    test(what, async () => {
      const body = { provider: 'letpay', control: 'expire_tokens' };
      const { status, answer } = await send('/console/controls', { headers, body });
      assert.equal(status, 403);
      assert.match(answer.detail ?? '', says);
    });

  test('and by such a name nothing is shown either', async () => {
    for (const path of ['/', '/console/live', '/console/main.js']) {
      const headers = { host: 'shop.example', accept: 'text/html' };
      assert.equal((await send(path, { method: 'GET', headers })).status, 403, path);
    }
  });
});

describe('a control', () => {
  const WRONG: readonly [what: string, control: object, says: RegExp][] = [
    ['that there is not', { provider: 'letpay', control: 'explode' }, /control/],
    [
      'of a provider that is not simulated',
      { provider: 'banco', control: 'expire_tokens' },
      /banco is not sim/,
    ],
    [
      'that makes a payment in a state of nobody',
      { provider: 'sopague', control: 'create_payment', amount: 1, status: 'PAID' },
      /It has captured/,
    ],
    ['with a field that nobody knows', { provider: 'letpay', control: 'expire_tokens', all: true }, /all/],
  ];
  for (const [what, control, says] of WRONG)
    test(`${what} is refused in words`, async () => {
      const { status, answer } = await send('/console/controls', { body: control });
      assert.equal(status, 400);
      assert.match(answer.detail ?? '', says);
    });

  const SEEN: readonly [control: Record<string, unknown>, seen: Record<string, unknown>][] = [
    [{ control: 'slow_down', ms: 40 }, { latencyMs: 40 }],
    [{ control: 'slow_down', ms: 0 }, { latencyMs: 0 }],
    [{ control: 'decide_after', ms: 70 }, { decidesAfterMs: 70 }],
    [{ control: 'decide_after', ms: 0 }, { decidesAfterMs: 0 }],
    [{ control: 'set_token_model', tokenModel: 'exclusive_login' }, { tokenModel: 'exclusive_login' }],
    [{ control: 'set_token_model', tokenModel: 'reusable' }, { tokenModel: 'reusable' }],
  ];
  for (const [control, seen] of SEEN)
    test(`shows how it stands: ${JSON.stringify(control)}`, async () => {
      await pull({ provider: 'letpay', ...control });
      const { state } = await watchUntil(url, () => true);
      const simulator = state.simulators.find(({ provider }) => provider === 'letpay');
      assert.partialDeepStrictEqual(simulator?.controls, seen);
    });
});

describe('the clock of the stack', () => {
  const nowOf = async () => (await watchUntil(url, () => true)).state.now;
  const move = (body: object) => send('/console/clock', { body });

  test('is moved forward, and everything that is shown has the new time', async () => {
    const before = await nowOf();
    await move({ forwardMs: 86_400_000 });
    const { paymentId } = await pull({ provider: 'letpay', control: 'create_payment', amount: 4200 });
    await begin('cancellations', 'letpay', paymentId ?? '');

    const { state } = await watchUntil(url, ({ payments }) =>
      payments.some((payment) => payment.paymentId === paymentId && payment.operations.length > 0),
    );
    const [operation] = state.payments.find((payment) => payment.paymentId === paymentId)?.operations ?? [];
    assert.ok(state.now >= before + 86_400_000);
    assert.ok((operation?.createdAt ?? 0) >= before + 86_400_000);
    assert.ok((operation?.createdAt ?? 0) <= state.now);
  });

  test('is moved to half a minute before the next midnight in São Paulo', async () => {
    const before = await nowOf();
    const { answer } = await move({ to: 'before_midnight' });

    const { now } = z.looseObject({ now: z.number() }).parse(answer);
    assert.ok(now > before && now <= (await nowOf()));
    // What passes between the move and the reading of the clock is not checked.
    const minute = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Sao_Paulo', timeStyle: 'short' });
    assert.match(minute.format(now), /^(?:23:59|00:0\d)$/);
  });

  for (const body of [{ forwardMs: -1 }, { forwardMs: 0.5 }, { to: 'yesterday' }, {}])
    test(`is not moved by ${JSON.stringify(body)}`, async () => {
      assert.equal((await move(body)).status, 400);
    });
});

for (const provider of ['letpay', 'sopague'])
  test(`${provider}: a lost answer leaves the outcome unknown, and a repeat proves it`, async () => {
    const paymentId = await makePayment(provider);
    await pull({ provider, control: 'lose_answer', of: 'cancel' });
    const begun = await begin('cancellations', provider, paymentId);
    assert.equal(begun.answer.status, 202);
    const operationOf = (state: ShownState) =>
      state.payments.find((payment) => payment.paymentId === paymentId)?.operations[0];

    const unknown = await watchUntil(url, (state) => operationOf(state)?.state === 'unknown');
    assert.partialDeepStrictEqual(operationOf(unknown.state), {
      repeatable: true,
    });
    assert.partialDeepStrictEqual(operationOf(unknown.state)?.trail.at(-1), {
      step: 'attempt',
      result: 'indeterminate',
      requests: [{ is: 'lost' }],
    });
    await send('/console/repeats', { body: { operationId: begun.answer.body?.id } });

    const proof = await watchUntil(
      url,
      (state) =>
        operationOf(state)?.state === 'succeeded' &&
        state.events.some(
          (event) => event.paymentId === paymentId && event.type === 'PaymentCancellationSucceeded',
        ),
    );
    assert.partialDeepStrictEqual(operationOf(proof.state)?.trail.at(-1), {
      step: 'inquiry',
      result: 'canceled',
    });
    assert.equal(proof.state.payments.find((one) => one.paymentId === paymentId)?.atProvider.effects, 1);
  });

test('where callers must sign, the page signs as a storefront would', async () => {
  const signed = await startConsole('--auth');
  try {
    const page = await fetch(signed.url, { headers: { accept: 'text/html' } });
    const { provider, paymentId } = {
      provider: 'sopague',
      paymentId: '020080286103040952150000006201850000000000',
    };
    const response = await fetch(`${signed.url}/console/commands`, {
      method: 'POST',
      headers: { 'x-estorno-console': readToken(await page.text()) },
      body: JSON.stringify({ what: 'cancellations', merchantId: 'loja-1', provider, paymentId, key: 'k' }),
    });
    assert.partialDeepStrictEqual(await response.json(), { status: 200, body: { state: 'succeeded' } });
  } finally {
    await signed.close();
  }
});

test('a run of the refund flow is shown with the states that it has entered', async () => {
  const paymentId = await makePayment('letpay', 'PAID');
  await begin('refunds', 'letpay', paymentId);
  // A flow that was faster than the request waits for as long as the request may work.
  await send('/console/clock', { body: { forwardMs: 60_000 } });

  const { state } = await watchUntil(url, ({ runs }) => runs[0]?.status === 'SUCCEEDED');
  assert.equal(state.runs[0]?.entered[0]?.state, 'Which action');
  assert.equal(state.runs[0]?.entered.at(-1)?.state, 'Money is back');
});

test('a session is shown with the age of its token, and never with the token', async () => {
  await begin('cancellations', 'letpay', await makePayment('letpay'));

  const { state, text } = await watchUntil(url, ({ sessions }) => sessions.some(({ hasToken }) => hasToken));
  const session = state.sessions.find(({ hasToken }) => hasToken);
  const takenAt = session?.takenAt ?? 0;
  assert.ok(begun <= takenAt && takenAt <= state.now, `taken at ${takenAt}`);
  assert.equal(session && 'token' in session, false);
  // The simulators' tokens have the form of JSON Web Tokens.
  assert.doesNotMatch(text, /eyJ|demo-secret|demo-password|keyHash|fingerprint/);
});
