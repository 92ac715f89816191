import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letpay } from '../../../functions/letpay/connector.ts';
import { credentialsSchema } from '../../../functions/letpay/wire.ts';
import type { Answer } from '../../../shared/domain/answer.ts';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import { type Example, listExamples, readExample } from '../../contract/example.ts';
import { createHarness } from '../../contract/harness.ts';
import { createMemorySessionStores } from '../../contract/memory-session-stores.ts';
import { type RawRequest, startRawProvider } from '../../contract/raw-provider.ts';

const CREDENTIALS = credentialsSchema.parse({
  apiKey: 'MY_API_KEY',
  apiSecret: 'MY_API_SECRET',
  environment: 'sandbox',
});
const SESSION = 'loja-1#letpay#0';

/** The payment that documented successes name. */
const HELD = '8f048623-16c6-47da-aca1-546a16e8fb99';
const REFUSED = '633de157-9a42-4d30-bbad-bd9fb883e058';
const PAID = '2f1c0103-b6fe-4e99-864c-d20c68b97a85';
const NONE = '00000000-0000-0000-0000-000000000000';

const PROCESSING: Answer = { is: 'accepted', providerStatus: 'PROCESSING' };

type Row = {
  readonly id: string;
  readonly family: string;
  readonly is: Answer;
  /** Examples with which the requests after the first one are answered. */
  readonly follows?: readonly string[];
};

/** What the connector makes of each documented answer to a cancel of the payment that the answer names. */
const CANCELS: Readonly<Record<string, Row>> = {
  'cancel-picpay-200': { id: HELD, family: 'payment', is: PROCESSING },
  'cancel-checkout-200': { id: HELD, family: 'checkout', is: PROCESSING },
  'cancel-token-200': { id: HELD, family: 'token', is: PROCESSING },
  'cancel-picpay-401': {
    id: HELD,
    family: 'payment',
    is: PROCESSING,
    follows: ['auth-200', 'cancel-picpay-200'],
  },
  'cancel-picpay-502': {
    id: PAID,
    family: 'payment',
    is: {
      is: 'doubt',
      why: 'the provider answered 502',
      words: {
        status: 502,
        code: '00.03.0001',
        message: 'There was an issue when contacting an external API, please contact support',
      },
    },
  },
  'cancel-token-422': {
    id: REFUSED,
    family: 'token',
    is: {
      is: 'ask',
      words: {
        status: 422,
        code: '00.04.0010',
        message: "The payment token was not pre-authorized, so it can't be captured.",
      },
    },
  },
};

const CANNOT_BE_CANCELED = { said: 'never', documented: true, code: 'not_cancelable' } as const;

const READS = {
  'read-200': {
    id: PAID,
    is: {
      ...CANNOT_BE_CANCELED,
      ...{ paymentStatus: 'paid', providerStatus: 'PAID' },
      // Written without an offset, and read as São Paulo's time.
      clocks: {
        createdAt: Date.parse('2024-01-16T20:03:46.618-03:00'),
        expiresAt: Date.parse('2024-01-18T20:03:46.618-03:00'),
        paidAt: undefined,
        method: undefined,
      },
    },
  },
  'read-404': {
    id: NONE,
    is: { said: 'never', code: 'payment_not_found', paymentStatus: 'not_found' },
  },
} as const;

/** Its verb is documented as `DELETE`, that of its siblings as `POST`; `POST` is sent. */
const SENT_AS_POST = 'cancel-token-200';

async function startWith(t: { after: (end: () => Promise<void>) => void }, ...names: string[]) {
  const examples = names.map((name) => readExample('letpay', name));
  const provider = await startRawProvider(...examples.map(({ response }) => response));
  t.after(() => provider.close());
  const stores = createMemorySessionStores();
  const token = examples[0]?.request.headers['X-Auth-Token'];
  if (token) stores.put(SESSION, { token: new SecretText(token), expiresAt: Date.now() + 60_000 });
  const harness = createHarness(letpay, { baseUrl: provider.url, credentials: CREDENTIALS, stores });
  return { provider, stores, harness };
}

function assertSentAsDocumented(name: string, sent: RawRequest | undefined, id: string): void {
  const { request }: Example = readExample('letpay', name);
  assert.equal(sent?.method, name === SENT_AS_POST ? 'POST' : request.method);
  assert.equal(sent?.path, request.path.replace('MY_PAYMENT_TOKEN', id));
  for (const [header, value] of Object.entries(request.headers)) {
    assert.equal(sent?.headers[header.toLowerCase()], value);
  }
  if (request.body !== null) assert.deepEqual(JSON.parse(sent?.body ?? ''), JSON.parse(request.body));
}

for (const [name, { id, family, is, follows = [] }] of Object.entries(CANCELS)) {
  test(`the documented example ${name} is sent and understood as documented`, async (t) => {
    const { provider, stores, harness } = await startWith(t, name, ...follows);

    const answer = await harness.cancel({ paymentId: id, details: { family } });

    assert.deepEqual(answer, is);
    assertSentAsDocumented(name, provider.received[0], id);
    assert.equal(provider.received.length, 1 + follows.length);
    assert.equal(stores.tokenOf(SESSION)?.token.reveal(), 'MY_ACCESS_TOKEN');
  });
}

for (const [name, { id, is }] of Object.entries(READS)) {
  test(`the documented example ${name} is sent and understood as documented`, async (t) => {
    const { provider, harness } = await startWith(t, name);

    assert.deepEqual(await harness.read(id), is);

    assertSentAsDocumented(name, provider.received[0], id);
    assert.equal(provider.received.length, 1);
  });
}

test('the documented login is sent as a form, and its token is presented', async (t) => {
  const { provider, harness } = await startWith(t, 'auth-200', 'cancel-picpay-200');

  assert.deepEqual(await harness.cancel({ paymentId: HELD }), PROCESSING);

  const [login, cancel] = provider.received;
  assertSentAsDocumented('auth-200', login, HELD);
  const headers = { 'content-type': login?.headers['content-type'] ?? '' };
  const form = await new Response(login?.body ?? '', { headers }).formData();
  assert.deepEqual(Object.fromEntries(form), readExample('letpay', 'auth-200').request.form);
  assert.equal(cancel?.headers['x-auth-token'], 'MY_ACCESS_TOKEN');
});

test('the documented refusal of a login is one of the credentials', async (t) => {
  const { provider, harness } = await startWith(t, 'auth-401');

  const answer = await harness.cancel({ paymentId: HELD });

  assert.equal(answer.is === 'not_sent' && answer.final && answer.code, 'provider_auth_failed');
  assert.equal(provider.received.length, 1);
});

test('every example of the folder is driven', () => {
  const driven = [...Object.keys(CANCELS), ...Object.keys(READS), 'auth-200', 'auth-401'];
  assert.deepEqual(listExamples('letpay').toSorted(), driven.toSorted());
});
